"""Invented phones and what is on their screens."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField


class PocketPhone(models.Model):
    """One phone of the pocket network.

    is_barred  the network heard a word to stop and refuses what the line sends, as real ones do
    is_off     what the line sends is taken, then told not to have arrived
    delay_seconds  what is written here leaves so much later
    is_holding what is written here waits, to leave all at once in the wrong order
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    account = models.ForeignKey("channels.Account", on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20)
    is_barred = models.BooleanField(default=False)
    is_off = models.BooleanField(default=False)
    is_holding = models.BooleanField(default=False)
    delay_seconds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "number"], name="pocket_phone_once")]


class PocketMessage(models.Model):
    """One message on the phone's screen. `answers` is what our own address said each time it was delivered: 200, 200, 403."""

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("pocket phone", "Held back")
        WAITING = "waiting", pgettext_lazy("pocket phone", "On its way")
        TAKEN = "taken", pgettext_lazy("pocket phone", "Taken by the line")
        REFUSED = "refused", pgettext_lazy("pocket phone", "Refused by the line")
        RECEIVED = "received", pgettext_lazy("pocket phone", "Received")

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    phone = models.ForeignKey(PocketPhone, on_delete=models.CASCADE, related_name="messages")
    is_from_line = models.BooleanField(default=False)
    text = SealedText()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    answers = models.JSONField(default=list)
    sender_id = models.CharField(max_length=60, blank=True, default="", help_text="The line’s own id of what it sent.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["phone", "at"], name="pocket_message_by_time")]
