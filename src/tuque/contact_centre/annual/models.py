"""Months that are over, counted once."""

from typing import ClassVar

from django.db import models


class MonthTally(models.Model):
    """The contacts that came in a month, by channel and language, as `tallies.to_data` writes them: nobody is in them. Kept once
    the month can no longer change; the small counts in it are shown to nobody."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    data = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "starts_on"], name="month_tally_once")]
