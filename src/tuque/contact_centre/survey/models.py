"""How hard it was before and after, and the survey after a contact."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField


class Moment(models.TextChoices):
    BEFORE = "before", pgettext_lazy("distress", "At the beginning")
    AFTER = "after", pgettext_lazy("distress", "At the end")


class Source(models.TextChoices):
    PERSON = "person", _("The person answered it themselves")
    RESPONDER = "responder", _("The responder asked, and wrote it")


class Reply(models.TextChoices):
    YES = "yes", pgettext_lazy("survey", "Yes")
    SOMEWHAT = "somewhat", pgettext_lazy("survey", "Somewhat")
    NO = "no", pgettext_lazy("survey", "No")


class Distress(models.Model):
    """How hard it is, 1 to 5, at one moment of a contact: as the person said it themselves, or to the responder."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    conversation = models.UUIDField()
    moment = models.CharField(max_length=10, choices=Moment.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "conversation", "moment", "source"], name="distress_once"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="distress_one_to_five"),
        ]


class Survey(models.Model):
    """The questions that one person was invited to, by a link of their own; unanswered until `answered_at`.

    `token_hash` finds it; whoever has the link may answer once. The words are sealed, the codes are what boards count.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.UUIDField()
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    token = SealedText()
    token_hash = models.CharField(max_length=64, unique=True)
    answered_at = models.DateTimeField(null=True)
    helpful = models.CharField(max_length=10, choices=Reply.choices, blank=True)
    cope = models.CharField(max_length=10, choices=Reply.choices, blank=True)
    respected = models.CharField(max_length=10, choices=Reply.choices, blank=True)
    words = SealedText()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "conversation"], name="survey_once")]
        indexes: ClassVar = [models.Index(fields=["organization", "-offered_at"], name="survey_by_time")]
