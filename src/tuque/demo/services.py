"""The demonstration's directory: some sixty invented services in both languages, brought in as any feed is."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tuque.accounts.models import Organization
from tuque.directory import visibility
from tuque.directory.imports.bundle import Bundle, ForeignText
from tuque.directory.models import Location, Service, ServiceTopic, Source, SpecialDay
from tuque.directory.search import following
from tuque.directory.services import feeds

FILE = Path(__file__).parent / "services.csv"
BRANCHES = FILE.with_name("branches.csv")
CLOSED = "Kettle Row school (invented)"
CLOSED_DAYS = 12
CODE = "invented"
HIDDEN = "Lantern House (invented)"
# Of services by number: how many beds are free, of how many, and how many hours ago somebody counted.
BEDS = {4: (7, 40, 1), 6: (1, 12, 3), 30: (2, 8, 26)}
WEST, SOUTH = -97.168, 49.878
# Of each band from west to east, south of the middle and north of it; the streets are invented, the first halves are not.
AREAS = (("R3G", "R3E"), ("R3C", "R3B"), ("R3B", "R3A"), ("R3B", "R2W"), ("R2H", "R2W"))


def fill(organization: Organization, *, at: datetime) -> None:
    """Bring the invented directory in, once; the search finds it at once."""
    if not Service.objects.filter(organization=organization).exists():
        _bring(organization, at=at)
    if following.stale():
        following.rebuild(today=at.astimezone(organization.zone).date())


def _bring(organization: Organization, *, at: datetime) -> None:
    source = feeds.source_of(
        organization,
        CODE,
        at=at,
        name="Invented directory · Répertoire inventé",
        region="MB",
        licence="CC0 1.0",
        is_open=True,
    )
    run = feeds.prepare(source=source, bundle=bundle(at), file_name=FILE.name, by=None, at=at)
    feeds.apply(run=run, by=None, at=at)
    services = Service.objects.filter(source=source).in_bulk(field_name="public_id").values()
    topics = {f"service-{number}": row["topic"] for number, row in rows()}
    ServiceTopic.objects.bulk_create(
        ServiceTopic(organization=organization, service=one, topic=topics[one.hsds_id], is_public=one.is_public)
        for one in services
    )
    _close_a_branch(source, at=at)


def _close_a_branch(source: Source, *, at: datetime) -> None:
    """One place of a service is closed for some days, the others are not."""
    place = Location.objects.get(source=source, name=CLOSED)
    today = at.astimezone(source.organization.zone).date()
    day = SpecialDay.objects.create(
        organization=source.organization,
        service=Service.objects.get(source=source, at_locations__location=place),
        location=place,
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=CLOSED_DAYS),
        reason_en="water in the basement, invented",
        reason_fr="eau au sous-sol, inventé",
    )
    visibility.show_special(day)


def rows() -> Iterator[tuple[int, dict[str, str]]]:
    with FILE.open(encoding="utf-8") as file:
        yield from enumerate(csv.DictReader(file, delimiter="|"), start=1)


def branches() -> Iterator[dict[str, str]]:
    """The further places of services that are offered in several, each with its own hours and number."""
    with BRANCHES.open(encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="|")


def bundle(at: datetime) -> Bundle:
    """Each service with its agency, telephone, hours, languages and place; a shelter from violence is confidential."""
    made = Bundle(format="demo", language="en")
    for number, row in rows():
        agency, key = f"agency-{row['agency']}", f"service-{number}"
        if agency not in made.rows["organization"]:
            made.add(
                "organization", {"id": agency, "name": row["agency"], "description": row["about_en"].split(".")[0]}
            )
        verified = (at - timedelta(days=(number * 37) % 230)).date().isoformat()
        made.add(
            "service",
            {
                "id": key,
                "organization_id": agency,
                "name": row["en"],
                "description": row["about_en"],
                "status": "active",
                "fees": row["fee"],
                "minimum_age": row["age"],
                "assured_date": verified,
            },
        )
        for field, text in (("name", row["fr"]), ("description", row["about_fr"])):
            made.texts.append(ForeignText("service", key, field, "fr", text))
        made.add("phone", {"service_id": key, "number": f"204-555-01{number % 100:02}", "type": "voice"})
        hours = {"freq": "WEEKLY", "byday": row["days"], "opens_at": row["opens"], "closes_at": row["closes"]}
        made.add("schedule", {"service_id": key, **hours})
        for name in row["languages"].split(";"):
            made.add("language", {"service_id": key, "name": name})
        _place(made, number, row["agency"], agency)
        made.add("service_at_location", {"service_id": key, "location_id": f"place-{row['agency']}"})
    _rooms(made, at)
    _branches(made)
    made.settle()
    return made


def _rooms(made: Bundle, at: datetime) -> None:
    made.add("unit", {"id": "beds", "name": "beds"})
    made.texts.append(ForeignText("unit", "beds", "name", "fr", "lits"))
    for number, (free, every, hours_ago) in BEDS.items():
        counted = (at - timedelta(hours=hours_ago)).isoformat(timespec="seconds")
        here = {"service_id": f"service-{number}", "unit_id": "beds"}
        made.add("service_capacity", {**here, "available": free, "maximum": every, "updated": counted})


def _branches(made: Bundle) -> None:
    keys = {(row["agency"], row["en"]): f"service-{number}" for number, row in rows()}
    for row in branches():
        number, place = int(row["number"]), f"place-{row['en']}"
        _place(made, number, row["en"], f"agency-{row['agency']}")
        made.texts.append(ForeignText("location", place, "name", "fr", row["fr"]))
        tie = f"branch-{number}"
        here = {"service_id": keys[row["agency"], row["service"]], "location_id": place}
        made.add("service_at_location", {"id": tie, **here})
        hours = {"freq": "WEEKLY", "byday": row["days"], "opens_at": row["opens"], "closes_at": row["closes"]}
        made.add("schedule", {"service_at_location_id": tie, **hours})
        made.add("phone", {"service_at_location_id": tie, "number": f"204-555-01{number:02}", "type": "voice"})


def _place(made: Bundle, number: int, name: str, agency: str) -> None:
    key = f"place-{name}"
    if key in made.rows["location"]:
        return
    where = {
        "latitude": round(SOUTH + (number * 7 % 29) / 900, 6),
        "longitude": round(WEST + (number * 11 % 31) / 600, 6),
    }
    made.add("location", {"id": key, "organization_id": agency, "location_type": "physical", "name": name, **where})
    street = {"address_1": f"{100 + number * 3} Example Street", "city": "Winnipeg", "state_province": "MB"}
    made.add(
        "address",
        {
            "id": f"address-{name}",
            "location_id": key,
            **street,
            "postal_code": postal_code(number),
            "country": "CA",
            "address_type": "physical",
        },
    )
    made.add("accessibility", {"location_id": key, "description": "Wheelchair accessible"})
    if name == HIDDEN:
        made.hide("location", key)


def postal_code(number: int) -> str:
    """Of the place with this number, by where it lies."""
    east, north = (number * 11) % 31, (number * 7) % 29
    return f"{AREAS[east * len(AREAS) // 31][north > 14]} 0X1"
