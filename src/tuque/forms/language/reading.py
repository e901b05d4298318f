"""Reading a form from JSON: every problem is named with its path, so that its writer can mend it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from tuque.forms.language import expressions
from tuque.forms.language.definition import (
    CALCULABLE,
    CHOOSING,
    FILLS,
    HOLDING,
    LANGUAGE_VERSION,
    LIMITED,
    MEASURED,
    SEARCHED,
    SILENT,
    TYPES,
    Choice,
    Field,
    Form,
    Words,
)
from tuque.forms.language.values import MAX_ROWS, AnswerProblem, Known, clean

MAX_FIELDS = 5000
MAX_GROUP_DEPTH = 4
MAX_CHOICES = 500
MAX_LISTED = 50_000  # in a code list: found by searching, not by scrolling
MAX_LABEL = 500
CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
FORM_CODE = re.compile(r"[a-z][a-z0-9-]{0,59}")
CHOICE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
LANGUAGES = ("en", "fr")

# `xlsform` is for exchange: the spreadsheet that the form came from. Nothing here reads it.
FORM_KEYS = {"language", "code", "title", "base_type", "icon", "origin", "fields", "lists", "xlsform"}
FIELD_KEYS = {
    "code",
    "type",
    "label",
    "hint",
    "required",
    "min",
    "max",
    "step",
    "choices",
    "list",
    "show_if",
    "required_if",
    "calculated",
    "constraint",
    "constraint_message",
    "default",
    "fills",
    "timer",
    "folded",
    "each",
    "fields",
}
EXPRESSIONS = ("show_if", "required_if", "calculated", "constraint")


@dataclass(frozen=True)
class DefinitionProblem:
    """One thing to mend: where (`fields[2].label.fr`), a stable code, and the values of its message."""

    path: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Reader:
    """Collects what is wrong while it reads, so that all is told at once."""

    lists: Mapping[str, Any]
    problems: list[DefinitionProblem] = field(default_factory=list)
    fields_read: int = 0

    def wrong(self, path: str, code: str, **values: object) -> None:
        self.problems.append(DefinitionProblem(path, code, values))


def read_definition(
    body: Any, *, lists: Mapping[str, Any] | None = None
) -> tuple[Form | None, list[DefinitionProblem]]:
    """The form that `body` describes, or None and what is wrong with it.

    `lists` are code lists by code, each a list of choices; those kept in the body itself (`lists`) come first.
    """
    reader = Reader(lists={})
    if not isinstance(body, dict):
        reader.wrong("", "not_an_object")
        return None, reader.problems
    own = body.get("lists", {})
    if not isinstance(own, dict):
        reader.wrong("lists", "not_an_object")
        own = {}
    reader.lists = {**(lists or {}), **own}
    unknown_keys(reader, body, FORM_KEYS, "")
    if body.get("language") != LANGUAGE_VERSION:
        reader.wrong("language", "language_version", wanted=LANGUAGE_VERSION)
    code = read_code(reader, body.get("code"), "code", FORM_CODE)
    title = read_words(reader, body.get("title"), "title")
    texts = {name: read_text(reader, body.get(name, ""), name) for name in ("base_type", "icon", "origin")}
    if not texts["base_type"]:
        reader.wrong("base_type", "missing")
    fields = read_fields(reader, body.get("fields"), "fields", depth=0)
    if not fields and not reader.problems:
        reader.wrong("fields", "no_fields")
    parents = dict(parents_of(fields, ()))
    check_together(reader, fields)
    order = order_of(reader, fields, parents) if not reader.problems else ()
    if reader.problems:
        return None, reader.problems
    form = Form(code=code, title=title, fields=fields, order=order, parents=parents, **texts)
    return form, []


def read_choices(reader: Reader, raw: Any, path: str, *, most: int = MAX_CHOICES) -> tuple[Choice, ...]:
    if not isinstance(raw, list) or not raw:
        reader.wrong(path, "choices_missing")
        return ()
    if len(raw) > most:
        reader.wrong(path, "too_many_choices", most=most)
        return ()
    choices: list[Choice] = []
    codes: set[str] = set()
    for number, item in enumerate(raw):
        where = f"{path}[{number}]"
        if not isinstance(item, dict):
            reader.wrong(where, "not_an_object")
            continue
        unknown_keys(reader, item, {"code", "label", "standard", "icon"}, f"{where}.")
        choice = Choice(
            code=read_code(reader, item.get("code"), f"{where}.code", CHOICE_CODE),
            label=read_words(reader, item.get("label"), f"{where}.label"),
            standard=read_text(reader, item.get("standard", ""), f"{where}.standard"),
            icon=read_text(reader, item.get("icon", ""), f"{where}.icon"),
        )
        if choice.code in codes:
            reader.wrong(f"{where}.code", "code_twice", given=choice.code)
        codes.add(choice.code)
        choices.append(choice)
    return tuple(choices)


def read_words(reader: Reader, raw: Any, path: str) -> Words:
    """Both languages, or a problem for each one that is missing."""
    given = raw if isinstance(raw, dict) else {}
    if not isinstance(raw, dict):
        reader.wrong(path, "words_missing")
        return Words("", "")
    unknown_keys(reader, given, set(LANGUAGES), f"{path}.")
    found = {}
    for language in LANGUAGES:
        text = given.get(language)
        if not isinstance(text, str) or not text.strip():
            reader.wrong(f"{path}.{language}", "language_missing", language=language)
        elif len(text) > MAX_LABEL:
            reader.wrong(f"{path}.{language}", "text_too_long", most=MAX_LABEL)
        found[language] = text.strip() if isinstance(text, str) else ""
    return Words(**found)


def read_text(reader: Reader, raw: Any, path: str) -> str:
    if not isinstance(raw, str) or len(raw) > 80:
        reader.wrong(path, "not_text")
        return ""
    return raw


def read_code(reader: Reader, raw: Any, path: str, pattern: re.Pattern[str]) -> str:
    if not isinstance(raw, str) or not pattern.fullmatch(raw):
        reader.wrong(path, "code_unreadable", given=str(raw)[:60])
        return ""
    return raw


def read_fields(reader: Reader, raw: Any, path: str, *, depth: int) -> tuple[Field, ...]:
    if not isinstance(raw, list):
        reader.wrong(path, "not_a_list")
        return ()
    if depth > MAX_GROUP_DEPTH:
        reader.wrong(path, "groups_too_deep", most=MAX_GROUP_DEPTH)
        return ()
    fields = []
    for number, item in enumerate(raw):
        reader.fields_read += 1
        if reader.fields_read > MAX_FIELDS:
            reader.wrong(path, "too_many_fields", most=MAX_FIELDS)
            break
        where = f"{path}[{number}]"
        if isinstance(item, dict):
            fields.append(read_field(reader, item, where, depth=depth))
        else:
            reader.wrong(where, "not_an_object")
    return tuple(fields)


def read_field(reader: Reader, raw: Mapping[str, Any], path: str, *, depth: int) -> Field:
    unknown_keys(reader, raw, FIELD_KEYS, f"{path}.")
    kind = raw.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        reader.wrong(f"{path}.type", "type_unknown", given=str(kind)[:40])
        kind = "info"
    limits = {name: read_number(reader, raw.get(name), f"{path}.{name}") for name in ("min", "max", "step")}
    found = Field(
        code=read_code(reader, raw.get("code"), f"{path}.code", CODE),
        type=kind,
        label=read_words(reader, raw.get("label"), f"{path}.label"),
        hint=read_words(reader, raw["hint"], f"{path}.hint") if "hint" in raw else None,
        required=read_truth(reader, raw.get("required", False), f"{path}.required"),
        choices=choices_for(reader, raw, kind, path),
        constraint_message=read_words(reader, raw["constraint_message"], f"{path}.constraint_message")
        if "constraint_message" in raw
        else None,
        default=raw.get("default"),
        fills=read_text(reader, raw.get("fills", ""), f"{path}.fills"),
        timer=read_truth(reader, raw.get("timer", False), f"{path}.timer"),
        folded=read_truth(reader, raw.get("folded", False), f"{path}.folded"),
        each=read_words(reader, raw["each"], f"{path}.each") if "each" in raw else None,
        fields=read_fields(reader, raw.get("fields"), f"{path}.fields", depth=depth + 1) if kind in HOLDING else (),
        **limits,
        **{name: read_expression(reader, raw.get(name), f"{path}.{name}") for name in EXPRESSIONS},
    )
    check_field(reader, found, raw, path)
    return found


def choices_for(reader: Reader, raw: Mapping[str, Any], kind: str, path: str) -> tuple[Choice, ...]:
    """A field's choices, written in place or kept in a code list."""
    if kind not in CHOOSING:
        for name in ("choices", "list"):
            if name in raw:
                reader.wrong(f"{path}.{name}", "choices_not_taken", type=kind)
        return ()
    if "list" not in raw:
        return read_choices(reader, raw.get("choices"), f"{path}.choices")
    code = raw["list"]
    if not isinstance(code, str) or code not in reader.lists:
        reader.wrong(f"{path}.list", "list_unknown", given=str(code)[:60])
        return ()
    most = MAX_LISTED if kind in SEARCHED else MAX_CHOICES
    return read_choices(reader, reader.lists[code], f"lists.{code}", most=most)


