"""The JSON Schema (2020-12) of forms, code lists and home screens, from the very tables that read them.

It says what a program can know without reading the whole: shapes, types, codes. What parts must be to one another (every
field that is read exists, no circles, both languages where `lists` are used) is said by the reader alone.
"""

from typing import Any

from tuque.forms.language import definition as made_of
from tuque.forms.language import reading, screens
from tuque.forms.language.expressions import OPERATORS
from tuque.forms.language.values import MAX_ROWS

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string", "maxLength": 80}
TRUTH: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
VERSION: Schema = {"const": made_of.LANGUAGE_VERSION}


def schemas() -> dict[str, Schema]:
    """Name of each kind of definition -> its schema."""
    return {"form": form(), "code-list": code_list(), "home-screen": home_screen()}


def form() -> Schema:
    properties = {
        "language": VERSION,
        "code": code(reading.FORM_CODE.pattern),
        "title": ref("words"),
        "base_type": {**TEXT, "minLength": 1},
        "icon": TEXT,
        "origin": TEXT,
        "fields": {**ref("fields"), "minItems": 1},
        "lists": {"type": "object", "additionalProperties": ref("choices")},
        "xlsform": {"type": "object"},
    }
    required = ["language", "code", "title", "base_type", "fields"]
    parts = {"words": words(), "choices": choices(), "field": field(), "expression": expression()}
    parts["fields"] = {"type": "array", "items": ref("field"), "maxItems": reading.MAX_FIELDS}
    return whole("A form", properties, required, parts)


def code_list() -> Schema:
    properties = {
        "language": VERSION,
        "code": code(reading.FORM_CODE.pattern),
        "title": ref("words"),
        "choices": ref("choices"),
    }
    return whole("A code list", properties, list(properties), {"words": words(), "choices": choices()})


def home_screen() -> Schema:
    button_parts: dict[str, Schema] = {
        "action": {"enum": list(screens.ACTIONS)},
        "label": ref("words"),
        "hint": ref("words"),
        "text": ref("words"),
        "icon": TEXT,
        "main": TRUTH,
        "form": code(reading.FORM_CODE.pattern),
        "answers": {"type": "object"},
        "url": code(screens.LINK.pattern),
        "number": code(screens.NUMBER.pattern),
    }
    button = closed(button_parts, ["action"])
    button["allOf"] = [
        {"if": {"properties": {"action": {"const": action}}}, "then": {"required": sorted(carried)}}
        for action, carried in screens.ACTIONS.items()
    ]
    properties = {
        "language": VERSION,
        "code": code(reading.FORM_CODE.pattern),
        "title": ref("words"),
        "buttons": {"type": "array", "items": ref("button"), "minItems": 1, "maxItems": screens.MAX_BUTTONS},
    }
    return whole("A home screen", properties, list(properties), {"words": words(), "button": button})


def field() -> Schema:
    properties: dict[str, Schema] = {
        "code": code(reading.CODE.pattern),
        "type": {"enum": sorted(made_of.TYPES)},
        "label": ref("words"),
        "hint": ref("words"),
        "required": TRUTH,
        "min": NUMBER,
        "max": NUMBER,
        "step": {"type": "number", "exclusiveMinimum": 0},
        "choices": ref("choices"),
        "list": code(reading.FORM_CODE.pattern),
        **{name: ref("expression") for name in reading.EXPRESSIONS},
        "constraint_message": ref("words"),
        "default": True,  # type: ignore[dict-item]
        "fills": {"enum": ["", *sorted(made_of.FILLS)]},
        "timer": TRUTH,
        "folded": TRUTH,
        "each": ref("words"),
        "fields": ref("fields"),
    }
    found = closed(properties, ["code", "type", "label"])
    found["dependentRequired"] = {"constraint": ["constraint_message"], "constraint_message": ["constraint"]}
    found["allOf"] = [
        only_of(made_of.CHOOSING, {"oneOf": [{"required": ["choices"]}, {"required": ["list"]}]}, "choices", "list"),
        only_of(made_of.HOLDING, {"required": ["fields"]}, "fields"),
        only_of({"group"}, {}, "folded"),
        only_of(
            {"repeat"}, {"properties": {"max": {"maximum": MAX_ROWS}, "default": False, "fills": {"const": ""}}}, "each"
        ),
        only_of({"duration"}, {}, "timer"),
        only_of(made_of.LIMITED, {}, "min", "max"),
        only_of(made_of.MEASURED, {}, "step"),
        only_of(made_of.CALCULABLE, {}, "calculated"),
        only_of(made_of.TYPES - made_of.SILENT, {}, "required_if", "constraint", "default"),
        *(fills_of(column, types) for column, types in sorted(made_of.FILLS.items())),
    ]
    return found


def only_of(types: frozenset[str] | set[str], there: Schema, *names: str) -> Schema:
    """Where the type is one of `types`, `there` holds; elsewhere none of `names` is set."""
    elsewhere = {"properties": {name: {"enum": [False, None]} for name in names}}
    return {"if": {"properties": {"type": {"enum": sorted(types)}}}, "then": there, "else": elsewhere}


def fills_of(column: str, types: frozenset[str]) -> Schema:
    return {
        "if": {"required": ["fills"], "properties": {"fills": {"const": column}}},
        "then": {"properties": {"type": {"enum": sorted(types)}}},
    }


def expression() -> Schema:
    """A value, an answer, a list, or an operator with as many arguments as it takes."""
    operations = [
        {
            "prefixItems": [{"const": name}],
            "minItems": fewest + 1,
            "maxItems": most + 1,
        }
        for name, (fewest, most) in OPERATORS.items()
    ]
    return {
        "anyOf": [
            {"type": ["string", "number", "boolean", "null"]},
            closed({"field": code(reading.CODE.pattern)}, ["field"]),
            closed({"list": {"type": "array", "items": {"type": ["string", "number", "boolean"]}}}, ["list"]),
            {
                "type": "array",
                "prefixItems": [{"enum": list(OPERATORS)}],
                "items": ref("expression"),
                "minItems": 2,
                "anyOf": operations,
            },
        ]
    }


def words() -> Schema:
    """Both languages: neither is empty."""
    text = {"type": "string", "maxLength": reading.MAX_LABEL, "pattern": r"\S"}
    return closed(dict.fromkeys(reading.LANGUAGES, text), list(reading.LANGUAGES))


def choices() -> Schema:
    one = closed(
        {"code": code(reading.CHOICE_CODE.pattern), "label": ref("words"), "standard": TEXT, "icon": TEXT},
        ["code", "label"],
    )
    return {"type": "array", "items": one, "minItems": 1, "maxItems": reading.MAX_CHOICES}


def code(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def closed(properties: dict[str, Schema], required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def whole(title: str, properties: dict[str, Schema], required: list[str], parts: dict[str, Schema]) -> Schema:
    return {"$schema": DIALECT, "title": title, **closed(properties, required), "$defs": parts}
