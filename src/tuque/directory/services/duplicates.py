"""Services that may be the same: looked for, merged or kept apart by a person, and all of that undone."""

from collections.abc import Iterator, Mapping, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.core.clock import now
from tuque.directory.duplicates import comparing, reading
from tuque.directory.imports.overwriting import RULES, lines_of
from tuque.directory.models import FieldText, LeadsOn, Location, Pair, Proposal, Service
from tuque.directory.models.upkeep import PairState, ProposalState
from tuque.directory.problems import AlreadyDecided
from tuque.directory.providers import ASKED
from tuque.directory.search import following
from tuque.directory.services import history, merging
from tuque.directory.services.records import touch

AFTER_IMPORT = "after an import"


def look_after_import(payload: Mapping[str, object], message: UUID) -> None:
    """A message of the outbox, posted by an import (`services/feeds.py`): done again, it changes nothing but scores."""
    organization = Organization.objects.get(pk=following.for_whom())
    since = payload.get("since")
    changed = reading.changed_since(organization.pk, datetime.fromisoformat(since)) if isinstance(since, str) else None
    if changed is None or changed:
        look_for(organization=organization, by=None, at=now(), only=changed)


def waiting(organization_id: int) -> "QuerySet[Pair]":
    """The pairs that wait for a person: of services that are both still there."""
    live = reading.live(organization_id).values("public_id")
    return Pair.objects.filter(
        organization_id=organization_id, state=PairState.WAITING, left__in=live, right__in=live
    ).order_by("-score", "pk")


@transaction.atomic
def look_for(*, organization: Organization, by: Worker | None, at: datetime, only: Set[UUID] | None = None) -> int:
    """Compare every service of the organization with the others, or those of `only`; how many pairs of them wait for a person now.

    Without `by`: after an import. What a person decided stays decided. Doing it again changes nothing but scores.
    """
    waiting = Pair.objects.select_for_update().filter(organization=organization, state=PairState.WAITING)
    if only is not None:
        waiting = waiting.filter(Q(left__in=only) | Q(right__in=only))
    known = {(one.left, one.right): one for one in waiting}
    decided = set(
        Pair.objects.filter(organization=organization).exclude(state=PairState.WAITING).values_list("left", "right")
    )
    found: dict[tuple[UUID, UUID], comparing.Likeness] = {}
    ids = None if only is None else {str(one) for one in only}
    for one, other, likeness in comparing.find(reading.records(organization.pk), only=ids):
        left, right = sorted((UUID(one), UUID(other)))
        if (left, right) not in decided:
            found[left, right] = likeness
    Pair.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in found]).delete()
    for key, row in known.items():
        if key in found:
            row.score, row.reasons = found[key].score, dict(found[key].reasons)
    Pair.objects.bulk_update([row for key, row in known.items() if key in found], ["score", "reasons"], batch_size=500)
    Pair.objects.bulk_create(
        Pair(
            organization=organization,
            entity="service",
            left=left,
            right=right,
            score=likeness.score,
            reasons=dict(likeness.reasons),
            found_at=at,
        )
        for (left, right), likeness in found.items()
        if (left, right) not in known
    )
    audit.record(
        "directory.duplicates_looked_for",
        by=by,
        organization=organization,
        subject=organization,
        at=at,
        actor_ref="" if by else AFTER_IMPORT,
        details={"pairs": len(found)} if only is None else {"pairs": len(found), "changed": len(only)},
    )
    return len(found)


@transaction.atomic
def merge(*, pair: Pair, keep: UUID, by: Worker, at: datetime) -> int:
    """`keep` stands for both: the other one is shown nowhere, and is kept. What it says otherwise is proposed, field by field; details
    that only it has (telephones, places, hours where there are none, and so on) move to the one that stands. How many moved.

    Raises AlreadyDecided, also when one of them was merged or went meanwhile.
    """
    pair = _waiting(pair)
    if keep not in (pair.left, pair.right):
        raise AlreadyDecided
    kept, other = _both(pair, keep)
    other.merged_into, other.changed_at = kept.public_id, at
    other.save(update_fields=["merged_into", "changed_at"])
    LeadsOn.objects.update_or_create(
        record=other.public_id, defaults={"organization_id": pair.organization_id, "kept": kept.public_id}
    )
    Proposal.objects.bulk_create(
        Proposal(
            organization_id=pair.organization_id,
            entity="service",
            record=kept.public_id,
            field=name,
            language=language,
            before=before,
            after=after,
            origin="source",
            told_by=other.source.name[:200],
            made_at=at,
        )
        for name, language, before, after in _said_otherwise(kept, other)
    )
    pair.moved = merging.move(kept=kept, other=other, at=at)
    pair.save(update_fields=["moved"])
    _decide(pair, PairState.MERGED, by=by, at=at)
    history.note("service", other, history.MERGED, "", kept.name, by=by, at=at)
    history.note("service", kept, history.MERGED, "", other.name, by=by, at=at)
    _touch(pair.moved, other, kept, at=at)
    return len(pair.moved)


