"""Accounts with providers, what they delivered, how the person of a conversation is reached, what became of our messages."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.channels.providers.contract import Provider, State
from tuque.channels.providers.registry import KINDS
from tuque.core.crypto.fields import SealedJSON, SealedText
from tuque.core.ids import PublicIdField


class Account(models.Model):
    """One number or page of ours with a provider. Whoever knows `path` may knock; the provider proves itself besides.

    `origin` is our site as the provider calls it: what it signed, and where it says what became of our messages.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    provider = models.CharField(max_length=20)
    line = models.ForeignKey("channels.Line", on_delete=models.PROTECT, related_name="accounts")
    address = models.CharField(max_length=60, help_text="Our number, +1…, or the id of our page.")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, help_text="Unless the words say otherwise.")
    credentials = SealedJSON(default=dict)
    path = SealedText()
    path_hash = models.CharField(max_length=64, unique=True)
    origin = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    refused = models.PositiveIntegerField(default=0, help_text="Knocked without proof.")
    refused_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    tried_error = models.CharField(max_length=40, blank=True, default="")

    @property
    def kind(self) -> Provider:
        return KINDS[self.provider]

    @property
    def webhook(self) -> str:
        """The address to give to the provider."""
        return f"{self.origin}/in/{self.path}"


class Outcome(models.TextChoices):
    """What became of something delivered."""

    WAITING = "waiting", pgettext_lazy("something delivered", "Waiting")
    DONE = "done", pgettext_lazy("something delivered", "Done")
    UNREADABLE = "unreadable", _("Not in the form that we know")
    UNCONFIRMED = "unconfirmed", _("The provider does not know it")
    UNKNOWN = "unknown", _("About a message that we do not have")
    CONFLICT = "conflict", _("The same id with other words: both are kept")


class Envelope(models.Model):
    """One thing that a provider told: kept before the provider is answered, worked on once afterwards.

    `fingerprint` stands for the provider's own id, which may hold a person's number. `raw` is the request as it came; it is
    emptied once its words are in a conversation.
    """

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    public_id = PublicIdField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="envelopes", db_index=False)
    fingerprint = models.CharField(max_length=64)
    is_message = models.BooleanField(default=False, help_text="Something that a person said.")
    raw = SealedJSON(default=dict)
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "fingerprint"], name="envelope_once")]
        indexes: ClassVar = [models.Index(fields=["account", "is_message", "received_at"], name="envelope_by_time")]


class Stop(models.TextChoices):
    """Whether answers reach the person.

    asked is where the responder must look: a word was said at which networks stop, or the network refused a message.
    """

    NO = "no", pgettext_lazy("answers", "Answers reach the person")
    DOUBT = "doubt", pgettext_lazy("answers", "A word was said at which networks stop")
    REFUSED = "refused", pgettext_lazy("answers", "The network refuses our messages")
    MEANT = "meant", pgettext_lazy("answers", "The person wants no more messages")


class Reach(models.Model):
    """By which account the person of a conversation is reached, and whether answers get through."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.OneToOneField("channels.Conversation", on_delete=models.CASCADE, related_name="reach")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    heard_at = models.DateTimeField()
    stop = models.CharField(max_length=10, choices=Stop.choices, default=Stop.NO)
    stop_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, help_text="When the one human question was sent.")
    decided_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")


STATES = [
    (State.WAITING.value, pgettext_lazy("a message of ours", "Waiting to be sent")),
    (State.SENDING.value, pgettext_lazy("a message of ours", "Being sent")),
    (State.SENT.value, pgettext_lazy("a message of ours", "Sent")),
    (State.DELIVERED.value, pgettext_lazy("a message of ours", "Arrived")),
    (State.READ.value, pgettext_lazy("a message of ours", "Read")),
    (State.FAILED.value, pgettext_lazy("a message of ours", "Not delivered")),
]


class Delivery(models.Model):
    """One message of ours on its way to a person, in the order of the conversation."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    public_id = PublicIdField()
    conversation = models.ForeignKey(
        "channels.Conversation", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    message = models.OneToOneField("channels.Message", on_delete=models.CASCADE, related_name="delivery")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    state = models.CharField(max_length=10, choices=STATES, default=State.WAITING.value)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    error = models.CharField(max_length=40, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, help_text="Arrived, read, or failed for good.")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["conversation", "state"], name="delivery_by_state"),
            models.Index(fields=["account", "fingerprint"], name="delivery_by_id"),
        ]
