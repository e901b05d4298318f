"""Choices from a table that is pasted or uploaded: code, English, French, standard; commas, semicolons or tabs. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuque.core.problems import Problem
from tuque.forms.language.reading import CHOICE_CODE, MAX_LABEL, MAX_LISTED
from tuque.forms.portal import parts

MOST_CHOICES = MAX_LISTED
MOST_BYTES = 9 * 1024 * 1024
NAMES = {
    "code": "code", "name": "code", "value": "code", "nom": "code",
    "en": "en", "english": "en", "anglais": "en", "label": "en", "label::english (en)": "en", "label::english": "en",
    "fr": "fr", "french": "fr", "français": "fr", "francais": "fr", "label::french (fr)": "fr", "label::french": "fr",
    "standard": "standard",
}  # fmt: skip


@dataclass
class TableUnreadable(Problem):
    """`line` is where, counted from 1; 0 for the table as a whole."""

    why: str
    line: int = 0
    given: str = ""

    code = "forms.table_unreadable"
    status = 422

    def message(self) -> str:
        values = {"line": self.line, "given": self.given, "most": MOST_CHOICES, "megabytes": MOST_BYTES // 1024 // 1024}
        return {
            "empty": _("There is no choice in this table. Write one to a line: code, English, French."),
            "too_long": _("There are more than %(most)s choices. Make several lists of it."),
            "too_large": _("This file is too large: at most %(megabytes)s MB."),
            "code": _("Line %(line)s: “%(given)s” cannot be a code. Use letters, digits, - and _, and begin with a letter or a digit."),
            "twice": _("Line %(line)s: the code “%(given)s” is there twice. Give each choice its own."),
            "words": _("Line %(line)s: the words are longer than 500 characters. Shorten them."),
            "no_words": _("Line %(line)s has a code and no words."),
            "unreadable": _("This file is not a table of text. Save it as CSV (UTF-8), then choose it again."),
        }[self.why] % values  # fmt: skip


def decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise TableUnreadable("too_large")
    if b"\x00" in data:
        raise TableUnreadable("unreadable")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_choices(text: str, *, known: Sequence[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """The choices of a table. Words without a code get the code they had before, or one made of them.

    With one column, each line is a choice in English. Raises TableUnreadable with the line.
    """
    if len(text) > MOST_BYTES:
        raise TableUnreadable("too_large")
    rows = list(_rows(text))
    if not rows:
        raise TableUnreadable("empty")
    columns, first = _columns(rows[0][1])
    codes_known = {str(one.get("label", {}).get("en", "")).casefold(): str(one.get("code")) for one in known}
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    for line, cells in rows[first:]:
        values = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
        found.append(_choice(values, line, taken, codes_known))
        taken.add(found[-1]["code"])
        if len(found) > MOST_CHOICES:
            raise TableUnreadable("too_long")
    if not found:
        raise TableUnreadable("empty")
    return found


def _choice(values: dict[str, str], line: int, taken: set[str], known: dict[str, str]) -> dict[str, Any]:
    words = {language: values[language] for language in ("en", "fr") if values.get(language)}
    code = values.get("code", "")
    if not words:
        raise TableUnreadable("no_words", line, code)
    if any(len(one) > MAX_LABEL for one in words.values()):
        raise TableUnreadable("words", line)
    if not code:
        first = words.get("en") or words["fr"]
        before = known.get(first.casefold(), "")
        code = before if before and before not in taken else parts.code_from(first, taken=taken, fallback="choice")
    if not CHOICE_CODE.fullmatch(code):
        raise TableUnreadable("code", line, code[:60])
    if code in taken:
        raise TableUnreadable("twice", line, code)
    standard = values.get("standard", "")[:60]
    return {"code": code, "label": words} | ({"standard": standard} if standard else {})


def _rows(text: str) -> list[tuple[int, list[str]]]:
    head = text[:4000]
    mark = max("\t;,", key=head.count) if any(one in head for one in "\t;,") else ","
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise TableUnreadable("unreadable") from None


def _columns(first: list[str]) -> tuple[dict[str, int], int]:
    """Which column holds what, and how many lines are names of columns."""
    named = {
        NAMES[cell.strip().casefold()]: place for place, cell in enumerate(first) if cell.strip().casefold() in NAMES
    }
    if {"en", "fr"} & named.keys():
        return named, 1
    if len(first) == 1:
        return {"en": 0}, 0
    if len(first) == 2:
        return {"en": 0, "fr": 1}, 0
    return {"code": 0, "en": 1, "fr": 2, "standard": 3}, 0
