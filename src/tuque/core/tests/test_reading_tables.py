import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.core import reading_tables as reading
from tuque.core.reading_tables import FileRefused, Refusal, Row, Shape

pytestmark = pytest.mark.once

TEXT = "id;nom;détail\n1;Élise;à côté\n2;Zoé;« ici »\n"


@pytest.fixture
def write(tmp_path):
    def write(content: bytes, name: str = "log.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def read_all(path, **options):
    shape = reading.detect(path)
    return list(reading.read_rows(path, shape, **options))


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_found_and_accents_arrive_whole(write, encoding, written):
    path = write(TEXT.encode(written))

    assert reading.detect(path) == Shape(encoding, ";", ("id", "nom", "détail"))
    assert [row.cells for row in read_all(path)] == [["1", "Élise", "à côté"], ["2", "Zoé", "« ici »"]]


@pytest.mark.parametrize("separator", reading.SEPARATORS)
def test_the_separator_is_found_even_with_others_in_the_values(write, separator):
    lines = [separator.join(["when", "what", "where"])] + [
        separator.join([f"2026-01-{n:02}", '"a, b; c"', "x"]) for n in range(1, 20)
    ]

    assert reading.detect(write("\n".join(lines).encode())).separator == separator


def test_gzip_is_read_whatever_the_name(write):
    assert len(read_all(write(gzip.compress(TEXT.encode()), "log.txt"))) == 2


@pytest.mark.parametrize("cut", [20, 45])
def test_a_truncated_gzip_is_refused_before_any_row(write, cut):
    whole = gzip.compress(TEXT.encode() * 50)

    with pytest.raises(FileRefused) as refused:
        reading.verify(write(whole[:-cut]))
    assert refused.value.code == "gzip_truncated"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n", "file_empty"),
        (b"PK\x03\x04rest", "not_a_table"),
        (b"%PDF-1.7", "not_a_table"),
        (b"MZ\x90\x00\x03" + bytes(200) + b"This, program; cannot\n", "not_a_table"),
        (b'{"a": 1}', "not_a_table"),
        (b"<html><body>", "not_a_table"),
        (b"just words\nand more\n", "one_column"),
        (b",".join(b"c%d" % number for number in range(1001)) + b"\n", "too_many_columns"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_name(write, content, code):
    with pytest.raises(FileRefused) as refused:
        reading.detect(write(content))
    assert refused.value.code == code


def test_a_line_without_end_is_refused_and_the_next_row_is_read(write):
    path = write(b"a,b\n1,2\n" + b"x" * (3 * reading.MAX_LINE) + b"\n3,4\n")

    rows = read_all(path)

    assert [row.cells for row in rows if isinstance(row, Row)] == [["1", "2"], ["3", "4"]]
    assert [(row.line, row.code) for row in rows if isinstance(row, Refusal)] == [(3, "line_too_long")]


def test_a_zero_byte_refuses_its_row_only(write):
    rows = read_all(write(b"a,b\n1,\x002\n3,4\n"))

    assert [type(row) for row in rows] == [Refusal, Row]


def test_a_quotation_mark_never_closed_does_not_swallow_the_file(write):
    path = write(b'a,b\n1,"oops\n' + b"3,4\n" * 1000)

    rows = read_all(path)

    assert rows[0].code == "quotes_unclosed"
    assert sum(isinstance(row, Row) for row in rows) > 700


def test_a_value_may_hold_line_ends_and_lines_keep_their_numbers(write):
    rows = read_all(write(b'a,b\n"one\ntwo",2\n3,4\n'))

    assert [(row.line, row.cells) for row in rows] == [(2, ["one\ntwo", "2"]), (4, ["3", "4"])]


def test_a_line_in_another_encoding_is_read_and_marked_or_refused_when_asked(write):
    path = write("a,b\né,1\n".encode() + "è,2\n".encode("cp1252"))

    assert [(row.cells[0], row.is_mixed) for row in read_all(path)] == [("é", False), ("è", True)]
    assert [type(row) for row in read_all(path, strict_encoding=True)] == [Row, Refusal]


def test_letters_of_utf_8_in_a_file_that_begins_otherwise_stay_what_they_are(write):
    path = write("é,b\nà,1\n".encode("cp1252") + "è,2\n".encode() + b"x,3\n")

    assert [(row.cells[0], row.is_mixed) for row in read_all(path)] == [("à", False), ("è", True), ("x", False)]


def test_a_row_with_too_few_or_too_many_values_is_refused_and_a_blank_one_passed_over(write):
    rows = read_all(write(b"a,b\n1\n\n1,2,3\n4,5\n"))

    assert [row.code if isinstance(row, Refusal) else "row" for row in rows] == ["wrong_width", "wrong_width", "row"]


@pytest.mark.parametrize("heading", [b"a,\x00b\n", b"a,b" + b" " * reading.MAX_LINE + b"\n"])
def test_a_heading_that_is_refused_costs_no_row(write, heading):
    shape = Shape(encoding="utf-8", separator=",", columns=("a", "b"))

    refused, *rows = reading.read_rows(write(heading + b"1,2\n3,4\n"), shape)

    assert (refused.line, type(refused)) == (1, Refusal)
    assert [row.cells for row in rows] == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_lines_that_end_as_on_an_old_mac_are_read(write, encoding):
    rows = read_all(write(TEXT.replace("\n", "\r").encode(encoding)))

    assert [(row.line, row.cells[1]) for row in rows] == [(2, "Élise"), (3, "Zoé")]


def test_headings_are_made_unique():
    assert reading.named_columns(["x", "x", "", " y \n z"]) == ("x", "x (2)", "column 3", "y z")


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)] * 3), max_size=20
    )
)
def test_whatever_a_spreadsheet_writes_is_read_back(tmp_path_factory, table):
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["aa", "bb", "cc"])
    writer.writerows(table)
    path = tmp_path_factory.mktemp("log") / "log.csv"
    path.write_bytes(file.getvalue().encode())

    rows = list(reading.read_rows(path, Shape("utf-8", ",", ("aa", "bb", "cc"))))

    assert [tuple(row.cells) for row in rows] == list(table)
