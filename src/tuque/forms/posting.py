"""From what a browser posts to answers, and back: the only place that knows how each type is spelt in HTML.

A field `x` posts as `x`; a place as `x.lon`, `x.lat`, `x.accuracy`, `x.place`, `x.text`; a signature
as the file `x`, or `x.file` for the one that is kept, and `x.name`; a recording as `x` or `x.file` likewise; people and items as one
`x.CODE` for each choice. A repeat `r` posts as `r`, the mark of each row in their order, and `r.MARK.x` for what a row
asks. What cannot be read stays as it was typed: the check refuses it, and the page shows it again.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from tuque.forms.language import Field, Form, row_path
from tuque.forms.language.values import MAX_ROWS

NUMBER = re.compile(r"[+-]?(\d[\d\s]*)?([.,]\d+)?")
PLACE_PARTS = ("lon", "lat", "accuracy", "place", "text")
MARK = re.compile(r"\d{1,4}")
TRUTHS = {"yes": True, "no": False}


def read_post(
    form: Form, data: QueryDict, files: MultiValueDict[str, Any] | None = None, *, zone: ZoneInfo
) -> dict[str, Any]:
    """The answers in a posted page: field code -> JSON value, without what was left empty.

    Dates and times are read in `zone`. A photo's answer is how many were sent, a signature's or a
    recording's the mark of its file: the files stay in `files`, under their names.
    """
    return _read_all(form, form.page.questions, data, files, zone, "")


def _read_all(
    form: Form,
    questions: Sequence[Field],
    data: QueryDict,
    files: MultiValueDict[str, Any] | None,
    zone: ZoneInfo,
    path: str,
) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for one in questions:
        if one.calculated is not None:
            continue
        if one.type == "repeat":
            inside = form.rows[one.code].questions
            answer: Any = [
                _read_all(form, inside, data, files, zone, row_path(one.code, mark)) for mark in marks(one, data)
            ]
        else:
            answer = _read(one, f"{path}{one.code}", data, files, zone)
        if answer not in (None, "", [], {}):
            answers[one.code] = answer
    return answers


def marks(one: Field, data: QueryDict) -> list[str]:
    """The marks of the rows of repeat `one` that were posted, one more than may be at most: the check says so."""
    return [mark for mark in dict.fromkeys(data.getlist(one.code)) if MARK.fullmatch(mark)][: MAX_ROWS + 1]


def add_or_remove_row(form: Form, answers: dict[str, Any], data: QueryDict) -> bool:
    """Whether a button asked for one more row, or for one less, which is done in `answers`."""
    for one in form.page.questions:
        if one.type != "repeat":
            continue
        rows: list[dict[str, Any]] = answers.get(one.code, [])
        if data.get("_add") == one.code:
            answers[one.code] = [*rows, {}][:MAX_ROWS]
            return True
        taken = data.get("_remove", "").removeprefix(f"{one.code}.")
        if taken != data.get("_remove", "") and taken in marks(one, data):
            place = marks(one, data).index(taken)
            answers[one.code] = rows[:place] + rows[place + 1 :]
            return True
    return False


def _read(one: Field, name: str, data: QueryDict, files: MultiValueDict[str, Any] | None, zone: ZoneInfo) -> Any:
    if one.type == "photo":
        return sum(1 for file in files.getlist(name) if file) or None if files is not None else None
    if one.type == "audio":
        return _mark_in(name, data, files) or None
    if one.type == "signature":
        parts = {"file": _mark_in(name, data, files), "name": data.get(f"{name}.name", "").strip()}
        return {part: text for part, text in parts.items() if text}
    if one.type == "place":
        parts = {part: data.get(f"{name}.{part}", "").strip() for part in PLACE_PARTS}
        return {part: read_number(text) if part in PLACE_PARTS[:3] else text for part, text in parts.items() if text}
    if one.type in {"people", "items"}:
        counts = {choice.code: data.get(f"{name}.{choice.code}", "").strip() for choice in one.choices}
        return {code: read_number(text) for code, text in counts.items() if text and text != "0"}
    if one.type in {"many", "workers"}:
        return [item for item in data.getlist(name) if item]
    text = data.get(name, "").strip()
    return READERS[one.type](text, zone) if one.type in READERS else text


def _mark_in(name: str, data: QueryDict, files: MultiValueDict[str, Any] | None) -> str:
    """The mark of the file that came under `name`; else of the one that the record has and is to keep."""
    upload = files.get(name) if files is not None else None
    return mark_of(upload) if upload else data.get(f"{name}.file", "").strip()


def mark_of(upload: "UploadedFile[bytes]") -> str:
    """What an answer holds to name a file: the same file has the same mark, so that sending twice is harmless."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()[:32]


def mark_of_name(name: str) -> str:
    """The mark of a file that has not come yet, by the name under which its sender will send it."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def searched_in(form: Form, data: QueryDict) -> dict[str, str]:
    """The words that were looked for in each field whose answer is found by searching, by the name it has when the page is drawn again."""
    asked_for = (one for one in form.walk() if one.type == "person" or one.is_searched)
    names = [name for one in asked_for for name in _names(form, one, data)]
    words = {name: data.get(f"{asked}.search", "").strip()[:80] for name, asked in names}
    return {name: text for name, text in words.items() if text}


def _names(form: Form, one: Field, data: QueryDict) -> list[tuple[str, str]]:
    """The names of a field when the page is drawn again, where rows are counted from 0, and as it was posted."""
    repeat = form.repeat_of(one.code)
    if not repeat:
        return [(one.code, one.code)]
    holder = form.find_field(repeat)
    rows = enumerate(marks(holder, data) if holder else [])
    return [(f"{row_path(repeat, place)}{one.code}", f"{row_path(repeat, mark)}{one.code}") for place, mark in rows]


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
