"""The arithmetic of the ledger: plain values in, lines out. Nothing is ever below zero, and nothing is lost.

A line says by how much one lot in one store changed. What was given although the ledger had nothing left is written as two
lines: one that says “there was more than we knew” (`unexplained`), and one that gives it. So the difference stays visible
until someone counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

Where = tuple[int, int | None]  # store, lot; no lot for what does not expire


@dataclass(frozen=True)
class Line:
    store: int
    lot: int | None
    quantity: int  # what came is above zero, what went below
    unexplained: bool = False

    @property
    def where(self) -> Where:
        return self.store, self.lot


@dataclass(frozen=True)
class Left:
    """What one lot has in one store. `expires_on` is None where the date is not known, or nothing expires."""

    lot: int | None
    quantity: int
    expires_on: date | None = None


def give(left: Iterable[Left], quantity: int, *, store: int, on: date) -> list[Line]:
    """Take `quantity` from a store: the lot that expires first goes first, what is past its date last."""
    lines, missing = [], quantity
    for one in sorted(left, key=lambda one: _turn(one, on)):
        taken = min(missing, max(one.quantity, 0))
        if taken:
            lines.append(Line(store, one.lot, -taken))
            missing -= taken
    if missing:
        lines += [Line(store, None, missing, unexplained=True), Line(store, None, -missing)]
    return lines


def _turn(one: Left, on: date) -> tuple[int, date, int]:
    is_past = one.expires_on is not None and one.expires_on < on
    turn = 2 if is_past else (1 if one.expires_on is None else 0)
    return turn, one.expires_on or date.max, one.lot or 0


def put_back(lines: Sequence[Line], quantity: int) -> list[Line]:
    """Undo `quantity` of what `lines`, a record's own in their order, gave. First what the ledger never had, then the last
    lot taken from. At most what they gave."""
    unexplained: dict[Where, int] = {}
    given: dict[Where, int] = {}
    for line in lines:
        sums = unexplained if line.unexplained else given
        sums[line.where] = sums.get(line.where, 0) + (line.quantity if line.unexplained else -line.quantity)
    back: list[Line] = []
    missing = quantity
    for where, amount in unexplained.items():
        returned = min(missing, amount)
        if returned > 0:
            back += [Line(*where, returned), Line(*where, -returned, unexplained=True)]
            given[where] -= returned
            unexplained[where] -= returned
            missing -= returned
    for where, amount in reversed(given.items()):
        returned = min(missing, amount - unexplained.get(where, 0))
        if returned > 0:
            back.append(Line(*where, returned))
            missing -= returned
    return back


def given_by(lines: Iterable[Line]) -> int:
    """How many the lines of a record gave, what was put back taken off."""
    return -sum(line.quantity for line in lines if not line.unexplained)


def left_of(lines: Iterable[Line]) -> dict[Where, int]:
    """What is left in each place: the sum of every line ever written."""
    sums: dict[Where, int] = {}
    for line in lines:
        sums[line.where] = sums.get(line.where, 0) + line.quantity
    return sums


def short_of(lines: Iterable[Line], left: Mapping[Where, int]) -> dict[Where, int]:
    """Where `lines` would take more than is left, and by how much."""
    after = dict(left)
    for line in lines:
        after[line.where] = after.get(line.where, 0) + line.quantity
    return {where: -amount for where, amount in after.items() if amount < 0}
