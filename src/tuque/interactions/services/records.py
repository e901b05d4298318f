"""Recording, finishing, correcting and voiding. Nothing is overwritten without its former state being kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Team, Worker
from tuque.audit import api as audit
from tuque.core import streams
from tuque.core.inserting import insert, send_now
from tuque.core.problems import NotFound
from tuque.core.repeat import Answer, body_hash, write_once
from tuque.forms.models import Version
from tuque.interactions import filling, permissions, plugs, rows
from tuque.interactions.codes import Status
from tuque.interactions.facts import Facts, problems_of
from tuque.interactions.models import Interaction, Revision
from tuque.interactions.problems import FactsImpossible, NotOpen, ReasonMissing, RecordChanged, RecordVoid
from tuque.interactions.services.locking import locked
from tuque.interactions.services.reminders import follow_correction, write_reminder

UNDONE, DETAILED = "undone", "detailed"  # reasons that need no words: at once, by whoever recorded
FRESH_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Entry:
    """What a worker fills in: the checked answers, the form they were given under, and the facts they amount to.

    `remind_after` sets a reminder, counted from the beginning.
    """

    facts: Facts
    form_version: Version | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    remind_after: timedelta | None = None


def record_interaction(*, by: Worker, team: Team | None, entry: Entry, key: UUID, at: datetime) -> Interaction:
    """Write what was done. The same `key` with the same entry gives the first record again.

    Raises PermissionRefused, FactsImpossible or AlreadySentDifferently.
    """
    return _write_new(by=by, team=team, entry=entry, key=key, at=at, status=Status.RECORDED)


def start_interaction(*, by: Worker, team: Team | None, entry: Entry, key: UUID, at: datetime) -> Interaction:
    """Begin something long: it runs on the server, whatever happens to the phone, until it is finished."""
    return _write_new(by=by, team=team, entry=entry, key=key, at=at, status=Status.OPEN)


@transaction.atomic
def finish_interaction(*, public_id: UUID, by: Worker, entry: Entry, at: datetime) -> Interaction:
    """End what was begun. Raises NotOpen when it was already finished or made void."""
    row = locked(public_id, by)
    if row.status != Status.OPEN:
        raise NotOpen
    _check(entry.facts, by=by, at=at)
    _keep_state(row, by=by, reason="", at=at)
    _rewrite(row, entry)
    row.status = Status.RECORDED
    if entry.remind_after is not None:
        write_reminder(row, by=by, due_at=at + entry.remind_after)
    _save_changed(row, by=by, at=at, action="interactions.finished")
    return row


@transaction.atomic
def correct_interaction(
    *, public_id: UUID, by: Worker, entry: Entry, reason: str, expected_revision: int, at: datetime
) -> Interaction:
    """Put a record right; its former state, who and why stay in its history. Adding details at once needs no reason.
    Its reminder follows.

    Raises ReasonMissing, RecordVoid, FactsImpossible, or RecordChanged when it is no more at `expected_revision`.
    """
    row = locked(public_id, by)
    if row.status == Status.VOID:
        raise RecordVoid
    if row.revision != expected_revision:
        raise RecordChanged(current=row.revision)
    if not reason.strip() and not is_fresh(row, by=by, at=at):
        raise ReasonMissing
    _check(entry.facts, by=by, at=at, before=row)
    _keep_state(row, by=by, reason=reason or DETAILED, at=at)
    former, began_at = filling.reminder_of(row), row.occurred_at
    _rewrite(row, entry)
    follow_correction(row, former=former, began_at=began_at, asked=entry.remind_after, by=by, at=at)
    _save_changed(row, by=by, at=at, action="interactions.corrected")
    return row


@transaction.atomic
def void_interaction(*, public_id: UUID, by: Worker, reason: str, at: datetime) -> Interaction:
    """Take a record out of every count; it can still be read, with the reason. Its reminders fall away.

    Undoing at once one's own record needs no reason. Voiding twice is harmless.
    """
    row = locked(public_id, by)
    if row.status == Status.VOID:
        return row
    if not reason.strip() and not is_fresh(row, by=by, at=at):
        raise ReasonMissing
    _keep_state(row, by=by, reason=reason or UNDONE, at=at)
    row.status = Status.VOID
    row.reminders.filter(done_at__isnull=True).update(done_at=at, done_by=by)
    _save_changed(row, by=by, at=at, action="interactions.voided")
    return row


def is_fresh(row: Interaction, *, by: Worker, at: datetime) -> bool:
    """Just recorded by this same worker: undoing it and adding details are part of recording it."""
    return row.recorded_by_id == by.pk and at - row.recorded_at <= FRESH_FOR


def _write_new(*, by: Worker, team: Team | None, entry: Entry, key: UUID, at: datetime, status: Status) -> Interaction:
    permissions.check_can_record(by)
    _check(entry.facts, by=by, at=at)
    if team is not None and team.organization_id != by.organization_id:
        raise NotFound

    row = Interaction(
        organization=by.organization,
        team=team,
        recorded_by=by,
        status=status,
        recorded_at=at,
        updated_at=at,
        form_version=entry.form_version,
        answers=dict(entry.answers),
    )
    done = Answer(status=201, body={"interaction": str(row.public_id)})

    def write() -> Answer:
        rows.apply(entry.facts, row)
        action = "interactions.started" if status == Status.OPEN else "interactions.recorded"
        audit.record(action, by=by, subject=row, at=at, details={"type": row.type_code})
        # Last of what can wait: the stream's lock is held from here to the commit.
        insert(row, numbered_by=stream_of(by.organization_id))
        has_items = bool(entry.facts.items or entry.facts.items_received)
        if entry.facts.companions or has_items or entry.remind_after is not None:
            send_now()  # these name the row
        rows.write_lists(row, entry.facts)
        if has_items:
            plugs.items_changed(row, by=by, at=at)
        if entry.remind_after is not None:
            write_reminder(row, by=by, due_at=entry.facts.occurred_at + entry.remind_after)
        return done

    body = {"form": _form_id(entry), "answers": entry.answers, "team": team.code if team else "", "status": status}
    if not entry.answers:
        body["facts"] = body_hash({"facts": repr(entry.facts)})
    answer = write_once(
        scope=f"worker:{by.pk}", key=key, body=body, organization=by.organization, at=at, write=write, foreseen=done
    )
    if not answer.is_repeat:
        return row
    return Interaction.objects.get(organization_id=by.organization_id, public_id=str(answer.body["interaction"]))


def stream_of(organization_id: int) -> str:
    """The organization's stream of changes: boards and exports read rows after a number of it."""
    return f"interactions:{organization_id}"


