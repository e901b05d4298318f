"""The parts of a draft in the order of the phone, as the workshop lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuque.forms.language import Form
from tuque.forms.language.parts import LONG
from tuque.forms.models import Definition
from tuque.forms.portal import parts, selectors, words
from tuque.forms.portal.conditions import Asked, asked_of
from tuque.forms.portal.kinds import holds_fields, kind_of
from tuque.forms.portal.selectors import in_reader_language

Label = str | Promise


@dataclass(frozen=True)
class Line:
    """One part: a question, a button, a choice. `key` names it to the page's arrows; `missing`: languages without words."""

    key: str
    title: str
    kind: Label
    icon: str
    url_args: tuple[object, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_required: bool = False
    level: int = 0
    holds: bool = False
    lines: tuple["Line", ...] = ()
    closed: int = 0  # how many questions it holds that are not listed: a long form opens one group at a time
    code: str = ""

    @property
    def mark(self) -> str:
        """What stays the same when the part moves."""
        return self.key.rpartition(":")[2]


@dataclass(frozen=True)
class Around:
    """The questions of a form, for conditions: what each is, what it is called, what its choices are called."""

    asked: Mapping[str, Asked]
    names: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    types: Mapping[str, str]


def around(shown: selectors.Shown, *, but: str = "") -> Around:
    """Every question of the draft except `but`, with the choices of the code lists that it names."""
    asked, names, labels, types, lists = {}, {}, {}, {}, {}
    for spot in parts.spots(shown.body.get("fields")):
        raw = spot.siblings[spot.number]
        code = str(raw.get("code", ""))
        if kind_of(str(raw.get("type"))).is_silent or holds_fields(raw) or code == but:
            continue
        name = raw.get("list")
        if name and name not in lists:
            lists[name] = selectors.choices_of_list(shown.definition, str(name))
        choices = lists[name] if name else [one for one in raw.get("choices") or [] if isinstance(one, dict)]
        asked[code] = asked_of(raw, choices)
        names[code] = in_reader_language(raw.get("label")) or code
        labels[code] = {str(one.get("code")): in_reader_language(one.get("label")) for one in choices[:500]}
        types[code] = str(raw.get("type"))
    return Around(asked, names, labels, types)


def field_lines(shown: selectors.Shown, *, opened: str = "") -> list[Line]:
    """Every question; of a long form, those of its groups only where the group `opened` is, or what leads to it."""
    fields = shown.body.get("fields")
    only = opened if len(parts.field_codes(shown.body)) > LONG else None
    return _fields(fields, shown.definition, around(shown), 0, only)


def _fields(fields: Any, definition: Definition, known: Around, level: int, only: str | None) -> list[Line]:
    lines = []
    for raw in fields if isinstance(fields, list) else []:
        if not isinstance(raw, dict):
            continue
        code = str(raw.get("code", ""))
        kind = kind_of(str(raw.get("type")))
        notes = []
        for name in ("show_if", "required_if"):
            if raw.get(name) is not None:
                said = words.condition_words(raw[name], known.asked, known.names, known.labels)
                notes.append(_("%(what)s: %(said)s") % {"what": words.PROPERTIES[name], "said": said})
        if raw.get("calculated") is not None:
            notes.append(str(words.PROPERTIES["calculated"]))
        inner = [str(spot.siblings[spot.number].get("code")) for spot in parts.spots(raw.get("fields"))]
        is_open = only is None or only == code or only in inner
        lines.append(
            Line(
                key=code,
                code=code,
                title=in_reader_language(raw.get("label")) or code,
                kind=kind.label,
                icon=kind.icon,
                url_args=(definition.public_id, code),
                missing=missing_in(raw),
                notes=tuple(notes),
                is_required=bool(raw.get("required")),
                level=level,
                holds=holds_fields(raw),
                lines=tuple(_fields(raw.get("fields"), definition, known, level + 1, only)) if is_open else (),
                closed=0 if is_open else len(inner),
            )
        )
    return lines


def button_lines(shown: selectors.Shown, forms: Mapping[str, Form]) -> list[Line]:
    lines = []
    for number, raw in enumerate(parts.buttons_of(shown.body)):
        form = forms.get(str(raw.get("form")))
        title = in_reader_language(raw.get("label")) or (form.title.in_language(get_language()) if form else "")
        action = str(raw.get("action"))
        lines.append(
            Line(
                key=f"{number}:{parts.seen(raw)}",
                title=title or str(raw.get("form") or "?"),
                kind=words.ACTIONS.get(action, action),
                icon=str(raw.get("icon") or (form.icon if form else "") or ICONS.get(action, "plus")),
                url_args=(shown.definition.public_id, number),
                missing=missing_in(raw),
            )
        )
    return lines


ICONS = {"call": "phone", "open": "page", "notice": "eye", "start": "clock"}


def missing_in(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages in which some words of a part are missing."""
    texts: Sequence[Any] = [
        raw[name] for name in ("label", "hint", "text", "constraint_message", "title") if name in raw
    ]
    texts = [*texts, *(one.get("label") for one in raw.get("choices") or [] if isinstance(one, dict))]
    if "type" in raw and "label" not in raw:
        texts = [*texts, {}]
    given = [text if isinstance(text, dict) else {} for text in texts]
    return tuple(language for language in ("en", "fr") if any(not text.get(language) for text in given))
