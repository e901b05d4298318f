"""Conditions said again for questions that are asked in another type: counts as one number for each choice, yes or no as a
choice."""

from collections.abc import Iterable, Mapping
from typing import Any

from tuque.forms.language.expressions import Expression

YES, NO = "yes", "no"
Choices = Mapping[str, Iterable[str]]  # code of a field -> the codes of its choices


def count_code(field: str, choice: str) -> str:
    """The name of the number that a client asks for one choice: no code of a question of ours holds a full stop."""
    return f"{field}.{choice}"


def said_again(tree: Expression, *, counted: Choices, truths: frozenset[str]) -> Expression:
    """`tree` where the fields in `counted` are asked choice by choice, and those in `truths` by `yes` and `no`."""
    match tree:
        case ["quantity", {"field": code}, str(choice)] if code in counted:
            return ["first", {"field": count_code(code, choice)}, 0]
        case ["count", {"field": code}] if code in counted:
            parts: list[Any] = [["first", {"field": count_code(code, choice)}, 0] for choice in counted[code]]
            return ["+", *parts] if len(parts) > 1 else parts[0]
        case ["=", {"field": code}, bool(wanted)] | ["=", bool(wanted), {"field": code}] if code in truths:
            return ["=", {"field": code}, YES if wanted else NO]
        case ["not", {"field": code}] if code in truths:
            return ["=", {"field": code}, NO]
        case ["empty", {"field": _}]:
            return tree
        case {"field": code} if code in truths:
            return ["=", {"field": code}, YES]
        case [operator, *arguments]:
            return [operator, *(said_again(one, counted=counted, truths=truths) for one in arguments)]
    return tree
