"""Follow-ups that people agreed to, and each attempt to reach them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.core.crypto.fields import SealedJSON, SealedText
from tuque.core.ids import PublicIdField


class Way(models.TextChoices):
    """How they want to be reached."""

    VOICE = "voice", _("By telephone")
    TEXT = "text", _("By text message")
    EMAIL = "email", _("By e-mail")


class Saying(models.TextChoices):
    """What may be said to whoever answers in their place."""

    NOTHING = "nothing", _("Nothing: say that it is a wrong number, and hang up")
    FIRST_NAME = "first_name", _("Ask for them by name, and give your own first name alone")
    ORGANIZATION = "organization", _("The name of the organization may be said")
    EVERYTHING = "everything", _("This person knows: the line may be named")


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("follow-up", "To be made")
    DONE = "done", pgettext_lazy("follow-up", "Made")
    UNREACHED = "unreached", pgettext_lazy("follow-up", "Not reached")
    WITHDRAWN = "withdrawn", pgettext_lazy("follow-up", "No longer wanted")


class Result(models.TextChoices):
    """What an attempt came to."""

    REACHED = "reached", _("They were reached, and spoke")
    LATER = "later", _("They answered, and asked for another time")
    NO_ANSWER = "no_answer", _("Nobody answered")
    SOMEONE_ELSE = "someone_else", _("Someone else answered; nothing beyond the rule was said")
    WRONG = "wrong", _("The number or address is wrong")


class Outcome(models.TextChoices):
    """How they are, once reached."""

    SAFER = "safer", _("Safer than at the contact")
    SAME = "same", _("As at the contact")
    WORSE = "worse", _("Less safe: a rescue or another contact was begun")
    NOT_SAID = "not_said", _("They did not say")


class FollowUp(models.Model):
    """One agreed follow-up. Whom to call, where, when and what may be said are sealed; what lists need is not.

    `next_at` is the next instant at which it is safe and wished; `erased_at`: only times and codes are left.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.UUIDField(null=True, db_index=True)
    rescue = models.ForeignKey("contact_centre.Rescue", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.VOICE)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    aim_at = models.DateTimeField()
    next_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reached_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    calling = SealedText(help_text="What to call them.")
    address = SealedText(help_text="The number or address.")
    windows = SealedJSON(default=list, help_text="As followup.safety writes them; none: any time.")
    saying = SealedText(help_text="A code of Saying.")
    words = SealedText(help_text="What else matters for their safety.")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "state", "aim_at"], name="follow_up_due"),
            models.Index(fields=["organization", "-agreed_at"], name="follow_up_by_time"),
        ]


class FollowUpAttempt(models.Model):
    """One attempt: kept as it was written."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=15, choices=Result.choices)
    was_safe = models.BooleanField(default=True, help_text="Within what the person said.")
    note = SealedText()


class FollowUpOpening(models.Model):
    """Someone looked at whom and where to call while the person had said that it is not safe, and why. Kept as it was written."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="openings")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    reason = SealedText()
