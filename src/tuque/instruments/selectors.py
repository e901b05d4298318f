"""Every read of this room: which instruments there are, one result, and one person's over time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.forms.language import Result, judge
from tuque.instruments import permissions
from tuque.instruments.catalogue import Read, read, shipped
from tuque.instruments.models import Instrument
from tuque.interactions import api as interactions
from tuque.interactions.selectors import get_interaction
from tuque.people import api as people

MOST = 200


@dataclass(frozen=True)
class Offered:
    """An instrument that comes with Tuque, and whether the viewer's organization allows it."""

    one: Read
    kept: Instrument | None

    @property
    def is_allowed(self) -> bool:
        return self.kept is not None and self.kept.withdrawn_at is None


def list_instruments(viewer: Worker) -> list[Offered]:
    """Those allowed first. Whoever does not allow them sees no others."""
    kept = {
        (row.code, row.version): row
        for row in Instrument.objects.filter(organization=viewer.organization).select_related(
            "allowed_by", "withdrawn_by"
        )
    }
    offered = [Offered(one, kept.get((one.code, one.version))) for one in shipped().values()]
    shown = [one for one in offered if one.is_allowed or permissions.can_allow(viewer)]
    return sorted(shown, key=lambda one: not one.is_allowed)


def get_instrument(code: str, *, viewer: Worker) -> Offered:
    found = next((one for one in list_instruments(viewer) if one.one.code == code), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Filled:
    """One filled in, with the instrument as it was then. `one` is None where its form was changed without its rules."""

    row: interactions.Interaction
    one: Read | None
    result: Result | None


@transaction.atomic
def get_result(record: UUID, *, viewer: Worker, at: datetime) -> Filled:
    """What one record amounts to. Raises NotFound also for whoever reads no answers; the look is audited."""
    row = get_interaction(record, viewer=viewer, at=at)
    if row.base_type != interactions.BaseType.INSTRUMENT or not interactions.reach_of(viewer).details:
        raise NotFound
    seen = [row.public_id, row.person.public_id if row.person and row.person_name else None]
    audit.look("instruments.result_seen", by=viewer, subject=row, at=at, seen=seen)
    return _filled(row, _kept(viewer))


@dataclass
class Line:
    """One score of one instrument over time: when, how much, in which record."""

    code: str
    title: str
    label: str
    points: list[tuple[datetime, float, UUID]] = field(default_factory=list)


@dataclass(frozen=True)
class OfPerson:
    name: str
    person: UUID
    filled: list[Filled]


@transaction.atomic
def results_of_person(public_id: UUID, *, viewer: Worker, at: datetime) -> OfPerson:
    """What was filled in about one named person, the oldest first, within the viewer's reach and while consent is in force.

    Raises NotFound; the look is audited."""
    person = people.find_named(str(public_id), viewer=viewer, at=at)
    reach = interactions.reach_of(viewer)
    if person is None or not reach.details:
        raise NotFound
    rows = interactions.Interaction.objects.filter(
        organization_id=viewer.organization_id,
        person=person,
        base_type=interactions.BaseType.INSTRUMENT,
        status=interactions.Status.RECORDED,
    )
    within = [row for row in rows.order_by("-occurred_at", "-pk")[:MOST] if reach.holds(row)]
    name = people.name_in_force(person, viewer=viewer, at=at)
    kept = _kept(viewer)
    filled = [_filled(row, kept) for row in reversed(within)]
    seen = [person.public_id, *(row.public_id for row in within)]
    audit.look("instruments.results_of_person_seen", by=viewer, subject=person, at=at, seen=seen)
    return OfPerson(name, person.public_id, filled)


def list_allowed(viewer: Worker) -> list[Read]:
    """What the viewer's organization allows to be filled in."""
    return [one.one for one in list_instruments(viewer) if one.is_allowed]


def results_of(rows: Iterable[interactions.Interaction], *, viewer: Worker) -> list[Filled]:
    """What records amount to that the caller lets `viewer` see."""
    kept = _kept(viewer)
    return [_filled(row, kept) for row in rows]


def _kept(viewer: Worker) -> Mapping[int, Instrument]:
    return {row.form_version_id: row for row in Instrument.objects.filter(organization=viewer.organization)}


def _filled(row: interactions.Interaction, kept: Mapping[int, Instrument]) -> Filled:
    instrument = kept.get(row.form_version_id or 0)
    if instrument is None:
        return Filled(row, None, None)
    one = read(instrument.body)
    return Filled(row, one, judge(one.rules, row.answers))
