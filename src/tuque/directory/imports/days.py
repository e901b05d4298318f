"""Days that differ, as a feed tells them: holidays of HSDS 1.x, special days of our own package.

A service remembers (`said`) which days its source told last. What the source tells more is added, what it tells no longer goes;
days that people wrote here, and those of its own that they took off, are left as they are. A feed without such a table at all says
nothing about them. Those who stood for another service by a merge take its days.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from tuque.core.batches import batches
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.comparing import Diff
from tuque.directory.imports.overlay import DAYS
from tuque.directory.imports.remembering import Memory
from tuque.directory.models import Metadata, Service, Source, SpecialDay

BATCH = 1000
# The place by the id that its source gives it, the first day, the last, opens, closes, why in English, why in French.
Day = tuple[str, ...]


@dataclass
class Change:
    """What the feed says of one service: which of its days are new, which are no longer told."""

    service: Service
    home: int
    """The key of the service that its days stand with: itself, or whoever stands for it."""
    told: list[Day]
    added: list[Day]
    gone: list[SpecialDay]
    same: int


def add_to(diff: Diff, source: Source, bundle: Bundle) -> None:
    """What would change, beside what is told of the objects of HSDS."""
    told = _told(bundle)
    if told is None:
        return
    known = set()
    added, gone, same = [], [], 0
    for change in _changes(source, told, bundle):
        row = change.service.hsds_id
        known.add(row)
        added += [f"{row} {day[1]}" for day in change.added]
        gone += [f"{row} {day.starts_on}" for day in change.gone]
        same += change.same
    added += [f"{row} {day[1]}" for row, days in told.items() if row not in known for day in days]
    if added:
        diff.added[DAYS] = added
    if gone:
        diff.gone[DAYS] = gone
    if same:
        diff.same[DAYS] = same
    # Days before all that are told have passed: that they are told no longer is no loss.
    first = min((day[1] for days in told.values() for day in days), default="")
    diff.live[DAYS] = same + sum(one.rsplit(" ", 1)[-1] >= first for one in gone)


def write(
    source: Source, bundle: Bundle, memory: Memory, *, places: Mapping[str, int], new: set[str], at: datetime
) -> None:
    """`places`: the key of every place of the source, by its id; `new`: the ids of the services that are new."""
    told = _told(bundle)
    if told is None:
        return
    made: list[SpecialDay] = []
    changed: list[Service] = []
    for change in _changes(source, told, bundle):
        service = change.service
        if service.said.get(DAYS) == [list(day) for day in change.told]:
            continue
        made += [_row(service, change.home, day, places) for day in change.added]
        SpecialDay.objects.filter(pk__in=[day.pk for day in change.gone]).delete()
        if service.hsds_id not in new:
            for day in change.added:
                memory.remember("service", service.public_id, DAYS, "", _in_words(day))
            for row in change.gone:
                memory.remember("service", service.public_id, DAYS, _in_words(_day(row)), "")
        if change.added or change.gone:
            service.changed_at = at
        service.said = {**service.said, DAYS: [list(day) for day in change.told]}
        changed.append(service)
    SpecialDay.objects.bulk_create(made, batch_size=BATCH)
    Service.objects.bulk_update(changed, ["said", "changed_at"], batch_size=BATCH)


def _told(bundle: Bundle) -> dict[str, list[Day]] | None:
    """By service, in order and once each; None where the feed has no table of them."""
    if DAYS not in bundle.told and not bundle.beside.get(DAYS):
        return None
    found: dict[str, set[Day]] = defaultdict(set)
    for row in bundle.beside.get(DAYS, ()):
        days = (date.fromisoformat(row[name]).isoformat() for name in ("starts_on", "ends_on"))
        times = (_time(row[name]) for name in ("opens_at", "closes_at"))
        found[row["service_id"]].add((row["location_id"], *days, *times, row["reason_en"], row["reason_fr"]))
    return {service: sorted(days) for service, days in found.items()}


def _time(text: str) -> str:
    return f"{time.fromisoformat(text):%H:%M}" if text else ""


def _changes(source: Source, told: Mapping[str, list[Day]], bundle: Bundle) -> Iterator[Change]:
    """Of each service that is here and in the feed."""
    by_hand = set(
        Metadata.objects.filter(source=source, field_name=DAYS, worker__isnull=False).values_list("resource", flat=True)
    )
    rows = Service.objects.filter(source=source).only("pk", "public_id", "hsds_id", "said", "changed_at", "merged_into")
    for some in batches(rows.order_by("pk").iterator(chunk_size=BATCH), BATCH):
        named = [
            one for one in some if one.hsds_id in bundle.rows["service"] and (one.hsds_id in told or DAYS in one.said)
        ]
        homes = _homes(named)
        here = _here(homes)
        for service in named:
            now, there = told.get(service.hsds_id, []), here[service.pk]
            if DAYS in service.said:
                last = {tuple(day) for day in service.said[DAYS]}
            elif service.public_id in by_hand:  # told before this was remembered: a person has decided since
                last = set(now)
            else:
                last = set(now) & there.keys()
            new = [day for day in now if day not in last and day not in there]
            gone = [row for day in last - set(now) for row in there.get(day, ())]
            yield Change(service, homes[service.pk], now, new, gone, sum(day in there for day in now))


def _homes(services: list[Service]) -> dict[int, int]:
    """With which service the days of each stand, by key: itself, or whoever stands for it since a merge."""
    merged = {one.merged_into for one in services if one.merged_into}
    stands = dict(Service.objects.filter(public_id__in=merged).values_list("public_id", "pk"))
    return {one.pk: stands.get(one.merged_into, one.pk) if one.merged_into else one.pk for one in services}


def _here(homes: Mapping[int, int]) -> dict[int, dict[Day, list[SpecialDay]]]:
    """The days that stand with each service, by what they say."""
    found: dict[int, dict[Day, list[SpecialDay]]] = {pk: defaultdict(list) for pk in homes}
    every: dict[int, list[SpecialDay]] = defaultdict(list)
    for row in SpecialDay.objects.filter(service__in=set(homes.values())).select_related("location"):
        every[row.service_id].append(row)
    for pk, home in homes.items():
        for row in every[home]:
            found[pk][_day(row)].append(row)
    return found


def _day(row: SpecialDay) -> Day:
    times = (f"{one:%H:%M}" if one else "" for one in (row.opens_at, row.closes_at))
    place = row.location.hsds_id if row.location else ""
    return (place, row.starts_on.isoformat(), row.ends_on.isoformat(), *times, row.reason_en, row.reason_fr)


def _row(service: Service, home: int, day: Day, places: Mapping[str, int]) -> SpecialDay:
    place, starts_on, ends_on, opens_at, closes_at, reason_en, reason_fr = day
    return SpecialDay(
        organization_id=service.organization_id,
        service_id=home,
        location_id=places.get(place),
        starts_on=date.fromisoformat(starts_on),
        ends_on=date.fromisoformat(ends_on),
        opens_at=time.fromisoformat(opens_at) if opens_at else None,
        closes_at=time.fromisoformat(closes_at) if closes_at else None,
        reason_en=reason_en,
        reason_fr=reason_fr,
    )


def _in_words(day: Day) -> str:
    """For the history, as what people do with them: 2026-07-01/2026-07-03 09:00-12:00, why."""
    _place, starts_on, ends_on, opens_at, closes_at, *reasons = day
    days = starts_on if starts_on == ends_on else f"{starts_on}/{ends_on}"
    times = f"{opens_at}-{closes_at}" if opens_at and closes_at else ""
    return " ".join(part for part in (days, times, next(filter(None, reasons), "")) if part)
