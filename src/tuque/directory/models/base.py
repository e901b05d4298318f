"""What every record of the directory has: an owner, a source, the id that the source gave it, and who may see it."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from tuque.core.ids import PublicIdField
from tuque.directory.hsds.objects import LONGEST_TEXT

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


class Text(TextField):
    """Of a text without end that got in past the importer, no more is read than it would have taken: so every page, file and
    answer stays as long as it may be."""

    def from_db_value(self, value: str | None, *_about: object) -> str | None:
        return value[:LONGEST_TEXT] if value and len(value) > LONGEST_TEXT else value

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def text() -> Text:
    """Text as its source wrote it: HSDS sets no length; what is beyond reason is refused when it comes in."""
    return Text(blank=True, default="")


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
