"""What providers and sources propose, decided by a person; links by which a provider puts its own record right."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core import wall
from tuque.core.ids import new_id
from tuque.core.problems import NotFound
from tuque.core.tokens import hash_of, token_of
from tuque.directory import providers
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports import values
from tuque.directory.imports.eligibility import NoRule
from tuque.directory.imports.overwriting import RULES
from tuque.directory.imports.values import Unusable
from tuque.directory.models import Proposal, Service, ServiceCapacity, UpdateLink
from tuque.directory.models.upkeep import ProposalState
from tuque.directory.problems import AlreadyDecided, LinkClosed
from tuque.directory.providers import Said
from tuque.directory.search import following
from tuque.directory.services import capacity, eligibility, records

LIFETIME = timedelta(days=30)
OF_LINKS = "directory.update"
PROVIDER = "provider"  # who wrote a line of history by a link


@transaction.atomic
def make_link(
    *, service: Service, email: str, language: str, by: Worker | None, at: datetime
) -> tuple[UpdateLink, str]:
    """A link for one service; the former ones end. Without `by`: it leaves by itself. Only the hash of its secret is kept."""
    UpdateLink.objects.filter(service=service, answered_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=at
    )
    public_id = new_id()
    token = token_of(OF_LINKS, public_id)
    link = UpdateLink.objects.create(
        organization_id=service.organization_id,
        public_id=public_id,
        service=service,
        email=email,
        language=language,
        token_hash=hash_of(token),
        sent_by=by,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    audit.record("directory.link_sent", by=by, subject=service, at=at, actor_ref="" if by else "reminders")
    return link, token


def token_again(link: UpdateLink) -> str:
    """The secret of a link whose letter has not left yet. Where the site's key changed meanwhile, it gets another one."""
    token = token_of(OF_LINKS, link.public_id)
    if hash_of(token) != link.token_hash:
        UpdateLink.objects.filter(pk=link.pk).update(token_hash=hash_of(token))
    return token


def open_link(token: str, *, at: datetime) -> UpdateLink:
    """The link that this secret opens; asked on the doorstep, it steps into its organization. Raises LinkClosed."""
    link = UpdateLink.objects.filter(token_hash=hash_of(token)).first()
    if link is None or link.answered_at or link.withdrawn_at or at >= link.expires_at:
        raise LinkClosed
    here = wall.current()
    if here is not None and here.purpose is wall.Purpose.DOORSTEP:
        wall.step_in(link.organization_id)
    return link


@transaction.atomic
def answer(*, link: UpdateLink, said: Sequence[Said], is_right: bool, at: datetime) -> int:
    """What the provider says: each field that differs waits for a person; nothing differs and it is right: verified today.

    The link is used up. Raises LinkClosed when it was answered meanwhile.
    """
    link = UpdateLink.objects.select_for_update().get(pk=link.pk)
    if link.answered_at:
        raise LinkClosed
    service = Service.objects.select_for_update(of=("self",)).select_related("source").get(pk=link.service_id)
    proposals = [
        Proposal(
            organization_id=link.organization_id,
            entity=one.item.entity,
            record=one.item.record,
            field=one.item.field,
            language=one.item.language,
            before=one.item.value,
            after=one.after,
            origin="provider",
            told_by=link.email,
            made_at=at,
        )
        for one in said
    ]
    Proposal.objects.bulk_create(proposals)
    if is_right and not proposals:
        records.assure(service, who=PROVIDER, by=None, at=at)
        following.changed([service.pk], organization_id=link.organization_id)
    link.answered_at = at
    link.save(update_fields=["answered_at"])
    audit.record(
        "directory.link_answered",
        subject=service,
        at=at,
        actor_kind="provider",
        details={"fields": [one.field for one in proposals]},
    )
    return len(proposals)


@transaction.atomic
def count_room(*, link: UpdateLink, room: UUID, available: float, at: datetime) -> None:
    """So many are free, said by the provider now: shown at once, since nobody could look at it in time. The link stays open.

    Raises NotFound where the room is not of the link's service.
    """
    row = ServiceCapacity.objects.filter(public_id=room, service=link.service_id, gone_at__isnull=True).first()
    if row is None:
        raise NotFound
    capacity.count(capacity=row, available=available, by=None, at=at, told_by=PROVIDER)


@transaction.atomic
def decide(*, proposal: Proposal, take: bool, by: Worker, at: datetime) -> None:
    """Take a proposed value, or leave it. Raises AlreadyDecided."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != ProposalState.WAITING:
        raise AlreadyDecided
    proposal.state = ProposalState.TAKEN if take else ProposalState.REFUSED
    proposal.decided_at, proposal.by = at, by
    proposal.save(update_fields=["state", "decided_at", "by"])
    audit.record("directory.proposal_decided", by=by, subject=proposal, at=at, details={"taken": take})
    if not take:
        return
    taken = _take_of_provider if proposal.field in (providers.NEW, providers.GONE) else _take_value
    taken(proposal, by=by, at=at)


def _take_of_provider(proposal: Proposal, *, by: Worker, at: datetime) -> None:
    """Another telephone, hours that are no longer so."""
    if proposal.field == providers.GONE:
        records.retire(
            entity=proposal.entity, record=_record(proposal.entity, proposal, by), is_gone=True, by=by, at=at
        )
        return
    service = _record("service", proposal, by)
    made = providers.values_of_new(proposal.entity, proposal.after, service.written_in)
    records.add_to(
        parent="service",
        row=service,
        entity=proposal.entity,
        values=made,
        texts={},
        by=by,
        at=at,
        written_in=service.written_in,
    )


def _take_value(proposal: Proposal, *, by: Worker, at: datetime) -> None:
    record = _record(proposal.entity, proposal, by)
    if proposal.field == RULES:
        with suppress(NoRule):
            eligibility.write(service=record, rules=eligibility.of_lines(proposal.after, record), by=by, at=at)
        return
    kind = OBJECTS[proposal.entity].fields[proposal.field].kind
    try:
        value = values.clean(proposal.after, kind)
    except Unusable:
        return
    is_other = proposal.language and proposal.language != record.written_in
    texts = {(proposal.field, proposal.language): value} if is_other else {}
    own = {} if is_other else {proposal.field: value}
    records.change(entity=proposal.entity, record=record, values=own, texts=texts, by=by, at=at)


def _record(entity: str, proposal: Proposal, by: Worker) -> Any:
    rows = model_of(entity).objects.select_related("source")
    return rows.get(public_id=proposal.record, organization_id=by.organization_id)
