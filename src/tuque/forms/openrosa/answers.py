"""The texts of a submission as the answers that our own pages would give. What cannot be read is left as it is written:
the check of answers then says what is wrong with it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tuque.forms.language import Field, Form
from tuque.forms.language.definition import FILED
from tuque.forms.openrosa.expressions import NO, YES, count_code
from tuque.forms.openrosa.shaping import COUNTS, ENDED
from tuque.forms.openrosa.submission import Part, Submission
from tuque.forms.posting import mark_of_name


@dataclass(frozen=True)
class Sent:
    """`files`: name of each file that travels beside -> the type of its question; `unknown`: names that are no question of the form."""

    answers: dict[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    ended_at: datetime | None = None
    unknown: tuple[str, ...] = ()


def answers_from(form: Form, sent: Submission) -> Sent:
    page = _level(form, sent.written)
    files: dict[str, str] = {}
    answers, unknown = _answers(form, form.page.questions, page, files)
    return Sent(answers, files, _instant(page.texts.get(ENDED, "")), tuple(sorted(unknown)))


@dataclass
class _Level:
    """What was written on the page, or in one row: its groups opened up, its rows apart, by the code of their repeat."""

    texts: dict[str, str] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    rows: dict[str, list["_Level"]] = field(default_factory=dict)


def _level(form: Form, written: Part) -> _Level:
    level = _Level()
    waiting = [written]
    while waiting:
        part = waiting.pop()
        level.twice |= part.twice | (part.texts.keys() & level.texts.keys())
        level.texts |= part.texts
        for name, inner in part.parts:
            if name in form.rows:
                level.rows.setdefault(name, []).append(_level(form, inner))
            else:
                waiting.append(inner)
    return level


def _answers(
    form: Form, questions: Iterable[Field], level: _Level, files: dict[str, str]
) -> tuple[dict[str, Any], set[str]]:
    """The answers of one level, and the names in it that are no question of it; the files that they name go to `files`."""
    answers: dict[str, Any] = {}
    used, unknown = {ENDED}, set(level.twice)
    for one in questions:
        used |= {one.code, f"{one.code}_count"} if one.type == "repeat" else {one.code}
        text = level.texts.get(one.code, "")
        if one.type == "repeat":
            rows = [_answers(form, form.rows[one.code].questions, row, files) for row in level.rows.get(one.code, [])]
            unknown |= {name for _row, names in rows for name in names}
            if rows:
                answers[one.code] = [row for row, _names in rows]
        elif one.type in COUNTS:
            counts = {choice.code: count_code(one.code, choice.code) for choice in one.choices}
            used |= set(counts.values())
            chosen = {code: _number(level.texts.get(counts.get(code, ""), "1")) for code in text.split()}
            if chosen:
                answers[one.code] = chosen
        elif text and one.calculated is None:
            answers[one.code] = READERS.get(one.type, str)(text)
            if one.type in FILED:
                files[text] = one.type
    used |= {one.code for one in form.walk() if one.is_silent}
    return answers, unknown | (level.texts.keys() - used)


def _number(text: str) -> Any:
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _datetime(text: str) -> str:
    found = _instant(text)
    return found.isoformat() if found else text


def _place(text: str) -> Any:
    """`latitude longitude altitude accuracy`."""
    parts = [_number(part) for part in text.split()]
    if len(parts) < 2:
        return text
    place = {"lat": parts[0], "lon": parts[1]}
    return place | {"accuracy": parts[3]} if len(parts) > 3 and parts[3] else place


def _yes_no(text: str) -> Any:
    return {YES: True, NO: False}.get(text, text)


READERS: dict[str, Callable[[str], Any]] = {
    "number": _number,
    "integer": _number,
    "duration": _number,
    "many": str.split,
    "date": lambda text: text[:10],
    "time": lambda text: text[:5],
    "datetime": _datetime,
    "place": _place,
    "photo": lambda text: 1,
    "signature": lambda text: {"file": mark_of_name(text)},
    "audio": mark_of_name,
    "yes_no": _yes_no,
}