def check_field(reader: Reader, found: Field, raw: Mapping[str, Any], path: str) -> None:
    """What the parts of one field must be to one another."""
    if found.type in SILENT:
        for name in ("required", "required_if", "calculated", "constraint", "default", "fills"):
            if raw.get(name):
                reader.wrong(f"{path}.{name}", "not_for_type", type=found.type)
    if found.type not in HOLDING and "fields" in raw:
        reader.wrong(f"{path}.fields", "not_for_type", type=found.type)
    if found.type == "repeat":
        check_repeat(reader, found, raw, path)
    for name, only in (("timer", "duration"), ("folded", "group"), ("each", "repeat")):
        if getattr(found, name) and found.type != only:
            reader.wrong(f"{path}.{name}", "not_for_type", type=found.type)
    for name, types in (("min", LIMITED), ("max", LIMITED), ("step", MEASURED)):
        if getattr(found, name) is not None and found.type not in types:
            reader.wrong(f"{path}.{name}", "not_for_type", type=found.type)
    if found.min is not None and found.max is not None and found.min > found.max:
        reader.wrong(f"{path}.max", "limits_crossed", min=found.min, max=found.max)
    if found.step is not None and found.step <= 0:
        reader.wrong(f"{path}.step", "step_not_positive")
    if found.calculated is not None and found.type not in CALCULABLE:
        reader.wrong(f"{path}.calculated", "not_for_type", type=found.type)
    if (raw.get("constraint") is None) != (found.constraint_message is None):
        reader.wrong(f"{path}.constraint_message", "constraint_needs_message")
    if found.default is not None and found.type not in SILENT | HOLDING:
        try:
            clean(found, found.default, Known())
        except AnswerProblem as problem:
            reader.wrong(f"{path}.default", f"answer_{problem.code}", **problem.values)
    if found.fills and found.fills not in FILLS:
        reader.wrong(f"{path}.fills", "fills_unknown", given=found.fills)
    elif found.fills and found.type not in FILLS[found.fills]:
        reader.wrong(f"{path}.fills", "fills_other_type", given=found.fills, type=found.type)


