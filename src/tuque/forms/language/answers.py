"""Are these answers good for this form? Hidden answers are dropped, what is wrong is said field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuque.forms.language.definition import CHOOSING, Field, Form
from tuque.forms.language.expressions import evaluate
from tuque.forms.language.values import AnswerProblem, Known, clean

__all__ = ["AnswerProblem", "Checked", "Known", "check_answers", "standard_values"]


@dataclass(frozen=True)
class Checked:
    """`values`: the clean answers by field; `errors`: what is wrong, by field; `shown`: the fields that are in play."""

    values: dict[str, Any]
    errors: dict[str, AnswerProblem]
    shown: frozenset[str]
    required: frozenset[str]

    @property
    def is_good(self) -> bool:
        return not self.errors


def check_answers(form: Form, answers: Mapping[str, Any], *, known: Known | None = None) -> Checked:
    """Check `answers` (field code -> JSON value) against `form`. Defaults are not filled in: they are what a page offers."""
    errors = {str(code)[:60]: AnswerProblem("unknown_field") for code in answers if code not in form.asked}
    known = known or Known()
    values: dict[str, Any] = {}
    shown: set[str] = set()
    for one, conditions in form.steps:  # each field after those that it depends on
        if conditions and not all(evaluate(condition, values) is True for condition in conditions):
            continue
        shown.add(one.code)
        try:
            value = _value(one, answers, values, known)
        except AnswerProblem as problem:
            errors[one.code] = problem
            continue
        if value is not None:
            values[one.code] = value
    required = frozenset(one.code for one in form.demanding if one.code in shown and _is_required(one, values))
    for one in form.demanding:
        if one.code in shown and one.code not in errors:
            if one.code not in values:
                if one.code in required:
                    errors[one.code] = AnswerProblem("required")
            elif one.constraint is not None and evaluate(one.constraint, values) is False:
                errors[one.code] = AnswerProblem("constraint")
    in_order = {one.code: values[one.code] for one in form.questions() if one.code in values}
    return Checked(values=in_order, errors=errors, shown=frozenset(shown), required=required)


def standard_values(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The standard columns that checked `values` feed: column -> value, choices as the standard code they stand for."""
    found = {}
    for one in form.feeding:
        if one.code in values:
            found[one.fills] = _standard(one, values[one.code])
    return found


def _is_required(one: Field, values: Mapping[str, Any]) -> bool:
    return one.calculated is None and (
        one.required or (one.required_if is not None and evaluate(one.required_if, values) is True)
    )


def _value(one: Field, answers: Mapping[str, Any], values: Mapping[str, Any], known: Known) -> Any:
    if one.calculated is None:
        return clean(one, answers.get(one.code), known)
    try:
        return clean(one, evaluate(one.calculated, values), known)
    except AnswerProblem:
        return None  # what does not fit is unknown: nobody typed it, so nobody can mend it


def _standard(one: Field, value: Any) -> Any:
    if one.type not in CHOOSING:
        return value
    codes = {choice.code: choice.standard_code for choice in one.choices}
    if isinstance(value, list):
        return list(dict.fromkeys(codes[code] for code in value))
    if isinstance(value, dict):
        totals: dict[str, int] = {}
        for code, number in value.items():
            totals[codes[code]] = totals.get(codes[code], 0) + number
        return totals
    return codes[value]
