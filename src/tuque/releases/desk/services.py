"""What the staff does with requests and the library, and the director with the desk. Every write is audited."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core.problems import NotFound
from tuque.releases.desk import attaching, notices, permissions, staff_letters
from tuque.releases.desk.asking import note
from tuque.releases.desk.attaching import Attached
from tuque.releases.desk.models import DataDesk, DataRequest, LibraryAnswer, State, Step
from tuque.releases.desk.problems import DueDayImpossible, OneLanguageOnly, RequestEnded
from tuque.releases.desk.questions import Query

KEPT_FOR = timedelta(days=90)
LONGEST_TERM = 365


@transaction.atomic
def keep_desk(*, is_open: bool, due_days: int, by: Worker, at: datetime) -> DataDesk:
    """Open or close the desk, and say in how many days it answers: of requests that come from now on."""
    permissions.check_can_keep(by)
    values = {"is_open": is_open, "due_days": due_days, "changed_at": at}
    row, _made = DataDesk.objects.update_or_create(organization=by.organization, defaults=values)
    audit.record("releases.desk_kept", by=by, subject=row, at=at, details={"open": is_open, "days": due_days})
    return row


@transaction.atomic
def assign(request: DataRequest, *, to: Worker, by: Worker, at: datetime) -> DataRequest:
    """Someone of the staff takes it up. Raises RequestEnded, NotFound for someone who may not answer."""
    row = _lock(request, by)
    if to.organization_id != by.organization_id or not to.is_active or not to.holds(*permissions.ANSWERERS):
        raise NotFound
    row.assigned_to = to
    row.state = State.WORKING if row.state == State.RECEIVED else row.state
    row.save(update_fields=["assigned_to", "state"])
    note(row, Step.ASSIGNED, at=at, by=by)
    audit.record("releases.request_assigned", by=by, subject=row, at=at, details={"to": str(to.public_id)})
    if to.pk != by.pk:
        staff_letters.post_given(row, at=at)
    return row


@transaction.atomic
def move_due_day(
    request: DataRequest, *, due_on: date, words: str, origin: str, by: Worker, at: datetime
) -> DataRequest:
    """Give it another due day; whoever asked is told, with the reason where there is one. Raises RequestEnded, DueDayImpossible."""
    row = _lock(request, by)
    today = at.astimezone(row.organization.zone).date()
    if due_on == row.due_on or not today <= due_on <= today + timedelta(days=LONGEST_TERM):
        raise DueDayImpossible(LONGEST_TERM)
    row.due_on = due_on
    row.save(update_fields=["due_on"])
    note(row, Step.DUE_MOVED, at=at, words=words, by=by, due_on=due_on)
    audit.record("releases.request_due_moved", by=by, subject=row, at=at, details={"due_on": due_on.isoformat()})
    notices.post_news(row, origin=origin, at=at)
    staff_letters.post_when_overdue(row, at=at)
    return row


@transaction.atomic
def write_note(request: DataRequest, *, words: str, by: Worker, at: datetime) -> DataRequest:
    """For the staff alone."""
    row = _lock(request, by)
    note(row, Step.NOTE, at=at, words=words, by=by)
    audit.record("releases.request_noted", by=by, subject=row, at=at)
    return row


@transaction.atomic
def ask_back(request: DataRequest, *, words: str, origin: str, by: Worker, at: datetime) -> DataRequest:
    """Ask whoever asked; they read it by their link. `origin` is this site as its reader knows it."""
    row = _lock(request, by)
    row.state = State.ASKED_BACK
    row.save(update_fields=["state"])
    note(row, Step.ASKED_BACK, at=at, words=words, by=by)
    audit.record("releases.request_asked_back", by=by, subject=row, at=at)
    notices.post_news(row, origin=origin, at=at)
    return row


@transaction.atomic
def answer(
    request: DataRequest,
    *,
    words: str,
    query: Query,
    origin: str,
    by: Worker,
    at: datetime,
    attached: Attached | None = None,
) -> DataRequest:
    """Answer with words, with a file where one is `attached`, and, where `query` asks something, with what the directory answers each
    time it is read. Raises FileNotTaken."""
    row = _lock(request, by)
    row.query = query.kept()
    if attached is not None:
        file = attaching.keep(row, attached, by=by, at=at)
        audit.record("releases.file_attached", by=by, subject=row, at=at, details={"file": str(file.public_id)})
    return _end(row, State.ANSWERED, Step.ANSWERED, words=words, origin=origin, by=by, at=at)


@transaction.atomic
def refuse(request: DataRequest, *, reason: str, origin: str, by: Worker, at: datetime) -> DataRequest:
    """It cannot be answered, and why; whoever asked reads it."""
    row = _lock(request, by)
    return _end(row, State.REFUSED, Step.REFUSED, words=reason, origin=origin, by=by, at=at)


def _end(
    row: DataRequest, state: State, step: Step, *, words: str, origin: str, by: Worker, at: datetime
) -> DataRequest:
    row.state, row.answer, row.ended_at, row.erase_at = state, words, at, at + KEPT_FOR
    row.assigned_to = row.assigned_to or by
    row.save(update_fields=["state", "answer", "query", "ended_at", "erase_at", "assigned_to"])
    note(row, step, at=at, by=by)
    audit.record(f"releases.request_{state.value}", by=by, subject=row, at=at)
    notices.post_news(row, origin=origin, at=at)
    outbox.post(
        notices.ERASE,
        {"request": str(row.public_id)},
        at=at,
        due_at=row.erase_at,
        organization_id=row.organization_id,
    )
    return row


def _lock(request: DataRequest, by: Worker) -> DataRequest:
    """Raises PermissionRefused, NotFound, RequestEnded."""
    permissions.check_can_answer(by)
    found = DataRequest.objects.select_for_update(of=("self",)).select_related("organization", "assigned_to")
    row = found.filter(organization=by.organization, pk=request.pk).first()
    if row is None:
        raise NotFound
    if not row.is_open:
        raise RequestEnded
    return row


@dataclass(frozen=True)
class Entry:
    """A question and its answer for the library, edited so that they name nobody."""

    question_en: str = ""
    question_fr: str = ""
    answer_en: str = ""
    answer_fr: str = ""
    is_public: bool = False
    query: Query = field(default_factory=Query)

    @property
    def is_whole(self) -> bool:
        return all(text.strip() for text in (self.question_en, self.question_fr, self.answer_en, self.answer_fr))


@transaction.atomic
def keep_entry(
    entry: Entry, *, key: UUID, request: DataRequest | None = None, by: Worker, at: datetime
) -> LibraryAnswer:
    """Write an answer of the library, new or not: `key` is its public id. Raises OneLanguageOnly where
    it would be public in one, NotFound where the key is another organization's, or a request's: what anyone may read is never
    found by what is private."""
    permissions.check_can_answer(by)
    if entry.is_public and not entry.is_whole:
        raise OneLanguageOnly
    values = {**vars(entry), "query": entry.query.kept(), "changed_at": at, "changed_by": by}
    row = LibraryAnswer.objects.select_for_update().filter(organization=by.organization, public_id=key).first()
    if row is None:
        row = LibraryAnswer(organization=by.organization, public_id=key, request=request, **values)
        _insert(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    audit.record("releases.library_kept", by=by, subject=row, at=at, details={"public": entry.is_public})
    return row


def _insert(row: LibraryAnswer) -> None:
    """In the caller's transaction. The page made its id: NotFound where another row has it, as for none."""
    if DataRequest.objects.filter(public_id=row.public_id).exists():
        raise NotFound
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotFound from None
