"""Patrols begun, ended, put right, taken back; and those that were over when someone wrote them down."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tuque.accounts.api import Organization, Team, Worker
from tuque.audit import api as audit
from tuque.core import streams
from tuque.core.problems import NotFound
from tuque.interactions.models import Outing, Patrol
from tuque.interactions.patrols import selectors
from tuque.interactions.patrols.presence import Span, pieces_of
from tuque.interactions.patrols.problems import PatrolImpossible, faults_of
from tuque.interactions.services.records import stream_of


@transaction.atomic
def begin_patrol(*, team: Team, by: Worker, key: UUID, at: datetime) -> Outing:
    """Begin a patrol of `team`; the one that runs already, where a colleague was quicker. Raises NotFound."""
    selectors.check_can_patrol(by, team)
    if running := _running(team):
        return running
    try:
        with transaction.atomic():
            outing = Outing.objects.create(
                organization_id=by.organization_id, public_id=key, team=team, starts_at=at, begun_by=by, recorded_at=at
            )
    except IntegrityError:  # pressed twice, or two pressed at once
        found = _running(team) or Outing.objects.filter(organization_id=by.organization_id, public_id=key).first()
        if found is None:
            raise
        return found
    audit.record("interactions.patrol_begun", by=by, subject=outing, at=at)
    return outing


def _running(team: Team) -> Outing | None:
    return Outing.objects.filter(team=team, ends_at__isnull=True).first()


@transaction.atomic
def write_patrol(*, public_id: UUID, by: Worker, span: Span, at: datetime) -> Outing:
    """End a patrol that runs, or put right one that ended. Raises NotFound or PatrolImpossible."""
    outing = _locked(public_id, by)
    action, before = "interactions.patrol_ended", {}
    if outing.ends_at is not None:  # the row keeps no former state: its audit does
        action = "interactions.patrol_corrected"
        before = {"starts_at": outing.starts_at.isoformat(), "ends_at": outing.ends_at.isoformat()}
    _write(outing, span, at=at)
    if not before:
        outing.ended_by = by
    outing.save(update_fields=["starts_at", "ends_at", "ended_by"])
    audit.record(action, by=by, subject=outing, at=at, details=before)
    tell_boards(outing.organization)
    return outing


@transaction.atomic
def record_patrol(*, team: Team, by: Worker, span: Span, key: UUID, at: datetime, source: str = "") -> Outing:
    """A patrol that is over. The same `key` again is harmless. Raises PermissionRefused, NotFound or PatrolImpossible.

    `source` is where it was sent from, when not from these pages: these then do not change it.
    """
    selectors.check_can_patrol(by, team)
    before = Outing.objects.filter(organization_id=by.organization_id, public_id=key).first()
    if before is not None:
        return before
    outing = Outing(organization=by.organization, public_id=key, team=team, recorded_at=at)
    outing.begun_by = outing.ended_by = by
    if source:
        outing.source, outing.source_key = source, str(key)
    keep(outing, span, at=at)
    audit.record("interactions.patrol_recorded", by=by, subject=outing, at=at)
    tell_boards(by.organization)
    return outing


@transaction.atomic
def discard_patrol(*, public_id: UUID, by: Worker, at: datetime) -> None:
    """Take back a patrol that was none: its hours go with it. Raises NotFound."""
    outing = _locked(public_id, by)
    audit.record("interactions.patrol_discarded", by=by, subject=outing, at=at)
    outing.delete()
    tell_boards(by.organization)


def tell_boards(organization: Organization) -> None:
    """The hours of presence changed: have open maps and boards read again. Last in a transaction, as every number of a stream."""
    streams.allocate(stream_of(organization.pk), organization_id=organization.pk)


def keep(outing: Outing, span: Span, *, at: datetime) -> None:
    """Write a new patrol with its hours, inside a transaction. Raises PatrolImpossible."""
    if wrong := faults_of(span, at=at):
        raise PatrolImpossible(errors=wrong)
    outing.starts_at, outing.ends_at = span.starts_at, span.ends_at
    outing.save(force_insert=True)
    _write(outing, span, at=at)


def replace(outing: Outing, span: Span, *, at: datetime) -> None:
    """Put other times and places under a patrol, inside a transaction. Raises PatrolImpossible."""
    _write(outing, span, at=at)
    outing.save(update_fields=["team", "starts_at", "ends_at"])


def _write(outing: Outing, span: Span, *, at: datetime) -> None:
    if wrong := faults_of(span, at=at):
        raise PatrolImpossible(errors=wrong)
    outing.starts_at, outing.ends_at = span.starts_at, span.ends_at
    outing.presence.all().delete()
    organization: Organization = outing.organization
    Patrol.objects.bulk_create(
        Patrol(
            organization=organization,
            team_id=outing.team_id,
            outing=outing,
            area_id=piece.area,
            cell=piece.cell,
            starts_at=piece.starts_at,
            seconds=piece.seconds,
        )
        for piece in pieces_of(span, zone=organization.zone)
    )


def _locked(public_id: UUID, by: Worker) -> Outing:
    rows = Outing.objects.select_for_update(of=("self",)).select_related("organization", "team")
    outing = rows.filter(organization_id=by.organization_id, public_id=public_id).first()
    if outing is None:
        raise NotFound
    selectors.check_can_patrol(by, outing.team)
    return outing
