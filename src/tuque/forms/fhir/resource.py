"""The Questionnaire itself."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tuque.forms.fhir.items import Release, Writer, worded
from tuque.forms.xlsform.cells import walk

RELEASES = ("R4", "R5")


def questionnaire(
    body: Mapping[str, Any], *, release: str, number: int, published_at: datetime | None
) -> dict[str, Any]:
    """`body`: a form with its code lists in `lists`; `number`: of its version; not published is a draft."""
    writer = Writer(
        types=types_of(body["fields"]),
        lists=body.get("lists", {}),
        release=Release(release),
    )
    return {
        "resourceType": "Questionnaire",
        "language": "en",
        "identifier": [{"system": "urn:tuque:form", "value": body["code"]}],
        "version": str(number),
        "name": computer_name(body["code"]),
        **worded("title", body["title"]),
        "status": "active" if published_at else "draft",
        **({"date": published_at.isoformat(timespec="seconds")} if published_at else {}),
        "item": writer.items(body["fields"]),
    }


def types_of(fields: list[dict[str, Any]]) -> dict[str, str]:
    """The type of each question; `repeat` for what is asked in rows too: a condition reads one of them, or all."""
    types = {one["code"]: one["type"] for one in walk(fields)}
    for holder in walk(fields):
        if holder["type"] == "repeat":
            types |= {one["code"]: "repeat" for one in walk([holder])}
    return types


def computer_name(code: str) -> str:
    """A capital letter first, then letters, digits and underscores: what the specification asks of a name."""
    return re.sub(r"[^A-Za-z0-9_]", "", f"Form_{code.replace('-', '_')}")[:255]
