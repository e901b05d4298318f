"""A rescue and its facts, who saw how far, and the emergency services that may be called."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy

from tuque.core.crypto.fields import SealedJSON
from tuque.core.ids import PublicIdField


class Rescue(models.Model):
    """Someone may be about to die, and steps are taken: `conversation` is the contact's id; a drill may have none.

    Everything but who began it is the fold of its facts; `closed_at` and `acknowledged_at` are kept beside them for lists.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    conversation = models.UUIDField(null=True)
    is_drill = models.BooleanField(default=False)
    began_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    attempt = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True, help_text="The words of its facts are gone.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "conversation"], condition=Q(closed_at=None), name="rescue_one_running"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-began_at"], name="rescue_by_time")]


class RescueFact(models.Model):
    """One fact of a rescue, never changed. `data` holds codes and numbers; words, places and references are sealed."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    rescue = models.ForeignKey(Rescue, on_delete=models.PROTECT, related_name="facts")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    words = SealedJSON(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rescue", "sequence"], name="rescue_fact_once")]


class RescueSight(models.Model):
    """Up to which fact a worker has seen a rescue, and since when: what the page shows; the audit has every look."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    rescue = models.ForeignKey(Rescue, on_delete=models.PROTECT, related_name="sights")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rescue", "worker"], name="rescue_sight_once")]


class EmergencyService(models.Model):
    """Whom to call, and for where. An empty `area` is everywhere. Services that are no longer used stay for what named them."""

    class Kind(models.TextChoices):
        ANSWERING = "answering", pgettext_lazy("emergency service", "Emergency answering point")
        AMBULANCE = "ambulance", pgettext_lazy("emergency service", "Ambulance")
        MOBILE_CRISIS = "mobile_crisis", pgettext_lazy("emergency service", "Mobile crisis team")
        POLICE = "police", pgettext_lazy("emergency service", "Police")
        FIRE = "fire", pgettext_lazy("emergency service", "Fire")

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.ANSWERING)
    area = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=30)
    in_use = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "area", "number"], condition=Q(in_use=True), name="emergency_service_once"
            )
        ]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en
