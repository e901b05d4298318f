"""The measures of a line as the Lifeline’s manual names them, from its log: pure, in seconds, per language.

    service level           answered within SECONDS, of those answered and of those who gave up after more than SECONDS
    abandonment             those who gave up after more than a moment, of all who came, but for shorter ones
    average speed of answer mean wait of those answered; p50, p90 and p95 beside it
    longest delay           the longest wait of anyone, answered or not
    average handle time     conversation alone, from the first answer to the end; writing afterwards is not in it

Source: National Suicide Prevention Lifeline, Crisis Call Center Metrics, part 1, for the names. The formula of the service level
is ours to say: theirs leaves it to the centre.
"""

from collections.abc import Iterable, Mapping, Sequence
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
    def service_level(self) -> float | None:
        """Percent."""
        late = sum(1 for wait in self.gave_up if wait > SECONDS)
        total = len(self.waits) + late
        return 100 * sum(1 for wait in self.waits if wait <= SECONDS) / total if total else None

    @property
    def abandonment(self) -> float | None:
        """Percent; who left within a moment is not counted."""
        lost = sum(1 for wait in self.gave_up if wait > MOMENT)
        total = len(self.waits) + lost
        return 100 * lost / total if total else None

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


def measure(rows: Iterable[Row]) -> dict[str, Measures]:
    """By language, and ALL. Each contact counts once: at its first answer, or when its person gave up."""
    found: dict[str, Measures] = {ALL: Measures()}
    places: dict[str, tuple[str, float]] = {}
    answered: dict[str, float] = {}
    for kind, at, data in rows:
        if kind == "Queued":
            contact: Any = data["contact"]
            name, language = str(contact["id"]), str(contact["language"])
            places[name] = language, float(str(data["place"]))
            if not data["repeats"]:
                for one in _both(found, language):
                    one.came += 1
            continue
        name = str(data["contact"])
        if name not in places:
            continue  # came before the period
        language, place = places[name]
        if kind == "Accepted" and name not in answered:
            answered[name] = at
            for one in _both(found, language):
                one.waits.append(max(0.0, at - place))
        elif kind == "Left" and not data["into"] and name not in answered:
            for one in _both(found, language):
                one.gave_up.append(max(0.0, at - place))
        elif kind == "Ended" and name in answered:
            for one in _both(found, language):
                one.handled.append(max(0.0, at - answered[name]))
    return found


def _both(found: dict[str, Measures], language: str) -> Sequence[Measures]:
    return found.setdefault(language, Measures()), found[ALL]


def read(organization: Organization, since: datetime, until: datetime) -> dict[str, Measures]:
    """Of the contacts that came in the period."""
    rows = RoutingFact.objects.filter(organization=organization, kind__in=KINDS, at__gte=since, at__lte=until)
    log = rows.order_by("sequence").values_list("kind", "at", "data")
    return measure((kind, at.timestamp(), data) for kind, at, data in log.iterator())
