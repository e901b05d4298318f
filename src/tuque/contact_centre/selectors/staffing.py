"""Contacts of before, the forecast and the staffing of a day, for the viewer's own organization."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np

from tuque.accounts.api import Organization
from tuque.channels.api import Line
from tuque.contact_centre.models import ArrivalCount, PolicyVersion, RoutingFact
from tuque.contact_centre.planning import rota as plans
from tuque.contact_centre.planning import staffing
from tuque.contact_centre.planning.forecasting import Forecast, History, Kind, Numbers, Quality, empty, forecast
from tuque.contact_centre.planning.staffing import Assumptions, Costed, Need
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.values import Channel
from tuque.contact_centre.selectors import rota, rules
from tuque.contact_centre.simulator.day import Shift
from tuque.contact_centre.simulator.results import Results

LONGEST_DAYS = 3 * 365
FURTHER_TARGETS = (80.0, 90.0, 95.0, 98.0)


def history_of(organization: Organization, *, at: datetime) -> History | None:
    """Whole local days, the last one yesterday.

    A day that is in a file and in the line's own log counts as the one that holds more of it has it: on the day on which a line
    begins here, the log has the evening alone.
    """
    today = at.astimezone(organization.zone).date()
    own, given = _own_log(organization, at=at), _given(organization, at=at)
    in_log, in_files = _by_day(own), _by_day(given)
    seen = {key: count for key, count in given.items() if in_files[key[0].date()] > in_log[key[0].date()]}
    seen |= {key: count for key, count in own.items() if in_files[key[0].date()] <= in_log[key[0].date()]}
    days = {moment.date() for moment, _kind in seen if moment.date() < today}
    if not days:
        return None
    first, length = min(days), (max(days) - min(days)).days + 1
    counts: dict[Kind, Numbers] = {}
    for (moment, kind), count in seen.items():
        if moment.date() < today:
            row = counts.setdefault(kind, empty(length))
            row[(moment.date() - first).days, moment.hour * 4 + moment.minute // 15] += count
    return History(first, counts, holiday_regions(organization))


def holiday_regions(organization: Organization) -> tuple[str, ...]:
    """Those whose holidays the organization's own lines keep, as CA-MB."""
    named = Line.objects.filter(organization=organization).exclude(holidays_of="")
    return tuple(sorted(set(named.values_list("holidays_of", flat=True))))


Seen = dict[tuple[datetime, Kind], float]


def _by_day(seen: Seen) -> Counter[date]:
    days: Counter[date] = Counter()
    for (moment, _kind), count in seen.items():
        days[moment.date()] += round(count)
    return days


def _since(at: datetime) -> datetime:
    return at - timedelta(days=LONGEST_DAYS)


def _own_log(organization: Organization, *, at: datetime) -> Seen:
    """Who comes back within minutes is the same person: counted once."""
    facts = RoutingFact.objects.filter(organization=organization, kind="Queued", at__gte=_since(at), data__repeats="")
    seen: Seen = {}
    for moment, channel, language in facts.values_list("at", "data__contact__channel", "data__contact__language"):
        key = moment.astimezone(organization.zone), (Channel(channel), language)
        seen[key] = seen.get(key, 0.0) + 1
    return seen


def _given(organization: Organization, *, at: datetime) -> Seen:
    rows = ArrivalCount.objects.filter(organization=organization, starts_at__gte=_since(at))
    return {
        (starts.astimezone(organization.zone), (Channel(channel), language)): float(count)
        for starts, channel, language, count in rows.values_list("starts_at", "channel", "language", "contacts")
    }


@dataclass(frozen=True)
class Staffing:
    """What the page shows of one day."""

    forecast: Forecast
    quality: Quality
    costed: Sequence[Costed]
    asked: Costed
    fewer: Need
    more: Need
    shifts: Sequence[Shift]
    planned: Results | None

    @property
    def planned_people(self) -> list[int]:
        return plans.there(self.shifts)

    @property
    def planned_bilingual(self) -> list[int]:
        return plans.bilingual(self.shifts)


def foresee(organization: Organization, day: date, *, at: datetime) -> tuple[list[Forecast], Quality] | None:
    """The week of `day`; None when too little is known."""
    history = history_of(organization, at=at)
    try:
        return forecast(history, plans.week_of(day)) if history else None
    except ValueError:
        return None


def staff(organization: Organization, day: date, told: Assumptions, *, at: datetime) -> Staffing | None:
    """Seconds of simulation, kept for the next reading."""
    found = foresee(organization, day, at=at)
    if found is None:
        return None
    made, quality = found
    foreseen = made[day.weekday()]
    policy = rules.policy_of(rules.find_version(organization, PolicyVersion.Status.IN_FORCE))
    targets = tuple(sorted({*FURTHER_TARGETS, told.target_share}))
    shifts = tuple(rota.shifts_of_day(organization, day))
    key = tuple((kind, tuple(count.tolist())) for kind, count in sorted(foreseen.expected.items()))
    costed = _costed(key, rules.key_of(policy), told, targets)
    asked = next(one for one in costed if one.target == told.target_share)
    theory = staffing.need_for(foreseen.expected, policy, told)
    low, high = foreseen.low / max(1e-9, foreseen.total), foreseen.high / max(1e-9, foreseen.total)
    return Staffing(
        foreseen,
        quality,
        costed,
        asked,
        staffing.beside(asked.need, theory, staffing.need_for(foreseen.scaled(low), policy, told)),
        staffing.beside(asked.need, theory, staffing.need_for(foreseen.scaled(high), policy, told)),
        shifts,
        _planned(key, rules.key_of(policy), told, shifts) if shifts else None,
    )


Key = tuple[tuple[Kind, tuple[float, ...]], ...]


def _expected(key: Key) -> dict[Kind, Numbers]:
    return {kind: np.array(count) for kind, count in key}


def _policy(written: str) -> Policy:
    return rules.policy_from(written)


@lru_cache(maxsize=16)
def _costed(key: Key, written: str, told: Assumptions, targets: tuple[float, ...]) -> list[Costed]:
    return staffing.curve(_expected(key), _policy(written), told, targets)


@lru_cache(maxsize=16)
def _planned(key: Key, written: str, told: Assumptions, shifts: tuple[Shift, ...]) -> Results:
    """What the stored plan would give on this day."""
    expected = _expected(key)
    centres = sorted({shift.centre for shift in shifts})
    share = {centre: 1 / len(centres) for centre in centres}
    return staffing.drawn(staffing.day_of(expected, shifts, told, centres=share), _policy(written))
