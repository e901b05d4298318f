"""What people decide about records: changes that were proposed, records that may be the same, links for providers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.core.ids import PublicIdField
from tuque.directory.models.base import text
from tuque.directory.models.main import Service


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    TAKEN = "taken", _("Taken")
    REFUSED = "refused", _("Not taken")


class Proposal(models.Model):
    """Another value for one field: from the provider, or from a source that disagrees with another. A person decides."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    entity = models.CharField(max_length=40)
    record = models.UUIDField()
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=12, blank=True)
    before = text()
    after = text()
    origin = models.CharField(max_length=12, help_text="provider, source or reader.")
    told_by = models.CharField(max_length=200, blank=True, help_text="The name of the source.")
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "state", "record"], name="directory_proposals")]


class PairState(models.TextChoices):
    WAITING = "waiting", _("To look at")
    MERGED = "merged", _("Merged")
    APART = "apart", _("Not the same")


class Pair(models.Model):
    """Two records that may be the same thing: how alike, why, and what a person decided. A merge can be undone."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    entity = models.CharField(max_length=40)
    left = models.UUIDField()
    right = models.UUIDField()
    score = models.FloatField()
    reasons = models.JSONField(default=dict, help_text="Of each thing compared: how alike, from 0 to 1.")
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.WAITING)
    moved = models.JSONField(default=list, help_text="What a merge moved: each with where it was and where it is.")
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["left", "right"], name="directory_pair_once")]


class LeadsOn(models.Model):
    """A service that was merged: links to it that people kept lead on to the one that stands for both. Two ids, about nobody."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    record = models.UUIDField(unique=True, help_text="The public id of the service that was merged.")
    kept = models.UUIDField(help_text="The public id of the one that stands for it.")


class Letter(models.TextChoices):
    """What became of the letter that carries a link."""

    NONE = "none", pgettext_lazy("letter to a provider", "No letter: given by hand")
    WAITING = "waiting", pgettext_lazy("letter to a provider", "The letter is on its way")
    SENT = "sent", pgettext_lazy("letter to a provider", "The letter left")
    FAILED = "failed", pgettext_lazy("letter to a provider", "The letter could not leave")


class UpdateLink(models.Model):
    """A link e-mailed to a provider, who puts their own record right without an account: for one service, for some weeks."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="update_links")
    email = models.EmailField()
    language = models.CharField(max_length=2, default="en")
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link's secret.")
    sent_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    letter = models.CharField(max_length=10, choices=Letter.choices, default=Letter.NONE, db_default=Letter.NONE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class ReminderPlan(models.Model):
    """That letters to providers leave by themselves; off until someone turns it on."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=False)
    from_months = models.PositiveSmallIntegerField(
        default=6, help_text="The first step of the ladder that a letter is for."
    )
    origin = models.CharField(max_length=300, help_text="This site as whoever reads a letter reaches it.")
    looked_on = models.DateField(null=True, blank=True, help_text="The last day on which letters were written.")
    changed_at = models.DateTimeField()
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")


class UnwantedAddress(models.Model):
    """An address whose holder asked not to be written to about records."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    email = models.EmailField()
    said_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "email"], name="directory_unwanted_once")
        ]
