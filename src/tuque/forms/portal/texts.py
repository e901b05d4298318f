"""Every text of a form, by a name that stays while its parts move: `title`, `people.label`, `people.choices.three`. Pure."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuque.forms.portal import parts
from tuque.forms.portal.parts import Body, Edited, Part, PartChanged, seen

WORDED = ("label", "hint", "text", "constraint_message")
LONG = {"hint", "text", "constraint_message"}


@dataclass(frozen=True)
class Text:
    """`holder[prop]` are its words in both languages; `about` is the part it stands on."""

    name: str
    holder: dict[str, Any]
    prop: str
    about: Part

    @property
    def words(self) -> dict[str, str]:
        words = self.holder.get(self.prop)
        return words if isinstance(words, dict) else {}

    @property
    def spoken(self) -> str:
        """Its words in whichever language has some, or its name."""
        return next((words for words in self.words.values() if words), self.name)

    @property
    def was(self) -> str:
        return seen(self.words)

    @property
    def is_long(self) -> bool:
        return self.prop in LONG

    @property
    def is_choice(self) -> bool:
        return ".choices." in self.name


@dataclass(frozen=True)
class TextEdit:
    """A text as a page has it: `was` is the mark of what the page showed."""

    name: str
    words: dict[str, str]
    was: str


def texts_of(body: Body) -> Iterator[Text]:
    """In the order of the phone; what a code list says is corrected in that list."""
    yield Text("title", body, "title", {})
    for spot in parts.spots(body.get("fields")):
        raw = spot.siblings[spot.number]
        code = str(raw.get("code"))
        yield Text(f"{code}.label", raw, "label", raw)
        yield from (Text(f"{code}.{prop}", raw, prop, raw) for prop in WORDED[1:] if isinstance(raw.get(prop), dict))
        choices = raw.get("choices")
        for choice in choices if isinstance(choices, list) else []:
            if isinstance(choice, dict):
                yield Text(f"{code}.choices.{choice.get('code')}", choice, "label", raw)


def put_texts(body: Body, edits: Sequence[TextEdit], *, anyway: bool = False) -> tuple[Edited, list[TextEdit]]:
    """Write what nobody else touched; and what was left because someone did, to be chosen. `anyway` leaves nothing."""
    body = copy.deepcopy(body)
    there = {text.name: text for text in texts_of(body)}
    left, taken = [], []
    for edit in edits:
        text = there.get(edit.name)
        if text is None or text.words == edit.words:
            continue  # what was taken away meanwhile has no words any more
        if text.was != edit.was:
            if not anyway:
                left.append(edit)
                continue
            taken.append(kept(edit.name, text.words))
        text.holder[text.prop] = edit.words
    return Edited(body, (("texts", taken),) if taken else ()), left


def put_or_ask(body: Body, edits: Sequence[TextEdit]) -> Edited:
    """Raises PartChanged with what others wrote."""
    edited, left = put_texts(body, edits)
    if left:
        now = {text.name: text.words for text in texts_of(body)}
        raise PartChanged([kept(edit.name, now[edit.name]) for edit in left])
    return edited


def restore(body: Body, part: Sequence[Mapping[str, Any]]) -> Edited:
    edits = [TextEdit(str(one.get("code")), dict(one.get("label") or {}), "") for one in part]
    return put_texts(body, edits, anyway=True)[0]


def kept(name: str, words: Mapping[str, str]) -> Part:
    """A text as it is set aside and shown beside another."""
    return {"code": name, "label": dict(words)}
