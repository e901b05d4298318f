"""A field as the cells of its row, and what no column of XLSForm can say, in a column of our own."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tuque.forms.language.reading import FIELD_KEYS
from tuque.forms.xlsform.repeats import counted_by
from tuque.forms.xlsform.xpath_writing import Unwritable, Writer

LANGUAGES = {"en": "English (en)", "fr": "Français (fr)"}
TYPES = {
    "text": "text",
    "note": "text",
    "number": "decimal",
    "integer": "integer",
    "duration": "integer",
    "choice": "select_one",
    "many": "select_multiple",
    "people": "select_multiple",
    "items": "select_multiple",
    "date": "date",
    "time": "time",
    "datetime": "dateTime",
    "place": "geopoint",
    "photo": "image",
    "signature": "image",
    "audio": "audio",
    "workers": "text",
    "person": "text",
    "yes_no": "acknowledge",
    "heading": "note",
    "info": "note",
    "group": "begin group",
    "repeat": "begin repeat",
}
APPEARANCES = {"note": "multiline", "signature": "signature"}
# Property of a field -> the columns that say it; what no column says travels in the column `tuque`.
SAID_BY = {
    "label": ("label",),
    "hint": ("hint",),
    "required": ("required",),
    "required_if": ("required",),
    "show_if": ("relevant",),
    "constraint": ("constraint",),
    "constraint_message": ("constraint_message",),
    "calculated": ("calculation",),
    "default": ("default",),
}
WORDS = frozenset({"label", "hint", "constraint_message"})
OWN = frozenset(FIELD_KEYS - {"code", "choices", "list", "fields"})  # what the column `tuque` may say


def cells_of(one: Mapping[str, Any], writer: Writer, *, extra: bool) -> dict[str, str]:
    """Column, with its language, -> text of the cell."""
    is_calculated = bool(said_by(one, "calculated", writer)["calculation"]) and one["type"] != "choice"
    kind = "calculate" if is_calculated else TYPES[one["type"]]
    if kind.startswith("select"):
        kind = f"{kind} {list_of(one)}"
    cells = {"type": kind, "name": writer.names.get(one["code"], one["code"])}
    if one["type"] in APPEARANCES:
        cells["appearance"] = APPEARANCES[one["type"]]
    for name in SAID_BY:
        cells |= said_by(one, name, writer)
    if one["type"] == "repeat" and one.get("min") and one.get("min") == one.get("max"):
        cells["repeat_count"] = str(int(one["min"]))
    if extra:
        cells["tuque"] = as_json({name: value for name, value in one.items() if name in OWN - WORDS})
    return {name: text for name, text in cells.items() if text}


def said_by(one: Mapping[str, Any], name: str, writer: Writer) -> dict[str, str]:
    """The cells that say the property `name`; empty where it is not set, so that an old value goes away."""
    value = one.get(name)
    column = SAID_BY[name][0]
    if name in WORDS:
        words = value if isinstance(value, dict) else {}
        return {f"{column}::{title}": words.get(code, "") for code, title in LANGUAGES.items()}
    if name in {"required", "required_if"}:
        return {column: "yes" if one.get("required") else _written(one.get("required_if"), writer, "")}
    if name == "constraint" and one.get("type") == "repeat" and counted_by(one):
        return {column: "", "repeat_count": _written({"field": counted_by(one)}, writer, "")}
    if name == "default":
        return {column: _literal(value, writer.choices.get(one["code"], {}))}
    return {column: _written(value, writer, one["code"] if name == "constraint" else "")}


def _written(tree: Any, writer: Writer, own: str) -> str:
    if tree is None:
        return ""
    try:
        return replace(writer, own=own).write(tree)
    except Unwritable:
        return ""  # what has no counterpart travels in the column `tuque`


def _literal(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return " ".join(names.get(code, code) for code in value)
    if value is None or isinstance(value, dict | bool):
        return ""
    return names.get(value, value) if isinstance(value, str) else str(value)


def list_of(one: Mapping[str, Any]) -> str:
    return str(one.get("list") or one["code"])


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_own(text: str) -> dict[str, Any] | None:
    """What the column `tuque` says of a field; None when it cannot be read."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def walk(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in fields:
        yield one
        yield from walk(one.get("fields", []))
