"""Columns that pack several things, taken apart from the page: at a sign, or by finding a date and an hour in a text.

A pattern of one's own is written in a mapping file, not here: a slow one would hold up the page.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuque.core.folding import fold

CLOCK = "clock"
CUTS: Sequence[tuple[str, str | Promise]] = (
    (": ", _("At the first colon (:)")),
    (" - ", _("At the first hyphen (-)")),
    ("/", _("At the first slash (/)")),
    (";", _("At the first semicolon (;)")),
    ("|", _("At the first bar (|)")),
    (CLOCK, _("Take out the date and the hour in it")),
)
DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
HOUR = r"\d{1,2}\s?[:hH]\s?\d{2}(?:\s?[:m]\s?\d{2})?(?:\s?[aApP]\.?[mM]\.?)?"


def cutting(column: str, sign: str) -> str:
    """A pattern that cuts at the first `sign`; the parts are named after the column, in the letters a pattern allows.

    A hyphen with nothing behind it, as some systems end their texts, is left out.
    """
    stem = re.sub(r"[^a-z0-9]+", "_", fold(column)).strip("_")
    stem = stem if stem[:1].isalpha() else f"column_{stem}"
    if sign == CLOCK:
        return rf"(?<!\d)(?P<{stem}_{CLOCK}>{DATE}[\sT,@]+{HOUR})"
    mark = rf"\s+{re.escape(sign.strip())}\s+" if sign.startswith(" ") else re.escape(sign.strip())
    return rf"(?s)^(?P<{stem}_1>.*?)(?:{mark}(?P<{stem}_2>.*?))?(?:\s+-)?\s*$"


def splits_of(source: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The columns that are taken apart, each with the names of its parts."""
    found = []
    for column, rule in source.get("split", {}).items():
        pattern = rule.get("pattern", "") if isinstance(rule, Mapping) else str(rule)
        found.append((column, ", ".join(re.findall(r"\(\?P<(\w+)>", pattern))))
    return found


def put_splits(result: dict[str, Any], sent: Mapping[str, str]) -> None:
    splits = result.setdefault("split", {})
    for column in [column for column in splits if sent.get(f"split.{column}") == "whole"]:
        del splits[column]
    column, sign = sent.get("split.column", ""), sent.get("split.sign", "")
    if column and sign in dict(CUTS):
        splits[column] = {"pattern": cutting(column, sign)}
    if not splits:
        del result["split"]
