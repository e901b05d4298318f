"""Workbooks for spreadsheets: sheets of plain cells. Text is always text, so that nothing in it is ever a formula."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def workbook(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """The workbook of the sheets, by name: numbers stay numbers, everything else is text."""
    from openpyxl import Workbook  # read in with the first workbook: few processes write one

    made = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, int | float) and not isinstance(value, bool):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=None)
    if value is not None and value != "":
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        cell.data_type = "s"
    return cell
