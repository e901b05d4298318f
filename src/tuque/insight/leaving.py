"""What leaves the house, as a file or on paper: one rule for every table that tells of places, kinds, outcomes or teams.

A line of 1 to 4 interactions keeps its name and loses its figures, and the next smallest with it where it would be alone: the
sum stands elsewhere. Tables by time alone keep theirs: an hour or a day tells neither where nor what. Pages show all: whoever
reads them may open the records themselves.
"""

from collections.abc import Sequence
from dataclasses import replace

from tuque.core.suppression import masked
from tuque.insight.board import Board, Line
from tuque.insight.figures import Table

BY_TIME = frozenset({"today", "day", "hour"})


def hidden_of(lines: Sequence[Line]) -> list[bool]:
    return _hidden([line.records for line in lines])


def table(name: str, made: Table) -> Table:
    """The table as a file holds it, with a column that says which lines have lost their figures."""
    if name in BY_TIME:
        return made
    named = 2 if made.codes[0] == "code" else 1  # columns that tell what a line is, before its figures
    hidden = _hidden([_count(row, made, named) for row in made.rows])
    rows = [
        [*row[:named], *([None] * (len(row) - named) if is_hidden else row[named:]), is_hidden]
        for row, is_hidden in zip(made.rows, hidden, strict=True)
    ]
    return replace(made, codes=[*made.codes, "hidden"], columns=[*made.columns, "hidden"], rows=rows)


def board(made: Board) -> Board:
    """The board as its pictures leave: without the lines whose figures are kept back."""

    def shown(lines: Sequence[Line]) -> list[Line]:
        return [line for line, is_hidden in zip(lines, hidden_of(lines), strict=True) if not is_hidden]

    return replace(
        made,
        by_type=shown(made.by_type),
        by_outcome=shown(made.by_outcome),
        by_action=shown(made.by_action),
        by_follow_up=shown(made.by_follow_up),
        by_team=shown(made.by_team),
        by_area=shown(made.by_area),
    )


def _count(row: Sequence[object], made: Table, named: int) -> int:
    """The interactions of a line: said, or the sum of its hours."""
    if "interactions" in made.codes:
        return int(str(row[list(made.codes).index("interactions")]))
    return sum(int(str(value)) for value in row[named:])


def _hidden(counts: Sequence[int]) -> list[bool]:
    return [count is None for count in masked(counts)]
