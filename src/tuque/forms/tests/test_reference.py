"""The reference names everything that the language has, so that neither runs ahead of the other."""

from pathlib import Path

import pytest

from tuque.forms.language.definition import FILLS, TYPES
from tuque.forms.language.expressions import OPERATORS
from tuque.forms.language.reading import FIELD_KEYS, FORM_KEYS
from tuque.forms.language.screens import ACTIONS

pytestmark = pytest.mark.once

REFERENCE = (Path(__file__).resolve().parents[4] / "docs" / "reference" / "forms.md").read_text()


@pytest.mark.parametrize("word", sorted({*TYPES, *FILLS, *OPERATORS, *FIELD_KEYS, *FORM_KEYS, *ACTIONS}))
def test_the_reference_explains(word):
    assert f"`{word}`" in REFERENCE
