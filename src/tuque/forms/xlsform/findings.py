"""What was found while a file was read: where, a stable code, and the values of its message (see `wording`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

REFUSED = "refused"  # the form cannot be imported until this is mended
REPAIRED = "repaired"  # mended because the repair was asked for
KEPT = "kept"  # travels back out, but is not shown or not applied


@dataclass(frozen=True)
class Finding:
    """`cell`: as a spreadsheet names it (`B12`), or empty when it is about the whole sheet or file."""

    level: str
    code: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


class Unreadable(Exception):
    """The file itself cannot be read; `finding` says why."""

    def __init__(self, code: str, *, sheet: str = "", cell: str = "", value: str = "", **values: object) -> None:
        super().__init__(code)
        self.finding = Finding(REFUSED, code, sheet, cell, value[:80], values)


def cell_name(row: int, column: int) -> str:
    """`B12` for row 12 (from 1) and column 1 (from 0)."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
