"""What the answers of an instrument amount to, by rules that are data: scores with their bands, and branches in order.

A score is a sum, a mean or a difference of the numbers that answers stand for; its band says in words what it means and what may
be done next. The first branch whose condition is true speaks for the whole. Every result can be explained: which answers it
came from, and which rule they met. Pure: no Django, no clock, no database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tuque.forms.language import expressions
from tuque.forms.language.definition import Form, Words
from tuque.forms.language.expressions import Expression, evaluate
from tuque.forms.language.reading import CODE, DefinitionProblem, Reader, read_code, read_words, unknown_keys

METHODS = frozenset({"sum", "mean", "difference"})
LEVELS = frozenset({"calm", "watch", "urgent", ""})
NUMERIC = frozenset({"number", "integer", "duration"})


@dataclass(frozen=True)
class Verdict:
    """What a band or a branch says. `level` colours it: calm, watch, urgent, or nothing."""

    label: Words
    next_step: Words | None = None
    level: str = ""


@dataclass(frozen=True)
class Band:
    """From `low` on, below `high`; None: without end on that side."""

    verdict: Verdict
    low: float | None = None
    high: float | None = None

    def holds(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value < self.high)


@dataclass(frozen=True)
class Score:
    """`points`: what a choice stands for. `fewest`: with fewer answers than that, there is no score."""

    code: str
    label: Words
    method: str
    fields: tuple[str, ...]
    points: Mapping[str, float] = field(default_factory=dict)
    fewest: int = 1
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Branch:
    """`when` None: whatever the answers. `because` says the rule in words."""

    verdict: Verdict
    because: Words
    when: Expression = None


@dataclass(frozen=True)
class Rules:
    scores: tuple[Score, ...] = ()
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Scored:
    """`parts`: each answer that counted, with the number it stood for. `value` is None where too few were answered."""

    score: Score
    value: float | None
    parts: tuple[tuple[str, float], ...]
    band: Band | None


@dataclass(frozen=True)
class Result:
    scores: tuple[Scored, ...]
    branch: Branch | None


def judge(rules: Rules, values: Mapping[str, Any]) -> Result:
    """What checked `values` amount to. The same values always give the same."""
    branch = next((one for one in rules.branches if one.when is None or evaluate(one.when, values) is True), None)
    return Result(tuple(_scored(one, values) for one in rules.scores), branch)


def _scored(score: Score, values: Mapping[str, Any]) -> Scored:
    found = ((code, _number(values.get(code), score.points)) for code in score.fields)
    parts = tuple((code, number) for code, number in found if number is not None)
    value = _value(score, [number for _code, number in parts])
    band = next((one for one in score.bands if value is not None and one.holds(value)), None)
    return Scored(score, value, parts, band)


def _number(answer: Any, points: Mapping[str, float]) -> float | None:
    if isinstance(answer, bool):
        return float(answer)
    if isinstance(answer, int | float):
        return float(answer)
    return points.get(answer) if isinstance(answer, str) else None


def _value(score: Score, numbers: Sequence[float]) -> float | None:
    if len(numbers) < max(score.fewest, 1):
        return None
    if score.method == "difference":
        return round(numbers[1] - numbers[0], 6) if len(numbers) == len(score.fields) else None
    total = sum(numbers)
    return round(total / len(numbers) if score.method == "mean" else total, 6)


def read_rules(body: Any, form: Form) -> tuple[Rules | None, list[DefinitionProblem]]:
    """The rules that `body` describes for `form`, or None and what is wrong with them."""
    reader = Reader(lists={})
    if not isinstance(body, dict):
        reader.wrong("", "not_an_object")
        return None, reader.problems
    unknown_keys(reader, body, {"scores", "branches"}, "")
    scores = tuple(
        _read_score(reader, raw, f"scores[{n}]", form) for n, raw in enumerate(_list(reader, body, "scores"))
    )
    branches = tuple(
        _read_branch(reader, raw, f"branches[{n}]", form) for n, raw in enumerate(_list(reader, body, "branches"))
    )
    if len({one.code for one in scores}) != len(scores):
        reader.wrong("scores", "code_twice", given="scores")
    return (None, reader.problems) if reader.problems else (Rules(scores, branches), [])


def _read_score(reader: Reader, raw: Any, path: str, form: Form) -> Score:
    raw = raw if isinstance(raw, dict) else {}
    unknown_keys(reader, raw, {"code", "label", "method", "fields", "points", "fewest", "bands"}, f"{path}.")
    method, fields, points = raw.get("method"), raw.get("fields"), raw.get("points", {})
    if method not in METHODS:
        reader.wrong(f"{path}.method", "property_unknown", given=str(method)[:60])
    fields = tuple(fields) if isinstance(fields, list) and all(isinstance(one, str) for one in fields) else ()
    if not fields or (method == "difference" and len(fields) != 2):
        reader.wrong(f"{path}.fields", "missing")
    points = points if isinstance(points, dict) and all(_is_number(one) for one in points.values()) else None
    for code in fields:
        _check_counts(reader, form, code, points or {}, f"{path}.fields")
    if points is None:
        reader.wrong(f"{path}.points", "not_a_number")
    fewest = raw.get("fewest", 1)
    if not isinstance(fewest, int) or isinstance(fewest, bool) or not 1 <= fewest <= max(len(fields), 1):
        reader.wrong(f"{path}.fewest", "not_a_number")
        fewest = 1
    bands = tuple(_read_band(reader, one, f"{path}.bands[{n}]") for n, one in enumerate(_list(reader, raw, "bands")))
    for before, after in pairwise(bands):
        if before.high is None or after.low is None or before.high > after.low:
            reader.wrong(f"{path}.bands", "limits_crossed", min=after.low, max=before.high)
    return Score(
        code=read_code(reader, raw.get("code"), f"{path}.code", CODE),
        label=read_words(reader, raw.get("label"), f"{path}.label"),
        method=str(method),
        fields=fields,
        points=points or {},
        fewest=fewest,
        bands=bands,
    )


def _check_counts(reader: Reader, form: Form, code: str, points: Mapping[str, float], path: str) -> None:
    """A field that a score counts is there, and its answers stand for numbers."""
    asked = form.find_field(code)
    if asked is None:
        reader.wrong(path, "field_unknown", given=code[:60])
    elif asked.type not in NUMERIC | {"yes_no", "choice"}:
        reader.wrong(path, "not_for_type", type=asked.type)
    elif asked.type == "choice" and not any(choice.code in points for choice in asked.choices):
        reader.wrong(path, "choices_missing")


def _read_band(reader: Reader, raw: Any, path: str) -> Band:
    raw = raw if isinstance(raw, dict) else {}
    unknown_keys(reader, raw, {"low", "high", "label", "next_step", "level"}, f"{path}.")
    low, high = raw.get("low"), raw.get("high")
    for name, limit in (("low", low), ("high", high)):
        if limit is not None and not _is_number(limit):
            reader.wrong(f"{path}.{name}", "not_a_number")
    if _is_number(low) and _is_number(high) and low >= high:
        reader.wrong(path, "limits_crossed", min=low, max=high)
    return Band(_read_verdict(reader, raw, path), low, high)


def _read_branch(reader: Reader, raw: Any, path: str, form: Form) -> Branch:
    raw = raw if isinstance(raw, dict) else {}
    unknown_keys(reader, raw, {"when", "because", "label", "next_step", "level"}, f"{path}.")
    when = raw.get("when")
    if when is not None:
        wrong = list(expressions.faults(when, path=f"{path}.when"))
        for place, code, values in wrong:
            reader.wrong(place, code, **values)
        for code in () if wrong else expressions.fields_of(when):
            if form.find_field(code) is None:
                reader.wrong(f"{path}.when", "field_unknown", given=code[:60])
    return Branch(_read_verdict(reader, raw, path), read_words(reader, raw.get("because"), f"{path}.because"), when)


def _read_verdict(reader: Reader, raw: Mapping[str, Any], path: str) -> Verdict:
    level = raw.get("level", "")
    if level not in LEVELS:
        reader.wrong(f"{path}.level", "property_unknown", given=str(level)[:60])
    step = raw.get("next_step")
    return Verdict(
        label=read_words(reader, raw.get("label"), f"{path}.label"),
        next_step=read_words(reader, step, f"{path}.next_step") if step is not None else None,
        level=str(level),
    )


def _list(reader: Reader, raw: Mapping[str, Any], name: str) -> list[Any]:
    found = raw.get(name, [])
    if not isinstance(found, list):
        reader.wrong(name, "not_a_list")
        return []
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
