"""Where records come from, what came when, the same text in other languages, and the history of fields."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from tuque.core.ids import PublicIdField
from tuque.directory.models.base import Record, text


class Source(models.Model):
    """Where records come from: a feed, a file, or what people of the organization write here."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=12, default="en", help_text="In which its plain texts are written.")
    country = models.CharField(max_length=2, default="CA")
    region = models.CharField(max_length=10, blank=True, help_text="For holidays: MB, QC.")
    time_zone = models.CharField(max_length=60, default="America/Winnipeg")
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=300, blank=True)
    is_open = models.BooleanField(default=False, help_text="Its records are in the open-data feed.")
    rank = models.PositiveSmallIntegerField(default=100, help_text="Where two sources speak, the lower one is heard.")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "code"], name="directory_source_once")]

    def __str__(self) -> str:
        return self.name


class TextState(models.TextChoices):
    WRITTEN = "written", _("Written in this language")
    TRANSLATED = "translated", _("Translated by a person")
    MACHINE = "machine", _("Translated by a machine")
    STALE = "stale", _("The other language changed since")


class FieldText(models.Model):
    """The text of one field in another language than the record's own: HSDS has no word for it."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    entity = models.CharField(max_length=40, help_text="The kind of record, in HSDS's words: service, location.")
    record = models.UUIDField(help_text="The record's public id.")
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    text = text()
    origin = models.CharField(max_length=200, blank=True, help_text="Who wrote or translated it.")
    dated_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=TextState.choices, default=TextState.WRITTEN)
    is_public = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "field", "language"], name="directory_text_once")
        ]


class Metadata(Record):
    """The history of a field. Ours are written by services; a source's own come with it."""

    resource = models.UUIDField(null=True, db_index=True, help_text="The record's public id.")
    resource_type = text()
    last_action_date = text()
    last_action_type = text()
    field_name = text()
    previous_value = text()
    replacement_value = text()
    updated_by = text()
    language = models.CharField(max_length=12, blank=True, help_text="Of a text in another language.")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, blank=True, related_name="+")


class MetaTableDescription(Record):
    name = text()
    language = text()
    character_set = text()


class RunState(models.TextChoices):
    PREVIEW = "preview", _("To look at")
    HELD = "held", _("Waits for a person")
    ASKED = "asked", pgettext_lazy("an import", "Being written")
    APPLIED = "applied", _("Applied")
    DROPPED = "dropped", _("Set aside")


READING = "reading"  # in the counts of a file that is being read: how far
PROBLEM = "problem"  # in those of one that cannot be read: why


class ImportRun(models.Model):
    """One file that came in: what it would change, what was refused and why, and who let it through."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=RunState.choices)
    counts = models.JSONField(default=dict)
    refused = models.JSONField(
        default=list,
        help_text="The first that were refused or mended: what became of it, table, id, field, code of the reason, value.",
    )
    findings = models.BinaryField(null=True, help_text="All that was refused or mended, compressed.")
    rows = models.BinaryField(null=True, help_text="The rows that wait, compressed; emptied once applied or set aside.")
    started_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")

    @property
    def is_being_read(self) -> bool:
        """Handed in, and read in the background; only then is its format known."""
        return self.state == RunState.ASKED and not self.format

    @property
    def is_unreadable(self) -> bool:
        return PROBLEM in self.counts

    @property
    def in_words(self) -> str:
        """What has become of it."""
        if self.is_being_read:
            return pgettext("an import", "Being read")
        return pgettext("an import", "Not read") if self.is_unreadable else str(self.get_state_display())
