"""What people answered: shares beside how many were asked, and how hard it was before and after."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre.survey.models import Distress, Moment, Reply, Source, Survey
from tuque.contact_centre.survey.services import hash_of
from tuque.core.problems import NotFound

QUESTIONS = ("helpful", "cope", "respected")


@dataclass(frozen=True)
class Share:
    """How many of those who answered a question said yes; somewhat counts beside it, never in it."""

    question: str
    yes: int
    somewhat: int
    no: int

    @property
    def answers(self) -> int:
        return self.yes + self.somewhat + self.no

    @property
    def percent(self) -> float | None:
        return 100 * self.yes / self.answers if self.answers else None


@dataclass(frozen=True)
class Results:
    """`ended`: conversations in writing that ended in the time; `offered`, `answered`: surveys of the time."""

    ended: int
    offered: int
    answered: int
    shares: list[Share]

    @property
    def rate(self) -> float | None:
        return 100 * self.answered / self.offered if self.offered else None

    def of(self, question: str) -> Share:
        return next(one for one in self.shares if one.question == question)


@dataclass(frozen=True)
class Change:
    """Contacts with both moments, by who said so: means of the first and the last, and how many fell, stayed, rose."""

    source: str
    pairs: int
    before: float | None
    after: float | None
    fell: int
    same: int
    rose: int


def results(organization: Organization, *, since: datetime, until: datetime, language: str = "") -> Results:
    rows = Survey.objects.filter(organization=organization, offered_at__gte=since, offered_at__lt=until)
    ended = channels.Conversation.objects.filter(
        organization=organization,
        ended_at__gte=since,
        ended_at__lt=until,
        channel__in=[channels.Channel.CHAT, channels.Channel.TEXT],
    )
    if language:
        rows, ended = rows.filter(language=language), ended.filter(language=language)
    kept = list(rows.values("answered_at", *QUESTIONS))
    answered = [row for row in kept if row["answered_at"]]
    return Results(ended.count(), len(kept), len(answered), [_share(name, answered) for name in QUESTIONS])


def _share(question: str, rows: Sequence[dict[str, object]]) -> Share:
    counts = Counter(str(row[question]) for row in rows)
    return Share(question, counts[Reply.YES], counts[Reply.SOMEWHAT], counts[Reply.NO])


def changes(organization: Organization, *, since: datetime, until: datetime) -> list[Change]:
    """What the person said is never paired with what a responder wrote."""
    rows = Distress.objects.filter(organization=organization, at__gte=since, at__lt=until)
    return [
        change_of(source, rows.filter(source=source).values_list("conversation", "moment", "value"))
        for source in Source
    ]


def change_of(source: str, rows: Iterable[tuple[UUID, str, int]]) -> Change:
    first: dict[UUID, int] = {}
    last: dict[UUID, int] = {}
    for conversation, moment, value in rows:
        (first if moment == Moment.BEFORE else last)[conversation] = value
    pairs = [(first[one], last[one]) for one in first.keys() & last.keys()]
    count = len(pairs)
    return Change(
        source,
        count,
        sum(before for before, _after in pairs) / count if count else None,
        sum(after for _before, after in pairs) / count if count else None,
        sum(after < before for before, after in pairs),
        sum(after == before for before, after in pairs),
        sum(after > before for before, after in pairs),
    )


def find_by_token(token: str) -> Survey | None:
    """For whoever has the link: asked on the doorstep."""
    return Survey.objects.select_related("organization").filter(token_hash=hash_of(token)).first()


def values_of(viewer: Worker, conversation: UUID) -> dict[tuple[str, str], int]:
    rows = Distress.objects.filter(organization=viewer.organization, conversation=conversation)
    return {(row.moment, row.source): row.value for row in rows}


def find_of(viewer: Worker, conversation: UUID) -> Survey | None:
    return Survey.objects.filter(organization=viewer.organization, conversation=conversation).first()


@transaction.atomic
def list_answers(viewer: Worker, *, since: datetime, until: datetime, at: datetime) -> list[Survey]:
    """What is behind the shares, newest first, words and all; the look is recorded."""
    rows = Survey.objects.filter(
        organization=viewer.organization, offered_at__gte=since, offered_at__lt=until, answered_at__isnull=False
    )
    found = list(rows.order_by("-answered_at")[:200])
    audit.look("contact_centre.surveys_read", by=viewer, at=at, seen=[row.public_id for row in found])
    return found


def get_by_token(token: str) -> Survey:
    found = find_by_token(token)
    if found is None:
        raise NotFound
    return found
