"""What the privacy officer's rules may let go of data requests, beside what is erased by itself ninety days after their end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.releases.desk import attaching
from tuque.releases.desk.models import DataRequest
from tuque.retention.api import Kind


def _due(organization_id: int, before: datetime) -> "QuerySet[DataRequest]":
    return DataRequest.objects.filter(organization_id=organization_id, ended_at__lt=before, words_erased_at=None)


def _total(organization_id: int) -> int:
    return DataRequest.objects.filter(organization_id=organization_id).count()


def _let_go(rows: Sequence[DataRequest], at: datetime) -> list[UUID]:
    """The links go too: what they lead to says nothing any more."""
    for row in rows:
        row.question = row.purpose = row.name = row.email = row.answer = ""
        row.query, row.words_erased_at = {}, at
        row.save()
        for step in row.steps.all():
            step.words = ""
            step.save(update_fields=["words"])
        for file in row.files.all():
            attaching.drop(file)
        row.links.all().delete()
    return [row.public_id for row in rows]


REQUESTS = Kind(
    code="releases.requests",
    label=_("What was asked of the data desk"),
    effect=_(
        "The words of requests, of their answers and of notes are erased, with the files that were attached, counted from the end of the request. Their numbers, days and states stay, since figures are made of them; so do answers in the library, which name nobody. Names and addresses are erased ninety days after the end in any case."
    ),
    due=_due,
    total=_total,
    let_go=_let_go,
)
