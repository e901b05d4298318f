"""What an interaction says in the standard words, before it is a row: plain values, checked against the clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tuque.geo import api as geo
from tuque.interactions.codes import (
    Action,
    AgeGroup,
    BaseType,
    EmergencyReason,
    EmergencyService,
    Origin,
    Outcome,
    RequestSource,
)

CLOCK_DRIFT = timedelta(minutes=5)
OLDEST = timedelta(days=366 * 10)
LONGEST = timedelta(days=3)
MOST_PEOPLE = 1000

# In the order in which they happen: each may not come before those to its left.
STEPS = ("received_at", "assigned_at", "en_route_at", "on_scene_at", "cleared_at")

CODES: Mapping[str, frozenset[str]] = {
    "base_type": frozenset(BaseType.values),
    "dispatched_as": frozenset(BaseType.values),
    "origin": frozenset(Origin.values),
    "request_source": frozenset(RequestSource.values),
    "outcome": frozenset(Outcome.values),
    "emergency_reason": frozenset(EmergencyReason.values),
}


@dataclass(frozen=True)
class Spot:
    """Where: a known place by its key, coordinates in degrees, or only words."""

    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    place_id: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Facts:
    """The standard columns of one interaction. `duration_seconds` is None while nobody said and no times tell."""

    base_type: str
    type_code: str
    origin: str
    occurred_at: datetime
    dispatched_as: str = ""
    request_source: str = ""
    outcome: str = ""
    actions: tuple[str, ...] | None = None  # None where nobody asked
    follow_up: bool | None = None
    emergency_services: tuple[str, ...] = ()
    emergency_reason: str = ""
    received_at: datetime | None = None
    assigned_at: datetime | None = None
    en_route_at: datetime | None = None
    on_scene_at: datetime | None = None
    cleared_at: datetime | None = None
    duration_seconds: int | None = None
    people_count: int = 0
    age_groups: Mapping[str, int] = field(default_factory=dict)
    person_id: int | None = None
    note: str = ""
    spot: Spot = field(default_factory=Spot)
    to_place_id: int | None = None
    companions: tuple[int, ...] = ()
    items: Mapping[str, int] = field(default_factory=dict)
    items_received: Mapping[str, int] = field(default_factory=dict)  # kept with the answers; the stock hears of it

    @property
    def people(self) -> int:
        """People seen: the count, or the sum of the age groups where that is more."""
        return max(self.people_count, sum(self.age_groups.values()))

    @property
    def length_seconds(self) -> int | None:
        """The duration that was said; else from the scene (or the beginning) to the end."""
        if self.duration_seconds is not None:
            return self.duration_seconds
        if self.cleared_at is None:
            return None
        return max(0, int((self.cleared_at - (self.on_scene_at or self.occurred_at)).total_seconds()))


def problems_of(facts: Facts, *, at: datetime, zone: ZoneInfo, territory: geo.Box | None = None) -> dict[str, str]:
    """What cannot be, by column, in the reader's language, with the value and what to do; empty when all is well.

    `at` is now, `zone` the organization's: times are said as its people read them on a clock. `territory` is where it
    works: a point that would be inside with its coordinates exchanged is taken for a mistake.
    """
    found: dict[str, str] = {}
    places = _place(facts, territory=territory)
    for column, message in (*_unknown_codes(facts), *_times(facts, at=at, zone=zone), *_amounts(facts), *places):
        found.setdefault(column, message)
    return found


def _unknown_codes(facts: Facts) -> Iterator[tuple[str, str]]:
    message = _("“%(code)s” is not in the list any more. Choose again.")
    for column, known in CODES.items():
        code = getattr(facts, column)
        if code and code not in known:
            yield column, message % {"code": code}
    for code in facts.actions or ():
        if code not in Action.values:
            yield "actions", message % {"code": code}
    for code in facts.emergency_services:
        if code not in EmergencyService.values:
            yield "emergency_services", message % {"code": code}
    for code in facts.age_groups:
        if code not in AgeGroup.values:
            yield "age_groups", message % {"code": code}


def _times(facts: Facts, *, at: datetime, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    def said(moment: datetime) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    for column in ("occurred_at", *STEPS):
        moment = getattr(facts, column)
        if moment is None:
            continue
        if moment > at + CLOCK_DRIFT:
            yield column, _("%(time)s is still to come. Check the date and the hour.") % {"time": said(moment)}
        elif moment < at - OLDEST:
            yield column, _("%(time)s is more than ten years ago. Check the year.") % {"time": said(moment)}
    earlier: datetime | None = None
    for column in STEPS:
        moment = getattr(facts, column)
        if moment is None:
            continue
        if earlier is not None and moment < earlier:
            words = _("%(time)s comes before the step that precedes it, %(earlier)s. Put one of the two right.")
            yield column, words % {"time": said(moment), "earlier": said(earlier)}
        earlier = moment
    if facts.cleared_at is not None and facts.cleared_at < facts.occurred_at:
        words = _("The end, %(end)s, comes before the beginning, %(start)s. Put one of the two right.")
        yield "cleared_at", words % {"end": said(facts.cleared_at), "start": said(facts.occurred_at)}


def _amounts(facts: Facts) -> Iterator[tuple[str, str]]:
    seconds = facts.length_seconds
    if seconds is not None and (seconds < 0 or seconds > LONGEST.total_seconds()):
        yield "duration_seconds", _("A record cannot last more than three days. Check the times, or make two records.")
    if facts.people < 0 or facts.people > MOST_PEOPLE:
        words = _("%(count)s people is more than one record can hold (%(most)s). Check the number.")
        yield "people_count", words % {"count": facts.people, "most": MOST_PEOPLE}
    if any(quantity < 0 for quantity in facts.items.values()):
        yield "items", _("A quantity cannot be below zero.")


def _place(facts: Facts, *, territory: geo.Box | None) -> Iterator[tuple[str, str]]:
    lon, lat = facts.spot.lon, facts.spot.lat
    swapped = _("The latitude and the longitude look exchanged. Exchange them, or choose on the map.")
    if (lon is None) != (lat is None):
        yield "place", _("A position needs both its latitude and its longitude. Choose the place again.")
    elif lon is None or lat is None:
        return
    elif not geo.is_on_earth(lon, lat):
        yield "place", swapped if geo.is_on_earth(lat, lon) else _("This is not on Earth. Choose the place again.")
    elif territory is not None and geo.looks_swapped(lon, lat, box=territory):
        yield "place", swapped
