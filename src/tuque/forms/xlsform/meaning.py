"""XPath's trees and our expressions: what each means in the other, and what has no counterpart.

In XPath a question without an answer is an empty text, so `!= 'x'` and `not(…)` are true for it; in our language it is
unknown. Where the difference would show, an unknown truth is taken as false: `["first", truth, false]`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tuque.forms.language import expressions
from tuque.forms.xlsform.xpath import Tree

Expression = Any

KEPT = frozenset(
    [
        "today",
        "now",
        "format-date",
        "format-date-time",
        "decimal-date-time",
        "decimal-time",
        "date-time",
        "pow",
        "log",
        "log10",
        "exp",
        "exp10",
        "sqrt",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "atan2",
        "pi",
        "random",
        "randomize",
        "regex",
        "contains",
        "starts-with",
        "ends-with",
        "substr",
        "substring",
        "substring-before",
        "substring-after",
        "translate",
        "normalize-space",
        "selected-at",
        "count-non-empty",
        "position",
        "last",
        "indexed-repeat",
        "instance",
        "current",
        "once",
        "uuid",
        "pulldata",
        "jr:choice-name",
        "jr:itext",
        "boolean",
        "boolean-from-string",
        "checklist",
        "weighted-checklist",
        "digest",
        "base64-decode",
        "area",
        "distance",
        "geofence",
        "hash",
        "property",
        "digital-signature",
        "extract-signed",
        "intersects",
        "string-join",
        "join",
        "name",
        "local-name",
        "lower-case",
        "upper-case",
        "version",
        "comment-status",
    ]
)
AGREED = "OK"  # what ODK keeps when someone acknowledges
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
WHOLE = re.compile(r"-?\d+(\.\d+)?")
FALSE_WHEN_UNKNOWN = "first"


class NotShown(Exception):
    """The expression is good XPath that has no counterpart here: it is kept. `what`: the part that has none."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what[:60]


class NotAsked(Exception):
    """`${name}` names no question of the form."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name[:60]


class UnknownFunction(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name[:60]


@dataclass(frozen=True)
class Part:
    """An expression, what kind of value it gives, and whether a truth is never unknown. `codes`: name -> code of a choice."""

    tree: Expression
    kind: str  # number, text, truth, list, date, time, datetime, agreed (yes or no), thing, rows, numbers or several
    sure: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    is_literal: bool = False
    rows: str = ""  # the repeat that it comes from, when it is what all its rows answered


class Scope(Protocol):
    def find(self, name: str) -> Part:
        """The question that `${name}` reads. Raises NotAsked or NotShown."""

    def own(self) -> Part:
        """The question that `.` reads. Raises NotShown."""


def understand(tree: Tree, scope: Scope) -> Part:
    """What `tree` means in our language. Raises NotShown, NotAsked or UnknownFunction."""
    part = _part(tree, scope)
    if next(expressions.faults(part.tree, path=""), None):
        raise NotShown("…")
    return part


def truth(tree: Tree, scope: Scope) -> Expression:
    part = understand(tree, scope)
    if part.kind != "truth":
        raise NotShown(part.kind)
    return part.tree


def certain(part: Part) -> Expression:
    """A truth that is false where it would be unknown."""
    if part.kind != "truth":
        raise NotShown(part.kind)
    return part.tree if part.sure else [FALSE_WHEN_UNKNOWN, part.tree, False]


def _part(tree: Tree, scope: Scope) -> Part:
    match tree:
        case ("number", digits):
            number = float(digits)
            return Part(int(number) if number.is_integer() else number, "number", is_literal=True)
        case ("text", text):
            return Part(text, "text", is_literal=True)
        case ("field", name):
            return scope.find(name)
        case ("self",):
            return scope.own()
        case ("minus", inner):
            return Part(["-", _of(inner, scope, "number").tree], "number")
        case ("call", name, arguments):
            return _call(name, arguments, scope)
        case ("and" | "or" as operator, left, right):
            return _together(operator, _truth(left, scope), _truth(right, scope))
        case ("=" | "!=" as operator, left, right):
            return _equal(operator, _part(left, scope), _part(right, scope))
        case ("<" | "<=" | ">" | ">=" as operator, left, right):
            return _ordered(operator, _part(left, scope), _part(right, scope))
        case ("+" | "-" | "*" | "div" | "mod" as operator, left, right):
            sign = "/" if operator == "div" else operator
            return Part([sign, _of(left, scope, "number").tree, _of(right, scope, "number").tree], "number")
    raise NotShown(_shown(tree))


def _shown(tree: Tree) -> str:
    while tree[0] == "path" and isinstance(tree[1], tuple):
        tree = tree[1]
    return f"{tree[1]}()" if tree[0] == "call" else str(tree[1] if len(tree) > 1 else tree[0])


def _of(tree: Tree, scope: Scope, kind: str) -> Part:
    part = _part(tree, scope)
    if part.kind != kind:
        raise NotShown(_shown(tree))
    return part


def _truth(tree: Tree, scope: Scope) -> Part:
    return _of(tree, scope, "truth")


def _together(operator: str, left: Part, right: Part) -> Part:
    """`a and b and c` as one operator of many parts, as far as it takes them."""
    parts = []
    for part in (left, right):
        inner = part.tree[1:] if isinstance(part.tree, list) and part.tree[0] == operator else [part.tree]
        parts += inner
    if len(parts) > expressions.MANY:
        parts = [left.tree, right.tree]
    return Part([operator, *parts], "truth", sure=left.sure and right.sure)


def _equal(operator: str, left: Part, right: Part) -> Part:
    if left.rows or right.rows:
        raise NotShown(operator)
    for one, other in ((left, right), (right, left)):
        if other.is_literal and other.tree == "":
            empty = ["empty", one.tree]
            return Part(empty if operator == "=" else ["not", empty], "truth", sure=True)
        if one.kind == "agreed" and other.is_literal and other.tree == AGREED:
            return _same(operator, one.tree, True)
    left, right = _alike(left, right)
    if left.kind not in {"number", "text", "truth", "date"}:
        raise NotShown(left.kind)
    return _same(operator, left.tree, right.tree)


def _same(operator: str, left: Expression, right: Expression) -> Part:
    same = Part(["=", left, right], "truth")
    return same if operator == "=" else Part(["not", certain(same)], "truth", sure=True)


def _ordered(operator: str, left: Part, right: Part) -> Part:
    left, right = _alike(left, right)
    if left.kind not in {"number", "date", "datetime", "time"}:
        raise NotShown(operator)
    return Part([operator, left.tree, right.tree], "truth")


def _alike(left: Part, right: Part) -> tuple[Part, Part]:
    """Both of one kind: a literal is read as the other side's kind, as XPath would."""
    left, right = _read_as(left, right), _read_as(right, left)
    if left.kind != right.kind:
        raise NotShown(f"{left.kind}, {right.kind}")
    return left, right


