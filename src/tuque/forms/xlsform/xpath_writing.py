"""Our expressions as XPath, as an XLSForm writes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tuque.forms.language.expressions import Expression
from tuque.forms.xlsform.meaning import AGREED


class Unwritable(Exception):
    """Our expression has no counterpart in XPath. `what`: the part that has none."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Writer:
    """`names`: code -> name in the sheet; `choices`: code of a field -> code -> name of its choices."""

    names: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own: str = ""
    repeats: frozenset[str] = frozenset()

    def write(self, tree: Expression) -> str:
        """`tree` as XPath. Raises Unwritable."""
        match tree:
            case bool():
                return "true()" if tree else "false()"
            case int() | float():
                return str(int(tree)) if float(tree).is_integer() else repr(tree)
            case str():
                return _quoted(tree)
            case None:
                return "''"
            case {"field": code}:
                return "." if code == self.own else f"${{{self.names.get(code, code)}}}"
            case [operator, *arguments]:
                return self._operator(operator, arguments)
        raise Unwritable("list")

    def _operator(self, operator: str, arguments: list[Expression]) -> str:
        match operator, arguments:
            case "not", [["first", ["=", left, right], False]]:
                return self._joined("!=", [left, right])
            case "not", [["empty", value]]:
                return f"{self._inside(value)} != ''"
            case "empty", [value]:
                return f"{self._inside(value)} = ''"
            case "first", [value, False | ""]:
                return self.write(value)
            case "first", [first, second, *rest]:
                return f"coalesce({self.write(first)}, {self.write(['first', second, *rest] if rest else second)})"
            case "first", [value]:
                return self.write(value)
            case "not", [["first", value, False]] | [value]:
                return f"not({self.write(value)})"
            case "!=", [left, right]:
                known = " and ".join(
                    f"{self.write(one)} != ''" for one in (left, right) if isinstance(one, list | dict)
                )
                return (
                    f"({known} and {self._joined('!=', [left, right])})" if known else self._joined("!=", [left, right])
                )
            case "in", [value, {"list": items}] if items:
                return "(" + " or ".join(self._joined("=", [value, item]) for item in items) + ")"
            case "selected", [{"field": code} as value, str(chosen)]:
                return f"selected({self.write(value)}, {_quoted(self._choice(code, chosen))})"
            case "count", [{"field": code} as value] if code in self.choices:
                return f"count-selected({self.write(value)})"
            case "count", [{"field": code} as value] if code in self.repeats:
                return f"count({self.write(value)})"
            case "sum", [{"field": _} as value]:
                return f"sum({self.write(value)})"
            case "-", [value]:
                return f"-{self._inside(value)}"
            case (("and" | "or" | "=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "mod"), _):
                return self._joined("div" if operator == "/" else operator, arguments)
            case (("if" | "abs" | "min" | "max" | "floor" | "round" | "concat"), _):
                return f"{operator}({', '.join(self.write(argument) for argument in arguments)})"
            case "length", [value]:
                return f"string-length({self.write(value)})"
        raise Unwritable(operator)

    def _joined(self, operator: str, arguments: list[Expression]) -> str:
        if operator in {"=", "!="} and len(arguments) == 2:
            arguments = self._with_names(arguments)
        return f" {operator} ".join(self._inside(argument) for argument in arguments)

    def _with_names(self, arguments: list[Expression]) -> list[Expression]:
        """A choice compared with its code is written with the choice's name in the sheet."""
        left, right = arguments
        match left, right:
            case {"field": _}, bool():
                return [left, AGREED if right else ""]
            case {"field": code}, str():
                return [left, self._choice(code, right)]
            case str(), {"field": code}:
                return [self._choice(code, left), right]
        return arguments

    def _choice(self, code: str, chosen: str) -> str:
        return self.choices.get(code, {}).get(chosen, chosen)

    def _inside(self, tree: Expression) -> str:
        text = self.write(tree)
        is_joined = isinstance(tree, list) and " " in text and not re.fullmatch(r"[\w-]+\([^()]*\)", text)
        return f"({text})" if is_joined and not _is_wrapped(text) else text


def _is_wrapped(text: str) -> bool:
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and at < len(text) - 1:
            return False
    return text.startswith("(")


def _quoted(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    parts = [f"'{part}'" for part in text.split("'")]
    return "concat(" + ', "\'", '.join(parts) + ")"
