"""What the console keeps: how each responder may be asked, and the words that a centre gives its people."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuque.core.crypto.fields import SealedJSON, SealedText
from tuque.core.ids import PublicIdField


class ResponderCard(models.Model):
    """How someone may be asked, whatever the shift: kept by a lead. Without one, a responder has their own language and every line."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    worker = models.OneToOneField("accounts.Worker", on_delete=models.PROTECT, related_name="responder_card")
    centre = models.SlugField(max_length=40, blank=True, help_text="The code of the centre, as the contacts bear it.")
    languages = models.JSONField(help_text="Codes: en, fr.")
    skills = models.JSONField(default=dict, help_text="Level by code; a line is a skill.")
    written_at_once = models.PositiveSmallIntegerField(
        null=True, help_text="Written conversations at once; empty: the number of the line’s rules."
    )
    changed_at = models.DateTimeField()


class ToolKind(models.TextChoices):
    PAUSE = "pause", _("Reasons for a break")
    CANNED = "canned", _("Ready answers")
    HOPE = "hope", _("Ways to give hope")
    GROUNDING = "grounding", _("Grounding")
    PLAN = "plan", _("Steps of the safety plan")


class Tool(models.Model):
    """One piece of the toolbox in both languages. An organization that changed none of a kind has those that are shipped."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    kind = models.CharField(max_length=12, choices=ToolKind.choices)
    code = models.SlugField(max_length=40)
    title_en = models.CharField(max_length=120)
    title_fr = models.CharField(max_length=120)
    body_en = models.TextField(blank=True, max_length=1500)
    body_fr = models.TextField(blank=True, max_length=1500)
    position = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "kind", "code"], name="console_tool_once")
        ]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_in(get_language())

    def title_in(self, language: str | None) -> str:
        return self.title_fr if (language or "").startswith("fr") else self.title_en

    def body_in(self, language: str | None) -> str:
        return self.body_fr if (language or "").startswith("fr") else self.body_en


class ContactDraft(models.Model):
    """The record of a contact while it is being written, by one worker. `interaction` is the record once it is saved."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.ForeignKey("channels.Conversation", on_delete=models.CASCADE, related_name="+")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    answers = SealedJSON(default=dict)
    interaction = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "worker"], name="contact_draft_once")]


class ContactScreen(models.Model):
    """An instrument filled in beside a conversation, by one worker: a draft until `interaction` is the record that has its
    answers. `public_id` is the page's own, so that sending twice is harmless."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.ForeignKey("channels.Conversation", on_delete=models.CASCADE, related_name="screens")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    answers = SealedJSON(default=dict)
    interaction = models.UUIDField(null=True)
    changed_at = models.DateTimeField()


class SafetyPlan(models.Model):
    """What a person and a responder wrote together, by the code of each step. Its words go with those of the conversation."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.OneToOneField("channels.Conversation", on_delete=models.CASCADE, related_name="safety_plan")
    steps = SealedJSON(default=dict)
    written_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)


class Ask(models.Model):
    """Someone in a conversation asks a colleague, or any supervisor where nobody is named, to look at it with them."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.ForeignKey("channels.Conversation", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "asked_at"], name="ask_open", condition=models.Q(answered_at__isnull=True)
            )
        ]


class Practice(models.Model):
    """A practice conversation of one worker with a scripted person: never in the router, never counted."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.OneToOneField("channels.Conversation", on_delete=models.CASCADE, related_name="practice")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    script = models.SlugField(max_length=40)
    step = models.PositiveSmallIntegerField(default=0, help_text="How many of the script’s replies were said.")
    risk = models.PositiveSmallIntegerField(null=True, help_text="As the learner confirmed it.")
    started_at = models.DateTimeField()


class HardEnd(models.Model):
    """Whoever ended a conversation said that it had been hard: written with that end, so that every process gives the rest that follows.

    `at` is the end's own instant: a conversation that came back and ends again is another end.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey("channels.Conversation", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "at"], name="hard_end_once")]


class ShiftWord(models.Model):
    """What whoever ends a shift wants the next one to know, without names. It is gone after a day (`relief.py`)."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    written_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = SealedText()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "-at"], name="shift_word_by_time")]
