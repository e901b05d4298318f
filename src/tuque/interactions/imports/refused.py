"""The rows that were not taken, as a table for whoever will mend them: line, column, value, reason."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TextIO

from django.utils.translation import gettext as _

from tuque.core.reading_tables import Refusal
from tuque.core.tables import csv_lines
from tuque.interactions.imports.reasons import value_message
from tuque.interactions.kept_files import Refused


class RefusedRows:
    """Writes each refusal to a CSV file as it comes. The file is made with the first one: no refusal, no file."""

    def __init__(self, path: Path | Refused | None) -> None:
        self._wanted = path
        self._file: TextIO | None = None
        self.path: Path | Refused | None = None

    def __enter__(self) -> "RefusedRows":
        return self

    def write(self, refusal: Refusal) -> None:
        if self._wanted is None:
            return
        if self._file is None:
            self._file = self._wanted.open("w", encoding="utf-8", newline="")
            self._file.write(next(csv_lines([_("Line"), _("Column"), _("Value"), _("Reason")], [])))
            self.path = self._wanted
        self._file.write(_line(refusal))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def _line(refusal: Refusal) -> str:
    row = (refusal.line, refusal.column, refusal.value, value_message(refusal.code, refusal.value))
    lines: Iterator[str] = csv_lines([], [row])
    next(lines)
    return next(lines)
