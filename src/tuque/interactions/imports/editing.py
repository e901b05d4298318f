"""The mapping as a form shows it, column by column, and back. What the form does not show stays as it was."""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuque.core.folding import fold
from tuque.interactions.codes import Action, BaseType, Origin, Outcome, RequestSource
from tuque.interactions.imports.mapping import INSTANTS
from tuque.interactions.imports.uploads import Preview

JOIN = "␟"  # between the headings of a field that takes several columns
FIELDS: Sequence[tuple[str, str | Promise, str | Promise]] = (
    ("occurred_at", _("When it happened"), _("Needed. The date with its hour, or the date alone.")),
    ("type_code", _("Kind of event"), _("Needed.")),
    ("lon", _("Longitude"), ""),
    ("lat", _("Latitude"), ""),
    ("area_code", _("Code of the area"), _("Where there are no coordinates.")),
    ("area_name", _("Name of the area"), _("Where there are no coordinates, and no code.")),
    ("place_code", _("Known place"), _("Its code or its name, as under Places.")),
    ("place_text", _("Place in words"), ""),
    ("note", _("Note"), ""),
    ("outcome", _("How it ended"), _("What its words are here is asked below.")),
    ("actions", _("What was done"), _("One thing or several in a cell. What its words are here is asked below.")),
    ("follow_up", _("Is a follow-up needed?"), _("What its words are here is asked below.")),
    ("received_at", _("Call received"), ""),
    ("assigned_at", _("Team assigned"), ""),
    ("en_route_at", _("On the way"), ""),
    ("on_scene_at", _("On scene"), ""),
    ("cleared_at", _("Clear"), ""),
    ("people_count", _("Number of people"), ""),
    ("duration_minutes", _("Duration in minutes"), ""),
)
ENCODINGS = (("auto", _("Found by itself")), ("utf-8", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16-le", "UTF-16"))
SEPARATORS = (
    ("auto", _("Found by itself")),
    (",", _("Comma")),
    (";", _("Semicolon")),
    ("\t", _("Tab")),
    ("|", _("Bar")),
)
DATES = (
    ("year-first", _("Year first: 2026-03-02")),
    ("day-first", _("Day first: 02/03/2026 is 2 March")),
    ("month-first", _("Month first: 03/02/2026 is 2 March")),
)
BETWEEN = (
    ("", _("Semicolon or bar")),
    (",", _("Comma")),
    ("/", _("Slash")),
    ("+", _("Plus sign")),
)
CUTS = ((": ", _("Colon :")), (" - ", _("Hyphen -")), ("/", _("Slash /")), (";", _("Semicolon ;")), ("|", _("Bar |")))
WORDS: Sequence[tuple[str, str | Promise, Sequence[tuple[str, str | Promise]]]] = (
    ("outcome", _("What its outcomes are here"), Outcome.choices),
    ("actions", _("What its words for what was done are here"), Action.choices),
    ("follow_up", _("What its words for a follow-up are here"), [("yes", _("Yes")), ("no", _("No"))]),
)
SIDES = (("west", _("West")), ("south", _("South")), ("east", _("East")), ("north", _("North")))
DECIMALS = ((".", _("Point: 49.9")), (",", _("Comma: 49,9")))


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One list to choose from."""

    name: str
    label: str | Promise
    hint: str | Promise
    choices: Sequence[Choice]
    hours: Sequence[Choice] = ()  # of an instant: the column of its hour, when the date is in another


# The start of its names, title, words (text, how many, our code), our codes.
WordQuestion = tuple[str, str | Promise, Sequence[tuple[str, int, str]], Sequence[tuple[str, str | Promise]]]


def file_questions(
    source: Mapping[str, Any], *, zones: Sequence[str], own_zone: str, told: bool = False
) -> list[Question]:
    """`told`: each time of the file names its own zone."""
    file = source.get("file", {})
    zone = file.get("time_zone") or own_zone
    about_zone = (
        _("Each time in the file names its own: this is not used.")
        if told
        else _("The file does not tell it. Its hours are taken for those of this zone.")
    )
    return [
        _ask("file.encoding", _("Encoding"), ENCODINGS, file.get("encoding", "auto")),
        _ask("file.separator", _("Between columns"), SEPARATORS, file.get("separator", "auto")),
        _ask("file.dates", _("Order of dates"), DATES, file.get("dates", "year-first")),
        _ask("file.decimal", _("Decimal mark"), DECIMALS, file.get("decimal", ".")),
        _ask("file.time_zone", _("Time zone"), [(name, name) for name in zones], zone, hint=about_zone),
    ]


def column_questions(source: Mapping[str, Any], preview: Preview) -> list[Question]:
    columns = [*preview.shape.columns, *(part for _column, parts in splits_of(source) for part in parts.split(", "))]
    chosen = source.get("columns", {})
    key = _together(source.get("key", {}).get("columns", []))
    questions = [
        (_instant if name in INSTANTS else _column)(f"columns.{name}", label, hint, columns, chosen.get(name, ""))
        for name, label, hint in FIELDS
    ]
    if "actions" in chosen:
        between = source.get("codes", {}).get("actions", {}).get("between", "")
        place = next(n for n, question in enumerate(questions) if question.name == "columns.actions")
        questions.insert(place + 1, _ask("between", _("Between several things done"), BETWEEN, between))
    hint = _("A number of its own for each row; without one, the whole row is compared.")
    return [*questions, _column("key", _("What makes a row unique"), hint, columns, key)]


def word_questions(preview: Preview) -> list[WordQuestion]:
    """Which of our codes each of the file's own words is: of the kinds of event first."""
    nothing: tuple[str, str | Promise] = ("", _("Not said"))
    asked = [
        (name, title, preview.words[name], [nothing, *choices])
        for name, title, choices in WORDS
        if preview.words.get(name)
    ]
    return [("kind", _("What its kinds of event are here"), preview.kinds, BaseType.choices), *asked]


def constant_questions(source: Mapping[str, Any]) -> list[Question]:
    constants = source.get("constants", {})
    sources = [("", _("Not said")), *RequestSource.choices]
    return [
        _ask("constants.origin", _("How these came about"), Origin.choices, constants.get("origin", "called")),
        _ask("constants.request_source", _("Who asked"), sources, constants.get("request_source", "")),
    ]


def edited(source: Mapping[str, Any], sent: Mapping[str, str]) -> dict[str, Any]:
    """The mapping with what the form sent put in its place."""
    result: dict[str, Any] = copy.deepcopy(dict(source))
    for name in ("encoding", "separator", "dates", "decimal", "time_zone"):
        if f"file.{name}" in sent:
            result.setdefault("file", {})[name] = sent[f"file.{name}"]
    columns = result.setdefault("columns", {})
    for name, _label, _hint in FIELDS:
        if f"columns.{name}" in sent:
            parts = [sent[f"columns.{name}"], sent.get(f"columns.{name}.hour", "")]
            _put(columns, name, JOIN.join(part for part in parts if part))
    if "key" in sent:
        parts = [part for part in sent["key"].split(JOIN) if part]
        result["key"] = {"columns": parts}
    for name in ("origin", "request_source"):
        if f"constants.{name}" in sent:
            constants = result.setdefault("constants", {})
            _put(constants, name, sent[f"constants.{name}"])
    if not result.get("constants", {}).get("base_type"):
        _put_codes(result, "base_type", sent, prefix="kind", known=BaseType.values)
    for name, _title, choices in WORDS:
        if name in columns:
            _put_codes(result, name, sent, prefix=name, known=["", *(code for code, _label in choices)])
        else:
            result.get("codes", {}).pop(name, None)
    if "actions" in columns and "between" in sent:
        _put(result["codes"]["actions"], "between", sent["between"])
    _put_splits(result, sent)
    _put_territory(result, sent)
    return result


def _put_codes(
    result: dict[str, Any], name: str, sent: Mapping[str, str], *, prefix: str, known: Sequence[str]
) -> None:
    """A word that nobody was asked about stays unknown, and its rows are flagged; a kind of event is then another."""
    rule = result.setdefault("codes", {}).setdefault(name, {"default": "other"} if name == "base_type" else {})
    for number in range(200):
        text, code = sent.get(f"{prefix}.{number}.text"), sent.get(f"{prefix}.{number}.code")
        if text is None:
            break
        if code in known:
            rule.setdefault("values", {})[text] = code


def _put_splits(result: dict[str, Any], sent: Mapping[str, str]) -> None:
    """Columns are taken apart at a sign. A pattern of one's own is written in a mapping file, not here: a slow one would
    hold up the page."""
    splits = result.setdefault("split", {})
    for column in [column for column in splits if sent.get(f"split.{column}") == "whole"]:
        del splits[column]
    column, sign = sent.get("split.column", ""), sent.get("split.sign", "")
    if column and sign in dict(CUTS):
        splits[column] = {"pattern": cutting(column, sign)}
    if not splits:
        del result["split"]


def cutting(column: str, sign: str) -> str:
    """A pattern that cuts at the first `sign`; the parts are named after the column, in the letters a pattern allows."""
    stem = re.sub(r"[^a-z0-9]+", "_", fold(column)).strip("_")
    stem = stem if stem[:1].isalpha() else f"column_{stem}"
    mark = rf"\s+{re.escape(sign.strip())}\s+" if sign.startswith(" ") else re.escape(sign.strip())
    return rf"(?s)^(?P<{stem}_1>.*?)(?:{mark}(?P<{stem}_2>.*))?$"


def splits_of(source: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The columns that are taken apart, each with the names of its parts."""
    found = []
    for column, rule in source.get("split", {}).items():
        pattern = rule.get("pattern", "") if isinstance(rule, Mapping) else str(rule)
        found.append((column, ", ".join(re.findall(r"\(\?P<(\w+)>", pattern))))
    return found


def territory_of(source: Mapping[str, Any]) -> list[tuple[str, str | Promise, str]]:
    """The four sides, each with its label and what is written."""
    table = source.get("territory", {})
    return [(side, label, str(table.get(side, ""))) for side, label in SIDES]


def _put_territory(result: dict[str, Any], sent: Mapping[str, str]) -> None:
    written = {side: sent.get(f"territory.{side}", "").strip().replace(",", ".") for side, _label in SIDES}
    if any(f"territory.{side}" in sent for side in written):
        result.pop("territory", None)
        if any(written.values()):
            result["territory"] = written


def _put(table: dict[str, Any], name: str, value: str) -> None:
    parts = [part for part in value.split(JOIN) if part]
    if not parts:
        table.pop(name, None)
    else:
        table[name] = parts[0] if len(parts) == 1 else parts


def _together(value: object) -> str:
    return JOIN.join(value) if isinstance(value, list | tuple) else str(value or "")


def _instant(name: str, label: str | Promise, hint: str | Promise, columns: Sequence[str], chosen: object) -> Question:
    """Two lists: the column of the date, and that of the hour when it has its own."""
    parts = [str(part) for part in chosen] if isinstance(chosen, list | tuple) else []
    day, hour = (parts[0], parts[1]) if len(parts) == 2 else (_together(chosen), "")
    question = _column(name, label, hint, columns, day)
    hours: list[tuple[str, str | Promise]] = [("", _("No other column")), *((column, column) for column in columns)]
    return replace(question, hours=[Choice(value, text, value == hour) for value, text in hours])


def _column(name: str, label: str | Promise, hint: str | Promise, columns: Sequence[str], chosen: object) -> Question:
    chosen = _together(chosen)
    options: list[tuple[str, str | Promise]] = [("", _("Nothing")), *((column, column) for column in columns)]
    if chosen and chosen not in columns:
        options.append((chosen, " + ".join(chosen.split(JOIN))))
    return _ask(name, label, options, chosen, hint=hint)


def _ask(
    name: str,
    label: str | Promise,
    options: Sequence[tuple[str, str | Promise]],
    chosen: str,
    *,
    hint: str | Promise = "",
) -> Question:
    return Question(name, label, hint, [Choice(value, text, value == chosen) for value, text in options])
