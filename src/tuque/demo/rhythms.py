"""When, where, what and how long: believable rhythms for invented interactions. Pure: numbers in, arrays out.

The hour-of-week weights follow counts of requests to a county mobile-crisis service (Lane County, Oregon, 2024-2025, published
aggregates; counts under 5 set to 2); the intervals follow the quantiles of the same table. Everything else is invented.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tuque.demo.town import BACKGROUND_WEIGHT, HOT_SPOTS, RADIUS_KM, degrees

# Monday to Sunday, hour 0 to 23.
HOUR_OF_WEEK = (
    (33, 25, 26, 23, 23, 6, 13, 2, 12, 9, 14, 18, 19, 30, 47, 58, 62, 48, 51, 65, 48, 49, 38, 25),
    (18, 29, 28, 18, 28, 15, 8, 7, 7, 12, 12, 16, 24, 18, 48, 56, 46, 53, 58, 50, 51, 42, 32, 30),
    (30, 28, 25, 33, 24, 10, 6, 9, 14, 12, 24, 21, 18, 20, 45, 64, 60, 65, 51, 46, 55, 56, 43, 37),
    (22, 29, 27, 36, 21, 10, 7, 8, 10, 16, 11, 8, 8, 28, 56, 55, 62, 64, 43, 60, 46, 54, 42, 24),
    (25, 27, 26, 17, 13, 8, 2, 2, 11, 20, 9, 6, 15, 14, 55, 54, 49, 54, 61, 40, 65, 38, 26, 26),
    (15, 22, 21, 14, 2, 2, 2, 1, 1, 1, 1, 1, 2, 8, 43, 26, 31, 38, 19, 40, 23, 64, 33, 21),
    (22, 20, 23, 17, 14, 9, 2, 1, 1, 2, 1, 2, 2, 10, 46, 39, 40, 37, 37, 26, 25, 50, 43, 30),
)
OPENS, CLOSES = 8, 17  # the desk, on weekdays
OFFICE_SHARE = 3.5  # what the desk does, it does in these hours
QUIET_HOUR = 6.0  # patrols walk in the morning too
# Minutes at the quantiles 5, 10, 25, 50, 75, 90, 95 %.
SHARES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
REQUEST_TO_DISPATCH = (1.0, 2.2, 6.0, 13.0, 26.0, 53.0, 73.9)
DISPATCH_TO_ARRIVAL = (1.0, 3.0, 8.0, 14.0, 21.0, 31.0, 39.0)


@dataclass(frozen=True)
class Kind:
    """One category: its form, standard type, weight, share that came by a call, and minutes (median, spread of the log)."""

    form: str
    base_type: str
    weight: float
    called: float
    minutes: float
    spread: float
    outcomes: tuple[tuple[str, float], ...]


HELPED = (("helped", 0.72), ("refused", 0.12), ("to_service", 0.08), ("no_contact", 0.08))
KINDS = (
    Kind(
        "check-in",
        "check_in",
        42,
        0.05,
        4,
        0.5,
        (("helped", 0.62), ("no_contact", 0.2), ("refused", 0.13), ("not_found", 0.05)),
    ),
    Kind(
        "medical",
        "medical",
        8,
        0.55,
        24,
        0.6,
        (("helped", 0.7), ("to_hospital", 0.16), ("refused", 0.1), ("to_911", 0.04)),
    ),
    Kind(
        "overdose",
        "overdose",
        2,
        0.65,
        38,
        0.5,
        (("to_hospital", 0.55), ("helped", 0.3), ("to_911", 0.12), ("refused", 0.03)),
    ),
    Kind(
        "mental-health",
        "mental_health",
        9,
        0.6,
        34,
        0.7,
        (("helped", 0.66), ("to_service", 0.16), ("to_hospital", 0.08), ("refused", 0.1)),
    ),
    Kind(
        "conflict",
        "conflict",
        5,
        0.7,
        16,
        0.6,
        (("helped", 0.8), ("no_contact", 0.1), ("to_911", 0.04), ("refused", 0.06)),
    ),
    Kind("orientation", "orientation", 9, 0.25, 12, 0.5, (("to_service", 0.7), ("refused", 0.18), ("helped", 0.12))),
    Kind("transport", "transport", 8, 0.85, 28, 0.4, (("transported", 0.86), ("cancelled", 0.07), ("refused", 0.07))),
    Kind("items", "items", 7, 0.04, 5, 0.4, HELPED),
    Kind(
        "wait",
        "wait",
        3,
        0.5,
        95,
        0.7,
        (("transported", 0.45), ("helped", 0.35), ("to_hospital", 0.12), ("refused", 0.08)),
    ),
    Kind("outreach", "outreach", 3, 0.0, 30, 0.5, HELPED),
    Kind("desk-call", "desk", 2, 0.0, 14, 0.6, (("helped", 0.7), ("no_contact", 0.3))),
    Kind("appointment-kept", "desk", 1, 0.0, 75, 0.4, (("helped", 0.8), ("not_found", 0.2))),
)
SOURCES = ("business", "public", "911", "partner", "police", "own_line", "311", "person", "paramedics")
SOURCE_WEIGHTS = (0.26, 0.2, 0.14, 0.13, 0.08, 0.08, 0.05, 0.04, 0.02)
AGES = ("youth", "young_adult", "adult", "older_adult", "unknown")
AGE_WEIGHTS = (0.04, 0.2, 0.5, 0.14, 0.12)


@dataclass(frozen=True)
class Drawn:
    """`count` interactions in the order of time; every array has that length. Times in seconds since 1970, UTC."""

    began: NDArray[np.int64]
    kind: NDArray[np.int64]
    called: NDArray[np.bool_]
    outcome: list[str]
    source: NDArray[np.int64]
    seconds: NDArray[np.int64]
    to_dispatch: NDArray[np.int64]
    to_arrival: NDArray[np.int64]
    people: NDArray[np.int64]
    age: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    emergency: NDArray[np.bool_]
    luck: NDArray[np.float64]  # for small choices of whoever writes the rows


def draw(count: int, *, start: datetime, end: datetime, zone: ZoneInfo, chance: np.random.Generator) -> Drawn:
    """Draw `count` interactions between two instants. The same generator state gives the same interactions."""
    began, weekday, hour = _times(count, start=start, end=end, zone=zone, chance=chance)
    kind = _kinds((weekday < 5) & (hour >= OPENS) & (hour < CLOSES), chance=chance)
    called = chance.random(count) < np.array([one.called for one in KINDS])[kind]
    lon, lat = _places(hour, chance=chance)
    minutes = np.array([one.minutes for one in KINDS])[kind] * np.exp(
        chance.standard_normal(count) * np.array([one.spread for one in KINDS])[kind]
    )
    luck = chance.random(count)
    return Drawn(
        began=began,
        kind=kind,
        called=called,
        outcome=_outcomes(kind, luck=chance.random(count)),
        source=chance.choice(len(SOURCES), size=count, p=SOURCE_WEIGHTS),
        seconds=np.clip(minutes * 60, 60, 6 * 3600).astype(np.int64),
        to_dispatch=_interval(REQUEST_TO_DISPATCH, count, chance),
        to_arrival=_interval(DISPATCH_TO_ARRIVAL, count, chance),
        people=np.minimum(chance.geometric(0.78, count), 9),
        age=chance.choice(len(AGES), size=count, p=AGE_WEIGHTS),
        lon=lon,
        lat=lat,
        emergency=chance.random(count) < 0.03,
        luck=luck,
    )


def some_of(drawn: Drawn, places: NDArray[np.int64]) -> Drawn:
    """Those at `places`, in that order."""
    arrays = {name: values[places] for name, values in vars(drawn).items() if name != "outcome"}
    return Drawn(**arrays, outcome=[drawn.outcome[place] for place in places.tolist()])


def _times(
    count: int, *, start: datetime, end: datetime, zone: ZoneInfo, chance: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Instants in order, the local weekday (Monday is 0) and the local hour of each: by hour of the week, more in summer, and growing over the year."""
    first = start.replace(minute=0, second=0, microsecond=0)
    hours = max(1, int(np.ceil((end - first).total_seconds() / 3600)))
    shape = np.array(HOUR_OF_WEEK, dtype=float) + QUIET_HOUR
    local = [(first + timedelta(hours=index)).astimezone(zone) for index in range(hours)]
    weights = np.array([shape[moment.weekday(), moment.hour] for moment in local])
    day_of_year = np.array([moment.timetuple().tm_yday for moment in local])
    weights *= 1 + 0.18 * np.cos(2 * np.pi * (day_of_year - 200) / 365)
    weights *= np.linspace(0.85, 1.15, hours)
    slot = chance.choice(hours, size=count, p=weights / weights.sum())
    span = (end - start).total_seconds()
    offset = np.clip(slot * 3600 + chance.random(count) * 3600 - (start - first).total_seconds(), 0, span - 1)
    order = np.argsort(offset, kind="stable")
    began = (int(start.timestamp()) + offset[order]).astype(np.int64)
    slots = slot[order]
    return began, np.array([moment.weekday() for moment in local])[slots], np.array([one.hour for one in local])[slots]