@transaction.atomic
def keep_apart(*, pair: Pair, by: Worker, at: datetime) -> None:
    """They are two. Raises AlreadyDecided."""
    _decide(_waiting(pair), PairState.APART, by=by, at=at)


@transaction.atomic
def undo(*, pair: Pair, by: Worker, at: datetime) -> None:
    """As it was before the decision: both stand by themselves again, with their own details, and the pair waits. What was proposed by
    the merge and waits still goes; what a person took of it stays. Raises AlreadyDecided."""
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if pair.state == PairState.WAITING:
        raise AlreadyDecided
    if pair.state == PairState.MERGED and pair.decided_at is not None:
        Proposal.objects.filter(
            record__in=[pair.left, pair.right],
            origin="source",
            made_at=pair.decided_at,
            state=ProposalState.WAITING,
        ).delete()
        for other in Service.objects.select_for_update().filter(
            organization_id=pair.organization_id,
            public_id__in=[pair.left, pair.right],
            merged_into__in=[pair.left, pair.right],
        ):
            LeadsOn.objects.filter(record=other.public_id).delete()
            kept = Service.objects.select_related("source").get(public_id=str(other.merged_into))
            history.note("service", other, history.MERGED, kept.name, "", by=by, at=at)
            history.note("service", kept, history.MERGED, other.name, "", by=by, at=at)
            other.merged_into, other.changed_at = None, at
            other.save(update_fields=["merged_into", "changed_at"])
            merging.give_back(pair.moved, kept=kept, at=at)
            _touch(pair.moved, other, kept, at=at)
        pair.moved = []
        pair.save(update_fields=["moved"])
    _decide(pair, PairState.WAITING, by=by, at=at)


def _touch(moved: merging.Moved, *services: Service, at: datetime) -> None:
    places = {one[end] for one in moved if one.get("on") == "location" for end in ("from", "to")}
    for place in Location.objects.filter(public_id__in=places):
        touch("location", place, at=at)
    for row in services:
        touch("service", row, at=at)


def _said_otherwise(kept: Service, other: Service) -> Iterator[tuple[str, str, str, str]]:
    """Field, language (empty: the record's own), what stands, what the other one says."""
    told = _told(kept), _told(other)
    for name, language in told[1]:
        if name in ASKED and _says_otherwise(*(said.get((name, language), "") for said in told)):
            shown = "" if language == kept.written_in else language
            yield name, shown, told[0].get((name, language), ""), told[1][name, language]
    stands, says = lines_of(kept), lines_of(other)
    if says and stands != says:
        yield RULES, "", stands, says


def _told(row: Service) -> dict[tuple[str, str], str]:
    """What a service says, by field and language."""
    own = {(name, row.written_in): getattr(row, name) or "" for name in ASKED}
    texts = FieldText.objects.filter(record=row.public_id, field__in=ASKED)
    return own | {(name, language): text for name, language, text in texts.values_list("field", "language", "text")}


def _says_otherwise(kept: str | None, other: str | None) -> bool:
    """Whether the other one says something, and not the same in other capitals or spaces."""
    return bool(other) and (other or "").casefold().split() != (kept or "").casefold().split()


def _waiting(pair: Pair) -> Pair:
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if pair.state != PairState.WAITING:
        raise AlreadyDecided
    return pair


def _both(pair: Pair, keep: UUID) -> tuple[Any, Any]:
    rows = Service.objects.select_for_update(of=("self",)).select_related("source")
    there = {
        row.public_id: row
        for row in rows.filter(
            organization_id=pair.organization_id,
            public_id__in=[pair.left, pair.right],
            merged_into__isnull=True,
            gone_at__isnull=True,
        )
    }
    if len(there) != 2:
        raise AlreadyDecided
    return there.pop(keep), next(iter(there.values()))


def _decide(pair: Pair, state: PairState, *, by: Worker, at: datetime) -> None:
    pair.state, pair.decided_at, pair.by = state, at, by
    pair.save(update_fields=["state", "decided_at", "by"])
    audit.record("directory.pair_decided", by=by, subject=pair, at=at, details={"state": str(state)})
