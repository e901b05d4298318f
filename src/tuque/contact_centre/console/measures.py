"""The measures of a line as the Lifeline’s manual names them, from its log: pure, in seconds, per language.

    service level           answered within SECONDS, of those answered and of those who gave up after more than SECONDS
    abandonment             those who gave up after more than a moment, of all who came, but for shorter ones
    average speed of answer mean wait of those answered; p50, p90 and p95 beside it
    longest delay           the longest wait of anyone, answered or not
    average handle time     conversation alone, from the first answer to the end; writing afterwards is not in it

Source: National Suicide Prevention Lifeline, Crisis Call Center Metrics, part 1, for the names. The formula of the service level
is ours to say: theirs leaves it to the centre.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tuque.accounts.api import Organization
from tuque.contact_centre.models import RoutingFact

SECONDS = 20.0
MOMENT = 10.0
ALL = "all"
KINDS = ("Queued", "Accepted", "Left", "Ended")


@dataclass
class Measures:
    """Of one language, or of all. Waits in seconds, in the order in which they were over."""

    came: int = 0
    waits: list[float] = field(default_factory=list)
    gave_up: list[float] = field(default_factory=list)
    handled: list[float] = field(default_factory=list)

    @property
    def in_time(self) -> int:
        return sum(1 for wait in self.waits if wait <= SECONDS)

    @property
    def late(self) -> int:
        """Answered late, or gave up after it was late."""
        return len(self.waits) - self.in_time + sum(1 for wait in self.gave_up if wait > SECONDS)

    @property
    def lost(self) -> int:
        """Who gave up; who left within a moment is not counted."""
        return sum(1 for wait in self.gave_up if wait > MOMENT)

    @property
    def service_level(self) -> float | None:
        """Percent."""
        total = self.in_time + self.late
        return 100 * self.in_time / total if total else None

    @property
    def abandonment(self) -> float | None:
        """Percent."""
        total = len(self.waits) + self.lost
        return 100 * self.lost / total if total else None

    @property
    def speed_of_answer(self) -> float | None:
        return sum(self.waits) / len(self.waits) if self.waits else None

    @property
    def longest_delay(self) -> float | None:
        return max([*self.waits, *self.gave_up], default=None)

    @property
    def handle_time(self) -> float | None:
        return sum(self.handled) / len(self.handled) if self.handled else None

    def percentile(self, share: float) -> float | None:
        """The smallest wait that at least `share` of those answered did not pass."""
        if not self.waits:
            return None
        ordered = sorted(self.waits)
        return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


Row = tuple[str, float, Mapping[str, object]]  # kind, instant, data as the log has it


def language_of(contact: Mapping[str, object]) -> str:
    return str(contact["language"])


def measure(rows: Iterable[Row], *, part: Callable[[Mapping[str, object]], str] = language_of) -> dict[str, Measures]:
    """By language, or what else `part` reads of a contact, and ALL. Each contact counts once: at its first answer, or when its person gave up."""
    found: dict[str, Measures] = {ALL: Measures()}
    places: dict[str, tuple[str, float]] = {}
    answered: dict[str, float] = {}
    for kind, at, data in rows:
        if kind == "Queued":
            contact: Any = data["contact"]
            name, group = str(contact["id"]), part(contact)
            places[name] = group, float(str(data["place"]))
            if not data["repeats"]:
                for one in _both(found, group):
                    one.came += 1
            continue
        name = str(data["contact"])
        if name not in places:
            continue  # came before the period
        group, place = places[name]
        if kind == "Accepted" and name not in answered:
            answered[name] = at
            for one in _both(found, group):
                one.waits.append(max(0.0, at - place))
        elif kind == "Left" and not data["into"] and name not in answered:
            for one in _both(found, group):
                one.gave_up.append(max(0.0, at - place))
        elif kind == "Ended" and name in answered:
            for one in _both(found, group):
                one.handled.append(max(0.0, at - answered[name]))
    return found


def _both(found: dict[str, Measures], group: str) -> Sequence[Measures]:
    return found.setdefault(group, Measures()), found[ALL]


def read(organization: Organization, since: datetime, until: datetime) -> dict[str, Measures]:
    """Of the contacts that came in the period."""
    rows = RoutingFact.objects.filter(organization=organization, kind__in=KINDS, at__gte=since, at__lte=until)
    log = rows.order_by("sequence").values_list("kind", "at", "data")
    return measure((kind, at.timestamp(), data) for kind, at, data in log.iterator())
