"""A draft drawn as the phones will show it, though it is not finished: what is missing is filled, what is wrong is left out. Pure."""

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from tuque.forms.language import DefinitionProblem, Form, read_definition
from tuque.forms.language.definition import LANGUAGE_VERSION
from tuque.forms.language.screens import Screen, usable_screen

STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")
ROUNDS = 6
UNTITLED = "…"
ESSENTIAL = frozenset({"type", "code", "label", "choices", "list"})
PAIRS = {"constraint": ("constraint", "constraint_message"), "constraint_message": ("constraint", "constraint_message")}
GONE = "gone"
WORDS = ("title", "label", "hint", "constraint_message", "text")


def drawable_form(body: Mapping[str, Any], lists: Mapping[str, Any]) -> Form | None:
    """The form as far as it can be read; None when there is nothing to draw yet."""
    draft = _with_words(copy.deepcopy(dict(body)))
    draft |= {"language": LANGUAGE_VERSION, "lists": _with_words(copy.deepcopy(dict(lists)))}
    draft["base_type"] = draft.get("base_type") or "other"
    for _round in range(ROUNDS):
        form, problems = read_definition(draft)
        if form is not None:
            return form
        for problem in problems:
            _leave_out(draft, problem)
        draft["fields"] = _without_gone(draft.get("fields"))
    return None


def drawable_screen(body: Mapping[str, Any], *, find_form: Callable[[str], Form | None]) -> Screen | None:
    draft = _with_words(copy.deepcopy(dict(body))) | {"language": LANGUAGE_VERSION}
    return usable_screen(draft, find_form=find_form)[0]


def _with_words(raw: Any) -> Any:
    """Each text in both languages: what is missing in one is shown in the other."""
    if isinstance(raw, list):
        return [_with_words(one) for one in raw]
    if not isinstance(raw, dict):
        return raw
    found = {name: _with_words(value) for name, value in raw.items()}
    for name in WORDS:
        if name in found or (name == "label" and "type" in found):
            found[name] = both(found.get(name))
    return found


def both(words: Any) -> dict[str, str]:
    """The words in both languages, each standing in for the other."""
    given = words if isinstance(words, dict) else {}
    en, fr = (str(given.get(language) or "").strip() for language in ("en", "fr"))
    return {"en": en or fr or UNTITLED, "fr": fr or en or UNTITLED}


def _leave_out(draft: dict[str, Any], problem: DefinitionProblem) -> None:
    """Take away the property that a problem is about; the whole question when it cannot do without."""
    if problem.code == "circle":
        _leave_out_circle(draft.get("fields"), str(problem.values.get("codes", "")).split(", "))
    if problem.path.startswith("lists"):
        draft["lists"] = {}
    question, name, holder, number = None, "", None, 0
    here: Any = draft.get("fields") if problem.path.startswith("fields[") else None
    for word, index in STEP.findall(problem.path.removeprefix("fields")):
        if index and isinstance(here, list) and int(index) < len(here) and isinstance(here[int(index)], dict):
            holder, number, name = here, int(index), ""
            question = here = here[number]
        elif word and isinstance(here, dict):
            name = name or word
            if word != "fields":
                break
            name, here = "", here.get("fields")
        else:
            break
    if question is None or holder is None:
        return
    for gone in PAIRS.get(name, (name,)):
        question.pop(gone, None)
    if not name or name in ESSENTIAL:
        question["type"] = GONE


def _without_gone(fields: Any) -> Any:
    if not isinstance(fields, list):
        return fields
    kept = [one for one in fields if isinstance(one, dict) and one.get("type") != GONE]
    return [{**one, "fields": _without_gone(one["fields"])} if "fields" in one else one for one in kept]


def _leave_out_circle(fields: Any, codes: list[str]) -> None:
    for one in fields if isinstance(fields, list) else []:
        if isinstance(one, dict):
            if one.get("code") in codes:
                one.pop("show_if", None)
                one.pop("calculated", None)
            _leave_out_circle(one.get("fields"), codes)
