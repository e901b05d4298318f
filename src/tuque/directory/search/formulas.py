"""What the index is asked: terms joined by "and" and "or", written for either engine; and the order of asking. No Django here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from tuque.directory.search.questions import Concept

STRONG = "_"  # before a term that stands in the name of the service or in its topics
FLOOR = 0.6


@dataclass(frozen=True)
class Any:
    parts: tuple["Formula", ...]


@dataclass(frozen=True)
class All:
    parts: tuple["Formula", ...]


Formula = str | Any | All


def as_fts5(formula: Formula) -> str:
    """For SQLite's FTS5."""
    if isinstance(formula, str):
        return f'"{formula}"'
    return f"({(' OR ' if isinstance(formula, Any) else ' AND ').join(as_fts5(part) for part in formula.parts)})"


def as_tsquery(formula: Formula) -> str:
    """For PostgreSQL: cast to tsquery, which reads it as it stands."""
    if isinstance(formula, str):
        return "'" + formula.replace("\\", "\\\\").replace("'", "''") + "'"
    return f"({(' | ' if isinstance(formula, Any) else ' & ').join(as_tsquery(part) for part in formula.parts)})"


@dataclass(frozen=True)
class Step:
    """One asking; `full` when what it finds has as much of the question as the floor wants."""

    formula: Formula
    full: bool


def steps(concepts: Sequence[Concept], also: Sequence[Formula]) -> Iterator[Step]:
    """From the narrowest asking to the widest: every concept in names and topics; every concept anywhere; most of them; any.

    `also` must hold in all of them: a place, a language, free of charge.
    """
    if not concepts:
        if also:
            yield Step(All(tuple(also)), full=True)
        return
    concepts = [concept for concept in concepts if not concept.is_side]
    anywhere = [Any(tuple(_said(term) for term in concept.terms)) for concept in concepts]
    strong = [Any(tuple(_said(term, STRONG) for term in concept.terms)) for concept in concepts]
    yield Step(All((*strong, *also)), full=True)
    yield Step(All((*anywhere, *also)), full=True)
    enough = floor_of(len(concepts))
    if enough < len(concepts):
        yield Step(All((_some(anywhere, enough), *also)), full=True)
    if enough > 1:
        yield Step(All((Any(tuple(strong)), *also)), full=False)
        yield Step(All((Any(tuple(anywhere)), *also)), full=False)


def _said(term: str, before: str = "") -> Formula:
    """A term; or, of several side by side, all of them: that they stand side by side is seen when they are weighed."""
    parts = tuple(before + part for part in term.split(" "))
    return parts[0] if len(parts) == 1 else All(parts)


def floor_of(concepts: int) -> int:
    """How many concepts a record must have: one of one, two of two or three, three of four or five."""
    return concepts if concepts <= 2 else max(2, ceil(concepts * FLOOR - 0.01))


def _some(parts: Sequence[Formula], enough: int) -> Formula:
    if enough == 1:
        return Any(tuple(parts))
    return Any(tuple(All(chosen) for chosen in combinations(parts, enough)))


def terms_in(formula: Formula) -> Iterable[str]:
    if isinstance(formula, str):
        yield formula
    else:
        for part in formula.parts:
            yield from terms_in(part)
