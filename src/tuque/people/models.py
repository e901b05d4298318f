"""The persons we serve who agreed to be named, and what they agreed to."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from tuque.core.crypto.blind import StartMarks, WholeMark
from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField


class Person(models.Model):
    """A participant known by name, with recorded consent. Everyone else is a count and an age group."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="persons")
    public_id = PublicIdField()
    name = SealedText(help_text="The name the person goes by.")
    name_mark = WholeMark(of="name")
    name_starts = StartMarks(of="name")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When the name went; what was consented to, without it, stays."
    )


class Consent(models.Model):
    """What a person allowed: to whom, for what, in which words, until when. Withdrawn, never deleted."""

    class Kind(models.TextChoices):
        NAMED_RECORD = "named_record", "named record"
        SHARING = "sharing", "sharing"

    class Means(models.TextChoices):
        SPOKEN = "spoken", "spoken"
        WRITTEN = "written", "written"

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    public_id = PublicIdField()
    kind = models.CharField(max_length=30, choices=Kind.choices)
    means = models.CharField(max_length=10, choices=Means.choices)
    wording_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    interpreter = models.CharField(max_length=20, blank=True, help_text="Language that an interpreter put it into.")
    organizations = models.JSONField(default=list, help_text="Of a sharing: public ids of those who may be told.")
    data_classes = models.JSONField(default=list, help_text="Of a sharing: codes of `agreements.DataClass`.")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "kind"], name="consent_of_person")]

    def is_in_force(self, *, at: datetime) -> bool:
        return self.withdrawn_at is None and self.given_at <= at < self.expires_at
