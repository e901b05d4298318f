"""The site's own figures: what an hour of police, a visit to the emergency room or a day of custody costs here."""

from typing import ClassVar

from django.db import models

from tuque.core.ids import PublicIdField


class UnitCost(models.Model):
    """A cost that the organization stands behind, with its source and year. Changing it adds a row."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="unit_costs")
    public_id = PublicIdField()
    code = models.SlugField(max_length=60)
    name_en = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=20, help_text="hour, visit, day or trip")
    minutes_per_interaction = models.PositiveIntegerField(
        default=0, help_text="Minutes that another service did not spend, for one interaction it applies to."
    )
    applies_to = models.JSONField(default=list, help_text="Codes of the base types it applies to.")
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "code"], name="unit_cost_by_code")]
