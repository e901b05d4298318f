"""Which instruments an organization allows: each with its version, its source, its licence, and who allowed it."""

from typing import ClassVar

from django.db import models

from tuque.core.ids import PublicIdField


class Instrument(models.Model):
    """One version of an instrument as it was allowed: its words and its rules stay, so that what was filled in under it can
    be explained. `form_version` is the form that was published with it: a record filled in with it has these rules."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    body = models.JSONField()
    form_version = models.OneToOneField("forms.Version", on_delete=models.PROTECT, related_name="+")
    allowed_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "code", "version"], name="instrument_version_once")
        ]
