"""What is asked several times: how often, who reads it from where, and the expressions that would read in a circle."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tuque.forms.language.expressions import fields_of
from tuque.forms.language.values import MAX_ROWS
from tuque.forms.xlsform.survey import Node

AS_MANY = {"en": "Add as many as the number that was given.", "fr": "Ajoutez-en autant que le nombre qui a été donné."}
DECIDING = {"show_if": "relevant", "calculated": "calculation"}
HOLDING = frozenset({"group", "repeat"})


def repeat_of(node: Node) -> Node | None:
    """The repeat in whose rows `node` is asked: the outermost one, since one inside it is asked once."""
    found, above = None, node.parent
    while above:
        found = above if above.kind.name == "repeat" else found
        above = above.parent
    return found


def inside(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from inside(child)


def constant_count(written: str) -> int | None:
    """The number of rows that `repeat_count` gives, when it is a number that a form may have."""
    return int(written) if re.fullmatch(r"\d{1,3}", written) and 0 < int(written) <= MAX_ROWS else None


def counted_by(one: Mapping[str, Any]) -> str:
    """The code of the field that says how many rows a repeat has; empty when none does."""
    match one.get("constraint"):
        case ["=", ["count", {"field": repeat}], {"field": code}] if repeat == one["code"]:
            return str(code)
    return ""


def as_many_as(repeat: str, code: str) -> list[Any]:
    return ["=", ["count", {"field": repeat}], {"field": code}]


def in_circles(fields: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Fields of rows that read what is computed from all rows, and the property that does: a sheet allows it, we do not."""
    for one in _all(fields):
        if one["type"] == "repeat":
            waiting = _waiting_for(one, fields)
            for inner in (one, *_all(one["fields"])):
                yield from ((inner, name) for name in DECIDING if waiting & set(fields_of(inner.get(name))))


def _waiting_for(repeat: dict[str, Any], fields: list[dict[str, Any]]) -> set[str]:
    """The codes outside `repeat` that need its rows, and what needs those."""
    inside = {one["code"] for one in _all(repeat["fields"])}
    found = {repeat["code"]}
    outside = [(one, above) for one, above in _with_groups(fields, ()) if one["code"] not in inside | found]
    before = 0
    while before != len(found):
        before = len(found)
        for one, above in outside:
            read = {code for name in DECIDING for code in fields_of(one.get(name))}
            read |= {code for group in above for code in fields_of(group.get("show_if"))}
            if read & (found | inside):
                found.add(one["code"])
    return found


def _with_groups(
    fields: list[dict[str, Any]], above: tuple[dict[str, Any], ...]
) -> Iterator[tuple[dict[str, Any], tuple[dict[str, Any], ...]]]:
    for one in fields:
        yield one, above
        if one["type"] in HOLDING:
            yield from _with_groups(one["fields"], (*above, one))


def _all(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (one for one, _above in _with_groups(fields, ()))
