"""Rules of eligibility as our own data package has them, beside HSDS's words: `eligibility_rules.csv`."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from tuque.directory import circumstances

TABLE = "eligibility_rules"
FIELDS = ("service_id", "kind", "least", "most", "values")
BETWEEN = "|"
MOST_VALUES, LONGEST_VALUE = 100, 80
KINDS = ("age", "gender", "status", "income", "area")


@dataclass(frozen=True)
class Rule:
    """One rule of a service, by the id that its source gives it."""

    service: str
    kind: str
    least: float | None
    most: float | None
    values: tuple[str, ...]


class NoRule(Exception):
    """The row is no rule that anyone could be held to."""


def read(row: Mapping[str, str]) -> Rule:
    """Raises NoRule: a rule that is half understood would refuse people wrongly."""
    kind, service = row.get("kind", ""), row.get("service_id", "")
    values = tuple(" ".join(one.split()) for one in (row.get("values") or "").split(BETWEEN) if one.strip())
    least, most = _number(row.get("least", "")), _number(row.get("most", ""))
    if not service or not is_sound(kind, least, most, values):
        raise NoRule
    return Rule(service, kind, least, most, values)


def is_sound(kind: str, least: float | None, most: float | None, values: Sequence[str]) -> bool:
    """Whether someone could be held to it."""
    known = {"gender": circumstances.genders(), "status": circumstances.statuses()}.get(kind)
    return not (
        kind not in KINDS
        or len(values) > MOST_VALUES
        or any(len(one) > LONGEST_VALUE for one in values)
        or (known is not None and not (values and set(values) <= known.keys()))
        or (kind == "area" and not values)
        or (kind in ("age", "income") and least is None and most is None)
        or (kind == "income" and not all(map(_is_amount, values)))
    )


def line_of(rule: Rule) -> list[object]:
    bounds = ["" if one is None else f"{one:.12g}" for one in (rule.least, rule.most)]
    return [rule.service, rule.kind, *bounds, BETWEEN.join(rule.values)]


def by_service(rules: Iterable[Rule]) -> dict[str, Sequence[Rule]]:
    """One rule of each kind for each service: the first that was told."""
    told: dict[str, dict[str, Rule]] = defaultdict(dict)
    for rule in rules:
        told[rule.service].setdefault(rule.kind, rule)
    return {service: list(kinds.values()) for service, kinds in told.items()}


def _is_amount(text: str) -> bool:
    try:
        return _number(text) is not None
    except NoRule:
        return False


def _number(text: str) -> float | None:
    """Raises NoRule for what is written and is no number from 0 on."""
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        raise NoRule from None
    if not isfinite(value) or value < 0:
        raise NoRule
    return value


def lines(rules: Iterable[Rule]) -> str:
    """The rules of one service as lines of our table without its id, in an order of their own: kept where a person decides."""
    out = io.StringIO()
    ordered = sorted(rules, key=lambda one: one.kind)
    csv.writer(out, lineterminator="\n").writerows(line_of(one)[1:] for one in ordered)
    return out.getvalue()


def read_lines(text: str, service: str) -> list[Rule]:
    """Those rules again. Raises NoRule."""
    found = csv.reader(io.StringIO(text))
    return [read(dict(zip(FIELDS, (service, *line), strict=True))) for line in found if line]


def in_words(text: str) -> str:
    """Such lines for the history: “gender: woman, nonbinary; income: 36000”."""
    told = []
    for one in read_lines(text, "-"):
        bounds = "–".join("" if bound is None else f"{bound:.12g}" for bound in (one.least, one.most))
        told.append(f"{one.kind}: {', '.join(one.values) or bounds}")
    return "; ".join(told)
