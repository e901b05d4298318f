"""The parts of a definition that are edited one at a time: its title, a question, a button, the choices of a list. Pure.

Two people may shape the same draft. Each page carries the mark of the part as it was drawn (`seen`): a part that nobody else
touched is put in whatever else changed meanwhile; one that was touched raises PartChanged, and nothing is lost.
"""

import copy
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tuque.core.json_text import compact

Part = dict[str, Any]
Body = dict[str, Any]
HEAD = ("title", "base_type", "icon", "origin")


@dataclass(frozen=True)
class Edited:
    """The body after an edit, and the parts that it takes away: (which, what it said)."""

    body: Body
    taken: tuple[tuple[str, Any], ...] = ()


@dataclass
class PartChanged(Exception):
    """Someone else saved this part meanwhile. `theirs` is what it says now; None when it is gone."""

    theirs: Any


@dataclass(frozen=True)
class Spot:
    """Where a field stands: the list that holds it, and its place there."""

    siblings: list[Part] = field(repr=False)
    number: int
    group: str


def seen(part: Any) -> str:
    """The mark of a part: the same for the same words, whoever reads them."""
    return hashlib.sha256(compact(part, sort=True)).hexdigest()[:20]


def head_of(body: Mapping[str, Any]) -> Part:
    return {name: body[name] for name in HEAD if name in body}


def put_head(body: Body, head: Part, *, was: str, anyway: bool = False) -> Edited:
    current = head_of(body)
    _check(current, was, head, anyway=anyway)
    rest = {name: value for name, value in body.items() if name not in HEAD}
    return Edited({**rest, **head}, _former("head", current, was))


# Fields


def spots(fields: Any, group: str = "") -> Iterator[Spot]:
    """Every field of a form's body, those that hold others before what they hold."""
    for number, one in enumerate(fields if isinstance(fields, list) else []):
        if isinstance(one, dict):
            yield Spot(fields, number, group)
            yield from spots(one.get("fields"), str(one.get("code", "")))


def find_field(body: Mapping[str, Any], code: str) -> Spot | None:
    return next((spot for spot in spots(body.get("fields")) if spot.siblings[spot.number].get("code") == code), None)


def field_part(raw: Mapping[str, Any]) -> Part:
    """A field by itself, without those that it holds."""
    return {name: value for name, value in raw.items() if name != "fields"}


def put_field(body: Body, part: Part, *, code: str, was: str, group: str | None = None, anyway: bool = False) -> Edited:
    """Write the field `code` anew. `group`: move it into this one ("" is the form itself); None leaves it where it is."""
    body = copy.deepcopy(body)
    spot = find_field(body, code)
    if spot is None:
        if not anyway:
            raise PartChanged(None)
        return add_field(body, part, group=group or "")
    raw = spot.siblings[spot.number]
    current = field_part(raw)
    _check(current, was, part, anyway=anyway)
    spot.siblings[spot.number] = {**part, "fields": raw["fields"]} if "fields" in raw else part
    if group is not None and group != spot.group and group not in _codes_within(raw):
        target = _list_of(body, group)
        target.append(spot.siblings.pop(spot.number))
    return Edited(body, _former(f"field:{code}", current, was))


def add_field(body: Body, part: Part, *, group: str = "", after: str = "") -> Edited:
    body = copy.deepcopy(body)
    target = _list_of(body, group)
    number = next((n for n, one in enumerate(target, start=1) if one.get("code") == after), len(target))
    target.insert(number, part)
    return Edited(body)


def remove_field(body: Body, code: str) -> Edited:
    """Without the field and what it holds."""
    body = copy.deepcopy(body)
    spot = find_field(body, code)
    if spot is None:
        return Edited(body)
    return Edited(body, ((f"field:{code}", spot.siblings.pop(spot.number)),))


def order_fields(body: Body, codes: Sequence[str]) -> Edited:
    """The fields of one list in the order of `codes`; those that it does not name stay behind them."""
    body = copy.deepcopy(body)
    spot = find_field(body, codes[0]) if codes else None
    if spot is not None:
        _sort(spot.siblings, [str(one.get("code")) for one in spot.siblings], codes)
    return Edited(body)


def move_field(body: Body, code: str, by: int) -> Edited:
    body = copy.deepcopy(body)
    spot = find_field(body, code)
    if spot is not None:
        _shift(spot.siblings, spot.number, by)
    return Edited(body)


def _list_of(body: Body, group: str) -> list[Part]:
    spot = find_field(body, group) if group else None
    holder = spot.siblings[spot.number] if spot else body
    if not isinstance(holder.get("fields"), list):
        holder["fields"] = []
    fields: list[Part] = holder["fields"]
    return fields


def _codes_within(raw: Mapping[str, Any]) -> set[str]:
    """The codes of a field and of all that it holds: it cannot be moved into any of them."""
    held = {str(spot.siblings[spot.number].get("code")) for spot in spots(raw.get("fields"))}
    return held | {str(raw.get("code"))}


# Buttons have no code: they are known by their mark, and by their place where that is not enough.


def buttons_of(body: Mapping[str, Any]) -> list[Part]:
    raw = body.get("buttons")
    return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []


def find_button(body: Mapping[str, Any], number: int, was: str) -> int | None:
    buttons = buttons_of(body)
    if 0 <= number < len(buttons) and seen(buttons[number]) == was:
        return number
    return next((place for place, one in enumerate(buttons) if seen(one) == was), None)


