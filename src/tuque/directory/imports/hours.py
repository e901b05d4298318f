"""Hours as people and other systems write them, made into rules where that is sure: “Mo-Fr 09:00-17:00”, “Mon-Fri 9am-5pm”.

What is not understood stays in words and is never guessed. Source: the opening_hours of OpenStreetMap, in its common part.
"""

import re
from collections.abc import Iterator

DAY_CODES = {
    "mo": "MO", "tu": "TU", "we": "WE", "th": "TH", "fr": "FR", "sa": "SA", "su": "SU",
    "lu": "MO", "ma": "TU", "me": "WE", "je": "TH", "ve": "FR", "di": "SU",
}  # fmt: skip
ORDER = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAYS = (
    r"(?:mon(?:day)?s?|tue(?:s(?:day)?)?s?|wed(?:nesday)?s?|thu(?:r(?:s(?:day)?)?)?s?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?"
    r"|mo|tu|we|th|fr|sa|su|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
CLOCK = r"\d{1,2}(?:[:h.]\d{2})?\s*(?:[ap]\.?m\.?)?|noon|midnight|midi|minuit"
RANGE = rf"(?:{CLOCK})\s*(?:-|–|to|à)\s*(?:{CLOCK})"
DAY_PART = re.compile(rf"^({DAYS})(?:\s*(-|–|to|à|,|&|and|et|\s)\s*({DAYS}))?", re.IGNORECASE)
WHOLE = re.compile(
    rf"^(?P<days>{DAYS}(?:\s*(?:-|–|to|à|au|,|&|and|et|/)\s*{DAYS})*)\s*:?\s*(?P<times>{RANGE}(?:\s*(?:,|&|and|et)\s*{RANGE})*|24\s*hours|24h|closed|off|fermé)$",
    re.IGNORECASE,
)
TIMES_FIRST = re.compile(
    rf"^(?P<times>{RANGE})\s*,?\s*(?P<days>{DAYS}(?:\s*(?:-|–|to|,|&|and)\s*{DAYS})*)$", re.IGNORECASE
)
SPLIT_DAYS = re.compile(rf"({DAYS})|(-|–|\bto\b|\bà\b|\bau\b)", re.IGNORECASE)
SPLIT_TIMES = re.compile(rf"({CLOCK})\s*(?:-|–|to|à)\s*({CLOCK})", re.IGNORECASE)
WORDS = {"noon": "12:00", "midi": "12:00", "midnight": "00:00", "minuit": "00:00"}
LONGEST = 1_000


def rules(words: str) -> list[dict[str, str]] | None:
    """The rules that the words say, each with byday, opens_at, closes_at; None when any part of them is not understood."""
    if len(words) > LONGEST:
        return None
    text = re.sub(r"\s+", " ", words.strip().rstrip("."))
    if not text:
        return None
    if text.casefold() in ("24/7", "24 hours", "24h/24", "24 hours a day, 7 days a week"):
        return [_rule(ORDER, "00:00", "24:00")]
    found: list[dict[str, str]] = []
    for part in _parts(text):
        match = WHOLE.match(part) or TIMES_FIRST.match(part)
        if match is None:
            return None
        days, times = _days(match["days"]), match["times"].casefold()
        if not days:
            return None
        if times in ("closed", "off", "fermé"):
            continue
        if times.replace(" ", "") in ("24hours", "24h"):
            found.append(_rule(days, "00:00", "24:00"))
            continue
        for opens, closes in SPLIT_TIMES.findall(match["times"]):
            pair = _pair(opens, closes)
            if pair is None:
                return None
            found.append(_rule(days, *pair))
    return found or None


def _parts(text: str) -> Iterator[str]:
    for part in re.split(r"\s*[;\n]\s*", text):
        # “Mon-Fri 9am-5pm, Sat 10am-2pm”: a comma before another day begins another part.
        pieces = re.split(rf"(?<=[\dmMh])\s*,\s*(?={DAYS}\b)", part, flags=re.IGNORECASE)
        yield from (piece.strip() for piece in pieces if piece.strip())


def _days(text: str) -> tuple[str, ...]:
    found: list[str] = []
    ranged = False
    for day, dash in SPLIT_DAYS.findall(text):
        if dash:
            ranged = True
            continue
        code = DAY_CODES.get(day.casefold()[:2], "")
        if not code:
            return ()
        if ranged and found:
            start, end = ORDER.index(found[-1]), ORDER.index(code)
            count = (end - start) % 7
            found += [ORDER[(start + step) % 7] for step in range(1, count + 1)]
        else:
            found.append(code)
        ranged = False
    return tuple(day for day in ORDER if day in found)


def _pair(opens: str, closes: str) -> tuple[str, str] | None:
    """Both times in 24 hours. “9-5” alone is not sure, and is left in words; “9am-5pm” is."""
    first, second = _clock(opens), _clock(closes)
    if first is None or second is None:
        return None
    (hour, minute, half), (hour2, minute2, half2) = first, second
    if not half and not half2 and ":" not in opens + closes and "h" not in (opens + closes).casefold():
        return None
    if half2 and not half:  # 9-5pm: the first is of the half that makes it the earlier
        half = half2 if (hour % 12, minute) < (hour2 % 12, minute2) or hour == 12 else ("am" if half2 == "pm" else "pm")
    return _in_24(hour, minute, half), _in_24(hour2, minute2, half2)


def _clock(text: str) -> tuple[int, int, str] | None:
    text = WORDS.get(text.strip().casefold(), text.strip().casefold())
    match = re.match(r"^(\d{1,2})(?:[:h.](\d{2}))?\s*([ap])?", text)
    if match is None or int(match[1]) > 24 or int(match[2] or 0) > 59:
        return None
    half = {"a": "am", "p": "pm", None: ""}[match[3]]
    if half and not 1 <= int(match[1]) <= 12:
        return None
    return int(match[1]), int(match[2] or 0), half


def _in_24(hour: int, minute: int, half: str) -> str:
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}"


def _rule(days: tuple[str, ...], opens: str, closes: str) -> dict[str, str]:
    return {"freq": "WEEKLY", "byday": ",".join(days), "opens_at": opens, "closes_at": closes}
