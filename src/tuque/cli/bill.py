"""The bill of materials: every package that is locked, with its version and its hashes, in CycloneDX 1.6 JSON."""

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from tuque import __version__
from tuque.config.spoken import gettext as _

REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class LockMissing(Exception):
    """There is no lock file in the folder: a bill is made in a checkout."""


def bill(root: Path) -> dict[str, object]:
    """What serves, and what its pages are built with, as `requirements/serve.txt` and `package-lock.json` hold them.

    A package of Python has several hashes, one for each file that may be installed.
    """
    python, node = root / "requirements/serve.txt", root / "frontend/package-lock.json"
    if not (python.is_file() and node.is_file()):
        raise LockMissing(root)
    components = [*python_packages(python.read_text()), *node_packages(node.read_text())]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "tuque", "version": __version__}},
        "components": sorted(components, key=lambda one: str(one["purl"])),
    }


def python_packages(lock: str) -> Iterator[dict[str, object]]:
    """A requirement and the hashes on the lines after it."""
    for entry in re.split(r"\n(?=[A-Za-z0-9])", lock):
        found = REQUIREMENT.match(entry)
        if found:
            name, version = found[1].lower(), found[2]
            hashes = [{"alg": "SHA-256", "content": digest} for digest in HASH.findall(entry)]
            yield component(name, version, f"pkg:pypi/{name}@{version}", hashes)


def node_packages(lock: str) -> Iterator[dict[str, object]]:
    for path, entry in json.loads(lock)["packages"].items():
        if not path:
            continue  # the front end itself
        name, version = path.rpartition("node_modules/")[2], entry["version"]
        kind, _, digest = entry.get("integrity", "").partition("-")
        hashes = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}] if kind == "sha512" else []
        yield component(name, version, f"pkg:npm/{name.replace('@', '%40')}@{version}", hashes)


def component(name: str, version: str, purl: str, hashes: list[dict[str, str]]) -> dict[str, object]:
    return {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl, "hashes": hashes}


def print_bill() -> int:
    root = Path(os.environ.get("TUQUE_CHECKOUT", ".")).resolve()
    try:
        print(json.dumps(bill(root), indent=1))
    except LockMissing:
        print(
            _("tuque: %(root)s holds no requirements/serve.txt. Run this in a checkout, or set TUQUE_CHECKOUT.")
            % {"root": root}
        )
        return 1
    return 0
