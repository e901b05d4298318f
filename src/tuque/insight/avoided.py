"""Hours and money that other services did not spend, as a range, from the site's own unit costs. A pure sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tuque.interactions.codes import Origin

PER_HOUR = "hour"


@dataclass(frozen=True)
class Cost:
    """One unit cost, as the organization stands behind it: `amount` dollars for each `unit`."""

    name: str
    amount: Decimal
    unit: str
    minutes: int
    types: Sequence[str]
    year: int
    source: str


@dataclass(frozen=True)
class Avoided:
    """From the least to the most that can be said. Low counts what was called for; high adds what was found on patrol."""

    cost: Cost
    called: int
    found: int

    @property
    def most(self) -> int:
        return self.called + self.found

    def hours(self, interactions: int) -> float:
        return interactions * self.cost.minutes / 60

    def money(self, interactions: int) -> Decimal:
        if self.cost.unit == PER_HOUR:
            return self.cost.amount * interactions * self.cost.minutes / 60
        return self.cost.amount * interactions

    @property
    def hours_low(self) -> float:
        return self.hours(self.called)

    @property
    def hours_high(self) -> float:
        return self.hours(self.most)

    @property
    def money_low(self) -> Decimal:
        return self.money(self.called)

    @property
    def money_high(self) -> Decimal:
        return self.money(self.most)


def avoided_by(costs: Sequence[Cost], counts: Mapping[tuple[str, str], int]) -> list[Avoided]:
    """`counts` maps (origin, type) to interactions in which no emergency service was asked for.

    What was asked for in an emergency was spent: such interactions avoid nothing. Desk work is left out.
    """

    def total(cost: Cost, origin: str) -> int:
        return sum(counts.get((origin, code), 0) for code in set(cost.types))

    return [Avoided(cost, called=total(cost, Origin.CALLED), found=total(cost, Origin.FOUND)) for cost in costs]
