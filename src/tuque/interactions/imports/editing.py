"""The mapping as a form shows it, column by column, and back. What the form does not show stays as it was."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuque.interactions.codes import Action, BaseType, Origin, Outcome, RequestSource
from tuque.interactions.imports import word_rules
from tuque.interactions.imports.mapping import INSTANTS
from tuque.interactions.imports.taking_apart import put_splits, splits_of
from tuque.interactions.imports.uploads import Preview

JOINED = frozenset({"type_code", "place_text", "note", "actions"})  # one column put after another
JOIN = "␟"  # between the headings of a field that takes several columns
FIELDS: Sequence[tuple[str, str | Promise, str | Promise]] = (
    ("occurred_at", _("When it happened"), _("Needed. The date with its hour, or the date alone.")),
    ("type_code", _("Kind of event"), _("Needed, unless all rows are of one kind.")),
    ("dispatched_as", _("Type at dispatch"), _("Where the file has both what was called in and what was found.")),
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
WORDS: Sequence[tuple[str, str | Promise, Sequence[tuple[str, str | Promise]]]] = (
    ("dispatched_as", _("What its types at dispatch are here"), BaseType.choices),
    ("outcome", _("What its outcomes are here"), Outcome.choices),
    ("actions", _("What its words for what was done are here"), Action.choices),
    ("follow_up", _("What its words for a follow-up are here"), [("yes", _("Yes")), ("no", _("No"))]),
)
WHEN = (("year", _("Year")), ("month", _("Month")), ("weekday", _("Day of the week")), ("hour", _("Hour")))
AND = _("and with it, if in two columns")
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
    second: Sequence[Choice] = ()  # a column that goes with the first
    second_name: str = ""
    second_label: str | Promise = ""


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
    key = source.get("key", {}).get("columns", [])
    questions = [_asked(name, label, hint, columns, chosen.get(name, "")) for name, label, hint in FIELDS]
    if "actions" in chosen:
        between = source.get("codes", {}).get("actions", {}).get("between", "")
        place = next(n for n, question in enumerate(questions) if question.name == "columns.actions")
        questions.insert(place + 1, _ask("between", _("Between several things done"), BETWEEN, between))
    hint = _("A number of its own for each row; without one, the whole row is compared.")
    return [*questions, _pair("key", _("What makes a row unique"), hint, columns, key, name="more", label_of_more=AND)]


def word_questions(preview: Preview) -> list[WordQuestion]:
    """Which of our codes each of the file's own words is: of the kinds of event first."""
    nothing: tuple[str, str | Promise] = ("", _("Not said"))
    asked = [
        (name, title, preview.words[name], [nothing, *choices])
        for name, title, choices in WORDS
        if preview.words.get(name)
    ]
    return [("kind", _("What its kinds of event are here"), preview.kinds, BaseType.choices), *asked]


def dayless_questions(source: Mapping[str, Any], preview: Preview) -> list[Question]:
    """For a file that tells no day, or whose rows are counts."""
    when, columns = source.get("when", {}), preview.shape.columns
    count = source.get("count", {}).get("column", "")
    hint = _("So many events are made of each row.")
    return [
        *(_column(f"when.{name}", label, "", columns, when.get(name, "")) for name, label in WHEN),
        _column("count", _("How many, where a row is a count"), hint, columns, count),
    ]


def layer_question(source: Mapping[str, Any], layers: Sequence[tuple[str, str]]) -> Question:
    own: tuple[str, str | Promise] = ("", _("Those your organization works with"))
    chosen = source.get("area", {}).get("layer", "")
    known = [(chosen, chosen)] if chosen and chosen not in dict(layers) else []
    hint = _("For the codes and names of areas, and for coordinates.")
    return _ask("area.layer", _("In which boundaries"), [own, *layers, *known], chosen, hint=hint)


def kind_default(source: Mapping[str, Any]) -> str:
    constant = source.get("constants", {}).get("base_type", "")
    return str(constant or source.get("codes", {}).get("base_type", {}).get("default", "other"))


