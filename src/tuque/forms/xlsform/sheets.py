"""A workbook (.xlsx, .xls), or its text forms (.csv, .md), read as plain cells within hard limits.

A book is `{"survey": [[header, …], [cell, …], …], "choices": …}`: names in small letters, cells as text, the blanks at
the end of a row left out. Row n of a sheet is `rows[n - 1]`, so that every cell keeps its name.
"""

import csv
import io
import os
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from defusedxml import DefusedXmlException

from tuque.forms.xlsform.findings import Unreadable, cell_name

Book = dict[str, list[list[str]]]

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 12 * 1024 * 1024
MAX_PARTS = 1000
MAX_ROWS = 10_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
BLANK_ROWS = 60  # after so many, what follows is not the form: the tools that others use stop here too
CHUNK = 1024 * 1024
FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v>([^<]*)</v>)?', re.DOTALL
)
REACHES_OUT = re.compile(r"\||WEBSERVICE|HYPERLINK|CALL\(|EXEC|RTD\(|IMPORT|\[\d+\]|https?:", re.IGNORECASE)


def read_sheets(data: bytes, name: str) -> Book:
    """The book in `data`; `name` is the file's, for its ending. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("file_too_large", most=MAX_BYTES // 1024 // 1024)
    if data.startswith(b"PK"):
        book = _read_xlsx(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        book = _read_xls(data)
    elif name.lower().endswith((".csv", ".md")):
        book = _read_text(data, name.lower().endswith(".md"))
    else:
        raise Unreadable("not_a_workbook", value=name)
    if "survey" not in book:
        raise Unreadable("no_survey", value=", ".join(book))
    return book


def _read_xlsx(data: bytes) -> Book:
    try:
        has_formulas = _look_inside(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that we do not read: pictures, validation, themes
            book = _read_workbook(data, has_formulas=has_formulas)
    except Unreadable:
        raise
    except DefusedXmlException:
        raise Unreadable("has_entities") from None
    except Exception:  # a broken archive or part fails in many ways inside the library
        raise Unreadable("broken_workbook") from None
    return book


def _look_inside(data: bytes) -> bool:
    """Refuse what would grow when it is unpacked, and documents that declare entities. Whether there are formulas."""
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Unreadable("unpacks_too_large", most=MAX_UNPACKED // 1024 // 1024)
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("has_password")
        if any("vbaproject" in part.filename.lower() for part in parts):
            raise Unreadable("has_macros")
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                has_formulas = _look_at_part(archive, part) or has_formulas
    return has_formulas


def _look_at_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    has_formulas, before = False, b""
    with archive.open(part) as content:
        while chunk := content.read(CHUNK):
            seen = (before + chunk).replace(b"\0", b"")  # so that two-byte text hides nothing
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise Unreadable("has_entities")
            has_formulas = has_formulas or b"<f>" in seen or b"<f " in seen
            before = chunk[-32:]
    return has_formulas


def _read_workbook(data: bytes, *, has_formulas: bool) -> Book:
    from pyxform.xls2json_backends import xlsx_value_to_str  # the readers are read in with the first workbook

    with _workbook(data) as workbook:
        book: Book = {}
        for name, sheet in _named(workbook.sheetnames, workbook.__getitem__):
            rows = sheet.iter_rows(max_row=MAX_ROWS + BLANK_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
            book[name] = _rows(name, rows, xlsx_value_to_str)
            if has_formulas:
                _check_formulas(name, data, sheet._worksheet_path)  # the part that holds this sheet
        return book


def _check_formulas(name: str, data: bytes, path: str) -> None:
    """A formula's value, as the spreadsheet last computed it, is taken; one without a value, or that reaches out, is not."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read(path.lstrip("/"))
    for found in FORMULA.finditer(part):
        cell, formula, value = (group.decode(errors="replace") for group in found.groups(b""))
        if REACHES_OUT.search(formula):
            raise Unreadable("formula_reaches_out", sheet=name, cell=cell, value=f"={formula}")
        if not value and "str" not in found.group(0).decode(errors="replace").partition(">")[0]:
            raise Unreadable("formula_without_value", sheet=name, cell=cell, value=f"={formula}")


@contextmanager
def _workbook(data: bytes) -> Iterator[Any]:
    """The workbook with its cells as they were last computed."""
    from openpyxl import load_workbook

    found = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        yield found
    finally:
        found.close()


def _read_xls(data: bytes) -> Book:
    import xlrd

    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 (the library writes remarks of its own)
        try:
            workbook = xlrd.open_workbook(file_contents=data, logfile=nowhere, on_demand=True, ragged_rows=True)
            return {
                name: _rows(name, _xls_rows(sheet, workbook.datemode), str)
                for name, sheet in _named(workbook.sheet_names(), workbook.sheet_by_name)
            }
        except Unreadable:
            raise
        except Exception as fault:  # a broken file fails in many ways inside the library
            raise Unreadable("has_password" if "encrypt" in str(fault).lower() else "broken_workbook") from None


def _xls_rows(sheet: Any, datemode: int) -> Iterator[list[str | None]]:
    from pyxform.xls2json_backends import xls_value_to_unicode

    for number in range(sheet.nrows):
        yield [
            None if cell.value == "" else xls_value_to_unicode(cell.value, cell.ctype, datemode)
            for cell in sheet.row(number)
        ]


def _read_text(data: bytes, is_table: bool) -> Book:
    """Rows whose first cell names a sheet: as comma-separated text, or as a table of Markdown."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not_utf8") from None
    lines = _table_lines(text) if is_table else csv.reader(io.StringIO(text))
    sheets: dict[str, list[Sequence[str]]] = {}
    current = None
    try:
        for line in lines:
            if line and line[0].strip():
                current = sheets.setdefault(line[0].strip().lower(), [])
            if current is not None and any(cell.strip() for cell in line[1:]):
                current.append(line[1:])
    except csv.Error:
        raise Unreadable("broken_workbook") from None
    return {name: _rows(name, rows, str) for name, rows in sheets.items() if name in SHEETS}


def _table_lines(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.strip().startswith("|") and not set(line) <= set("|-: "):
            yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def _named(names: Iterable[str], open_sheet: Any) -> Iterator[tuple[str, Any]]:
    """The sheets of a form, under their names in small letters; a single sheet of any other name is the survey."""
    names = list(names)
    known = {name.strip().lower(): name for name in names if name.strip().lower() in SHEETS}
    if not known and len(names) == 1:
        known = {"survey": names[0]}
    for name, own in known.items():
        yield name, open_sheet(own)


def _rows(name: str, rows: Iterable[Sequence[Any]], as_text: Any) -> list[list[str]]:
    found: list[list[str]] = []
    blank = 0
    for row in rows:
        line = ["" if cell is None else as_text(cell).strip() for cell in row[:MAX_COLUMNS]]
        while line and not line[-1]:
            line.pop()
        blank = 0 if line else blank + 1
        if blank > BLANK_ROWS:
            break
        found.append(line)
        if len(found) > MAX_ROWS + BLANK_ROWS:
            raise Unreadable("too_many_rows", sheet=name, most=MAX_ROWS)
        for column, cell in enumerate(line):
            if len(cell) > MAX_CELL:
                where = cell_name(len(found), column)
                raise Unreadable("cell_too_long", sheet=name, cell=where, value=cell, most=MAX_CELL)
    while found and not found[-1]:
        found.pop()
    if len(found) > MAX_ROWS:
        raise Unreadable("too_many_rows", sheet=name, most=MAX_ROWS)
    return found