def _kinds(office: NDArray[np.bool_], *, chance: np.random.Generator) -> NDArray[np.int64]:
    """A category for each interaction; those of the desk only where `office` is true."""
    usual = np.array([kind.weight for kind in KINDS])
    at_desk = np.array([kind.base_type == "desk" for kind in KINDS])
    open_, shut = usual * np.where(at_desk, OFFICE_SHARE, 1.0), usual * ~at_desk
    return np.where(
        office,
        chance.choice(len(KINDS), size=len(office), p=open_ / open_.sum()),
        chance.choice(len(KINDS), size=len(office), p=shut / shut.sum()),
    )


def _places(hour: NDArray[np.int64], *, chance: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A hot spot, livelier around its own hour, or anywhere in town."""
    count = len(hour)
    weights = np.empty((count, len(HOT_SPOTS) + 1))
    for index, spot in enumerate(HOT_SPOTS):
        weights[:, index] = spot.weight * (1 + np.cos(2 * np.pi * (hour - spot.peak_hour) / 24))
    weights[:, -1] = BACKGROUND_WEIGHT
    steps = np.cumsum(weights, axis=1)
    which = (chance.random((count, 1)) * steps[:, -1:] > steps).sum(axis=1)
    spread = np.array([*[spot.spread for spot in HOT_SPOTS], 0.0])[which]
    east = np.array([*[spot.east for spot in HOT_SPOTS], 0.0])[which] + spread * chance.standard_normal(count)
    north = np.array([*[spot.north for spot in HOT_SPOTS], 0.0])[which] + spread * chance.standard_normal(count)
    anywhere = which == len(HOT_SPOTS)
    radius, angle = RADIUS_KM * 0.93 * np.sqrt(chance.random(count)), 2 * np.pi * chance.random(count)
    east[anywhere], north[anywhere] = (radius * np.cos(angle))[anywhere], (radius * np.sin(angle))[anywhere]
    lon0, lat0 = degrees(0, 0)
    lon1, lat1 = degrees(1, 1)
    return np.round(lon0 + east * (lon1 - lon0), 6), np.round(lat0 + north * (lat1 - lat0), 6)


def _outcomes(kind: NDArray[np.int64], *, luck: NDArray[np.float64]) -> list[str]:
    found = np.empty(len(kind), dtype=object)
    for index, one in enumerate(KINDS):
        mine = kind == index
        codes = np.array([code for code, _share in one.outcomes], dtype=object)
        steps = np.cumsum([share for _code, share in one.outcomes])
        found[mine] = codes[np.minimum(np.searchsorted(steps, luck[mine]), len(codes) - 1)]
    return list(found)


def _interval(minutes: tuple[float, ...], count: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """Seconds drawn from a distribution known by its quantiles; nothing beyond the last one."""
    return (np.interp(chance.random(count), SHARES, minutes) * 60).astype(np.int64)