def _read_as(literal: Part, other: Part) -> Part:
    if not literal.is_literal or other.is_literal:
        return literal
    if other.kind == "number" and literal.kind == "text" and WHOLE.fullmatch(literal.tree):
        return Part(float(literal.tree) if "." in literal.tree else int(literal.tree), "number", is_literal=True)
    if other.kind == "text":
        text = str(literal.tree)
        return Part(other.codes.get(text, text), "text", is_literal=True)
    if other.kind == "date" and literal.kind == "text" and DATE.fullmatch(literal.tree):
        return Part(literal.tree, "date", is_literal=True)
    return literal


def _call(name: str, arguments: list[Tree], scope: Scope) -> Part:
    if name not in COMPUTED:
        if name in KEPT or name.startswith("jr:") or ":" in name:
            raise NotShown(f"{name}()")
        raise UnknownFunction(name)
    fewest, most, compute = CALLS[name]
    if not fewest <= len(arguments) <= most:
        raise NotShown(f"{name}()")
    return compute(arguments, scope)


def _not(arguments: list[Tree], scope: Scope) -> Part:
    inside = _truth(arguments[0], scope)
    return Part(["not", certain(inside)], "truth", sure=True)


def _if(arguments: list[Tree], scope: Scope) -> Part:
    condition = _truth(arguments[0], scope)
    then, otherwise = _branches(_part(arguments[1], scope), _part(arguments[2], scope))
    return Part(["if", certain(condition), then.tree, otherwise.tree], then.kind, codes=then.codes or otherwise.codes)


def _branches(then: Part, otherwise: Part) -> tuple[Part, Part]:
    """The two values of `if`, of one kind; an empty text is no value."""
    nothing = [part.is_literal and part.tree == "" for part in (then, otherwise)]
    if nothing[0] and not nothing[1]:
        return Part(None, otherwise.kind), otherwise
    if nothing[1] and not nothing[0]:
        return then, Part(None, then.kind)
    return _alike(then, otherwise)


def _coalesce(arguments: list[Tree], scope: Scope) -> Part:
    first, second = _alike(_part(arguments[0], scope), _part(arguments[1], scope))
    return Part(["first", first.tree, second.tree], first.kind, codes=first.codes)


