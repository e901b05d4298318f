"""Expressions: a JSON tree, evaluated the same here and in `frontend/lib/forms/expressions.ts`.

    ["and", ["=", {"field": "outcome"}, "sleeping"], [">", ["count", {"field": "people"}], 1]]

A value is text, a number, a truth (true, false), a list, counts (code -> number), or unknown (None): not answered,
hidden, or not computable. Read from outside its repeat, a field is the list of what its rows answered. An operator given a kind of value that it does not take answers unknown. The truth
table for unknown is in docs/reference/forms.md.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Expression = Any  # a JSON tree, checked by `faults`
Value = str | int | float | bool | list[Any] | dict[str, Any] | None

MAX_DEPTH = 16
MAX_NODES = 400
MAX_NUMBER = 1e15  # past this, two machines may not write the same number
MAX_TEXT = 1000

MANY = 20
# Operator -> fewest and most arguments.
OPERATORS: dict[str, tuple[int, int]] = {
    "and": (1, MANY),
    "or": (1, MANY),
    "not": (1, 1),
    "=": (2, 2),
    "!=": (2, 2),
    "<": (2, 2),
    "<=": (2, 2),
    ">": (2, 2),
    ">=": (2, 2),
    "+": (2, MANY),
    "-": (1, 2),
    "*": (2, MANY),
    "/": (2, 2),
    "mod": (2, 2),
    "min": (1, MANY),
    "max": (1, MANY),
    "abs": (1, 1),
    "floor": (1, 1),
    "round": (1, 1),
    "if": (3, 3),
    "first": (1, MANY),
    "empty": (1, 1),
    "count": (1, 1),
    "sum": (1, 1),
    "quantity": (2, 2),
    "in": (2, 2),
    "selected": (2, 2),
    "concat": (1, MANY),
    "length": (1, 1),
}


def evaluate(expression: Expression, values: Mapping[str, Value]) -> Value:
    """The value of a checked `expression` where the fields have `values`; None is unknown. Never raises."""
    if isinstance(expression, dict):
        return list(expression["list"]) if "list" in expression else values.get(expression["field"])
    if not isinstance(expression, list):
        literal: Value = expression
        return literal
    operator, *arguments = expression
    if operator in LAZY:
        return LAZY[operator](arguments, values)
    return EAGER[operator]([evaluate(argument, values) for argument in arguments])


def faults(expression: Expression, *, path: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    """What is wrong with an expression that was read from JSON: path, code, values of the message."""
    if _nodes(expression, MAX_DEPTH) > MAX_NODES:
        yield path, "expression_too_large", {"depth": MAX_DEPTH, "nodes": MAX_NODES}
        return
    yield from _faults(expression, path)


def fields_of(expression: Expression) -> Iterator[str]:
    """The codes of the fields that an expression reads."""
    if isinstance(expression, dict) and isinstance(expression.get("field"), str):
        yield expression["field"]
    elif isinstance(expression, list):
        for argument in expression[1:]:
            yield from fields_of(argument)


def kind_of(value: Value) -> str:
    """text, number, truth, list, counts or unknown."""
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "list"
    return "counts" if isinstance(value, dict) else "unknown"


def _nodes(expression: Expression, depth: int) -> int:
    if depth == 0:
        return MAX_NODES + 1
    if isinstance(expression, list):
        return 1 + sum(_nodes(argument, depth - 1) for argument in expression[: MAX_NODES + 1])
    if isinstance(expression, dict):
        return 1 + sum(len(inner) if isinstance(inner, list) else 1 for inner in expression.values())
    return 1


def _faults(expression: Expression, path: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    match expression:
        case None | bool():
            return
        case int() | float() if math.isfinite(expression) and abs(expression) <= MAX_NUMBER:
            return
        case str() if len(expression) <= MAX_TEXT:
            return
        case {"field": str(), **rest} if not rest:
            return
        case {"list": list(items), **rest} if not rest and all(_is_plain(item) for item in items):
            return
        case [str(operator), *arguments] if operator in OPERATORS:
            fewest, most = OPERATORS[operator]
            if not fewest <= len(arguments) <= most:
                yield (
                    path,
                    "operator_arguments",
                    {"operator": operator, "given": len(arguments), "fewest": fewest, "most": most},
                )
            for number, argument in enumerate(arguments, start=1):
                yield from _faults(argument, f"{path}[{number}]")
        case [str(operator), *_]:
            yield path, "operator_unknown", {"operator": operator[:40]}
        case _:
            yield path, "expression_unreadable", {}


def _is_plain(item: object) -> bool:
    if isinstance(item, bool):
        return False
    return (isinstance(item, str) and len(item) <= MAX_TEXT) or (
        isinstance(item, int | float) and math.isfinite(item) and abs(item) <= MAX_NUMBER
    )


# Logic: Kleene's three values. What is false stays false whatever is unknown beside it.
def _and(arguments: Sequence[Value]) -> Value:
    if any(argument is False for argument in arguments):
        return False
    return True if all(argument is True for argument in arguments) else None


def _or(arguments: Sequence[Value]) -> Value:
    if any(argument is True for argument in arguments):
        return True
    return False if all(argument is False for argument in arguments) else None


def _not(arguments: Sequence[Value]) -> Value:
    return not arguments[0] if isinstance(arguments[0], bool) else None


def _equal(arguments: Sequence[Value]) -> Value:
    left, right = arguments
    kind = kind_of(left)
    if kind != kind_of(right) or kind not in {"text", "number", "truth"}:
        return None
    return _number(left) == _number(right) if kind == "number" else left == right


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[Sequence[Value]], Value]:
    def compare(arguments: Sequence[Value]) -> Value:
        left, right = arguments
        if kind_of(left) == kind_of(right) == "number":
            return holds(_number(left), _number(right))
        if isinstance(left, str) and isinstance(right, str):
            return holds(left, right)  # by code points, so dates and times in ISO 8601 are in their order
        return None

    return compare


def _arithmetic(compute: Callable[..., float]) -> Callable[[Sequence[Value]], Value]:
    def calculate(arguments: Sequence[Value]) -> Value:
        if any(kind_of(argument) != "number" for argument in arguments):
            return None
        try:
            result = compute(*(_number(argument) for argument in arguments))
        except (ZeroDivisionError, OverflowError, ValueError):
            return None
        return _finite(result)

    return calculate


def _number(value: Any) -> float:
    return float(value)


def _sum(*numbers: float) -> float:
    total = numbers[0]
    for number in numbers[1:]:  # left to right, as the browser does: sum() of newer Pythons rounds otherwise
        total = total + number
    return total


def _product(*numbers: float) -> float:
    total = numbers[0]
    for number in numbers[1:]:
        total = total * number
    return total


def _minus(first: float, second: float | None = None) -> float:
    return -first if second is None else first - second


def _empty(arguments: Sequence[Value]) -> Value:
    value = arguments[0]
    return value is None or (isinstance(value, str | list | dict) and len(value) == 0)


def _count(arguments: Sequence[Value]) -> Value:
    match arguments[0]:
        case None:
            return 0
        case list(items):
            return len(items)
        case dict(counts):
            return _sum(0.0, *(_number(number) for number in counts.values() if kind_of(number) == "number"))
        case _:
            return None


def _total(arguments: Sequence[Value]) -> Value:
    match arguments[0]:
        case None:
            return 0
        case list(items) if all(kind_of(item) == "number" for item in items):
            return _finite(_sum(0.0, *(_number(item) for item in items)))
        case _:
            return None


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[Sequence[Value]], Value]:
    """The least or the most of numbers, and of what lists of numbers hold."""

    def find(arguments: Sequence[Value]) -> Value:
        items = [item for argument in arguments for item in (argument if isinstance(argument, list) else [argument])]
        if not items or any(kind_of(item) != "number" for item in items):
            return None
        return choose([_number(item) for item in items])

    return find


def _quantity(arguments: Sequence[Value]) -> Value:
    counts, code = arguments
    if not isinstance(code, str):
        return None
    if counts is None:
        return 0
    if not isinstance(counts, dict):
        return None
    number = counts.get(code, 0)
    return _number(number) if kind_of(number) == "number" else None


def _in(arguments: Sequence[Value]) -> Value:
    value, items = arguments
    if kind_of(value) not in {"text", "number", "truth"} or not isinstance(items, list):
        return None
    return any(_equal([value, item]) is True for item in items)


def _selected(arguments: Sequence[Value]) -> Value:
    chosen, code = arguments
    if isinstance(chosen, list):
        return _in([code, chosen])
    return chosen == code if isinstance(chosen, str) and isinstance(code, str) else None


def _concat(arguments: Sequence[Value]) -> Value:
    texts = [argument for argument in arguments if isinstance(argument, str)]
    return "".join(texts) if len(texts) == len(arguments) else None


def _length(arguments: Sequence[Value]) -> Value:
    return len(arguments[0]) if isinstance(arguments[0], str) else None


def _if(arguments: Sequence[Expression], values: Mapping[str, Value]) -> Value:
    condition = evaluate(arguments[0], values)
    if not isinstance(condition, bool):
        return None
    return evaluate(arguments[1] if condition else arguments[2], values)


def _first(arguments: Sequence[Expression], values: Mapping[str, Value]) -> Value:
    known = (evaluate(argument, values) for argument in arguments)
    return next((value for value in known if value is not None), None)


LAZY: dict[str, Callable[[Sequence[Expression], Mapping[str, Value]], Value]] = {"if": _if, "first": _first}
EAGER: dict[str, Callable[[Sequence[Value]], Value]] = {
    "and": _and,
    "or": _or,
    "not": _not,
    "=": _equal,
    "!=": lambda arguments: _not([_equal(arguments)]),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "+": _arithmetic(_sum),
    "-": _arithmetic(_minus),
    "*": _arithmetic(_product),
    "/": _arithmetic(lambda left, right: left / right),
    "mod": _arithmetic(math.fmod),  # the sign of the first number, as XPath and the browser have it
    "min": _extreme(min),
    "max": _extreme(max),
    "abs": _arithmetic(abs),
    "floor": _arithmetic(lambda number: float(math.floor(number))),
    "round": _arithmetic(lambda number: float(math.floor(number + 0.5))),  # a half goes up, as in XPath
    "empty": _empty,
    "count": _count,
    "sum": _total,
    "quantity": _quantity,
    "in": _in,
    "selected": _selected,
    "concat": _concat,
    "length": _length,
}
