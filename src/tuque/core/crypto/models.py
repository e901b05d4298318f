"""The organizations' keys, wrapped by a root key that is not in the database."""

from typing import ClassVar

from django.db import models


class OrganizationKey(models.Model):
    """One version of an organization's key. The newest seals; the older ones unseal until they are destroyed."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(unique=True, help_text="Random, of 32 bits: what a sealed value names its key by.")
    version = models.PositiveIntegerField()
    root = models.CharField(max_length=40, help_text="The id of the root key that wraps it.")
    wrapped = models.BinaryField(help_text="Emptied when the key is destroyed.")
    created_at = models.DateTimeField()
    emptied_at = models.DateTimeField(
        null=True, help_text="When nothing sealed with it was found any more; destroyed a while later."
    )
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "version"], name="organization_key_version_once")
        ]
