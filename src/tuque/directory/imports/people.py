"""Words about languages, access and fees, as sources write them, beside the codes that we understand."""

import re
from collections.abc import Mapping
from typing import Any

from tuque.directory import vocabulary

SPLIT = re.compile(r"\s*[;,/|]\s*|\s+(?:and|et)\s+", re.IGNORECASE)


def languages(text: str) -> list[str]:
    """“English; Spanish, Vietnamese”: each name. A sentence stays one."""
    if len(text) > 600:
        return [text]
    parts = [part.strip(" .") for part in SPLIT.split(text) if part.strip(" .")]
    if all(len(part.split()) <= 4 for part in parts):
        return parts
    return [part.strip(" .") for part in re.split(r"\s*;\s*", text) if part.strip(" .")]


def each_language(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """“English; Spanish” in one row, as one row each, where each of them is a language that is known; else the row as it is."""
    name = row.get("name")
    names = languages(name) if isinstance(name, str) else []
    if len(names) < 2 or vocabulary.find_language(str(name)) or not all(map(vocabulary.find_language, names)):
        return [dict(row)]
    given = row.get("id")
    ids = [given, *(f"{given}:{number}" for number in range(2, len(names) + 1))] if given else [None] * len(names)
    shared = {key: value for key, value in row.items() if key not in ("id", "name", "code")}
    return [{**shared, **({"id": one} if one else {}), "name": each} for one, each in zip(ids, names, strict=True)]


def spoken(name: str, code: str = "") -> str:
    """The code of a language; empty when the words are not understood."""
    found = vocabulary.find_language(name, iso=code)
    return found.code if found else ""


def access(description: str, details: str) -> str:
    for words in (description, details):
        found = vocabulary.find_accessibility(words)
        if found:
            return found.code
    return ""


def fee(*texts: str) -> str:
    for words in texts:
        found = vocabulary.find_fee(words)
        if found:
            return found.code
    return ""
