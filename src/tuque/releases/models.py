"""Who outside may read what by the API: tokens with scopes. Which devices may send filled forms."""

from typing import ClassVar

from django.db import models

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField
from tuque.releases.scopes import Scope


class ApiToken(models.Model):
    """A key for a program. Shown once; only its hash is kept."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "created_at"], name="token_by_time")]

    @property
    def scope_labels(self) -> list[str]:
        """What it may do, in the reader's language."""
        labels = dict(Scope.choices)
        return [str(labels.get(code, code)) for code in self.scopes]


class Device(models.Model):
    """A password that lets an OpenRosa client on one device take forms and send records in its worker's name."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    public_id = PublicIdField()
    name = models.CharField(max_length=80)
    username = models.CharField(max_length=40, unique=True)
    digest_secret = SealedText(help_text="What checks a digest; the password itself is kept nowhere.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "created_at"], name="device_by_time")]


# The tables of the data desk stand in their own drawer.
from tuque.releases.desk.models import (  # noqa: E402,F401
    DataDesk,
    DataRequest,
    DeskCount,
    LibraryAnswer,
    RequestLink,
    RequestStep,
)
