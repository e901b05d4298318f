import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.core.tables import csv_lines, original_cell, safe_cell

pytestmark = pytest.mark.once


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_can_start_a_formula(start):
    assert safe_cell(f'{start}HYPERLINK("http://example.invalid")').startswith("'")


def test_numbers_stay_numbers():
    assert [safe_cell(value) for value in (-3, 2.5, 0, True, None)] == [-3, 2.5, 0, True, ""]


@given(st.text())
def test_what_was_made_safe_can_be_read_back(text):
    if not text.startswith("'"):
        assert original_cell(str(safe_cell(text))) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\r\0", codec="utf-8")), min_size=2, max_size=2)))
def test_a_table_comes_back_as_it_was(rows):
    written = "".join(csv_lines(["a", "b"], rows)).lstrip("\ufeff")

    read = list(csv.reader(StringIO(written, newline="")))

    assert read[0] == ["a", "b"]
    assert [[original_cell(cell) for cell in row] for row in read[1:]] == [
        [original_cell(str(safe_cell(cell))) for cell in row] for row in rows
    ]
