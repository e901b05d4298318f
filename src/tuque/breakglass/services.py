"""The writes of this room: open for an hour, end sooner, review, take note."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tuque.accounts.api import Role, Worker
from tuque.accounts.models import RoleAssignment
from tuque.audit import api as audit
from tuque.breakglass import kinds, notices, permissions
from tuque.breakglass.codes import AFTER, MOVES, Judgement, Reason, State
from tuque.breakglass.models import Notice, Opening, Review
from tuque.breakglass.problems import NothingThere, OwnOpening, ReasonMissing, ReviewClosed
from tuque.core.problems import NotFound

LONGEST = timedelta(minutes=60)
FEWEST_LETTERS = 10


def open_in_emergency(*, subject_id: UUID, reason: str, words: str, by: Worker, at: datetime) -> Opening:
    """Let `by` read one thing of their own organization, for an hour; those who watch and whose it is are told.

    The caller has made sure that it is really them, a few minutes ago at most. What they have open already stays as it is.
    Raises PermissionRefused, ReasonMissing, or NothingThere, alike for another organization's row and for none.
    """
    permissions.check_can_open(by)
    if reason not in Reason.values or len(words.strip()) < FEWEST_LETTERS:
        raise ReasonMissing
    found = kinds.find(subject_id, organization_id=by.organization_id)
    if found is None:
        with transaction.atomic():
            audit.record("breakglass.nothing_found", by=by, at=at)
        raise NothingThere
    kind, subject = found
    return _open(kind, subject, subject_id=subject_id, reason=reason, words=words.strip(), by=by, at=at)


@transaction.atomic
def _open(
    kind: kinds.Kind, subject: kinds.Subject, *, subject_id: UUID, reason: str, words: str, by: Worker, at: datetime
) -> Opening:
    Worker.objects.select_for_update().get(pk=by.pk)  # pressed twice, it opens once
    open_now = Opening.objects.filter(worker=by, subject_id=subject_id, ended_at__isnull=True, ends_at__gt=at).first()
    if open_now is not None:
        return open_now
    opening = Opening.objects.create(
        organization=by.organization,
        worker=by,
        kind=kind.code,
        subject_id=subject_id,
        reason=reason,
        words=words,
        opened_at=at,
        ends_at=at + LONGEST,
    )
    details = {"opening": str(opening.public_id), "kind": kind.code, "reason": reason}
    audit.record("breakglass.opened", by=by, subject=opening, at=at, seen=[subject_id], details=details)
    Notice.objects.bulk_create(
        Notice(organization=by.organization, opening=opening, worker_id=key, told_as=told_as)
        for key, told_as in _to_tell(subject, by=by).items()
    )
    notices.post(opening, at=at)
    return opening


def _to_tell(subject: kinds.Subject, *, by: Worker) -> dict[int, Notice.As]:
    """Whoever reviews, whoever made it, whoever leads the team it was made in; each once, and never its author."""
    here = Worker.objects.filter(organization_id=by.organization_id, is_active=True).exclude(pk=by.pk)
    made = here.filter(pk__in=subject.workers)
    leads = _holders(here, Role.SUPERVISOR, team_id=subject.team) if subject.team else here.none()
    owners = {*made.values_list("pk", flat=True), *leads.values_list("pk", flat=True)}
    return dict.fromkeys(owners, Notice.As.OWNER) | dict.fromkeys(_reviewers(here), Notice.As.REVIEWER)


def _reviewers(here: QuerySet[Worker]) -> list[int]:
    """The privacy officers; the directors where there is none but the author."""
    for role in permissions.MAY_REVIEW:
        found = list(_holders(here, role).values_list("pk", flat=True))
        if found:
            return found
    return []


def _holders(here: QuerySet[Worker], role: Role, **where: int) -> QuerySet[Worker]:
    held = RoleAssignment.objects.filter(worker=OuterRef("pk"), role=role, ends_at__isnull=True, **where)
    return here.filter(Exists(held))


@transaction.atomic
def end(*, opening: Opening, by: Worker, at: datetime) -> None:
    """Close it before its time: whoever opened it, or whoever may review it. Harmless to do twice."""
    permissions.check_can_end(by, opening)
    if Opening.objects.filter(pk=opening.pk, ended_at__isnull=True, ends_at__gt=at).update(ended_at=at):
        audit.record("breakglass.ended", by=by, subject=opening, at=at, details={"opening": str(opening.public_id)})


@transaction.atomic
def review(*, opening: Opening, judgement: str, words: str, by: Worker, at: datetime) -> Review:
    """Say what was found. `not_justified` also ends what is still open.

    Raises NotFound for whoever may not know of it, OwnOpening for its author, ReviewClosed, ReasonMissing without words.
    """
    if opening.worker_id == by.pk:
        raise OwnOpening
    if not permissions.can_review(by, opening):
        raise NotFound
    if judgement not in Judgement.values or not words.strip():
        raise ReasonMissing
    opening = Opening.objects.select_for_update().get(pk=opening.pk)
    state = AFTER[Judgement(judgement)]
    if state not in MOVES[State(opening.state)]:
        raise ReviewClosed
    written = Review.objects.create(
        organization=opening.organization,
        opening=opening,
        opened_by_id=opening.worker_id,
        by=by,
        judgement=judgement,
        words=words.strip(),
        at=at,
    )
    opening.state = state
    opening.save(update_fields=["state"])
    if judgement == Judgement.NOT_JUSTIFIED:
        end(opening=opening, by=by, at=at)
    Notice.objects.filter(opening=opening, worker=by, seen_at__isnull=True).update(seen_at=at)
    details = {"opening": str(opening.public_id), "judgement": judgement}
    audit.record("breakglass.reviewed", by=by, subject=opening, at=at, details=details)
    return written


@transaction.atomic
def take_note(*, by: Worker, at: datetime) -> int:
    """`by` has seen what they were told; how many there were."""
    number = Notice.objects.filter(worker=by, seen_at__isnull=True).update(seen_at=at)
    if number:
        audit.record("breakglass.notices_seen", by=by, at=at, details={"notices": number})
    return number
