"""A condition as `enableWhen`, where FHIR can say it plainly: one comparison of an answer with a value, or several joined by
all or any. What is unknown is not shown, there as here."""

from collections.abc import Mapping
from typing import Any

from tuque.forms.language.expressions import Expression

Condition = dict[str, Any]
VALUES = {
    "text": "answerString",
    "note": "answerString",
    "number": "answerDecimal",
    "integer": "answerInteger",
    "duration": "answerInteger",
    "date": "answerDate",
    "time": "answerTime",
    "datetime": "answerDateTime",
    "yes_no": "answerBoolean",
    "choice": "answerCoding",
    "many": "answerCoding",
}
TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
ORDERED = frozenset({"number", "integer", "duration", "date", "time", "datetime"})


def enable_when(tree: Expression, types: Mapping[str, str]) -> tuple[list[Condition], str] | None:
    """The conditions and how they are joined (all, any); None when only FHIRPath can say it."""
    match tree:
        case ["first", inner, False]:
            return enable_when(inner, types)
        case ["and", *parts]:
            return _joined(parts, "all", types)
        case ["or", *parts]:
            return _joined(parts, "any", types)
        case ["in", {"field": code}, {"list": [*items]}] if items:
            return _joined([["=", {"field": code}, item] for item in items], "any", types)
    found = _simple(tree, types)
    return (found, "all") if found else None


def _joined(parts: list[Any], how: str, types: Mapping[str, str]) -> tuple[list[Condition], str] | None:
    conditions: list[Condition] = []
    for part in parts:
        found = enable_when(part, types)
        if found is None or (len(found[0]) > 1 and found[1] != how):
            return None
        conditions += found[0]
    return conditions, how


def _simple(tree: Expression, types: Mapping[str, str]) -> list[Condition]:
    match tree:
        case {"field": code} if types.get(code) == "yes_no":
            return [{"question": code, "operator": "=", "answerBoolean": True}]
        case ["not", {"field": code}] if types.get(code) == "yes_no":
            return [{"question": code, "operator": "=", "answerBoolean": False}]
        case ["empty", {"field": code}] if types.get(code) in VALUES:
            return [_exists(code, wanted=False)]
        case ["not", ["empty", {"field": code}]] if types.get(code) in VALUES:
            return [_exists(code, wanted=True)]
        case ["selected", {"field": code}, str(choice)] if types.get(code) in {"choice", "many"}:
            return [{"question": code, "operator": "=", "answerCoding": {"code": choice}}]
        case [(">" | ">=") as operator, ["quantity", {"field": code}, str(choice)], int(least)] if least > 0 or (
            operator == ">" and least == 0
        ):
            return [{"question": f"{code}.{choice}", "operator": operator, "answerInteger": least}]
        case [("=" | "!=" | "<" | "<=" | ">" | ">=") as operator, {"field": code}, value]:
            return _compared(operator, code, value, types)
        case [("=" | "!=" | "<" | "<=" | ">" | ">=") as operator, value, {"field": code}]:
            return _compared(TURNED[operator], code, value, types)
    return []


def _compared(operator: str, code: str, value: Any, types: Mapping[str, str]) -> list[Condition]:
    kind = types.get(code, "")
    if kind not in VALUES or kind == "many" or isinstance(value, dict | list | None):
        return []
    if operator not in {"=", "!="} and kind not in ORDERED:
        return []
    if not _fits(kind, value):
        return []
    answer = {"code": value} if VALUES[kind] == "answerCoding" else value
    condition = {"question": code, "operator": operator, VALUES[kind]: answer}
    # An answer that is missing is no other answer.
    return [_exists(code, wanted=True), condition] if operator == "!=" else [condition]


def _fits(kind: str, value: Any) -> bool:
    if kind == "yes_no":
        return isinstance(value, bool)
    if kind in {"integer", "duration"}:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _exists(code: str, *, wanted: bool) -> Condition:
    return {"question": code, "operator": "exists", "answerBoolean": wanted}
