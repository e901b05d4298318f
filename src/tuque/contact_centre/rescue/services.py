"""Every write of a rescue: begun, each of its facts, who saw it; and the emergency services that may be called."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import contacts, permissions, risk
from tuque.contact_centre.rescue import paging, steps
from tuque.contact_centre.rescue.models import EmergencyService, Rescue, RescueFact, RescueSight
from tuque.contact_centre.rescue.problems import AlreadyListed, NotPossibleNow
from tuque.contact_centre.rescue.steps import Fact, Kind, NotNow, State
from tuque.contact_centre.routing.values import Risk
from tuque.core import streams
from tuque.core.clock import now
from tuque.core.problems import NotFound

SUPERVISORS_ONLY = frozenset({Kind.ACKNOWLEDGED, Kind.DEBRIEFED, Kind.CLOSED})


def stream_of(organization: Organization) -> str:
    return f"rescues:{organization.public_id}"


@transaction.atomic
def begin(*, conversation: UUID | None, attempt: bool, is_drill: bool, by: Worker, at: datetime) -> Rescue:
    """Start a rescue, and page the supervisors. For a contact that has one running: that one, which learns of an attempt."""
    permissions.check_can_respond(by)
    if conversation is not None:
        contacts.check_known(by.organization, conversation)
        Organization.objects.select_for_update().get(pk=by.organization_id)  # two may press at once
        running = Rescue.objects.filter(organization=by.organization, conversation=conversation, closed_at=None).first()
        if running is not None:
            if attempt and not running.attempt:
                return add(running.public_id, Kind.ATTEMPT, by=by, at=at)
            return running
    rescue = Rescue.objects.create(
        organization=by.organization,
        conversation=conversation,
        is_drill=is_drill,
        began_by=by,
        began_at=at,
        attempt=attempt,
    )
    _keep(rescue, State(), steps.begin(at=at, by=str(by.public_id), attempt=attempt), by=by, words={})
    paging.post(rescue, turn=1, at=at)
    _hold(rescue, by=by, at=at)
    audit.record(
        "contact_centre.rescue_begun",
        by=by,
        subject=rescue,
        at=at,
        details={"attempt": attempt, "drill": is_drill, "conversation": str(conversation or "")},
    )
    streams.allocate(stream_of(by.organization), organization_id=by.organization_id)
    return rescue


def flag(conversation: UUID, *, attempt: bool, is_drill: bool, by: Worker, at: datetime) -> Rescue:
    """Begin a rescue for a contact, and have the line go by an imminent risk. Not inside a transaction; again: the same one."""
    rescue = begin(conversation=conversation, attempt=attempt, is_drill=is_drill, by=by, at=at)
    found = contacts.find_conversation(by.organization, conversation)
    if found is not None and not rescue.is_drill:
        risk.confirm(found, Risk.IMMINENT, by=by, at=at)
    return rescue


@transaction.atomic
def add(
    rescue_id: UUID,
    kind: Kind,
    *,
    by: Worker,
    at: datetime,
    data: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> Rescue:
    """Write the next fact. Raises NotFound, PermissionRefused, NotPossibleNow."""
    rescue = _lock(rescue_id, by)
    check_may(kind, rescue, by)
    data = dict(data or {})
    if kind in {Kind.PROPOSED, Kind.DECIDED}:
        data["supervises"] = "yes" if permissions.can_supervise(by) else "no"
    state = state_of(rescue)
    try:
        fact = steps.act(state, kind, at=at, by=str(by.public_id), data=data)
    except NotNow as trouble:
        raise NotPossibleNow(why=trouble.why, missing=trouble.missing) from trouble
    _keep(rescue, state, [fact], by=by, words=words or {})
    if kind is Kind.PAGED:
        paging.post(rescue, turn=sum(1 for one in state.facts if one.kind is Kind.PAGED), at=at)
    if kind is Kind.CLOSED:
        _release(rescue, by=by, at=at)
    audit.record(
        "contact_centre.rescue_step",
        by=by,
        subject=rescue,
        at=fact.at,
        details={"kind": kind.value, "drill": rescue.is_drill, **data},
    )
    streams.allocate(stream_of(by.organization), organization_id=by.organization_id)
    return rescue


def _hold(rescue: Rescue, *, by: Worker, at: datetime) -> None:
    """What was said stays until the rescue is closed, whoever asks for its erasing."""
    found = contacts.find_conversation(by.organization, rescue.conversation) if rescue.conversation else None
    if found is not None and not rescue.is_drill and channels.can_read(by, found):
        channels.hold(conversation=found, at=at, by=by)


def _release(rescue: Rescue, *, by: Worker, at: datetime) -> None:
    found = contacts.find_conversation(by.organization, rescue.conversation) if rescue.conversation else None
    if found is not None:
        channels.release(conversation=found, at=at, by=by)


def _keep(rescue: Rescue, state: State, facts: list[Fact], *, by: Worker | None, words: Mapping[str, str]) -> None:
    for fact in facts:
        RescueFact.objects.create(
            organization=rescue.organization,
            rescue=rescue,
            sequence=len(state.facts) + 1,
            kind=fact.kind.value,
            at=fact.at,
            by=by,
            data=dict(fact.data),
            words={name: text for name, text in words.items() if text},
        )
        state.apply(fact)
    rescue.attempt = state.attempt
    rescue.acknowledged_at = state.done.get(steps.Step.ACKNOWLEDGE)
    rescue.closed_at = state.closed_at
    rescue.save(update_fields=["attempt", "acknowledged_at", "closed_at"])


def _lock(rescue_id: UUID, by: Worker) -> Rescue:
    found = Rescue.objects.select_for_update().filter(organization=by.organization, public_id=rescue_id).first()
    if found is None or not may_see(found, by):
        raise NotFound
    return found


def may_see(rescue: Rescue, viewer: Worker) -> bool:
    """Supervisors see every rescue; a responder those that they took part in, or whose person they speak with."""
    if rescue.organization_id != viewer.organization_id or not permissions.can_respond(viewer):
        return False
    if permissions.can_supervise(viewer) or rescue.began_by_id == viewer.pk:
        return True
    took_part = RescueFact.objects.filter(rescue=rescue, by=viewer).exists()
    return took_part or contacts.speaks_with(viewer, rescue.conversation)


def check_may(kind: Kind, rescue: Rescue, by: Worker) -> None:
    permissions.check_can_respond(by)
    if kind in SUPERVISORS_ONLY:
        permissions.check_can_supervise(by)


def state_of(rescue: Rescue) -> State:
    return State(to_fact(row) for row in rescue.facts.select_related("by").order_by("sequence"))


def to_fact(row: RescueFact) -> Fact:
    return Fact(Kind(row.kind), row.at, str(row.by.public_id) if row.by else "", row.data)


@transaction.atomic
def page_again(rescue_id: UUID, *, turn: int, at: datetime) -> bool:
    """Nobody answered: ask once more. False when someone did, or when this turn was taken already."""
    rescue = Rescue.objects.select_for_update().filter(public_id=rescue_id).first()
    if rescue is None or rescue.acknowledged_at or rescue.closed_at:
        return False
    state = state_of(rescue)
    if sum(1 for fact in state.facts if fact.kind is Kind.PAGED) >= turn:
        return False
    _keep(rescue, state, [steps.act(state, Kind.PAGED, at=at, by="")], by=None, words={})
    paging.post(rescue, turn=turn, at=at)
    audit.record("contact_centre.rescue_paged_again", subject=rescue, at=at, details={"turn": turn})
    streams.allocate(stream_of(rescue.organization), organization_id=rescue.organization_id)
    return True


def look_again(payload: Mapping[str, object], message_id: UUID) -> None:
    """A minute after a page: the outbox asks whether anyone answered."""
    page_again(UUID(str(payload["rescue"])), turn=int(str(payload["turn"])), at=now())


def note_sight(rescue: Rescue, *, sequence: int, by: Worker, at: datetime) -> None:
    """Keep up to where a worker has seen, and record the look, when there was news. In the transaction that read it."""
    sight, is_new = RescueSight.objects.get_or_create(
        rescue=rescue, worker=by, defaults={"organization": by.organization, "sequence": sequence, "at": at}
    )
    if not is_new and sight.sequence >= sequence:
        return
    sight.sequence, sight.at = sequence, at
    sight.save(update_fields=["sequence", "at"])
    audit.look("contact_centre.rescue_seen", by=by, subject=rescue, at=at, details={"until": sequence})


@transaction.atomic
def add_service(service: EmergencyService, *, by: Worker, at: datetime) -> EmergencyService:
    permissions.check_can_supervise(by)
    service.organization = by.organization
    Organization.objects.select_for_update().get(pk=by.organization_id)  # two may press at once
    same = EmergencyService.objects.filter(
        organization=by.organization, area=service.area, number=service.number, in_use=True
    )
    if same.exists():
        raise AlreadyListed(number=service.number)
    service.save()
    audit.record("contact_centre.emergency_service_added", by=by, subject=service, at=at)
    return service


@transaction.atomic
def retire_service(service_id: UUID, *, by: Worker, at: datetime) -> None:
    """Take a service off the list; rescues that called it keep its name."""
    permissions.check_can_supervise(by)
    found = EmergencyService.objects.filter(organization=by.organization, public_id=service_id, in_use=True).first()
    if found is None:
        raise NotFound
    found.in_use = False
    found.save(update_fields=["in_use"])
    audit.record("contact_centre.emergency_service_retired", by=by, subject=found, at=at)
