"""Are these answers good for this form? Hidden answers are dropped, what is wrong is said field by field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tuque.forms.language.definition import CHOOSING, NAMING, Field, Form, Level
from tuque.forms.language.expressions import evaluate
from tuque.forms.language.values import MAX_ROWS, AnswerProblem, Known, check_count, clean

__all__ = ["AnswerProblem", "Checked", "Known", "check_answers", "named_in", "row_path", "standard_values"]


@dataclass(frozen=True)
class Checked:
    """`values`: the clean answers by field; `errors`: what is wrong, by field; `shown`: the fields that are in play.

    A field of a repeat is named by its row among those given: `visits.0.where`.
    """

    values: dict[str, Any]
    errors: dict[str, AnswerProblem]
    shown: frozenset[str]
    required: frozenset[str]

    @property
    def is_good(self) -> bool:
        return not self.errors


@dataclass
class _Part:
    """The answers of one level while they are checked: the page's, or those of one row."""

    level: Level
    path: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, AnswerProblem] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    rows: list["_Part"] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nobody answered anything: such a row is no row."""
        asked = (one.code for one in self.level.questions if one.calculated is None)
        return not self.errors and not any(code in self.values for code in asked)


def check_answers(form: Form, answers: Mapping[str, Any], *, known: Known | None = None) -> Checked:
    """Check `answers` (field code -> JSON value) against `form`. Defaults are not filled in: they are what a page offers."""
    page = _Part(form.page)
    known = known or Known()
    seen: dict[str, Any] = {}
    _refuse_unknown(page, answers)
    for one, conditions in page.level.steps:  # each field after those that it depends on
        if not _holds(conditions, seen):
            continue
        page.shown.add(one.code)
        try:
            if one.type == "repeat":
                _answer_rows(one, page, form.rows[one.code], answers.get(one.code), seen, known)
            else:
                _answer(one, page, answers, seen, known)
        except AnswerProblem as problem:
            page.errors[one.code] = problem
    required = set(_demand(page, seen))
    for row in page.rows:
        required.update(_demand(row, _seen_in(row, seen)))
    parts = [page, *page.rows]
    return Checked(
        values=_in_order(page),
        errors={f"{part.path}{code}": problem for part in parts for code, problem in part.errors.items()},
        shown=frozenset(f"{part.path}{code}" for part in parts for code in part.shown),
        required=frozenset(required),
    )


def named_in(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """The questions that name a worker, a place or a person, with each answer to them, those in rows too."""
    for level, given in _levels(form, answers):
        for one in level.questions:
            if one.type in NAMING and one.code in given:
                yield one, given[one.code]


def _levels(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[Level, Mapping[str, Any]]]:
    yield form.page, answers
    for code, level in form.rows.items():
        rows = answers.get(code)
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                yield level, row


def row_path(repeat: str, row: int | str) -> str:
    """What stands before the code of a field of a row, where the whole page is spoken of."""
    return f"{repeat}.{row}."


def _refuse_unknown(part: _Part, answers: Mapping[str, Any]) -> None:
    part.errors |= {str(code)[:60]: AnswerProblem("unknown_field") for code in answers if code not in part.level.asked}


def _holds(conditions: Iterable[Any], seen: Mapping[str, Any]) -> bool:
    return all(evaluate(condition, seen) is True for condition in conditions)


def _answer(one: Field, part: _Part, answers: Mapping[str, Any], seen: dict[str, Any], known: Known) -> None:
    value = _value(one, answers, seen, known)
    if value is not None:
        part.values[one.code] = seen[one.code] = value


def _answer_rows(one: Field, page: _Part, level: Level, raw: Any, seen: dict[str, Any], known: Known) -> None:
    """The rows of a repeat. From outside, each of its fields is the list of what the rows answered."""
    if raw is None:
        return
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        raise AnswerProblem("wrong_shape")
    if len(raw) > MAX_ROWS:
        raise AnswerProblem("too_many", {"given": len(raw), "max": MAX_ROWS})
    rows = [_answer_row(_Part(level, row_path(one.code, place)), item, seen, known) for place, item in enumerate(raw)]
    page.rows += rows
    kept = [row for row in rows if not row.is_empty]
    if not kept:
        return
    answered = [values for row in kept if (values := _in_order(row))]  # one that holds only mistakes answers nothing
    if answered:
        page.values[one.code] = seen[one.code] = answered
    for inner in level.questions:
        found = [row.values[inner.code] for row in kept if inner.code in row.values]
        if found:
            seen[inner.code] = found
    check_count(one, len(kept))


def _answer_row(row: _Part, answers: Mapping[str, Any], seen: Mapping[str, Any], known: Known) -> _Part:
    own = dict(seen)
    _refuse_unknown(row, answers)
    for one, conditions in row.level.steps:
        if not _holds(conditions, own):
            continue
        row.shown.add(one.code)
        try:
            _answer(one, row, answers, own, known)
        except AnswerProblem as problem:
            row.errors[one.code] = problem
    return row


def _seen_in(row: _Part, seen: Mapping[str, Any]) -> dict[str, Any]:
    """What a row sees: its own answers, and those outside its repeat."""
    return {code: value for code, value in seen.items() if code not in row.level.asked} | row.values


def _demand(part: _Part, seen: Mapping[str, Any]) -> Iterator[str]:
    """The paths of the fields that are required; what is missing, or does not meet its condition, becomes an error."""
    may_stay_empty = bool(part.path) and part.is_empty
    for one in part.level.demanding:
        if one.code not in part.shown:
            continue
        is_required = _is_required(one, seen)
        if is_required:
            yield f"{part.path}{one.code}"
        if one.code in part.errors or may_stay_empty:
            continue
        if one.code not in part.values:
            if is_required:
                part.errors[one.code] = AnswerProblem("required")
        elif one.constraint is not None and evaluate(one.constraint, seen) is False:
            part.errors[one.code] = AnswerProblem("constraint")


def _in_order(part: _Part) -> dict[str, Any]:
    return {one.code: part.values[one.code] for one in part.level.questions if one.code in part.values}


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
