"""What was opened in an emergency by someone whose role does not reach it, who was told, and what a review found."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tuque.breakglass.codes import Judgement, Reason, State
from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField


class Opening(models.Model):
    """One worker reads one thing for an hour at most. The row is the truth: nothing else remembers that it is open."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, help_text="Code of a `kinds.Kind`.")
    subject_id = models.UUIDField(help_text="Public id of what is opened.")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    words = SealedText(help_text="Why, in the worker's own words.")
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When it was ended before its time.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["worker", "ends_at"], name="opening_in_force"),
            models.Index(fields=["organization", "state", "-opened_at"], name="opening_to_review"),
        ]

    def is_in_force(self, *, at: datetime) -> bool:
        return self.opened_at <= at < self.ends_at and self.ended_at is None

    @property
    def code(self) -> str:
        """The last digits of what was opened, as the audit shows them."""
        return str(self.subject_id)[-6:]

    @property
    def minutes(self) -> int:
        """How long it was open, or may be: whole minutes."""
        return int(((self.ended_at or self.ends_at) - self.opened_at).total_seconds() // 60)


class Review(models.Model):
    """What someone else than its author found of an opening. The last one counts; none is changed."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="reviews")
    opened_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+", db_index=False)
    judgement = models.CharField(max_length=20, choices=Judgement.choices)
    words = SealedText()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("opened_by")), name="nobody_reviews_their_own_opening")
        ]


class Notice(models.Model):
    """Someone who is told of an opening: on every page until they have seen it, and by a short message."""

    class As(models.TextChoices):
        REVIEWER = "reviewer", "reviewer"
        OWNER = "owner", "owner"

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="notices")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+", db_index=False)
    told_as = models.CharField(max_length=10, choices=As.choices)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["opening", "worker"], name="told_once_of_an_opening")]
        indexes: ClassVar = [models.Index(fields=["worker", "seen_at"], name="notice_to_see")]
