"""Real forms that other organizations and tools use, where they are at hand: see `SOURCES.md` beside them.

What pyxform itself converts must give the very same XForm from our export.
"""

import csv
import re

import pytest
from pyxform.xls2xform import convert

import at_hand
from tuque.forms.xlsform.findings import Unreadable
from tuque.forms.xlsform.reading import read_form
from tuque.forms.xlsform.translating import open_problems
from tuque.forms.xlsform.writing import book_to_xlsx, write_book

FOLDER = at_hand.data("forms")
pytestmark = [
    pytest.mark.skipif(not (FOLDER / "EXPECTED.csv").exists(), reason="the real forms are not at hand"),
    pytest.mark.once,
]

# Explained, though pyxform converts them: an expression that is words, and forms with nothing that can be shown.
EXPLAINED = {"bad_calc.xlsx", "hidden.xls", "simple_loop.csv", "simple_loop.xls"}
NOT_A_FORM = {"pyxform/example_xls/fruits.csv"}
LEFT_TO_WRITE = {"language_missing", "words_missing", "text_too_long"}  # what a person does before publishing
BUILT_AT = re.compile(r'version="\d{8,}"')


def listed(name):
    path = FOLDER / name
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [(row["file"], row) for row in csv.DictReader(file)]


# Explained: made to harm, nothing that can be shown, one question asked twice.
EXPLAINED_XFORMS = {
    "XSS-test.xml",
    "malicious-svg.xml",
    "1-rank.xml",
    "video-capture.xml",
    "repeat-count-relative.xml",
    "setvalue-setgeopoint-geopoint.xml",
}


@pytest.mark.parametrize(
    ("file", "expected"), listed("EXPECTED.csv"), ids=[file for file, _row in listed("EXPECTED.csv")]
)
def test_a_real_spreadsheet_is_imported_and_comes_back_whole_or_is_explained(file, expected, tmp_path):
    source = FOLDER / file
    if file in NOT_A_FORM:
        with pytest.raises(Unreadable):
            read_form(source.read_bytes(), name=source.name)
        return
    data, converts = source.read_bytes(), expected["pyxform_4.5.0"] == "converts"
    found = read_form(data, name=source.name, mend=True)
    if found.is_refused:
        assert not converts or source.name in EXPLAINED
        assert all(finding.cell for finding in found.findings if finding.code != "nothing_to_show")
        return

    assert {problem.code for problem in open_problems(found.body)} <= LEFT_TO_WRITE
    written = book_to_xlsx(write_book(found.body))

    assert read_form(written, name=source.name).body == found.body
    if converts:
        again = tmp_path / f"{source.stem}.xlsx"
        again.write_bytes(written)
        assert xform_of(again) == xform_of(source)


def xform_of(path):
    return BUILT_AT.sub("", convert(path).xform)


@pytest.mark.parametrize("file", [file for file, _row in listed("EXPECTED_XFORMS.csv")])
def test_a_real_xform_is_imported_and_comes_back_whole_or_is_explained(file):
    source = FOLDER / file
    found = read_form(source.read_bytes(), name=source.name, mend=source.name not in EXPLAINED_XFORMS)
    if found.is_refused:
        assert source.name in EXPLAINED_XFORMS
        return

    assert {problem.code for problem in open_problems(found.body)} <= LEFT_TO_WRITE
    back = read_form(book_to_xlsx(write_book(found.body)), name=source.name)

    assert source.name not in EXPLAINED_XFORMS
    assert back.body == found.body