def check_repeat(reader: Reader, found: Field, raw: Mapping[str, Any], path: str) -> None:
    """What a repeat holds: at least one question, no other repeat, and nothing that feeds a column, which has room for one."""
    for name in ("default", "fills", "calculated"):
        if raw.get(name) is not None:
            reader.wrong(f"{path}.{name}", "not_for_type", type=found.type)
    if found.max is not None and found.max > MAX_ROWS:
        reader.wrong(f"{path}.max", "answer_too_many", given=found.max, max=MAX_ROWS)
    inside = list(located(found.fields, f"{path}.fields"))
    if not any(not one.is_silent for _path, one in inside):
        reader.wrong(f"{path}.fields", "no_fields")
    for where, one in inside:
        if one.type == "repeat":
            reader.wrong(f"{where}.type", "repeat_in_repeat")
        if one.fills:
            reader.wrong(f"{where}.fills", "fills_in_repeat", given=one.fills)


def check_together(reader: Reader, fields: tuple[Field, ...]) -> None:
    """What the fields must be to one another: codes once, columns once, and every field that is read exists."""
    codes: set[str] = set()
    columns: set[str] = set()
    everything = list(located(fields, "fields"))
    for path, one in everything:
        if one.code and one.code in codes:
            reader.wrong(f"{path}.code", "code_twice", given=one.code)
        codes.add(one.code)
        if one.fills and one.fills in columns:
            reader.wrong(f"{path}.fills", "fills_twice", given=one.fills)
        columns.add(one.fills)
    asked = {one.code for _path, one in everything if one.type not in SILENT}
    for path, one in everything:
        for name in EXPRESSIONS:
            for code in expressions.fields_of(getattr(one, name)):
                if code not in asked:
                    reader.wrong(f"{path}.{name}", "field_unknown", given=code[:60])


