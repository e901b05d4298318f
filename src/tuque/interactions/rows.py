"""Facts made into the columns of a row, and a row into the state that its history keeps."""

from collections.abc import Mapping
from datetime import datetime

from tuque.accounts.api import Organization, Worker
from tuque.geo import api as geo
from tuque.interactions.facts import STEPS, Facts
from tuque.interactions.models import Companion, Interaction, ItemGiven

STATE_COLUMNS = (
    "status",
    "base_type",
    "type_code",
    "dispatched_as",
    "origin",
    "request_source",
    "outcome",
    "actions",
    "follow_up",
    "emergency_services",
    "emergency_reason",
    "occurred_at",
    "received_at",
    "assigned_at",
    "en_route_at",
    "on_scene_at",
    "cleared_at",
    "duration_seconds",
    "people_count",
    "age_groups",
    "note",
    "lon",
    "lat",
    "accuracy_m",
    "place_text",
    "answers",
)


def apply(facts: Facts, row: Interaction) -> None:
    """Put `facts` into the columns of `row`."""
    for column in (
        "base_type",
        "type_code",
        "dispatched_as",
        "origin",
        "request_source",
        "outcome",
        "follow_up",
        "emergency_reason",
        "occurred_at",
        "received_at",
        "assigned_at",
        "en_route_at",
        "on_scene_at",
        "cleared_at",
        "person_id",
        "note",
        "to_place_id",
    ):
        setattr(row, column, getattr(facts, column))
    row.actions = None if facts.actions is None else list(facts.actions)
    row.emergency_services = list(facts.emergency_services)
    row.duration_seconds = facts.length_seconds
    row.people_count = facts.people
    row.age_groups = {group: count for group, count in facts.age_groups.items() if count}
    _apply_spot(facts, row)


def not_there_before(wrong: Mapping[str, str], facts: Facts, before: Interaction | None) -> dict[str, str]:
    """Those of the problems `wrong` that come with `facts`: what `before` has already does not forbid putting the rest right."""
    if before is None:
        return dict(wrong)
    return {column: words for column, words in wrong.items() if not _same(column, facts, before)}


def _same(column: str, facts: Facts, row: Interaction) -> bool:
    if column == "place":
        return _same_spot(facts, row)
    now = {"duration_seconds": facts.length_seconds, "people_count": facts.people, "items": None}
    if column in {"emergency_services", "actions"}:
        return list(getattr(facts, column) or ()) == list(getattr(row, column) or ())
    if column in STEPS:  # two times contradict each other: all of them must be as they were
        return all(getattr(facts, step) == getattr(row, step) for step in ("occurred_at", *STEPS))
    return column != "items" and now.get(column, getattr(facts, column, None)) == getattr(row, column)


def _same_spot(facts: Facts, row: Interaction) -> bool:
    spot = facts.spot
    return (spot.lon, spot.lat, spot.place_id) == (row.lon, row.lat, row.place_id)


def _apply_spot(facts: Facts, row: Interaction) -> None:
    """Where it was, with its cell and area; they stay what they were while the spot does: a file may know the area alone."""
    spot = facts.spot
    if _same_spot(facts, row):
        row.accuracy_m, row.place_text = spot.accuracy_m, spot.text
        return
    row.out_of_area = False
    place = (
        geo.Place.objects.filter(organization_id=row.organization_id, pk=spot.place_id).first()
        if spot.place_id
        else None
    )
    row.place = place
    row.lon, row.lat, row.accuracy_m = spot.lon, spot.lat, spot.accuracy_m
    if place is not None and spot.lon is None:
        row.lon, row.lat, row.accuracy_m = place.lon, place.lat, None
    row.place_text = spot.text
    if row.lon is None or row.lat is None:
        row.cell = row.area = None
        return
    layer = geo.territory_of(row.organization)
    row.cell = geo.cell_of(row.lon, row.lat)
    row.area = geo.find_area(row.lon, row.lat, layer) if layer else None


def replace_lists(row: Interaction, facts: Facts) -> None:
    """Put the companions and items of `facts` in the place of those that `row` has."""
    row.companions.all().delete()
    row.items.all().delete()
    write_lists(row, facts)


def write_lists(row: Interaction, facts: Facts) -> None:
    """The companions and items of `row`, as `facts` have them. Only workers of the same organization are kept."""
    if facts.companions:
        there = Worker.objects.filter(organization_id=row.organization_id, pk__in=facts.companions)
        Companion.objects.bulk_create(
            Companion(organization_id=row.organization_id, interaction=row, worker=worker)
            for worker in there
            if worker.pk != row.recorded_by_id
        )
    if facts.items:
        ItemGiven.objects.bulk_create(
            ItemGiven(organization_id=row.organization_id, interaction=row, item=item, quantity=quantity)
            for item, quantity in facts.items.items()
            if quantity
        )


def state_of(row: Interaction) -> dict[str, object]:
    """The state of `row` as its history keeps it: codes, times as text, names of places as they were."""
    state: dict[str, object] = {}
    for column in STATE_COLUMNS:
        value = getattr(row, column)
        state[column] = value.isoformat() if isinstance(value, datetime) else value
    state["place"] = row.place.name if row.place else ""
    state["to_place"] = row.to_place.name if row.to_place else ""
    state["team"] = row.team.code if row.team else ""
    state["person"] = str(row.person.public_id) if row.person else ""
    state["companions"] = sorted(
        str(companion.worker.public_id) for companion in row.companions.select_related("worker")
    )
    state["items"] = {given.item: given.quantity for given in row.items.order_by("item")}
    return state


def territory(facts: Facts, organization: Organization) -> geo.Box | None:
    """Where the organization works, a little wider; asked only when there are coordinates to judge."""
    return geo.around(organization) if facts.spot.lon is not None else None
