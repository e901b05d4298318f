"""From what a browser posts to answers, and back: the only place that knows how each type is spelt in HTML.

A field `x` posts as `x`; a place as `x.lon`, `x.lat`, `x.accuracy`, `x.place`, `x.text`; people and items as one
`x.CODE` for each choice. What cannot be read stays as it was typed: the check refuses it, and the page shows it again.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from tuque.forms.language import Field, Form

NUMBER = re.compile(r"[+-]?(\d[\d\s]*)?([.,]\d+)?")
PLACE_PARTS = ("lon", "lat", "accuracy", "place", "text")
TRUTHS = {"yes": True, "no": False}


def read_post(
    form: Form, data: QueryDict, files: MultiValueDict[str, Any] | None = None, *, zone: ZoneInfo
) -> dict[str, Any]:
    """The answers in a posted page: field code -> JSON value, without what was left empty.

    Dates and times are read in `zone`. A photo's answer is how many were sent: the files stay in `files`, under its code.
    """
    answers = {}
    for one in form.questions():
        if one.calculated is not None:
            continue
        answer = _read(one, data, files, zone)
        if answer not in (None, "", [], {}):
            answers[one.code] = answer
    return answers


def _read(one: Field, data: QueryDict, files: MultiValueDict[str, Any] | None, zone: ZoneInfo) -> Any:
    if one.type == "photo":
        return sum(1 for file in files.getlist(one.code) if file) or None if files is not None else None
    if one.type == "place":
        parts = {part: data.get(f"{one.code}.{part}", "").strip() for part in PLACE_PARTS}
        return {part: read_number(text) if part in PLACE_PARTS[:3] else text for part, text in parts.items() if text}
    if one.type in {"people", "items"}:
        counts = {choice.code: data.get(f"{one.code}.{choice.code}", "").strip() for choice in one.choices}
        return {code: read_number(text) for code, text in counts.items() if text and text != "0"}
    if one.type in {"many", "workers"}:
        return [item for item in data.getlist(one.code) if item]
    text = data.get(one.code, "").strip()
    return READERS[one.type](text, zone) if one.type in READERS else text


def searched_in(form: Form, data: QueryDict) -> dict[str, str]:
    """The words that were looked for in each field whose answer is found by searching."""
    asked = (one for one in form.walk() if one.type == "person" or one.is_searched)
    words = {one.code: data.get(f"{one.code}.search", "").strip()[:80] for one in asked}
    return {code: text for code, text in words.items() if text}


def read_number(text: str) -> float | str:
    """A number as people write them, with a point or a comma; the text itself when it is not one."""
    if not text or not NUMBER.fullmatch(text):
        return text
    plain = re.sub(r"\s", "", text).replace(",", ".")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        return text


def read_duration(text: str, zone: ZoneInfo) -> float | str:
    """Minutes, or hours and minutes as 1:30 or 1 h 30."""
    parts = re.fullmatch(r"(\d{1,3})\s*(?::|h)\s*(\d{1,2})?", text)
    return int(parts[1]) * 60 + int(parts[2] or 0) if parts else read_number(text)


def read_datetime(text: str, zone: ZoneInfo) -> str:
    """The instant of a local date and time, in UTC; of two possible ones, when clocks go back, the first."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return text
    aware = local if local.tzinfo else local.replace(tzinfo=zone)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


READERS: Mapping[str, Callable[[str, ZoneInfo], Any]] = {
    "number": lambda text, zone: read_number(text),
    "integer": lambda text, zone: read_number(text),
    "duration": read_duration,
    "datetime": read_datetime,
    "yes_no": lambda text, zone: TRUTHS.get(text, text or None),
}


def shown_datetime(value: Any, zone: ZoneInfo) -> str:
    """An instant as a datetime-local input wants it; what is not one, as it is."""
    try:
        return datetime.fromisoformat(str(value)).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    except (ValueError, OverflowError):
        return str(value)
