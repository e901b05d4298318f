"""An expression as FHIRPath over a QuestionnaireResponse."""

from collections.abc import Mapping
from typing import Any

from tuque.forms.language.expressions import Expression

ANSWER = "%resource.descendants().where(linkId={link}).answer.value"
INSTANTS = {"date": "@", "datetime": "@", "time": "@T"}
MOST_TEXT = 20_000  # a condition inside conditions is written more than once
CODED = frozenset({"choice", "many"})
COUNTS = frozenset({"people", "items"})
INFIX = {"and": "and", "or": "or", "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "+": "+", "*": "*",
         "/": "/", "mod": "mod", "concat": "+"}  # fmt: skip


class Unsayable(Exception):
    """The condition would be a page of FHIRPath, which nobody could check; or it reads answers of which there may be several."""


def fhirpath(tree: Expression, types: Mapping[str, str]) -> str:
    """`types`: code of a question -> its type. Raises Unsayable."""
    match tree:
        case {"field": code}:
            return answer_of(code, types)
        case {"list": items}:
            return "(" + " | ".join(quoted(item) for item in items) + ")"
        case [operator, *arguments]:
            text = _operator(operator, arguments, types)
            if len(text) > MOST_TEXT:
                raise Unsayable
            return text
        case None:
            return "{}"
        case bool():
            return "true" if tree else "false"
        case str():
            return quoted(tree)
    return str(tree)


def answer_of(code: str, types: Mapping[str, str]) -> str:
    if types.get(code) == "repeat":
        raise Unsayable
    path = ANSWER.format(link=quoted(code))
    return f"{path}.code" if types.get(code) in CODED else path


def quoted(text: object) -> str:
    written = str(text).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{written}'"


def _operator(operator: str, arguments: list[Any], types: Mapping[str, str]) -> str:
    def said(one: Expression) -> str:
        return fhirpath(one, types)

    match operator, arguments:
        case "quantity", [{"field": code}, str(choice)]:
            path = ANSWER.format(link=quoted(f"{code}.{choice}"))
            return f"iif({path}.exists(), {path}, 0)"
        case "count", [{"field": code}] if types.get(code) in COUNTS:
            parts = f"%resource.descendants().where(linkId={quoted(code)}).item.answer.value"
            return f"{parts}.aggregate($this + $total, 0)"
        case "count", [value]:
            return f"{said(value)}.count()"
        case "empty", [{"field": code}] if types.get(code) in COUNTS:
            return f"%resource.descendants().where(linkId={quoted(code)}).item.answer.empty()"
        case "empty", [value]:
            return f"({said(value)}).empty()"
        case "selected", [value, choice]:
            return f"iif({said(value)}.exists(), {said(choice)} in {said(value)})"
        case "in", [value, options]:
            return f"({said(value)} in {said(options)})"
        case "not", [value]:
            return f"({said(value)}).not()"
        case "if", [condition, yes, no]:
            # `iif` takes an unknown condition for false; here the whole is unknown then.
            return f"iif(({said(condition)}).exists(), iif({said(condition)}, {said(yes)}, {said(no)}))"
        case "first", [value]:
            return said(value)
        case "first", [value, *rest]:
            return f"iif(({said(value)}).exists(), {said(value)}, {said(['first', *rest])})"
        case "-", [value]:
            return f"(-{said(value)})"
        case "-", [left, right]:
            return f"({said(left)} - {said(right)})"
        case (("abs" | "floor" | "round"), [value]):
            return f"({said(value)}).{operator}()"
        case "length", [value]:
            return f"({said(value)}).length()"
        case "sum", _:
            raise Unsayable
        case (("min" | "max"), [value]):
            return said(value)
        case (("min" | "max"), [left, *rest]):
            one, other = said(left), said([operator, *rest])
            smaller = f"{one} {'<' if operator == 'min' else '>'} {other}"
            return f"iif(({smaller}).exists(), iif({smaller}, {one}, {other}))"
    sign = INFIX[operator]
    return "(" + f" {sign} ".join(_beside(one, arguments, types) for one in arguments) + ")"


def _beside(one: Expression, others: list[Any], types: Mapping[str, str]) -> str:
    """A written date or time beside a question that gives one."""
    kinds = {types.get(other["field"]) for other in others if isinstance(other, dict) and "field" in other}
    for kind, sign in INSTANTS.items():
        if isinstance(one, str) and kind in kinds:
            return sign + one
    return fhirpath(one, types)
