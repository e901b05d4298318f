"""Calls, who is in them, and what their pages tell one another to find a way for the voices. No sound is ever kept."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from tuque.channels.voice.hearing import Part
from tuque.channels.voice.hearing import Party as Hearing
from tuque.core.crypto.fields import SealedJSON
from tuque.core.ids import PublicIdField

PARTS = [(part.value, part.value) for part in Part]


def stream_of(call: UUID) -> str:
    return f"voice:{call}"


class Call(models.Model):
    """The voice of a conversation. It begins when the person calls, and ends for all when they hang up."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.OneToOneField("channels.Conversation", on_delete=models.CASCADE, related_name="call")
    port = models.CharField(max_length=20, db_default="browser", help_text="What carries its voices.")
    token_hash = models.CharField(max_length=64, help_text="What opens it to the page that called.")
    is_held = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_signal = models.PositiveIntegerField(default=0)
    spoken = models.CharField(
        max_length=20, blank=True, db_default="", help_text="What the line says to the caller now."
    )
    spoken_number = models.PositiveIntegerField(db_default=0, help_text="How often it said something.")
    spoken_at = models.DateTimeField(null=True, help_text="When it was last due; empty for a call of before.")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["spoken_at"], name="call_under_way", condition=Q(ended_at__isnull=True))
        ]

    @property
    def stream(self) -> str:
        return stream_of(self.public_id)


class CallParty(models.Model):
    """Someone in a call. `worker` is empty for the person who called. `heard_at`: their page told that sound flows."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="parties")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=10, choices=PARTS)
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When their page last asked.")
    heard_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "worker"], condition=Q(left_at__isnull=True), name="call_party_once_at_a_time"
            )
        ]

    def hearing(self, *, held: bool) -> Hearing:
        return Hearing(str(self.public_id), Part(self.part), is_held=held and self.part == Part.CALLER)


class CallSignal(models.Model):
    """What one page tells another: an offer, an answer, a candidate. It holds network addresses: sealed, and gone with the call."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    public_id = PublicIdField()
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="signals", db_index=False)
    number = models.PositiveIntegerField()
    sender = models.ForeignKey(CallParty, on_delete=models.CASCADE, related_name="+", db_index=False)
    recipient = models.ForeignKey(CallParty, on_delete=models.CASCADE, related_name="+")
    content = SealedJSON(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["call", "number"], name="call_signal_once")]
