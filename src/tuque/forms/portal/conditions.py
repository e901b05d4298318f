"""Conditions and calculations built from pickers, and read back. Pure.

A condition is rows (question, comparison, value) that must all hold, or any of them; a calculation is one operation on a few
questions and numbers. What does not fit that (an import may bring any expression) is kept as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuque.forms.language.expressions import Expression
from tuque.forms.posting import read_number

ALL, ANY = "and", "or"
NUMERIC = frozenset({"number", "integer", "duration"})
COUNTS = frozenset({"people", "items"})
LISTS = frozenset({"many", "workers"})
# Comparison -> operator of the language.
ORDERED = {"more": ">", "at_least": ">=", "less": "<", "at_most": "<="}
COMPARISONS = ("is", "is_not", "includes", "excludes", *ORDERED, "answered", "unanswered")
WITHOUT_VALUE = frozenset({"answered", "unanswered"})
OPERATIONS = ("+", "-", "*", "/", "min", "max", "concat")


class Unreadable(Exception):
    """What was typed does not fit the question that it is compared with."""


@dataclass(frozen=True)
class Row:
    field: str = ""
    comparison: str = "is"
    value: str = ""


@dataclass(frozen=True)
class Condition:
    joined: str = ALL
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Calculation:
    """`operands`: codes of questions, or numbers and words written as text."""

    operation: str = "+"
    operands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a condition needs to know of a question: its type, and its choices by code and by each label."""

    code: str
    type: str
    choices: Mapping[str, str]


def asked_of(raw: Mapping[str, Any], choices: Sequence[Mapping[str, Any]]) -> Asked:
    names: dict[str, str] = {}
    for choice in choices:
        code = str(choice.get("code", ""))
        label = choice.get("label")
        words = label.values() if isinstance(label, dict) else ()
        names |= {str(one).strip().casefold(): code for one in words} | {code.casefold(): code}
    return Asked(str(raw.get("code", "")), str(raw.get("type", "")), names)


def build(condition: Condition, questions: Mapping[str, Asked]) -> Expression:
    """The expression of a condition, or None without rows. Raises Unreadable with the row that cannot be read."""
    parts = [_compare(row, questions) for row in condition.rows if row.field]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else [condition.joined, *parts]


def read(expression: Expression, questions: Mapping[str, Asked]) -> Condition | None:
    """The rows of an expression; None when it is more than rows can say."""
    if expression is None:
        return Condition()
    joined, parts = ALL, [expression]
    if isinstance(expression, list) and expression and expression[0] in {ALL, ANY}:
        joined, parts = expression[0], expression[1:]
    rows = [_read_row(part, questions) for part in parts]
    found = tuple(row for row in rows if row is not None)
    return Condition(joined, found) if len(found) == len(parts) else None


def _compare(row: Row, questions: Mapping[str, Asked]) -> Expression:
    asked = questions.get(row.field)
    if asked is None or row.comparison not in COMPARISONS:
        raise Unreadable(row.field)
    named = {"field": asked.code}
    match row.comparison:
        case "answered":
            return ["not", ["empty", named]]
        case "unanswered":
            return ["empty", named]
        case "is":
            return _same(asked, row.value)
        case "is_not":
            return _otherwise(_same(asked, row.value))
        case "includes":
            return _holds(asked, row.value)
        case "excludes":
            return _otherwise(_holds(asked, row.value))
    counted = ["count", named] if asked.type in COUNTS | LISTS else named
    number = read_number(row.value.strip())
    if asked.type in {"date", "time", "datetime"}:
        return [ORDERED[row.comparison], counted, _needed(row.value)]
    if isinstance(number, str):
        raise Unreadable(row.value)
    return [ORDERED[row.comparison], counted, number]


def _same(asked: Asked, value: str) -> Expression:
    named = {"field": asked.code}
    if asked.type in COUNTS | LISTS:
        return _holds(asked, value)
    if asked.type == "yes_no":
        return ["=", named, _truth(value)]
    if asked.type in NUMERIC or asked.type == "photo":
        number = read_number(value.strip())
        if isinstance(number, str):
            raise Unreadable(value)
        return ["=", named, number]
    return ["=", named, _choice(asked, value)]


def _holds(asked: Asked, value: str) -> Expression:
    named = {"field": asked.code}
    if asked.type in COUNTS:
        return [">", ["quantity", named, _choice(asked, value)], 0]
    return ["selected", named, _choice(asked, value)]


def _otherwise(expression: Expression) -> Expression:
    """Not so, or not answered: what people mean by “is not”."""
    return ["not", ["first", expression, False]]


