"""What whoever asks does, without an account: ask, follow by a private link, reply. Each write is audited without a name."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core import wall
from tuque.core.problems import NotFound
from tuque.core.repeat import AlreadySentDifferently, Answer, body_hash, write_once
from tuque.core.tokens import hash_of, token_of
from tuque.core.wall import Purpose
from tuque.releases.desk import staff_letters
from tuque.releases.desk.models import (
    AnswerFile,
    DataDesk,
    DataRequest,
    RequestLink,
    RequestStep,
    State,
    Step,
)
from tuque.releases.desk.problems import AskedDifferently, NoDesk, NotAsked, RequestLinkClosed

ASKER = "public"


@dataclass(frozen=True)
class Asked:
    """What someone would like to know. `email` is how they are told that there is news; only the question is needed."""

    question: str
    purpose: str = ""
    name: str = ""
    email: str = ""
    wanted_on: date | None = None
    language: str = "en"


def ask(desk: DataDesk, asked: Asked, *, key: UUID, at: datetime) -> tuple[DataRequest, str]:
    """A new request and the secret of its link, which is shown once; within the desk's organization, not inside a transaction.

    The same form (`key`) with the same words is the same request, with another link: sending twice is harmless. With other words
    it gives no link, since whoever sends them has not shown that the request is theirs: AskedDifferently. Raises NoDesk when the
    desk closed meanwhile.
    """
    try:
        answer = write_once(
            scope=f"desk:{desk.public_id}",
            key=key,
            # A hash, so that nothing of who asks stays beside the request, where its end would not find it.
            body={"asked": body_hash(vars(asked))},
            organization=desk.organization,
            at=at,
            write=lambda: _write(desk, asked, at=at),
        )
    except AlreadySentDifferently as trouble:
        raise AskedDifferently from trouble
    row = DataRequest.objects.select_related("organization").get(
        organization=desk.organization, public_id=str(answer.body["request"])
    )
    return row, make_link(row, at=at)


def _write(desk: DataDesk, asked: Asked, *, at: datetime) -> Answer:
    """In the caller's transaction. The request's id is made here and told to nobody: the page made the form's own."""
    desk = DataDesk.objects.select_for_update(of=("self",)).select_related("organization").get(pk=desk.pk)
    if not desk.is_open:
        raise NoDesk
    today = at.astimezone(desk.organization.zone).date()
    of_year = DataRequest.objects.filter(organization=desk.organization, year=today.year)
    row = DataRequest.objects.create(
        organization=desk.organization,
        year=today.year,
        number=(of_year.aggregate(last=Max("number"))["last"] or 0) + 1,
        asked_at=at,
        due_on=due_day(today, days=desk.due_days, wanted_on=asked.wanted_on),
        **vars(asked),
    )
    note(row, Step.RECEIVED, at=at)
    audit.record("releases.request_asked", subject=row, at=at, actor_kind=ASKER)
    staff_letters.post_new(row, at=at)
    staff_letters.post_when_overdue(row, at=at)
    return Answer(status=201, body={"request": str(row.public_id)})


def due_day(today: date, *, days: int, wanted_on: date | None) -> date:
    """The desk's own term, or the day by which it is needed where that comes sooner; never a day that is past."""
    term = today + timedelta(days=days)
    return max(today, min(term, wanted_on)) if wanted_on else term


def note(
    row: DataRequest, step: Step, *, at: datetime, words: str = "", by: Worker | None = None, due_on: date | None = None
) -> RequestStep:
    """In the caller's transaction."""
    return RequestStep.objects.create(
        organization=row.organization, request=row, step=step, at=at, by=by, words=words, due_on=due_on
    )


def make_link(row: DataRequest, *, at: datetime) -> str:
    """Another link to the request; its secret."""
    token = secrets.token_urlsafe(32)
    RequestLink.objects.create(organization=row.organization, request=row, token_hash=hash_of(token), made_at=at)
    return token


@transaction.atomic
def link_of_letter(row: DataRequest, *, letter: UUID, at: datetime) -> str:
    """The secret of the link of one letter, the same however often the letter is tried."""
    token = token_of("releases.request", letter)
    RequestLink.objects.get_or_create(
        token_hash=hash_of(token), defaults={"organization": row.organization, "request": row, "made_at": at}
    )
    return token


def find_link(token: str) -> RequestLink:
    """The link that this secret opens, whoever holds it. Raises RequestLinkClosed."""
    with wall.system(Purpose.DOORSTEP):
        link = RequestLink.objects.filter(token_hash=hash_of(token)).first()
    if link is None:
        raise RequestLinkClosed
    return link


@transaction.atomic
def follow(link: RequestLink, *, at: datetime) -> DataRequest:
    """The request of the link, within its organization. Raises RequestLinkClosed."""
    row = DataRequest.objects.select_related("organization").get(pk=link.request_id)
    _check_good(row, at)
    audit.look("releases.request_followed", subject=row, at=at, actor_kind=ASKER)
    return row


@transaction.atomic
def take_file(link: RequestLink, file_id: UUID, *, at: datetime) -> AnswerFile:
    """A file of the answer. Raises RequestLinkClosed, NotFound."""
    row = DataRequest.objects.select_related("organization").get(pk=link.request_id)
    _check_good(row, at)
    found = row.files.filter(public_id=file_id).first()
    if found is None:
        raise NotFound
    audit.look("releases.file_taken", subject=row, at=at, actor_kind=ASKER)
    return found


@transaction.atomic
def reply(link: RequestLink, *, words: str, at: datetime) -> DataRequest:
    """What they say to a question back. Raises NotAsked, RequestLinkClosed."""
    row = DataRequest.objects.select_for_update(of=("self",)).select_related("organization").get(pk=link.request_id)
    _check_good(row, at)
    if row.state != State.ASKED_BACK:
        raise NotAsked
    row.state = State.WORKING
    row.save(update_fields=["state"])
    note(row, Step.REPLIED, at=at, words=words)
    audit.record("releases.request_replied", subject=row, at=at, actor_kind=ASKER)
    return row


def _check_good(row: DataRequest, at: datetime) -> None:
    if row.erase_at is not None and at >= row.erase_at:
        raise RequestLinkClosed
