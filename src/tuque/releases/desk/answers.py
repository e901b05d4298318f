"""The answer to a question as rows for a file, one for each place of each service, nearest first. Only what is public is in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.directory import api as directory
from tuque.releases.desk.questions import MOST_SERVICES, Query

COLUMNS = {
    "service": _("Service"),
    "organization": pgettext_lazy("who offers it", "Organization"),
    "distance_km": _("Distance (km)"),
    "address": _("Address"),
    "city": _("Town"),
    "postal_code": _("Postal code"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "telephone": _("Telephone"),
    "email": _("E-mail"),
    "web": _("Web site"),
    "hours": _("Hours"),
    "who_for": _("Who it is for"),
    "cost": _("Cost"),
    "languages": _("Languages"),
    "verified_on": _("Last verified"),
    "source": pgettext_lazy("of data", "Source"),
    "licence": _("Licence"),
    "id": _("Identifier"),
}
Row = dict[str, object]


@dataclass(frozen=True)
class Source:
    """Where rows come from. `licence` is empty where its keeper named none."""

    name: str
    licence: str
    attribution: str


@dataclass(frozen=True)
class Answer:
    """`total`: how many services answer, of which the rows have `services`; where a cut leaves out those for whom it is not, or that are
    closed, nobody knows exactly (`is_counted`)."""

    query: Query
    rows: Sequence[Row]
    sources: Sequence[Source]
    services: int
    total: int
    is_cut: bool
    is_near_miss: bool
    where: directory.Where | None
    by_device: bool
    made_at: datetime
    read_as: Mapping[str, str]
    """Words of the question that were read as other words, since no service has them."""
    unknown: Sequence[str]
    place_unknown: bool
    dropped: Sequence[str]
    """What was let go to find what is nearest to it: "language", "free", "access"."""

    @property
    def is_counted(self) -> bool:
        return not (self.is_cut and (self.query.open_now or self.query.age is not None))


def answer(query: Query, *, reader: str, at: datetime, point: tuple[float, float] | None = None) -> Answer:
    """Everything that answers, as of now, up to `MOST_SERVICES`."""
    found = directory.ask_all(query.ask(reader=reader, point=point), at=at, most=MOST_SERVICES)
    shown = [directory.show(one.service, reader=reader, at=at, result=one) for one in found.results]
    # A position is nobody's business but the asker's: the file tells distances in tenths of a kilometre.
    rows = [row for one in shown for row in _rows(one, found.where, digits=1 if point else 2)]
    sources = {(one.service.source, one.service.licence, one.service.attribution) for one in shown}
    return Answer(
        query=query,
        rows=rows if found.where is None else _nearest_first(rows),
        sources=[Source(*one) for one in sorted(sources)],
        services=len(shown),
        total=found.total,
        is_cut=found.has_more,
        is_near_miss=found.is_near_miss,
        where=found.where,
        by_device=point is not None,
        made_at=at,
        read_as=found.answer.question.read_as,
        unknown=found.answer.question.missing,
        place_unknown=bool(query.near) and found.where is None,
        dropped=found.answer.dropped,
    )


def _nearest_first(rows: list[Row]) -> list[Row]:
    """The services keep their order, which is the search's; the places of each come nearest first."""
    order = {row["id"]: number for number, row in reversed(list(enumerate(rows)))}

    def place(row: Row) -> tuple[int, bool, float]:
        away = row["distance_km"]
        return (order[row["id"]], away == "", float(str(away or 0)))

    return sorted(rows, key=place)


def _rows(one: directory.Shown, where: directory.Where | None, *, digits: int) -> Iterator[Row]:
    if not one.places:
        yield _row(one, None, None, where, digits)
    for known, place in zip(one.service.places, one.places, strict=True):
        yield _row(one, known, place, where, digits)


def _row(
    one: directory.Shown,
    known: directory.PublicPlace | None,
    place: directory.ShownPlace | None,
    where: directory.Where | None,
    digits: int,
) -> Row:
    phones = [*(place.phones if place else []), *one.phones]
    hours = place.hours if place else one.hours
    written = [told.text for told in (place or one).written_hours]
    away = ""
    if where and place and place.lon is not None and place.lat is not None:
        away = round(directory.distance_km((place.lon, place.lat), (where.lon, where.lat)), digits)  # type: ignore[assignment]
    return {
        "service": one.name.text if one.name else "",
        "organization": one.agency.text if one.agency else "",
        "distance_km": away,
        "address": ", ".join(known.address) if known else "",
        "city": known.city if known else "",
        "postal_code": known.postal_code if known else "",
        "latitude": place.lat if place and place.lat is not None else "",
        "longitude": place.lon if place and place.lon is not None else "",
        "telephone": "; ".join(dict.fromkeys(phone.shown for phone in phones)),
        "email": one.service.email,
        "web": one.service.url,
        "hours": "; ".join(hours.week or written),
        "who_for": one.eligibility.text if one.eligibility else "",
        "cost": one.fees.text if one.fees else "",
        "languages": ", ".join(one.languages),
        "verified_on": one.service.verified_on.isoformat() if one.service.verified_on else "",
        "source": one.service.attribution or one.service.source,
        "licence": one.service.licence,
        "id": one.id,
    }