def _selected(arguments: list[Tree], scope: Scope) -> Part:
    chosen, code = _part(arguments[0], scope), _part(arguments[1], scope)
    if not (chosen.kind == "list" or chosen.codes) or not (code.is_literal or code.kind == "text"):
        raise NotShown("selected()")
    tree = chosen.codes.get(str(code.tree), str(code.tree)) if code.is_literal else code.tree
    return Part(["selected", chosen.tree, tree], "truth")


def _concat(arguments: list[Tree], scope: Scope) -> Part:
    parts = [_of(argument, scope, "text") for argument in arguments]
    return Part(["concat", *(part.tree if part.is_literal else ["first", part.tree, ""] for part in parts)], "text")


def _length(arguments: list[Tree], scope: Scope) -> Part:
    return Part(["length", ["first", _of(arguments[0], scope, "text").tree, ""]], "number")


def _round(arguments: list[Tree], scope: Scope) -> Part:
    value = _of(arguments[0], scope, "number").tree
    if len(arguments) == 1:
        return Part(["round", value], "number")
    match arguments[1]:
        case ("number", digits) if digits.isdigit() and int(digits) <= 6:
            by = 10 ** int(digits)
            return Part(["/", ["round", ["*", value, by]], by] if by > 1 else ["round", value], "number")
    raise NotShown("round()")


def _numbers(operator: str) -> Callable[[list[Tree], Scope], Part]:
    return lambda arguments, scope: Part(
        [operator, *(_of(argument, scope, "number").tree for argument in arguments)], "number"
    )


def _extreme(operator: str) -> Callable[[list[Tree], Scope], Part]:
    def of(arguments: list[Tree], scope: Scope) -> Part:
        parts = [_part(argument, scope) for argument in arguments]
        if any(part.kind not in {"number", "numbers"} for part in parts):
            raise NotShown(f"{operator}()")
        return Part([operator, *(part.tree for part in parts)], "number")

    return of


def _sum(arguments: list[Tree], scope: Scope) -> Part:
    return Part(["sum", _of(arguments[0], scope, "numbers").tree], "number")


def _rows(arguments: list[Tree], scope: Scope) -> Part:
    """How many rows there are: of a repeat, or of the repeat of a question."""
    part = _part(arguments[0], scope)
    if not part.rows:
        raise NotShown("count()")
    return Part(["count", {"field": part.rows}], "number")


def _ceiling(arguments: list[Tree], scope: Scope) -> Part:
    return Part(["-", ["floor", ["-", _of(arguments[0], scope, "number").tree]]], "number")


def _whole(arguments: list[Tree], scope: Scope) -> Part:
    """Towards zero: -1.5 gives -1."""
    value = _of(arguments[0], scope, "number").tree
    up = ["-", ["floor", ["-", value]]]
    return Part(["if", [">=", value, 0], ["floor", value], up], "number")


def _count(arguments: list[Tree], scope: Scope) -> Part:
    return Part(["count", _of(arguments[0], scope, "list").tree], "number")


def _date(arguments: list[Tree], scope: Scope) -> Part:
    match arguments[0]:
        case ("text", text) if DATE.fullmatch(text):
            return Part(text, "date", is_literal=True)
    return _of(arguments[0], scope, "date")


CALLS: dict[str, tuple[int, int, Callable[[list[Tree], Scope], Part]]] = {
    "not": (1, 1, _not),
    "true": (0, 0, lambda _arguments, _scope: Part(True, "truth", sure=True)),
    "false": (0, 0, lambda _arguments, _scope: Part(False, "truth", sure=True)),
    "if": (3, 3, _if),
    "coalesce": (2, 2, _coalesce),
    "selected": (2, 2, _selected),
    "count-selected": (1, 1, _count),
    "string-length": (1, 1, _length),
    "concat": (1, expressions.MANY, _concat),
    "round": (1, 2, _round),
    "abs": (1, 1, _numbers("abs")),
    "min": (1, expressions.MANY, _extreme("min")),
    "max": (1, expressions.MANY, _extreme("max")),
    "sum": (1, 1, _sum),
    "count": (1, 1, _rows),
    "floor": (1, 1, _numbers("floor")),
    "ceiling": (1, 1, _ceiling),
    "int": (1, 1, _whole),
    "number": (1, 1, lambda arguments, scope: _of(arguments[0], scope, "number")),
    "string": (1, 1, lambda arguments, scope: _of(arguments[0], scope, "text")),
    "date": (1, 1, _date),
}

COMPUTED = frozenset(CALLS)
