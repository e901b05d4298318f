"""The question types of XLSForm: how each is written, and what it becomes here."""

import re
from dataclasses import dataclass
from functools import cache

# Type -> the type of our field. What is not here and not kept is refused.
SHOWN = {
    "text": "text",
    "barcode": "text",
    "note": "info",
    "integer": "integer",
    "decimal": "number",
    "range": "number",
    "select_one": "choice",
    "select_multiple": "many",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "geopoint": "place",
    "image": "photo",
    "audio": "audio",
    "acknowledge": "yes_no",
    "calculate": "text",  # or what its calculation gives: a number, a date, yes or no
    "group": "group",
    "repeat": "repeat",  # a group, asked once, inside another repeat
}
KEPT = frozenset(
    [
        "select_one_from_file",
        "select_multiple_from_file",
        "select_one_external",
        "rank",
        "geotrace",
        "geoshape",
        "video",
        "file",
        "hidden",
        "osm",
        "background-audio",
        "background-geopoint",
        "start-geopoint",
        "xml-external",
        "csv-external",
        "audit",
        "loop",
        "start",
        "end",
        "today",
        "deviceid",
        "subscriberid",
        "simserial",
        "phonenumber",
        "username",
        "email",
    ]
)
OTHER_NAMES = {
    "string": "text",
    "int": "integer",
    "percentage": "integer",
    "number of days in last month": "integer",
    "number of days in last six months": "integer",
    "number of days in last year": "integer",
    "photo": "image",
    "picture": "image",
    "location": "geopoint",
    "gps": "geopoint",
    "trigger": "acknowledge",
    "date time": "datetime",
    "start time": "start",
    "end time": "end",
    "device id": "deviceid",
    "imei": "deviceid",
    "subscriber id": "subscriberid",
    "sim id": "simserial",
    "phone number": "text",  # asked; `get phone number` is what the device knows
    "lgroup": "repeat",
    "looped group": "repeat",
}
CONTAINERS = frozenset({"group", "repeat", "loop"})
CONTROL = re.compile(r"(begin|end)\s(group|lgroup|repeat|looped group|loop)(?:\sover\s(\S+))?$")
OR_OTHER = re.compile(r"\s(or specify other|or_other|or other)$", re.IGNORECASE)
OLD_STYLE = re.compile(r"^(?:add (.+) prompt|q (.+)|get (.+)|uri:(.+))$")


@dataclass(frozen=True)
class Kind:
    """`name`: one of SHOWN or KEPT, or as written; `side`: begin or end of a container; `list`: of a select."""

    name: str
    side: str = ""
    list: str = ""
    or_other: bool = False


def kind_of(written: str) -> Kind:
    text = re.sub(r"\s+", " ", written.strip())
    control = CONTROL.fullmatch(re.sub(r"^(begin|end)_", r"\1 ", text.lower()))
    if control:
        side, name, over = control.groups()
        return Kind(OTHER_NAMES.get(name, name), side=side, list=over or "")
    select = _select(text)
    return select or Kind("osm" if text.lower().startswith("osm ") else _plain(text.lower()))


def _select(text: str) -> Kind | None:
    folded = text.lower().replace("_", " ")
    for spelling in _selects():
        if not folded.startswith(f"{spelling} "):
            continue
        rest = text[len(spelling) :].strip()
        words = OR_OTHER.sub("", rest).strip()
        if not words or " " in words:
            return None
        return Kind(_select_kind(spelling, words), list=words, or_other=words != rest)
    return None


@cache
def _selects() -> list[str]:
    """Every spelling of a select, the longest first."""
    from pyxform import aliases  # read in with the first form: few processes read one

    return sorted((name.replace("_", " ") for name in aliases.select), key=len, reverse=True)


def _select_kind(spelling: str, words: str) -> str:
    if "from file" in spelling or re.search(r"\.(csv|xml|geojson)$", words, re.IGNORECASE):
        return "select_one_from_file" if "one" in spelling else "select_multiple_from_file"
    if spelling == "select one external":
        return "select_one_external"
    if spelling == "rank":
        return "rank"
    return "select_one" if "one" in spelling or spelling == "select1" else "select_multiple"


def _plain(text: str) -> str:
    old = OLD_STYLE.fullmatch(text)
    name = next(part for part in old.groups() if part) if old else text
    if name == "phone number" and old:
        return "phonenumber"
    for spelling in (name, name.replace("_", " "), name.replace("_", "-")):
        if spelling in SHOWN or spelling in KEPT:
            return spelling
        if spelling in OTHER_NAMES:
            return OTHER_NAMES[spelling]
    return text
