"""The reference of settings and the settings that are read are the same list."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_in_the_reference_and_the_reference_has_no_other():
    read = {
        name
        for path in (ROOT / "src/tuque/config").glob("*.py")
        for name in re.findall(r'"(TUQUE_[A-Z_]+)"', path.read_text())
    }
    listed = {
        row.group(1)
        for row in re.finditer(r"^\| `(TUQUE_[A-Z_]+)` \|", (ROOT / "docs/reference/settings.md").read_text(), re.M)
    }

    assert read - listed == set(), "Explain these in docs/reference/settings.md"
    assert listed - read == set(), "Nothing reads these: take them out of docs/reference/settings.md"
