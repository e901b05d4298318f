"""What many words of a file are at once: “begins with EMS: medical help”. Plain texts, kept as patterns of the mapping.

A pattern of one's own is written in a mapping file, not here: a slow one would hold up the page. One that is there stays.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuque.interactions.imports.mapping import CodeRule

BEGINS, HOLDS = "begins", "holds"
WAYS: Sequence[tuple[str, str | Promise]] = ((BEGINS, _("begins with")), (HOLDS, _("contains")))
MOST, EMPTY_LINES, LONGEST = 40, 2, 60
SPECIAL = frozenset(".^$*+?{}[]|()")


@dataclass(frozen=True)
class WordRule:
    """`own` is a pattern that only a mapping file can write; then there is no text."""

    number: int
    way: str
    text: str
    code: str
    own: str = ""


def rules_of(patterns: Mapping[str, str]) -> list[WordRule]:
    """The rules in their order, then empty lines for new ones."""
    found = []
    for number, (pattern, code) in enumerate(patterns.items()):
        way, text = understood(pattern)
        found.append(WordRule(number, way, text, code, own="" if text else pattern))
    empty = [WordRule(len(found) + more, BEGINS, "", "") for more in range(EMPTY_LINES)]
    return found + empty


def put(patterns: Mapping[str, str], sent: Mapping[str, str], *, known: Sequence[str]) -> dict[str, str]:
    """The patterns as the form left them; a rule whose text was emptied is gone."""
    result: dict[str, str] = {}
    before = rules_of(patterns)
    kept = list(patterns)
    for number in range(MOST):
        rule = before[number] if number < len(before) else None
        text, way, code = (sent.get(f"rule.{number}.{name}", "").strip() for name in ("text", "way", "code"))
        if rule and rule.own:
            result[rule.own] = rule.code
        elif text and code in known:
            as_it_was = rule is not None and (rule.way, rule.text) == (way, text)
            result[kept[number] if as_it_was else written(way, text[:LONGEST])] = code
    return result


def written(way: str, text: str) -> str:
    return ("(?i)^" if way == BEGINS else "(?i)") + re.escape(text)


def understood(pattern: str) -> tuple[str, str]:
    """Where in the word, and which text; no text where the pattern is more than one."""
    way, rest = HOLDS, pattern.removeprefix("(?i)")
    if rest.startswith("^"):
        way, rest = BEGINS, rest[1:]
    text, escaped = "", False
    for letter in rest:
        if not escaped and letter == "\\":
            escaped = True
        elif (escaped and letter.isalnum()) or (not escaped and letter in SPECIAL):
            return HOLDS, ""
        else:
            text, escaped = text + letter, False
    return way, text


def code_by(rule: Mapping[str, Any], text: str) -> str:
    """What the patterns and the default of a mapping's section make of `text`."""
    made = CodeRule(patterns=[(re.compile(pattern), code) for pattern, code in rule.get("patterns", {}).items()])
    found = next((code for pattern, code in made.patterns if pattern.search(text)), None)
    return found or str(rule.get("default", ""))
