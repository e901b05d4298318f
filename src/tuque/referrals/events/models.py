"""Something that befalls many at once, and where to go meanwhile. Everything here is public, but who wrote it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuque.core.ids import PublicIdField

# What a process of the release before leaves in a list.
NONE = Value([], models.JSONField())
MOST_EARLIER = 50


class Kind(models.TextChoices):
    FLOOD = "flood", _("Flood")
    FIRE = "fire", _("Fire")
    STORM = "storm", _("Storm")
    HEAT = "heat", _("Extreme heat")
    COLD = "cold", _("Extreme cold")
    OUTAGE = "outage", _("Power or water outage")
    OTHER = "other", pgettext_lazy("event", "Other")


class PlaceKind(models.TextChoices):
    SHELTER = "shelter", pgettext_lazy("during an event", "Shelter")
    SERVICE = "service", pgettext_lazy("during an event", "Temporary service")
    CLOSURE = "closure", pgettext_lazy("during an event", "Closed meanwhile")


def in_french() -> bool:
    return (get_language() or "").startswith("fr")


class Event(models.Model):
    """A flood, a fire: opened and closed by who leads. `slug` is in its public address."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    words_en = models.TextField(help_text="What everyone must know, as the public page says it.")
    words_fr = models.TextField()
    where = models.CharField(max_length=200, blank=True, help_text="Names of areas; names are not translated.")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(help_text="Of the event or of anything in it.")
    closed_at = models.DateTimeField(null=True)
    earlier = models.JSONField(
        default=list, db_default=NONE, help_text="Earlier values of changed_at, which alerts to programs refer to."
    )

    def touch(self, *, at: datetime) -> None:
        """It changed, or something in it did; the row is the caller's to save."""
        self.earlier = [*self.earlier, self.changed_at.isoformat()][-MOST_EARLIER:]
        self.changed_at = at

    @property
    def name(self) -> str:
        return self.name_fr if in_french() else self.name_en

    @property
    def words(self) -> str:
        return self.words_fr if in_french() else self.words_en


class EventPlace(models.Model):
    """A shelter, a temporary service, or something closed meanwhile."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(max_length=10, choices=PlaceKind.choices)
    name_en = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    words_en = models.TextField(blank=True)
    words_fr = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    occupied = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField(null=True, help_text="When the places taken were counted.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="None: until further notice.")
    service = models.UUIDField(null=True, help_text="The record of the directory that is closed.")
    locations = models.JSONField(
        default=list, db_default=NONE, help_text="Public ids of its places that are closed; none: everywhere."
    )
    special_day = models.UUIDField(null=True, help_text="What tells the directory so.")
    more_days = models.JSONField(
        default=list, db_default=NONE, help_text="The same, for the second place and those after it."
    )
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="referrals_event_place_ends_later"
            )
        ]

    @property
    def name(self) -> str:
        return self.name_fr if in_french() else self.name_en

    @property
    def words(self) -> str:
        return self.words_fr if in_french() else self.words_en

    @property
    def free(self) -> int | None:
        """Places left when they were last counted; None when nobody counted."""
        if self.capacity is None or self.occupied is None:
            return None
        return max(0, self.capacity - self.occupied)