def kind_rules(source: Mapping[str, Any]) -> list[word_rules.WordRule]:
    return word_rules.rules_of(source.get("codes", {}).get("base_type", {}).get("patterns", {}))


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
            second = sent.get(f"columns.{name}.hour", "") or sent.get(f"columns.{name}.more", "")
            _put(columns, name, JOIN.join(part for part in (sent[f"columns.{name}"], second) if part))
    if "key" in sent:
        parts = [*sent["key"].split(JOIN), sent.get("key.more", "")]
        result["key"] = {"columns": [part for part in parts if part]}
    for name in ("origin", "request_source", "type_code"):
        if f"constants.{name}" in sent:
            constants = result.setdefault("constants", {})
            _put(constants, name, sent[f"constants.{name}"].strip()[:80])
    if "type_code" in columns:
        result.get("constants", {}).pop("type_code", None)
    if "area.layer" in sent:
        result["area"] = {"layer": sent["area.layer"]}
    _put_kinds(result, sent)
    for name, _title, choices in WORDS:
        if name in columns:
            _put_codes(result, name, sent, prefix=name, known=["", *(code for code, _label in choices)])
        else:
            result.get("codes", {}).pop(name, None)
    if "actions" in columns and "between" in sent:
        _put(result["codes"]["actions"], "between", sent["between"])
    put_splits(result, sent)
    _put_when(result, sent)
    _put_territory(result, sent)
    return result


def _put_codes(
    result: dict[str, Any], name: str, sent: Mapping[str, str], *, prefix: str, known: Sequence[str]
) -> None:
    """A word that nobody was asked about stays unknown, and its rows are flagged."""
    rule = result.setdefault("codes", {}).setdefault(name, {})
    for text, code in _sent_words(sent, prefix):
        if code in known:
            rule.setdefault("values", {})[text] = code


def _put_kinds(result: dict[str, Any], sent: Mapping[str, str]) -> None:
    """The kinds of event: what was chosen for one by itself, rules for many at once, and what every other one is.

    Only a choice that was changed is one: what a list showed because of a rule must follow the rule when that changes.
    """
    whole = result.get("constants", {}).get("base_type", "")
    rule = result.setdefault("codes", {}).setdefault("base_type", {"default": whole or "other"})
    values = rule.setdefault("values", {})
    changed = [
        (text, code)
        for text, code in _sent_words(sent, "kind")
        if code in BaseType.values and code != (whole or values.get(text) or word_rules.code_by(rule, text))
    ]
    for text, code in changed:
        values[text] = code
    if "rule.0.text" in sent:
        rule["patterns"] = word_rules.put(rule.get("patterns", {}), sent, known=BaseType.values)
    if sent.get("kind.default") in BaseType.values:
        rule["default"] = sent["kind.default"]
    if whole and (changed or rule.get("patterns") or rule["default"] != whole):
        del result["constants"]["base_type"]  # one for all rows no more
    if result.get("constants", {}).get("base_type"):
        del result["codes"]["base_type"]


def _sent_words(sent: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    for number in range(200):
        text, code = sent.get(f"{prefix}.{number}.text"), sent.get(f"{prefix}.{number}.code")
        if text is None or code is None:
            return
        yield text, code


def _put_when(result: dict[str, Any], sent: Mapping[str, str]) -> None:
    """Of a file that tells no day, or that holds counts."""
    if "when.year" not in sent:
        return
    when: dict[str, Any] = {name: sent[f"when.{name}"] for name, _label in WHEN if sent.get(f"when.{name}")}
    period = [sent.get("when.from", "").strip(), sent.get("when.to", "").strip()]
    if all(period):
        when["period"] = period
    result.pop("when", None)
    result.pop("count", None)
    if when:
        result["when"] = when
    if sent.get("count"):
        result["count"] = {"column": sent["count"]}


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


def _asked(name: str, label: str | Promise, hint: str | Promise, columns: Sequence[str], chosen: object) -> Question:
    if name in INSTANTS:
        own_hour = _("%(what)s: its hour, if in another column") % {"what": label}
        return _pair(f"columns.{name}", label, hint, columns, chosen, name="hour", label_of_more=own_hour)
    if name in JOINED:
        return _pair(f"columns.{name}", label, hint, columns, chosen, name="more", label_of_more=AND)
    return _column(f"columns.{name}", label, hint, columns, chosen)


def _pair(
    asked: str,
    label: str | Promise,
    hint: str | Promise,
    columns: Sequence[str],
    chosen: object,
    *,
    name: str,
    label_of_more: str | Promise,
) -> Question:
    """Two lists: a column, and one that goes with it, such as that of the hour when it has its own."""
    parts = [str(part) for part in chosen] if isinstance(chosen, list | tuple) else []
    first, second = (parts[0], parts[1]) if len(parts) == 2 else (_together(chosen), "")
    choices: list[tuple[str, str | Promise]] = [("", _("No other column")), *((column, column) for column in columns)]
    return replace(
        _column(asked, label, hint, columns, first),
        second=[Choice(value, text, value == second) for value, text in choices],
        second_name=name,
        second_label=label_of_more,
    )


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
