"""What a centre learned from its own records, what was suggested to whom answers, and what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField

DEFAULT_FIELDS = ("about", "needs")


class Source(models.TextChoices):
    OWN = "own", _("Learned from this centre’s records")
    ADDRESS = "address", _("A language model at an address")


class Reply(models.TextChoices):
    NONE = "", pgettext_lazy("suggestion", "Left alone")
    ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
    REFUSED = "refused", pgettext_lazy("suggestion", "Refused")


class SuggestionRules(models.Model):
    """What a centre has suggested at all. Without a row: the questions of DEFAULT_FIELDS that its form has."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=list, help_text="Codes of questions of the form for contacts.")
    asks_machine = models.BooleanField(
        default=False, db_default=False, help_text="A language model may be asked, where the administrator set one."
    )
    changed_at = models.DateTimeField()


class SuggestionModel(models.Model):
    """One training: asked for, then done or refused. `weights` has the words and numbers that were learned, sealed; they go when
    a newer training is put to use. The figures stay."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("training", "Under way")
        READY = "ready", pgettext_lazy("training", "Done")
        REFUSED = "refused", pgettext_lazy("training", "Too few records")
        FAILED = "failed", pgettext_lazy("training", "Failed")

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    trained_at = models.DateTimeField(null=True)
    contacts = models.PositiveIntegerField(default=0)
    by_language = models.JSONField(default=dict, help_text="Contacts learned from, by language.")
    features = models.PositiveIntegerField(default=0, help_text="How many words and pieces of words are known.")
    figures = models.JSONField(default=list, help_text="On people held out: see training.Figure.")
    languages = models.JSONField(default=list, help_text="In which it suggests.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of `weights` as they were written.")
    weights = SealedText()
    is_in_use = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(is_in_use=True), name="suggestion_model_in_use_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-asked_at"], name="suggestion_model_by_time")]


class Suggestion(models.Model):
    """One choice of one question, for one contact: suggested, recorded, or both. It holds no words.

    shown_at      when it was suggested; empty: it was recorded though nobody suggested it
    recorded      whether the record has it; empty until there is a record
    conversation  empty once its words are erased: what is left counts, and tells of nobody
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.ForeignKey(
        "channels.Conversation", on_delete=models.SET_NULL, null=True, related_name="suggestions"
    )
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.OWN)
    model = models.ForeignKey(SuggestionModel, on_delete=models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=60)
    choice = models.CharField(max_length=60)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    channel = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=10, choices=Reply.choices, blank=True, default=Reply.NONE)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    recorded = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "field", "choice"], name="suggestion_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-made_at"], name="suggestion_by_time")]
