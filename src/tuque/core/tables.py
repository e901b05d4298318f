"""Tables for spreadsheets: written a row at a time, and never able to carry a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it, a spreadsheet reads the accents of a CSV wrongly


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file, with its mark, one at a time: memory does not grow with the table."""
    writer = csv.writer(_Echo())  # whose writerow gives back the line
    yield BYTE_ORDER_MARK + writer.writerow([safe_cell(name) for name in header])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def safe_cell(value: object) -> object:
    """The value as a spreadsheet may open it: text that would be taken for a formula gets an apostrophe before it.

    Numbers stay numbers; instants are written in ISO 8601. Source: OWASP, CSV Injection.
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(STARTS_A_FORMULA) else value
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else value


def original_cell(text: str) -> str:
    """What `safe_cell` was given: for reading back a table of our own."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS_A_FORMULA) else text