def _choice(asked: Asked, value: str) -> str:
    if not asked.choices:
        return _needed(value)
    found = asked.choices.get(value.strip().casefold())
    if found is None:
        raise Unreadable(value)
    return found


def _needed(value: str) -> str:
    if not value.strip():
        raise Unreadable(value)
    return value.strip()


TRUE, FALSE = frozenset({"yes", "oui", "true", "1"}), frozenset({"no", "non", "false", "0"})


def _truth(value: str) -> bool:
    word = value.strip().casefold()
    if word not in TRUE | FALSE:
        raise Unreadable(value)
    return word in TRUE


def _read_row(part: Expression, questions: Mapping[str, Asked]) -> Row | None:
    match part:
        case ["not", ["empty", {"field": str(code)}]]:
            return Row(code, "answered")
        case ["empty", {"field": str(code)}]:
            return Row(code, "unanswered")
        case ["not", ["first", inner, False]]:
            row = _read_row(inner, questions)
            return Row(row.field, NEGATED[row.comparison], row.value) if row and row.comparison in NEGATED else None
        case ["=", {"field": str(code)}, value]:
            return Row(code, "is", _shown(value)) if _is_plain(value) else None
        case ["selected", {"field": str(code)}, str(value)]:
            return Row(code, "includes", value)
        case [">", ["quantity", {"field": str(code)}, str(value)], 0]:
            return Row(code, "includes", value)
        case [str(sign), ["count", {"field": str(code)}], value] | [str(sign), {"field": str(code)}, value]:
            comparison = next((name for name, operator in ORDERED.items() if operator == sign), "")
            if comparison and _is_plain(value) and code in questions:
                return Row(code, comparison, _shown(value))
    return None


NEGATED = {"is": "is_not", "includes": "excludes"}


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def build_calculation(calculation: Calculation, questions: Mapping[str, Asked]) -> Expression:
    """The expression of a calculation, or None without operands. Raises Unreadable with what cannot be read."""
    operands = [_operand(text, calculation.operation, questions) for text in calculation.operands if text.strip()]
    if not operands:
        return None
    if len(operands) == 1:
        return operands[0]
    if calculation.operation in {"-", "/"}:
        result = operands[0]
        for operand in operands[1:]:
            result = [calculation.operation, result, operand]
        return result
    return [calculation.operation, *operands]


def _operand(text: str, operation: str, questions: Mapping[str, Asked]) -> Expression:
    asked = questions.get(text)
    if asked is not None:
        named = {"field": asked.code}
        return ["count", named] if asked.type in COUNTS | LISTS and operation != "concat" else named
    number = read_number(text.strip())
    if operation != "concat" and isinstance(number, str):
        raise Unreadable(text)
    return text if operation == "concat" else number


def read_calculation(expression: Expression) -> Calculation | None:
    """The operation and operands of an expression; None when it is more than that."""
    if expression is None:
        return Calculation()
    single = _read_operand(expression)
    if single is not None:
        return Calculation("+", (single,))
    if not isinstance(expression, list) or not expression or expression[0] not in OPERATIONS:
        return None
    operation, *parts = expression
    if operation in {"-", "/"} and isinstance(parts[0], list) and parts[0][0] == operation:
        inner = read_calculation(parts[0])
        last = _read_operand(parts[1]) if len(parts) == 2 else None
        return Calculation(operation, (*inner.operands, last)) if inner and last is not None else None
    operands = [_read_operand(part) for part in parts]
    found = tuple(one for one in operands if one is not None)
    return Calculation(operation, found) if len(found) == len(operands) and (len(found) > 1) else None


def _read_operand(part: Expression) -> str | None:
    match part:
        case {"field": str(code)} | ["count", {"field": str(code)}]:
            return code
        case bool():
            return None
        case int() | float() | str():
            return _shown(part)
    return None


def formula(expression: Expression, names: Mapping[str, str]) -> str:
    """Any expression on one line, with the names of questions in place of their codes."""
    match expression:
        case ["in", {"field": str(code)}, {"list": list(items)}]:
            return f"“{names.get(code, code)}” = {' | '.join(str(item) for item in items)}"
        case {"field": str(code)}:
            return f"“{names.get(code, code)}”"
        case {"list": list(items)}:
            return ", ".join(str(item) for item in items)
        case [str(operator), left, right] if operator in INFIX:
            return f"{formula(left, names)} {operator} {formula(right, names)}"
        case [str(operator), *parts] if operator in {ALL, ANY}:
            return f" {operator} ".join(f"({formula(part, names)})" for part in parts)
        case [str(operator), *parts]:
            return f"{operator}({', '.join(formula(part, names) for part in parts)})"
    return _shown(expression) if _is_plain(expression) else "?"


INFIX = frozenset({"=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "mod"})
