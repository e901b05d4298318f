"""One answer made into a clean value, or a problem: strict about types, limits and codes."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from tuque.forms.language.definition import Field

MAX_TEXT = 500
MAX_NOTE = 10_000
MAX_COUNT = 999
MAX_WHOLE = 1_000_000_000
MAX_MINUTES = 7 * 24 * 60
MAX_PHOTOS = 6
MAX_ROWS = 100
MAX_NAME = 120
EMPTY_ABLE = (list, dict)
MARK = re.compile(r"[0-9a-f]{32}")  # what an answer holds of a file that travels beside it
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class AnswerProblem(Exception):
    """Why an answer is not taken: a stable code, and the values of its message (see `forms.wording`)."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """The ids that an answer may name. None: not checked here, only that it looks like an id."""

    workers: Collection[str] | None = None
    places: Collection[str] | None = None
    persons: Collection[str] | None = None


def clean(one: Field, raw: Any, known: Known) -> Any:
    """The value of `raw` for field `one`, which is no repeat; None when there is no answer. Raises AnswerProblem."""
    if raw is None or (isinstance(raw, str) and not raw.strip()) or (isinstance(raw, EMPTY_ABLE) and not raw):
        return None
    return CLEANERS[one.type](one, raw, known)


def _problem(code: str, **values: object) -> AnswerProblem:
    return AnswerProblem(code, values)


def _text(one: Field, raw: Any, known: Known) -> str:
    if not isinstance(raw, str):
        raise _problem("not_text")
    text = raw.replace("\r\n", "\n").replace("\x00", "").strip()
    most = min(one.max or math.inf, MAX_NOTE if one.type == "note" else MAX_TEXT)
    if len(text) > most:
        raise _problem("too_long", given=len(text), max=int(most))
    if one.min is not None and len(text) < one.min:
        raise _problem("too_short", given=len(text), min=int(one.min))
    return text


def _number(one: Field, raw: Any, known: Known) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) <= MAX_WHOLE:
        raise _problem("not_number", given=_shown(raw))
    value = int(raw) if float(raw).is_integer() else float(raw)
    _check_limits(one, value)
    return value


def _integer(one: Field, raw: Any, known: Known) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) <= MAX_WHOLE:
        raise _problem("not_whole", given=_shown(raw))
    if not float(raw).is_integer():
        raise _problem("not_whole", given=_shown(raw))
    _check_limits(one, raw)
    return int(raw)


def _duration(one: Field, raw: Any, known: Known) -> int:
    minutes = _integer(one, raw, known)
    if minutes < 0:
        raise _problem("too_small", given=minutes, min=0)
    if minutes > MAX_MINUTES:
        raise _problem("too_large", given=minutes, max=MAX_MINUTES)
    return minutes


def _check_limits(one: Field, value: float) -> None:
    if one.min is not None and value < one.min:
        raise _problem("too_small", given=value, min=one.min)
    if one.max is not None and value > one.max:
        raise _problem("too_large", given=value, max=one.max)
    if one.step is not None:
        steps = (value - (one.min or 0)) / one.step
        if abs(steps - round(steps)) > 1e-6:
            raise _problem("off_step", given=value, step=one.step)


def _choice(one: Field, raw: Any, known: Known) -> str:
    choice = one.choice(raw) if isinstance(raw, str) else None
    if choice is None:
        raise _problem("unknown_choice", given=_shown(raw))
    return choice.code


def _many(one: Field, raw: Any, known: Known) -> list[str]:
    if not isinstance(raw, list):
        raise _problem("wrong_shape")
    for code in raw:
        _choice(one, code, known)
    check_count(one, len(set(raw)))
    return [choice.code for choice in one.choices if choice.code in raw]


def check_count(one: Field, count: int) -> None:
    if one.min is not None and count < one.min:
        raise _problem("too_few", given=count, min=int(one.min))
    if one.max is not None and count > one.max:
        raise _problem("too_many", given=count, max=int(one.max))


def _date(one: Field, raw: Any, known: Known) -> str:
    try:
        return date.fromisoformat(_written(raw) if len(_written(raw)) == 10 else "").isoformat()
    except ValueError:
        raise _problem("not_date", given=_shown(raw)) from None


def _time(one: Field, raw: Any, known: Known) -> str:
    text = _written(raw)[:5] if len(_written(raw)) in {5, 8} else ""
    if not CLOCK.fullmatch(text):
        raise _problem("not_time", given=_shown(raw))
    return text


def _datetime(one: Field, raw: Any, known: Known) -> str:
    try:
        instant = datetime.fromisoformat(_written(raw))
        written = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        raise _problem("not_datetime", given=_shown(raw)) from None
    if instant.tzinfo is None or len(written) != 20:
        raise _problem("not_datetime", given=_shown(raw))
    return written


def _yes_no(one: Field, raw: Any, known: Known) -> bool:
    if not isinstance(raw, bool):
        raise _problem("not_yes_no")
    return raw


def _counts(one: Field, raw: Any, known: Known) -> dict[str, int] | None:
    if not isinstance(raw, dict):
        raise _problem("wrong_shape")
    counts: dict[str, int] = {}
    for code, number in raw.items():
        _choice(one, code, known)
        if number in (None, ""):
            continue
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise _problem("not_count", given=_shown(number))
        if number > MAX_COUNT:
            raise _problem("too_many", given=number, max=MAX_COUNT)
        if number:
            counts[code] = number
    if counts:
        check_count(one, sum(counts.values()))
    return {choice.code: counts[choice.code] for choice in one.choices if choice.code in counts} or None


def _photo(one: Field, raw: Any, known: Known) -> int | None:
    """The answer is how many were sent; the files travel beside the answers."""
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise _problem("wrong_shape")
    check_count(one, raw)
    if raw > MAX_PHOTOS:
        raise _problem("too_many", given=raw, max=MAX_PHOTOS)
    return raw or None


def _signature(one: Field, raw: Any, known: Known) -> dict[str, str] | None:
    """The mark of a drawing that travels beside the answers, a name that was typed, or both."""
    if not isinstance(raw, dict) or set(raw) - {"file", "name"}:
        raise _problem("wrong_shape")
    value: dict[str, str] = {}
    if raw.get("file"):
        value["file"] = _mark(raw["file"])
    name = raw.get("name") or ""
    if not isinstance(name, str):
        raise _problem("not_text")
    if len(name.strip()) > MAX_NAME:
        raise _problem("too_long", given=len(name.strip()), max=MAX_NAME)
    if name.strip():
        value["name"] = name.replace("\x00", "").strip()
    return value or None


def _audio(one: Field, raw: Any, known: Known) -> str:
    """The mark of a recording that travels beside the answers."""
    return _mark(raw)


def _mark(raw: Any) -> str:
    if not MARK.fullmatch(_written(raw)):
        raise _problem("wrong_shape")
    return _written(raw)


def _workers(one: Field, raw: Any, known: Known) -> list[str]:
    if not isinstance(raw, list):
        raise _problem("wrong_shape")
    ids = list(dict.fromkeys(_id(item, "unknown_worker", known.workers) for item in raw))
    check_count(one, len(ids))
    return ids


def _person(one: Field, raw: Any, known: Known) -> str:
    return _id(raw, "unknown_person", known.persons)


def _id(raw: Any, code: str, allowed: Collection[str] | None) -> str:
    try:
        text = str(UUID(_written(raw)))
    except ValueError:
        raise _problem(code) from None
    if allowed is not None and text not in allowed:
        raise _problem(code)
    return text


def _place(one: Field, raw: Any, known: Known) -> dict[str, Any] | None:
    if not isinstance(raw, dict) or set(raw) - {"lon", "lat", "accuracy", "place", "text"}:
        raise _problem("wrong_shape")
    value: dict[str, Any] = {}
    lon, lat = raw.get("lon"), raw.get("lat")
    if lon not in (None, "") or lat not in (None, ""):
        value["lon"], value["lat"] = _degrees(lon, 180), _degrees(lat, 90)
        accuracy = raw.get("accuracy")
        if isinstance(accuracy, int | float) and not isinstance(accuracy, bool) and 0 <= accuracy <= 1_000_000:
            value["accuracy"] = accuracy
    if raw.get("place"):
        value["place"] = _id(raw["place"], "unknown_place", known.places)
    text = raw.get("text") or ""
    if not isinstance(text, str) or len(text) > 300:
        raise _problem("too_long", given=len(text) if isinstance(text, str) else 0, max=300)
    if text.strip():
        value["text"] = text.strip()
    return value or None


def _degrees(raw: Any, most: int) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) <= most:
        raise _problem("not_on_earth")
    return float(raw)


def _written(raw: Any) -> str:
    """The text that was given; empty, and so unreadable, for anything else."""
    return raw.strip() if isinstance(raw, str) else ""


def _shown(raw: Any) -> str:
    """What was given, short enough for a message."""
    return raw.strip()[:40] if isinstance(raw, str) else str(raw)[:40]


CLEANERS: dict[str, Callable[[Field, Any, Known], Any]] = {
    "text": _text,
    "note": _text,
    "number": _number,
    "integer": _integer,
    "choice": _choice,
    "many": _many,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "duration": _duration,
    "place": _place,
    "photo": _photo,
    "signature": _signature,
    "audio": _audio,
    "people": _counts,
    "items": _counts,
    "workers": _workers,
    "person": _person,
    "yes_no": _yes_no,
}
