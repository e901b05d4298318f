"""A home screen: the buttons a worker finds, in their order."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tuque.forms.language.answers import check_answers
from tuque.forms.language.definition import LANGUAGE_VERSION, Form, Words
from tuque.forms.language.reading import (
    FORM_CODE,
    DefinitionProblem,
    Reader,
    read_code,
    read_text,
    read_truth,
    read_words,
    unknown_keys,
)

MAX_BUTTONS = 60
NUMBER = re.compile(r"\+?[0-9][0-9 ()*#,-]{1,30}")
LINK = re.compile(r"(https://[^\s\"'<>\\]+|/(?!/)[^\s\"'<>\\]*)")
# Action -> what its button must carry.
ACTIONS: dict[str, frozenset[str]] = {
    "form": frozenset({"form"}),  # open a form
    "log": frozenset({"form", "answers"}),  # record at once, with these answers
    "start": frozenset({"form"}),  # begin something that lasts: the form is filled at its end
    "open": frozenset({"label", "url"}),  # a page or a PDF
    "call": frozenset({"label", "number"}),
    "notice": frozenset({"label", "text"}),
}
KEYS = {"action", "label", "hint", "icon", "main", "form", "answers", "url", "number", "text"}


@dataclass(frozen=True)
class Button:
    """One button. `answers` are recorded as they are by `log`, and offered by `form` and `start`."""

    action: str
    label: Words
    icon: str = ""
    hint: Words | None = None
    main: bool = False
    form: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    number: str = ""
    text: Words | None = None
    version: str = ""  # of the form, when it is a published one


@dataclass(frozen=True)
class Screen:
    code: str
    title: Words
    buttons: tuple[Button, ...]


def read_screen(body: Any, *, find_form: Callable[[str], Form | None]) -> tuple[Screen | None, list[DefinitionProblem]]:
    """The home screen that `body` describes, or None and what is wrong with it."""
    reader = Reader(lists={})
    if not isinstance(body, dict):
        reader.wrong("", "not_an_object")
        return None, reader.problems
    unknown_keys(reader, body, {"language", "code", "title", "buttons"}, "")
    if body.get("language") != LANGUAGE_VERSION:
        reader.wrong("language", "language_version", wanted=LANGUAGE_VERSION)
    code = read_code(reader, body.get("code"), "code", FORM_CODE)
    title = read_words(reader, body.get("title"), "title")
    raw = body.get("buttons")
    if not isinstance(raw, list) or not raw or len(raw) > MAX_BUTTONS:
        reader.wrong("buttons", "buttons_missing", most=MAX_BUTTONS)
        raw = []
    buttons = [_read_button(reader, item, f"buttons[{number}]", find_form) for number, item in enumerate(raw)]
    found = tuple(button for button in buttons if button is not None)
    return (None, reader.problems) if reader.problems else (Screen(code, title, found), [])


def usable_screen(
    body: Any, *, find_form: Callable[[str], Form | None]
) -> tuple[Screen | None, list[DefinitionProblem]]:
    """The home screen as well as it can be drawn today, and what changed under it since it was published.

    A form may be withdrawn or ask more than before: its buttons open the form, or are left out. One button never takes the
    others off the phones of a night shift.
    """
    screen, problems = read_screen(body, find_form=find_form)
    if screen is not None or not isinstance(body, dict):
        return screen, problems
    raw = body.get("buttons")
    kept = [one for button in (raw if isinstance(raw, list) else []) for one in _mended(button, find_form)]
    return read_screen({**body, "buttons": kept}, find_form=find_form)[0], problems


def _mended(button: Any, find_form: Callable[[str], Form | None]) -> list[Any]:
    """The button itself; one that opens its form in place of recording at once; or nothing."""
    if not isinstance(button, dict):
        return []
    opening = {name: value for name, value in button.items() if name != "answers"} | {"action": "form"}
    for one in (button, opening) if "form" in button else (button,):
        reader = Reader(lists={})
        if _read_button(reader, one, "", find_form) is not None and not reader.problems:
            return [one]
    return []


def _read_button(reader: Reader, raw: Any, path: str, find_form: Callable[[str], Form | None]) -> Button | None:
    if not isinstance(raw, dict) or raw.get("action") not in ACTIONS:
        reader.wrong(f"{path}.action", "action_unknown", actions=", ".join(ACTIONS))
        return None
    unknown_keys(reader, raw, KEYS, f"{path}.")
    for name in sorted(ACTIONS[raw["action"]] - raw.keys()):
        reader.wrong(f"{path}.{name}", "missing")
    form = find_form(str(raw["form"])) if "form" in raw else None
    if "form" in raw and form is None:
        reader.wrong(f"{path}.form", "form_unknown", given=str(raw["form"])[:60])
    answers = raw.get("answers", {})
    if form is not None:
        _check_preset(reader, form, answers, f"{path}.answers", whole=raw["action"] == "log")
    for name, pattern, code in (("url", LINK, "url_unsafe"), ("number", NUMBER, "number_unreadable")):
        if name in raw and not (isinstance(raw[name], str) and pattern.fullmatch(raw[name])):
            reader.wrong(f"{path}.{name}", code, given=str(raw[name])[:60])
    if "label" not in raw and form is None:
        return None
    return Button(
        action=raw["action"],
        label=read_words(reader, raw["label"], f"{path}.label") if "label" in raw or form is None else form.title,
        icon=read_text(reader, raw.get("icon", form.icon if form else ""), f"{path}.icon"),
        hint=read_words(reader, raw["hint"], f"{path}.hint") if "hint" in raw else None,
        main=read_truth(reader, raw.get("main", False), f"{path}.main"),
        form=form.code if form else "",
        version=form.version if form else "",
        answers=answers if isinstance(answers, dict) else {},
        url=str(raw.get("url", "")),
        number=str(raw.get("number", "")),
        text=read_words(reader, raw["text"], f"{path}.text") if "text" in raw else None,
    )


def _check_preset(reader: Reader, form: Form, answers: Any, path: str, *, whole: bool) -> None:
    """Answers kept in a button must be good ones; for a one-tap log they must be all that the form requires."""
    if not isinstance(answers, dict):
        reader.wrong(path, "not_an_object")
        return
    for code, problem in check_answers(form, answers).errors.items():
        if whole or problem.code != "required":
            reader.wrong(f"{path}.{code}", f"answer_{problem.code}", **problem.values)
