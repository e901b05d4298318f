"""The built front end, as the last build left it: building again under a running server costs nobody a page."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

FOLDER = Path(__file__).resolve().parent / "static" / "built"
MANIFEST = FOLDER / ".vite" / "manifest.json"


def manifest() -> Mapping[str, Mapping[str, Any]]:
    """What each source was built into; nothing while there is no build."""
    state = _state()
    try:
        return _read(MANIFEST, state) if state else {}
    except (OSError, ValueError):  # it is being written
        return {}


def files_of(*sources: str) -> list[str]:
    """Every built file that these sources need, in the folder of the build: themselves, what they import, their style sheets."""
    entries, found, waiting = manifest(), dict[str, None](), list(sources)
    seen: set[str] = set()
    while waiting:
        source = waiting.pop()
        entry = entries.get(source)
        if entry is None or source in seen:
            continue
        seen.add(source)
        found |= dict.fromkeys([str(entry["file"]), *map(str, entry.get("css", []))])
        waiting += [*entry.get("imports", []), *entry.get("dynamicImports", [])]
    return sorted(found)


def _state() -> int:
    try:
        return MANIFEST.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1)
def _read(path: Path, _state: int) -> Mapping[str, Mapping[str, Any]]:
    return dict(json.loads(path.read_text()))


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, which looks at its files once, told to look again after a build; a file that is gone answers 404."""

    def __init__(self, get_response: Any) -> None:
        self.state = _state()
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = self._find(request.path_info)
        if found is not None:
            try:
                return self.serve(found, request)  # type: ignore[no-any-return]
            except FileNotFoundError:
                pass
        return self.get_response(request)  # type: ignore[no-any-return]

    def _find(self, address: str) -> Any:
        if address.startswith(self.static_prefix) and (state := _state()) != self.state:
            try:
                self.add_files_from_finders()
            except FileNotFoundError:  # files come and go: the build is not over
                state = 0
            self.state = state
        return self.files.get(address)
