"""One value of a feed made clean: text without what cannot be stored, numbers, dates, addresses that a browser may open."""

import html
import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from dateutil import parser

from tuque.directory.clearing import UNSEEN, clear
from tuque.directory.hsds.objects import LONGEST_TEXT, Kind

LONGEST = {Kind.LONG: LONGEST_TEXT}
LONGEST_OTHER = 4_000
LONGEST_ID = 200
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel", ""})
TAG = re.compile(r"<[^<>]{0,2000}>")
BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|p|li)\b[^<>]{0,200}>", re.IGNORECASE)
NEVER_IN_IDS = re.compile(r"[\u200c-\u200f\u2066-\u2069]")
MARKS, ROUNDS = ("&", "<", "\\"), 10  # what more may hide behind, and how deep it is looked for
NOTHING = frozenset({"", "na", "n/a", "null", "none", "nan", "-"})
EMAIL = re.compile(r"^[^\s@<>\"]{1,64}@[^\s@<>\"]+\.[^\s@<>\".]+$")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")


@dataclass
class Unusable(Exception):
    """`is_fatal`: the row is refused; else the value is left out, and said."""

    reason: str
    is_fatal: bool = False


def clean(value: Any, kind: Kind) -> Any:
    """The value as its field holds it. Raises Unusable."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None if kind in (Kind.NUMBER, Kind.WHOLE, Kind.DATE, Kind.INSTANT) else ""
    if isinstance(value, dict | list):
        raise Unusable("not_text")
    if kind in (Kind.NUMBER, Kind.WHOLE):
        return _number(value, kind)
    if kind is Kind.DATE:
        return _day(str(value))
    if kind is Kind.INSTANT:
        return _instant(str(value))
    text = str(value) if not isinstance(value, float) or not value.is_integer() else str(int(value))
    if len(text) > 10 * LONGEST.get(kind, LONGEST_OTHER):
        raise Unusable("too_long", is_fatal=True)
    text = words(text)
    if len(text) > LONGEST.get(kind, LONGEST_OTHER):
        raise Unusable("too_long", is_fatal=True)
    if kind is Kind.URL:
        return _address(text)
    if kind is Kind.EMAIL:
        return _email(text)
    return text


def words(text: str) -> str:
    """Plain words: marks of a page become line breaks or go, entities are read, what cannot be seen is dropped. What is left has
    none of them, so words that went out come in again as they are."""
    for _ in range(ROUNDS):
        text, before = _words_once(text), text
        if text == before or not any(mark in text for mark in MARKS):
            return text
    for mark in MARKS:  # whoever hides marks within marks within marks has nothing to say
        text = text.replace(mark, "")
    return _words_once(text)


def _words_once(text: str) -> str:
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = TAG.sub("", BREAK.sub("\n", text))
    if "\\n" in text:
        text = text.replace("\\r", "").replace("\\n", "\n")
    text = clear(text).replace("\xa0", " ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def identifier(value: Any) -> str | None:
    """An id as it was given; None where there is none."""
    if value is None or isinstance(value, dict | list):
        return None
    told = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    text = NEVER_IN_IDS.sub("", UNSEEN.sub("", told)).strip()
    if len(text) > LONGEST_ID:
        raise Unusable("too_long", is_fatal=True)
    return text or None


def plain(value: Any, *, depth: int = 0) -> Any:
    """What HSDS has no field for, kept as it is within reason."""
    if isinstance(value, str):
        if len(value) > LONGEST_OTHER:
            raise Unusable("too_long")
        return words(value)
    if isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if depth < 3 and isinstance(value, dict) and len(value) <= 100:
        return {str(key)[:60]: plain(one, depth=depth + 1) for key, one in value.items()}
    if depth < 3 and isinstance(value, list) and len(value) <= 100:
        return [plain(one, depth=depth + 1) for one in value]
    raise Unusable("not_text")


def cut(value: object, most: int) -> str:
    text = UNSEEN.sub("", str(value)[: most * 2])
    return text if len(text) <= most else text[: most - 1] + "…"


def is_nothing(text: str) -> bool:
    """“NA” and its like, as statistics programs write them."""
    return text.strip().casefold() in NOTHING


def _number(value: Any, kind: Kind) -> float | int:
    if isinstance(value, bool):
        raise Unusable("not_a_number")
    try:
        number = float(str(value).replace("\u00a0", "").strip())
    except ValueError:
        raise Unusable("not_a_number") from None
    if not math.isfinite(number) or abs(number) > 1e9:
        raise Unusable("not_a_number")
    if kind is Kind.WHOLE:
        if not number.is_integer():
            raise Unusable("not_a_number")
        return int(number)
    return int(number) if number.is_integer() else number


def _day(text: str) -> str:
    """As ISO 8601."""
    try:
        return (
            date.fromisoformat(text[:10]).isoformat()
            if DAY.match(text)
            else parser.parse(text, fuzzy=False).date().isoformat()
        )
    except (ValueError, OverflowError):
        raise Unusable("not_a_date") from None


def _instant(text: str) -> str:
    try:
        read = parser.isoparse(text) if DAY.match(text) else parser.parse(text)
    except (ValueError, OverflowError):
        raise Unusable("not_a_date") from None
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).isoformat()
    except OverflowError:
        raise Unusable("not_a_date") from None


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _address(text: str) -> str:
    """An address that a browser may open: never one that would run something."""
    compact = re.sub(r"\s", "", text)
    try:
        parts = urlsplit(compact)
    except ValueError:
        raise Unusable("not_an_address") from None
    if parts.scheme.lower() not in SAFE_SCHEMES:
        if re.match(r"^[\w.-]+\.\w+:\d+(/|$)", compact):
            return f"http://{compact}"
        raise Unusable("not_an_address")
    if not parts.scheme:
        if "." not in compact or "," in compact:
            raise Unusable("not_an_address")
        return f"http://{compact.lstrip('/')}"
    return compact


def _email(text: str) -> str:
    first = re.split(r"[;,\s]+", text.removeprefix("mailto:").strip())[0]
    if not EMAIL.match(first):
        raise Unusable("not_an_email")
    return first
