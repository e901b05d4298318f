"""Snapshots on disk: one Parquet file for each month, and a manifest that names them and the change they reach.

Readers never see half a snapshot: files are new, and the manifest replaces the former one in one step. One writer at a
time holds the lock file; whoever finds it taken leaves the work to the other.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings

SHAPE = 2  # of the columns: another number means that snapshots are made again


@dataclass(frozen=True)
class Manifest:
    sequence: int = 0
    zone: str = ""
    shape: int = SHAPE
    codes: dict[str, list[str]] = field(default_factory=dict)
    months: dict[str, str] = field(default_factory=dict)  # "2026-01" -> file name


class Store:
    """The folder of one organization."""

    def __init__(self, organization: UUID) -> None:
        self.folder = self.root() / str(organization)

    @staticmethod
    def root() -> Path:
        return Path(settings.DATA_DIR) / "facts"

    def read(self, *, zone: str) -> Manifest:
        """The current snapshot; an empty one when there is none, or when it cannot serve any more."""
        path = self.folder / "manifest.json"
        try:
            manifest = Manifest(**json.loads(path.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return Manifest(zone=zone)
        if manifest.shape != SHAPE or manifest.zone != zone:
            return Manifest(zone=zone)
        return manifest

    def files(self, manifest: Manifest) -> list[str]:
        return [str(self.folder / name) for name in manifest.months.values()]

    def publish(self, manifest: Manifest, *, former: Manifest) -> None:
        """Make `manifest` the current one. Files of `former` stay for whoever is reading them; older ones go."""
        waiting = self.folder / f"manifest-{os.getpid()}.json"
        with waiting.open("w") as file:
            json.dump(asdict(manifest), file)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(self.folder / "manifest.json")
        self._drop_all_but({*manifest.months.values(), *former.months.values()})

    def drop_former(self, *, after_seconds: float) -> None:
        """Drop the files of former snapshots, once the current one is that old: whoever was reading them has done."""
        path = self.folder / "manifest.json"
        try:
            if time.time() - path.stat().st_mtime >= after_seconds:
                self._drop_all_but(set(Manifest(**json.loads(path.read_text())).months.values()))
        except (FileNotFoundError, ValueError, TypeError):
            return

    def _drop_all_but(self, named: set[str]) -> None:
        for path in self.folder.glob("*.parquet"):
            if path.name not in named:
                path.unlink(missing_ok=True)

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Whether this process may write now."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
