"""What every record of the directory has: an owner, a source, the id that the source gave it, and who may see it."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from tuque.core.ids import PublicIdField

if TYPE_CHECKING:
    Text = models.TextField[str, str]
else:
    Text = models.TextField


def text() -> Text:
    """Text as its source wrote it: HSDS sets no length; what is beyond reason is refused when it comes in."""
    return models.TextField(blank=True, default="")


class Record(models.Model):
    """One object of HSDS. `organization` is the agency of this site that keeps it, never the one that offers the service.

    `is_public` follows from what is confidential or gone, here and in what the record hangs on (`visibility.py`): the second
    wall opens such rows to everyone, so nothing else may set it.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    source = models.ForeignKey("directory.Source", on_delete=models.PROTECT, related_name="+")
    hsds_id = models.CharField(max_length=200, help_text="The id as its source gives it.")
    written_in = models.CharField(max_length=12, default="en", help_text="The language of the plain fields.")
    is_confidential = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False, editable=False)
    gone_at = models.DateTimeField(null=True, blank=True, help_text="When its source ceased to name it.")
    changed_at = models.DateTimeField(null=True, blank=True)
    said = models.JSONField(
        default=dict, help_text="What its source last said of the fields that were changed here since."
    )
    extra = models.JSONField(default=dict, help_text="What the source says beyond HSDS, under its own names.")

    class Meta:
        abstract = True
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "hsds_id"], name="directory_%(class)s_once")]
