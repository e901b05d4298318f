"""Agreements between organizations: who lets whom see what, for which purpose, until when; and who signed."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from tuque.agreements.codes import EndReason, Purpose
from tuque.core.ids import PublicIdField

if TYPE_CHECKING:
    from tuque.accounts.models import Organization


class Agreement(models.Model):
    """A memorandum of understanding. `organization` wrote it down; each party reads it and signs for itself."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    title_en = models.CharField(max_length=160)
    title_fr = models.CharField(max_length=160)
    parties: "models.ManyToManyField[Organization, Party]" = models.ManyToManyField(
        "accounts.Organization", through="Party", related_name="+", help_text="The writer's organization included."
    )
    created_at = models.DateTimeField()

    @property
    def title(self) -> str:
        return self.title_fr if (get_language() or "").startswith("fr") else self.title_en


class Party(models.Model):
    """One organization that an agreement binds once it has signed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "organization"], name="party_once")]


class Version(models.Model):
    """The clauses and dates as proposed at one time. A proposed version never changes; it holds once all parties signed."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        PROPOSED = "proposed", "proposed"
        IN_FORCE = "in_force", "in force"
        REPLACED = "replaced", "replaced"
        DROPPED = "dropped", "dropped"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="Exclusive; moved back when a party ends the agreement.")
    clauses = models.JSONField(default=list, help_text="See clauses.py.")
    drafted_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="agreement_ends_after_start"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state__in=["draft", "proposed"]), name="agreement_one_open_version"
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state="in_force"), name="agreement_one_version_in_force"
            ),
        ]

    def holds(self, *, at: datetime) -> bool:
        return self.state == self.State.IN_FORCE and self.starts_at <= at < self.ends_at


class Signature(models.Model):
    """One party's yes to one version, by someone who may bind it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=120, help_text="In what capacity they sign, as on paper.")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "organization"], name="signature_once_for_each_party")
        ]


class Ending(models.Model):
    """A party ended the agreement before its date: from `at` on, nothing crosses."""

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="ending")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=EndReason.choices)
    at = models.DateTimeField()


class Share(models.Model):
    """Between whom, for which purpose and when something may cross: made from the clauses of the version in force.

    The decision reads the clauses; this is what the database's own wall reads, which must never open wider.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="shares")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "organization", "reader", "purpose"], name="share_once")
        ]
        indexes: ClassVar = [models.Index(fields=["reader", "purpose", "organization"], name="share_by_reader")]
