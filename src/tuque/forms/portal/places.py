"""Where on the portal's pages each fault of a draft is mended: from a path (`fields[2].label.fr`) to a link and its words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuque.forms import wording
from tuque.forms.language import DefinitionProblem
from tuque.forms.models import Definition
from tuque.forms.portal import parts
from tuque.forms.portal.selectors import in_reader_language

WORDS = frozenset({"title", "label", "hint", "text", "constraint_message"})
STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")


@dataclass(frozen=True)
class ToMend:
    """One fault: what it is about, what is wrong, and where it is put right."""

    about: str
    words: str
    url: str


def to_mend(definition: Definition, body: Mapping[str, Any], problems: Iterable[DefinitionProblem]) -> list[ToMend]:
    return [_one(definition, body, problem) for problem in problems]


def _one(definition: Definition, body: Mapping[str, Any], problem: DefinitionProblem) -> ToMend:
    words = wording.problem_message(problem)
    steps = STEP.findall(problem.path)
    head = steps[0][0] if steps else ""
    if head == "fields":
        found = _in_fields(body, steps)
        if found is not None:
            raw, prop, language = found
            url = reverse("forms:field", args=[definition.public_id, raw.get("code") or "-"])
            return ToMend(
                in_reader_language(raw.get("label")) or str(raw.get("code", "?")), words, url + _anchor(prop, language)
            )
        return ToMend(_("Questions"), words, _page(definition) + "#parts")
    if head in {"buttons", "choices"} and len(steps) > 1 and steps[1][1]:
        number = int(steps[1][1])
        language = steps[-1][0] if steps[-1][0] in {"en", "fr"} else ""
        if head == "buttons":
            button = parts.buttons_of(body)[number] if number < len(parts.buttons_of(body)) else {}
            name = in_reader_language(button.get("label")) or str(button.get("form", ""))
            about = name or _("Button %(number)s") % {"number": number + 1}
            url = reverse("forms:button", args=[definition.public_id, number])
            return ToMend(about, words, url + _anchor(steps[2][0] if len(steps) > 2 else "", language))
        url = reverse("forms:choices", args=[definition.public_id]) + f"?page={number // 100 + 1}#choice-{number % 100}"
        choice = parts.choices_of(body)[number] if number < len(parts.choices_of(body)) else {}
        return ToMend(in_reader_language(choice.get("label")) or str(choice.get("code", "")), words, url)
    if head in {"title", "base_type", "icon", "origin"}:
        language = steps[-1][0] if steps[-1][0] in {"en", "fr"} else ""
        return ToMend(
            _("Name and type"), words, reverse("forms:head", args=[definition.public_id]) + _anchor(head, language)
        )
    about = {"buttons": _("Buttons"), "choices": _("Choices"), "lists": _("Code list")}.get(head, _("As a whole"))
    return ToMend(about, words, _page(definition) + "#parts")


def _page(definition: Definition) -> str:
    return reverse("forms:shaped", args=[definition.public_id])


def _anchor(prop: str, language: str) -> str:
    if language or prop in WORDS:
        return f"#id_{prop}_{language or 'en'}"
    return f"#part-{prop}" if prop else ""


def _in_fields(body: Mapping[str, Any], steps: list[tuple[str, str]]) -> tuple[dict[str, Any], str, str] | None:
    """The field that a path leads to, the property of it, and the language when words are missing in one."""
    here: Any = body
    found: dict[str, Any] | None = None
    prop = ""
    for word, number in steps:
        if word == "fields" and isinstance(here, dict):
            here, prop = here.get("fields"), ""
        elif number and isinstance(here, list) and int(number) < len(here) and not prop:
            here = here[int(number)]
            found = here if isinstance(here, dict) else None
        elif word:
            prop = prop or word
    language = steps[-1][0] if steps[-1][0] in {"en", "fr"} else ""
    return (found, prop, language) if found is not None else None
