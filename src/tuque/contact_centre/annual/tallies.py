"""What a month leaves of its contacts: sums from which those of any year of whole months are made. Plain values."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from tuque.contact_centre.console.measures import Measures


@dataclass(frozen=True)
class Tally:
    """Of one channel and language, or of several together. Times are sums in seconds, but for the longest wait of anyone."""

    came: int = 0
    answered: int = 0
    in_time: int = 0
    late: int = 0
    lost: int = 0
    waited: float = 0.0
    longest: float = 0.0
    handled: int = 0
    talked: float = 0.0

    @property
    def speed_of_answer(self) -> float | None:
        return self.waited / self.answered if self.answered else None

    @property
    def longest_delay(self) -> float | None:
        return self.longest if self.came else None

    @property
    def handle_time(self) -> float | None:
        return self.talked / self.handled if self.handled else None


def tally_of(one: Measures) -> Tally:
    return Tally(
        one.came,
        len(one.waits),
        one.in_time,
        one.late,
        one.lost,
        sum(one.waits),
        one.longest_delay or 0.0,
        len(one.handled),
        sum(one.handled),
    )


def joined(those: Iterable[Tally]) -> Tally:
    every = list(those)
    sums: dict[str, Any] = {one.name: sum(getattr(tally, one.name) for tally in every) for one in fields(Tally)}
    return Tally(**sums | {"longest": max((tally.longest for tally in every), default=0.0)})


def to_data(parts: dict[str, Tally]) -> dict[str, Any]:
    return {part: asdict(one) for part, one in parts.items()}


def from_data(data: dict[str, Any]) -> dict[str, Tally]:
    return {part: Tally(**one) for part, one in data.items()}
