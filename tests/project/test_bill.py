"""What Tuque is made of: locked with hashes, whole, and told by `tuque sbom`."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tuque.cli.bill import LockMissing, bill
from tuque.releases.endpoints.root import api

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_its_hashes(lock):
    entries = [entry for entry in re.split(r"\n(?=[A-Za-z0-9])", lock.read_text()) if "==" in entry]

    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in lock.read_text(), "No address of a registry: whoever installs chooses it."


def test_every_package_of_the_front_end_has_its_hash():
    packages = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]

    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_the_bill_holds_what_the_project_asks_for():
    made = bill(ROOT)
    named = {one["purl"].split("@")[0].removeprefix("pkg:pypi/").replace("_", "-") for one in made["components"]}
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]

    assert made["bomFormat"] == "CycloneDX"
    assert {re.split(r"[\[~=<>; ]", name)[0].lower().replace("_", "-") for name in asked} <= named
    assert len({one["bom-ref"] for one in made["components"]}) >= len(named) > 50
    assert all(one["hashes"] for one in made["components"])


def test_without_lock_files_it_says_so(tmp_path):
    with pytest.raises(LockMissing):
        bill(tmp_path)


def test_the_interface_describes_each_of_its_addresses():
    """API9: what is served and what is described are one list."""
    served = {
        (method, f"/api/v1{'' if path == '/' else path}")
        for prefix, router in api._routers
        for path, view in ((prefix + inner, view) for inner, view in router.path_operations.items())
        for operation in view.operations
        for method in operation.methods
    }
    described = {
        (method.upper(), path) for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
    }

    assert len(served) == len(described) > 5
