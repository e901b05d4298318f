"""What the privacy officer's rules may let go of this room."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.contact_centre.followup.models import FollowUp
from tuque.contact_centre.followup.services import erase
from tuque.contact_centre.rescue.models import Rescue
from tuque.contact_centre.survey.models import Survey
from tuque.retention.api import Kind


def _rescues_due(organization_id: int, before: datetime) -> QuerySet[Rescue]:
    return Rescue.objects.filter(organization_id=organization_id, closed_at__lt=before, erased_at=None)


def _erase_rescues(rows: Sequence[Rescue], at: datetime) -> list[UUID]:
    for row in rows:
        for fact in row.facts.all():
            fact.words = {}
            fact.save(update_fields=["words"])
        row.erased_at = at
        row.save(update_fields=["erased_at"])
    return [row.public_id for row in rows]


def _follow_ups_due(organization_id: int, before: datetime) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(organization_id=organization_id, closed_at__lt=before, erased_at=None)


def _erase_follow_ups(rows: Sequence[FollowUp], at: datetime) -> list[UUID]:
    erase(rows, at=at)
    return [row.public_id for row in rows]


def _surveys_due(organization_id: int, before: datetime) -> QuerySet[Survey]:
    return Survey.objects.filter(organization_id=organization_id, answered_at__lt=before, erased_at=None)


def _erase_surveys(rows: Sequence[Survey], at: datetime) -> list[UUID]:
    for row in rows:
        row.words, row.token, row.erased_at = "", "", at
        row.save(update_fields=["words", "token", "erased_at"])
    return [row.public_id for row in rows]


RESCUES = Kind(
    code="contact_centre.rescues",
    label=_("What was written in rescues"),
    effect=_(
        "Places, references and notes of closed rescues are erased, counted from their end. The steps stay, with their times and who did them."
    ),
    due=_rescues_due,
    total=lambda organization_id: Rescue.objects.filter(organization_id=organization_id).count(),
    let_go=_erase_rescues,
)
FOLLOW_UPS = Kind(
    code="contact_centre.follow_ups",
    label=_("Whom follow-ups reached"),
    effect=_(
        "Names, numbers, safe hours and notes of closed follow-ups are erased, counted from their end. The times, the attempts and the outcome stay."
    ),
    due=_follow_ups_due,
    total=lambda organization_id: FollowUp.objects.filter(organization_id=organization_id).count(),
    let_go=_erase_follow_ups,
)
SURVEYS = Kind(
    code="contact_centre.surveys",
    label=_("Words of the survey after a contact"),
    effect=_("The free words are erased, counted from the answer. The choices stay, since figures are made of them."),
    due=_surveys_due,
    total=lambda organization_id: Survey.objects.filter(organization_id=organization_id).count(),
    let_go=_erase_surveys,
)