def _form_id(entry: Entry) -> str:
    return str(entry.form_version.public_id) if entry.form_version else ""


def _check(facts: Facts, *, by: Worker, at: datetime, before: Interaction | None = None) -> None:
    wrong = problems_of(facts, at=at, zone=by.organization.zone, territory=rows.territory(facts, by.organization))
    errors = rows.not_there_before(wrong, facts, before)
    if errors:
        raise FactsImpossible(errors)


def _keep_state(row: Interaction, *, by: Worker, reason: str, at: datetime) -> None:
    Revision.objects.create(
        organization_id=row.organization_id,
        interaction=row,
        number=row.revision,
        state=rows.state_of(row),
        reason=reason.strip()[:300],
        by=by,
        at=at,
    )


def _rewrite(row: Interaction, entry: Entry) -> None:
    rows.apply(entry.facts, row)
    rows.replace_lists(row, entry.facts)
    row.answers = dict(entry.answers)
    row.words_erased_at = None
    if entry.form_version is not None:
        row.form_version = entry.form_version


def _save_changed(row: Interaction, *, by: Worker, at: datetime, action: str) -> None:
    row.revision += 1
    row.updated_at = at
    (row.sequence,) = streams.allocate(stream_of(row.organization_id), organization_id=row.organization_id)
    row.save()
    audit.record(action, by=by, subject=row, at=at, details={"revision": row.revision})
    plugs.items_changed(row, by=by, at=at)
