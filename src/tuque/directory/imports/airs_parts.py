"""Parts of AIRS XML made into values of HSDS: words, true and false, hours, ages, areas. Source: airs_3_0.xsd and airs_3_1.xsd."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tuque.core.safe_xml import local_name
from tuque.directory.imports.hours import ORDER, rules
from tuque.directory.imports.people import languages

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLOCK = re.compile(r"^([01]?\d|2[0-4]):([0-5]\d)")
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")
REQUIREMENTS = (
    "GeneralEligibility",
    "Eligibility",
    "OtherRequirements",
    "AidRequirements",
    "AgeRequirements",
    "GenderRequirements",
    "FamilyRequirements",
    "IncomeRequirements",
    "ResidencyRequirements",
)
AREAS = ("ZipCode", "CensusTrack", "City", "County", "State", "Country")
GENDERS = {"male": "Male", "female": "Female"}


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) == name or child.tag == name)


def text(element: Element, *path: str) -> str:
    """The first such part's own words; empty where there is none."""
    for name in path:
        found = next(children(element, name), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


def texts(element: Element, name: str, *path: str) -> list[str]:
    """The words of every such part, each once."""
    found = [text(one, *path) for one in children(element, name)]
    return list(dict.fromkeys(words for words in found if words))


def is_true(value: str | None) -> bool:
    """As xs:boolean writes it: true or 1."""
    return (value or "").strip().casefold() in ("true", "1")


def is_false(value: str | None) -> bool:
    return (value or "").strip().casefold() in ("false", "0")


def is_for_everyone(element: Element) -> bool:
    """Whether its source lets the public see a record: neither left out of websites or directories, nor kept for its own people."""
    if any(is_true(element.get(name)) for name in ("ExcludeFromWebsite", "ExcludeFromDirectory", "Confidential")):
        return False
    about = next(children(element, "ResourceInfo"), None)
    return about is None or not any(
        is_false(about.get(name)) for name in ("AvailableForDirectory", "AvailableForReferral")
    )


def is_withheld(element: Element) -> bool:
    """“So confidential that it won't be shared at all”: the reason stands in the place of the address or the number."""
    return any(True for _ in children(element, "ReasonWithheld"))


def other_names(element: Element) -> str:
    names = [text(one, "Name") for one in children(element, "AKA") if not is_true(text(one, "Confidential"))]
    return "; ".join(dict.fromkeys(name for name in names if name))


def said(words: str) -> str:
    return "" if words.casefold() == "none or unknown" else words


def spoken(element: Element) -> Iterator[tuple[str, str]]:
    """(language, note). One `Languages` may hold several: a name, then its hours and its note."""
    for one in children(element, "Languages"):
        named: list[tuple[str, str]] = []
        for part in one:
            words = (part.text or "").strip()
            if local_name(part) in ("Name", "Language") and words:
                named += [(name, "") for name in languages(words)]
            elif local_name(part) == "Notes" and words and named:
                named[-1] = (named[-1][0], words)
            elif local_name(part) == "TimeOpen" and named:
                told = "; ".join(row.get("description") or in_words(row) for row in hours_of(part))
                named[-1] = (named[-1][0], told or named[-1][1])
        if not len(one):
            named = [(name, "") for name in languages((one.text or "").strip())]
        yield from named


def hours_of(times: Element) -> list[dict[str, str]]:
    """The rules of one `TimeOpen`, one for each pair of times, and its words."""
    words = text(times, "Notes") or (times.text or "").strip()
    by_time: dict[tuple[str, str], list[str]] = {}
    for code, day in zip(ORDER, DAYS, strict=True):
        for pair in _pairs(times, day):
            by_time.setdefault(pair, []).append(code)
    if by_time:
        return [
            {
                "freq": "WEEKLY",
                "byday": ",".join(codes),
                "opens_at": opens,
                "closes_at": closes,
                **({"description": words} if words else {}),
            }
            for (opens, closes), codes in by_time.items()
        ]
    return [{"description": words, **rule} for rule in rules(words) or [{}]] if words else []


def in_words(row: dict[str, str]) -> str:
    return f"{row.get('byday', '')} {row.get('opens_at', '')}-{row.get('closes_at', '')}".strip()


def _pairs(times: Element, day: str) -> Iterator[tuple[str, str]]:
    """(from, to) of a day, in 24 hours: a day may hold several, side by side. What is no time of day is left out."""
    for one in children(times, day):
        starts = [(part.text or "").strip() for part in children(one, "From")]
        ends = [(part.text or "").strip() for part in children(one, "To")]
        for first, last in zip(starts, ends, strict=False):
            opens, closes = CLOCK.match(first), CLOCK.match(last)
            if opens and closes:
                until = f"{int(closes[1]):02}:{closes[2]}"
                yield f"{int(opens[1]):02}:{opens[2]}", "24:00" if until == "00:00" else until


def season(service: Element) -> dict[str, str]:
    """The days between which it is there, where they are days; else, in words."""
    for one in children(service, "Seasonal"):
        starts, ends, words = text(one, "StartDate"), text(one, "EndDate"), text(one, "Description")
        found = {"notes": words} if words else {}
        if ISO_DAY.match(starts) and ISO_DAY.match(ends):
            return {"valid_from": starts[:10], "valid_to": ends[:10], **found}
        told = " – ".join(part for part in (starts, ends) if part)
        if told or words:
            return {"notes": ": ".join(part for part in (words, told) if part)}
    return {}


def ages(service: Element) -> dict[str, str]:
    """The youngest and the oldest of all: where one of several has no bound, there is none."""
    asked = list(children(service, "AgeRequirements"))
    least = [_number(one.get("MinimumAge")) for one in asked]
    most = [_number(one.get("MaximumAge")) for one in asked]
    found = {}
    if least and None not in least:
        found["minimum_age"] = str(min(one for one in least if one is not None))
    if most and None not in most:
        found["maximum_age"] = str(max(one for one in most if one is not None))
    return found


def _number(value: str | None) -> int | None:
    return int(value) if value and value.strip().isdigit() and int(value) < 150 else None


def requirements(service: Element) -> str:
    """Everything that AIRS has about whom it is for, each line once."""
    lines: dict[str, None] = {}
    for name in REQUIREMENTS:
        for one in children(service, name):
            words = (one.text or "").strip()
            gender = GENDERS.get((one.get("Gender") or "").casefold(), "")
            if gender and gender.casefold() not in words.casefold():
                words = f"{words} ({gender})" if words else gender
            if words:
                lines[words] = None
    return "\n".join(lines)


def steps(service: Element) -> str:
    lines = texts(service, "IntakeProcedure") + texts(service, "IntakeProcess")
    for one in children(service, "ApplicationProcess"):
        parts = [text(one, "Step") or (one.text or "").strip(), text(one, "Description")]
        lines.append(": ".join(part for part in parts if part))
    return "\n".join(dict.fromkeys(line for line in lines if line))


def documents(service: Element) -> Iterator[str]:
    for one in children(service, "DocumentsRequired"):
        named = texts(one, "DocumentsRequired") or (one.text or "").split(";")
        about = text(one, "Description")
        for document in named:
            words = document.strip()
            if words or about:
                yield f"{words} ({about})" if words and about else words or about


def areas(element: Element) -> Iterator[tuple[str, str]]:
    """(name, words). The first of each kind together are one place, as “Langley, BC, Canada”; what comes beyond is one each."""
    for area in children(element, "GeographicAreaServed"):
        every = [texts(area, kind) for kind in AREAS]
        names = [", ".join(kind[0] for kind in every if kind), *(name for kind in every for name in kind[1:])]
        about = text(area, "Description")
        for name in names if any(names) else ([about] if about else []):
            yield name, about if about != name else ""