def order_of(reader: Reader, fields: tuple[Field, ...], parents: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The codes of the questions, each after those that decide whether it is shown or what it is worth.

    A repeat comes after what its rows ask, and is what others wait for that read its rows.
    """
    by_code = {one.code: one for _path, one in located(fields, "fields")}
    repeat_of = {
        code: next((name for name in above if by_code[name].type == "repeat"), "") for code, above in parents.items()
    }
    graph: dict[str, list[str]] = {code: [] for code, one in by_code.items() if not one.is_silent}
    for code in graph:
        one, own = by_code[code], repeat_of[code]
        deciding = [one.show_if, one.calculated, *(by_code[parent].show_if for parent in parents[code])]
        for read in (read for expression in deciding for read in expressions.fields_of(expression)):
            graph[code].append(read if repeat_of[read] in {"", own} else repeat_of[read])
        if own:
            graph[own].append(code)
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        reader.wrong("fields", "circle", codes=", ".join(dict.fromkeys(circle.args[1])))
        return ()


def located(fields: tuple[Field, ...], path: str) -> Iterator[tuple[str, Field]]:
    for number, one in enumerate(fields):
        where = f"{path}[{number}]"
        yield where, one
        yield from located(one.fields, f"{where}.fields")


def parents_of(fields: tuple[Field, ...], above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in fields:
        yield one.code, above
        yield from parents_of(one.fields, (*above, one.code))


def read_expression(reader: Reader, raw: Any, path: str) -> expressions.Expression:
    """The expression, or None when it is not one: nothing walks what was found too deep."""
    wrong = list(expressions.faults(raw, path=path))
    for where, code, values in wrong:
        reader.wrong(where, code, **values)
    return None if wrong else raw


def read_number(reader: Reader, raw: Any, path: str) -> float | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) <= expressions.MAX_NUMBER:
        reader.wrong(path, "not_a_number")
        return None
    return raw


def read_truth(reader: Reader, raw: Any, path: str) -> bool:
    if not isinstance(raw, bool):
        reader.wrong(path, "not_a_truth")
        return False
    return raw


def unknown_keys(reader: Reader, given: Mapping[str, Any], known: set[str], path: str) -> None:
    for name in given:
        if name not in known:
            reader.wrong(f"{path}{str(name)[:60]}", "property_unknown", given=str(name)[:60])
