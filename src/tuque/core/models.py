"""What every room stands on: streams with numbers, writes that can be repeated, and work to be done after a commit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuque.core.crypto.fields import SealedJSON
from tuque.core.crypto.models import OrganizationKey
from tuque.core.ids import PublicIdField

__all__ = ["ConflictingWrite", "OrganizationKey", "OutboxMessage", "RepeatableWrite", "Stream", "StreamEvent"]


class Stream(models.Model):
    """A line of events (one conversation, one organization's log) whose numbers have no gaps and no late commits.

    The number is allocated under a lock on this row, last thing before the commit.
    """

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+", help_text="Whose it is."
    )
    name = models.CharField(max_length=120, unique=True)
    last_sequence = models.BigIntegerField(default=0)


class StreamEvent(models.Model):
    """One thing that happened in a stream. `payload` holds ids and codes; live screens fetch the rest as themselves."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="events")
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "sequence"], name="stream_event_sequence_once")
        ]


class RepeatableWrite(models.Model):
    """A write that its sender may repeat: the client's id, a hash of the body, and the answer that was given."""

    organization = models.ForeignKey(
        "accounts.Organization",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Whose it is.",
    )
    scope = models.CharField(max_length=120, help_text="Who sends: worker:<id>, token:<id> or provider:<name>.")
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "key"], name="repeatable_write_once")]


class ConflictingWrite(models.Model):
    """The other body that came under an id already used: refused with 409, and kept for a person to look at."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    first = models.ForeignKey(RepeatableWrite, on_delete=models.PROTECT, related_name="conflicts")
    body_hash = models.CharField(max_length=64)
    body = SealedJSON()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "body_hash"], name="conflicting_write_kept_once")
        ]


class OutboxMessage(models.Model):
    """Work to be done after a commit, written in the same transaction as its cause, so that no crash loses it."""

    organization = models.ForeignKey(
        "accounts.Organization",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="For whom the work is done.",
    )
    public_id = PublicIdField()
    topic = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    quarantined_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, blank=True, help_text="The kind of error: never words of people.")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="outbox_waiting",
                condition=Q(done_at__isnull=True, quarantined_at__isnull=True),
            )
        ]
