"""People who asked for help, without a name; what they needed; where they were pointed to, and what came of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField
from tuque.referrals.codes import Actor, AgeGroup, Came, Delivery, NeedState, State, Unmet, Way


class Inquiry(models.Model):
    """Someone asked for help: an age group, the first part of a postal code, a language. A name, a number or an address only
    as they agreed, until the inquiry is closed or `erase_at` is past."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    came = models.CharField(max_length=10, choices=Came.choices, default=Came.CALL)
    age_group = models.CharField(max_length=12, choices=AgeGroup.choices, default=AgeGroup.UNKNOWN)
    area = models.CharField(max_length=5, blank=True, help_text="R3B of R3B 1G7, or a five-figure code.")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, help_text="What they are written to in.")
    spoken = models.CharField(max_length=40, blank=True, help_text="A code of the directory's languages and dialects.")
    consent_at = models.DateTimeField(null=True, help_text="When they agreed that their name or number is kept.")
    may_share = models.BooleanField(default=False, help_text="They agreed that a service is given it too.")
    name = SealedText(help_text="What to call them.")
    phone = SealedText()
    email = SealedText()
    erase_at = models.DateTimeField(null=True, help_text="When what reaches them goes, closed or not.")
    event = models.ForeignKey(
        "referrals.Event", on_delete=models.PROTECT, null=True, related_name="inquiries", help_text="A flood, a fire."
    )
    contact = models.UUIDField(
        null=True, editable=False, db_index=True, help_text="The contact of the line from which it was opened, if any."
    )
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True, help_text="Their words are gone too.")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "closed_at", "-opened_at"], name="inquiry_open_first"),
        ]

    @property
    def reaches_someone(self) -> bool:
        return self.consent_at is not None


class Need(models.Model):
    """One thing that they needed, in a topic of the directory and in their own words."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="needs")
    topic = models.CharField(max_length=60, help_text="A code of the directory's topics.")
    words = SealedText()
    state = models.CharField(max_length=10, choices=NeedState.choices, default=NeedState.OPEN)
    reason = models.CharField(max_length=20, choices=Unmet.choices, blank=True)
    heard_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(state="unmet") | ~Q(reason=""), name="referrals_unmet_need_says_why")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "heard_at"], name="need_by_time")]


class Referral(models.Model):
    """The person was pointed to a service for one need. `service` is its public id: it may be another organization's record,
    so its names are kept as they were, by language."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="referrals")
    service = models.UUIDField()
    names = models.JSONField(default=dict, help_text="The service's name, by language.")
    place = models.UUIDField(null=True, help_text="The public id of the place that was chosen; none: wherever it is.")
    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    reason = models.CharField(max_length=20, choices=Unmet.choices, blank=True)
    note = SealedText(help_text="What the service must know, when it is asked.")
    asked = models.BooleanField(default=False, help_text="The service was given a link to answer by.")
    asked_email = models.EmailField(blank=True, help_text="The service's address; empty: the link was given by hand.")
    asked_language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.NONE)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    follow_up_on = models.DateField(
        null=True, help_text="When the person is asked what came of it; none: nobody agreed."
    )
    followed_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "follow_up_on"],
                name="referral_to_follow_up",
                condition=Q(follow_up_on__isnull=False, followed_up_at__isnull=True),
            )
        ]

    @property
    def name(self) -> str:
        """Of the service, in the reader's language where it has one."""
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        return str(self.names.get(language) or next(iter(self.names.values()), ""))


class ReferralEvent(models.Model):
    """A referral moved: when, to what, why, by whom. Never changed; only its words may be erased."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=20, choices=Unmet.choices, blank=True)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    note = SealedText()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["referral", "at"], name="referral_event_in_order")]


class AnswerLink(models.Model):
    """A link by which a service answers without an account. Each reminder brings a new one; the former ones stay good."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField(blank=True, help_text="The service's, where it was written to.")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link's secret.")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_reminder = models.BooleanField(default=False)


# The tables of events stand in their own drawer.
from tuque.referrals.events.models import Event, EventPlace  # noqa: E402,F401