def put_button(body: Body, part: Part, *, number: int, was: str, anyway: bool = False) -> Edited:
    buttons = buttons_of(body)
    place = find_button(body, number, was)
    if place is not None:
        buttons[place] = part
        return Edited({**body, "buttons": buttons})
    theirs = buttons[number] if 0 <= number < len(buttons) else None
    if theirs == part:
        return Edited(body)
    if not anyway:
        raise PartChanged(theirs)
    return Edited({**body, "buttons": [*buttons[:number], part, *buttons[number:]]})


def add_button(body: Body, part: Part) -> Edited:
    return Edited({**body, "buttons": [*buttons_of(body), part]})


def remove_button(body: Body, *, number: int, was: str) -> Edited:
    buttons = buttons_of(body)
    place = find_button(body, number, was)
    if place is None:
        raise PartChanged(buttons[number] if 0 <= number < len(buttons) else None)
    taken = buttons.pop(place)
    return Edited({**body, "buttons": buttons}, (("button", taken),))


def order_buttons(body: Body, marks: Sequence[str]) -> Edited:
    buttons = buttons_of(body)
    _sort(buttons, [seen(one) for one in buttons], marks)
    return Edited({**body, "buttons": buttons})


def move_button(body: Body, *, number: int, was: str, by: int) -> Edited:
    buttons = buttons_of(body)
    place = find_button(body, number, was)
    if place is not None:
        _shift(buttons, place, by)
    return Edited({**body, "buttons": buttons})


# Choices of a code list


@dataclass(frozen=True)
class ChoiceEdit:
    """A choice of a list as a page has it: `part` None removes it; `was` is empty for a new one."""

    code: str
    part: Part | None
    was: str = ""


def choices_of(body: Mapping[str, Any]) -> list[Part]:
    raw = body.get("choices")
    return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []


def put_choices(body: Body, edits: Sequence[ChoiceEdit], *, anyway: bool = False) -> Edited:
    """Each edited choice in its place, new ones at the end. Raises PartChanged with those that others changed."""
    choices = choices_of(body)
    places = {str(one.get("code")): number for number, one in enumerate(choices)}
    now = {edit.code: choices[places[edit.code]] for edit in edits if edit.code in places}
    changed = [
        edit for edit in edits if edit.was and edit.part != now.get(edit.code) and seen(now.get(edit.code)) != edit.was
    ]
    if changed and not anyway:
        raise PartChanged([now[edit.code] for edit in changed if edit.code in now])
    taken = [now[edit.code] for edit in changed if edit.code in now]
    taken += [now[edit.code] for edit in edits if edit.part is None and edit.code in now and edit not in changed]
    for edit in edits:
        if edit.part is not None and edit.code in places:
            choices[places[edit.code]] = edit.part
        elif edit.part is not None:
            choices.append(edit.part)
    gone = {edit.code for edit in edits if edit.part is None}
    kept = [one for one in choices if str(one.get("code")) not in gone]
    return Edited({**body, "choices": kept}, (("choices", taken),) if taken else ())


def order_choices(body: Body, codes: Sequence[str]) -> Edited:
    """The named choices in this order, in the places that they hold together."""
    choices = choices_of(body)
    wanted = {code: number for number, code in enumerate(codes)}
    places = [number for number, one in enumerate(choices) if str(one.get("code")) in wanted]
    moved = sorted((choices[number] for number in places), key=lambda one: wanted[str(one.get("code"))])
    for number, one in zip(places, moved, strict=True):
        choices[number] = one
    return Edited({**body, "choices": choices})


def replace_choices(body: Body, choices: list[Part]) -> Edited:
    """A whole list in place of the former one, which is set aside."""
    former = choices_of(body)
    return Edited({**body, "choices": choices}, (("choices", former),) if former and former != choices else ())


# Putting back what was taken away


def restore(body: Body, which: str, part: Any) -> Edited:
    """The part again: in its place when that is still there (what stands there is taken in turn), else at the end."""
    kind, _colon, code = which.partition(":")
    if kind == "head":
        return put_head(body, part, was="", anyway=True)
    if kind == "button":
        return add_button(body, part)
    if kind == "choices":
        edits = [ChoiceEdit(str(one.get("code")), one) for one in part]
        return put_choices(body, edits, anyway=True)
    spot = find_field(body, code)
    if spot is None:
        return add_field(body, part)
    return put_field(body, field_part(part), code=code, was="", anyway=True)


# Codes are made from words: nobody is asked for one.


def code_from(words: str, *, taken: Collection[str], joint: str = "_", fallback: str = "question") -> str:
    """A code that resembles `words` and that none of `taken` has."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)[:40].strip(joint)
    if not code or not code[0].isalpha():
        code = f"{fallback}{joint}{code}" if code else fallback
    found, number = code, 2
    while found in taken:
        found, number = f"{code}{joint}{number}", number + 1
    return found


def field_codes(body: Mapping[str, Any]) -> set[str]:
    return {str(spot.siblings[spot.number].get("code")) for spot in spots(body.get("fields"))}


def _check(current: Part, was: str, wanted: Part, *, anyway: bool) -> None:
    if seen(current) != was and current != wanted and not anyway:
        raise PartChanged(current)


def _former(which: str, current: Part, was: str) -> tuple[tuple[str, Any], ...]:
    """What someone else wrote is set aside when it is written over; one's own former words are not."""
    return ((which, current),) if seen(current) != was else ()


def _sort(items: list[Part], names: list[str], wanted: Sequence[str]) -> None:
    rank = {name: number for number, name in enumerate(wanted)}
    order = sorted(range(len(items)), key=lambda number: (rank.get(names[number], len(rank)), number))
    items[:] = [items[number] for number in order]


def _shift(items: list[Part], number: int, by: int) -> None:
    items.insert(max(0, min(len(items) - 1, number + by)), items.pop(number))
