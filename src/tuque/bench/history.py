"""What was sent, acknowledged, shown and kept, compared afterwards: nothing acknowledged lost, nothing twice, order kept."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Talk:
    """One conversation as its page and its reader saw it.

    sent    the ids in the order in which they were written; each is sent until it is acknowledged
    acked   the number that the server gave to each acknowledged id
    shown   (number, id) in the order in which the live reader received them
    kept    (number, id) as the database has them at the end
    """

    sent: list[str] = field(default_factory=list)
    acked: dict[str, int] = field(default_factory=dict)
    shown: list[tuple[int, str]] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)
    is_followed: bool = False


@dataclass(frozen=True)
class Verdict:
    sent: int
    acknowledged: int
    lost: int
    doubled: int
    out_of_order: int
    unseen: int

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.out_of_order or self.unseen)


def judge(talks: Mapping[str, Talk]) -> Verdict:
    """The sum over all conversations."""
    parts = [_judge(talk) for talk in talks.values()]
    return Verdict(
        sum(len(talk.sent) for talk in talks.values()),
        sum(len(talk.acked) for talk in talks.values()),
        *(sum(part[place] for part in parts) for place in range(4)),
    )


def _judge(talk: Talk) -> tuple[int, int, int, int]:
    kept, places = dict[str, int](), [number for number, _name in talk.kept]
    for number, name in talk.kept:
        kept.setdefault(name, number)
    lost = sum(kept.get(name) != number for name, number in talk.acked.items())
    doubled = _doubles([name for _number, name in talk.kept]) + _doubles([name for _number, name in talk.shown])
    order = [kept[name] for name in talk.sent if name in kept]
    out_of_order = _falls(places) + _falls(order) + _falls([number for number, _name in talk.shown])
    shown = {name for _number, name in talk.shown}
    unseen = sum(name not in shown for name in talk.acked) if talk.is_followed else 0
    return lost, doubled, out_of_order, unseen


def _doubles(names: Sequence[str]) -> int:
    return len(names) - len(set(names))


def _falls(numbers: Sequence[int]) -> int:
    """How often a number is not above the one before it."""
    return sum(after <= before for before, after in itertools.pairwise(numbers))
