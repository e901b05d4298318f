"""The log: what was done, with whom, where, how long, what was given; and where imported rows came from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuque.core.crypto.fields import SealedJSON, SealedText
from tuque.core.ids import PublicIdField
from tuque.interactions.codes import (
    BaseType,
    EmergencyReason,
    Origin,
    Outcome,
    RequestSource,
    Status,
)


class ImportBatch(models.Model):
    """One file read into the log: which file, by which mapping, with what result."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    source = models.CharField(max_length=80, help_text="The mapping's name: with the row's key, it makes a row unique.")
    file_name = SealedText(help_text="As its sender called it: people's names have been seen in some.")
    file_hash = models.CharField(max_length=64)
    mapping = models.JSONField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    rows_read = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    rows_flagged = models.PositiveIntegerField(default=0)
    rows_in_conflict = models.PositiveIntegerField(
        default=0, help_text="Changed in the file, and corrected here by hand."
    )


class ImportUpload(models.Model):
    """A file someone is importing from the portal: kept until it is in the log, with the mapping as chosen so far."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    file_name = SealedText()
    mapping = SealedJSON(help_text="As in a TOML file; its name and its codes come from the file.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    problem = SealedText(blank=True, help_text="Why it failed, in the words its uploader reads.")
    flags = models.JSONField(default=dict, help_text="What was odd -> how many rows.")
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    touched_at = models.DateTimeField(help_text="Of a running import: when it last told how far it was.")
    lines = models.PositiveIntegerField(default=0)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refused_file = models.FileField(upload_to="imports/%Y/%m/", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "-uploaded_at"], name="upload_by_time")]


class Interaction(models.Model):
    """One thing done by a team, or one call for service imported from elsewhere.

    The standard columns are filled from the answers by the form (see `forms`), so that reports understand every
    organization's own categories. `sequence` is the row's place in its organization's stream of changes: whoever reads
    rows after a number misses none. `revision` grows at each correction; the former state is in `Revision`.

    Every index costs each record that is written: a foreign key has none of its own where an index below begins with it, or
    where nothing looks rows up by it (nothing that a record names is ever deleted).
    """

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="interactions", db_index=False
    )
    public_id = PublicIdField()
    sequence = models.BigIntegerField(help_text="In the stream `interactions:<organization id>`.")
    revision = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECORDED)

    team = models.ForeignKey(
        "accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="interactions", db_index=False
    )
    recorded_by = models.ForeignKey(
        "accounts.Worker", on_delete=models.PROTECT, null=True, blank=True, related_name="interactions", db_index=False
    )
    recorded_at = models.DateTimeField(help_text="When the server took it.")
    updated_at = models.DateTimeField()

    form_version = models.ForeignKey(
        "forms.Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answers = SealedJSON(default=dict)

    base_type = models.CharField(max_length=30, choices=BaseType.choices)
    type_code = models.CharField(
        max_length=80, help_text="The organization's own category: a form's code, or an imported code."
    )
    dispatched_as = models.CharField(
        max_length=30, choices=BaseType.choices, blank=True, help_text="Type at dispatch; `base_type` is as found."
    )
    origin = models.CharField(max_length=10, choices=Origin.choices)
    request_source = models.CharField(max_length=20, choices=RequestSource.choices, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    actions = models.JSONField(null=True, blank=True, help_text="Codes of what was done; null where nobody asked.")
    follow_up = models.BooleanField(null=True, blank=True, help_text="Whether one is needed; null where nobody said.")
    emergency_services = models.JSONField(default=list, help_text="Codes of the services asked for.")
    emergency_reason = models.CharField(max_length=20, choices=EmergencyReason.choices, blank=True)

    occurred_at = models.DateTimeField(help_text="When it began: what lists and boards sort by.")
    received_at = models.DateTimeField(null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    en_route_at = models.DateTimeField(null=True, blank=True)
    on_scene_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)

    people_count = models.PositiveIntegerField(default=0)
    age_groups = models.JSONField(default=dict, help_text="Age group -> number of people.")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="interactions"
    )
    person_name = ""  # not a column: the name that this reader may see, where a selector has looked
    note = SealedText(blank=True)

    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    cell = models.BigIntegerField(null=True, blank=True, help_text="H3 cell at resolution 10, as an integer.")
    area = models.ForeignKey(
        "geo.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    place = models.ForeignKey(
        "geo.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    place_text = SealedText(blank=True, help_text="An address typed by hand may be someone's home.")
    to_place = models.ForeignKey(
        "geo.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    out_of_area = models.BooleanField(
        default=False, help_text="The coordinates lie outside the source's own territory."
    )

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="interactions", db_index=False
    )
    source = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    source_row = SealedJSON(null=True, blank=True, help_text="The imported row as it was read: column -> text.")

    words_erased_at = models.DateTimeField(null=True, blank=True, help_text="When its words were let go.")
    removed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When all of it was let go: a void row stays, so that whoever counted it learns.",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "sequence"], name="interaction_sequence_once"),
            models.UniqueConstraint(
                fields=["organization", "source", "source_key"], condition=~Q(source=""), name="imported_row_once"
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="interaction_on_earth",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-occurred_at", "-id"], name="interaction_by_time"),
            models.Index(fields=["organization", "team", "-occurred_at", "-id"], name="interaction_by_team"),
            models.Index(fields=["recorded_by", "-occurred_at", "-id"], name="interaction_by_worker"),
            models.Index(fields=["organization", "base_type", "-occurred_at", "-id"], name="interaction_by_type"),
            # What is rare must be found without reading a million rows that are not.
            # Whole, since SQLite cannot tell that a value it is given later is not empty; and not by organization first, or
            # it takes this index for a plain list too, and sorts everything.
            models.Index(fields=["outcome", "-occurred_at", "-id"], name="interaction_by_result"),
            models.Index(
                fields=["area", "-occurred_at", "-id"], name="interaction_by_area", condition=Q(area__isnull=False)
            ),
            models.Index(
                fields=["organization", "cell", "-occurred_at", "-id"],
                name="interaction_by_cell",
                condition=Q(cell__isnull=False),
            ),
            models.Index(
                fields=["organization", "-occurred_at", "-id"], name="interaction_open", condition=Q(status="open")
            ),
        ]


class Companion(models.Model):
    """Another worker who was there."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="companions")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["interaction", "worker"], name="companion_once")]


class ItemGiven(models.Model):
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="items")
    item = models.CharField(max_length=60, help_text="Code in the organization's list of items.")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["interaction", "item"], name="item_given_once")]


class Photo(models.Model):
    """A picture without its metadata, made anew from its pixels; the file lies outside every public folder."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="photos")
    public_id = PublicIdField()
    file = models.FileField(upload_to="photos/%Y/%m/")
    file_hash = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")


class Attachment(models.Model):
    """What travels beside one answer, and belongs to it: a drawn signature, a recording. Outside every public folder, as photos are.

    `mark` is what the answer holds to name it; the file may come after the answer, or never.
    """

    class Kind(models.TextChoices):
        SIGNATURE = "signature", "signature"
        AUDIO = "audio", "audio"

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="attachments")
    public_id = PublicIdField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    mark = models.CharField(max_length=32)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    media_type = models.CharField(max_length=40)
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="How long a recording lasts.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["interaction", "mark"], name="attachment_once")]


class Revision(models.Model):
    """The state of an interaction before a correction or a voiding, and the reason."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(help_text="The revision that this state was.")
    state = SealedJSON(default=dict, bound_to=("interaction_id", "number"))
    reason = SealedText(bound_to=("interaction_id", "number"))
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["interaction", "number"], name="revision_once")]


class ImportConflict(models.Model):
    """A row that its file brings otherwise than before, though someone corrected it here: a person settles which holds."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="import_conflicts")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(
        max_length=16, help_text="Of the row as the file has it: what was settled is not asked again."
    )
    values = SealedJSON(default=dict, help_text="Column of the log -> value as the file has it.")
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    file_taken = models.BooleanField(
        null=True, help_text="True: the file's values hold; false: the correction made here."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["interaction"], name="conflict_open_once", condition=Q(settled_at__isnull=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "found_at"], name="conflict_open", condition=Q(settled_at__isnull=True)
            )
        ]


class Reminder(models.Model):
    """Go back and look: "sleeping, back in an hour"."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="reminders")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["worker", "due_at"], name="reminder_due", condition=Q(done_at__isnull=True))
        ]


class Outing(models.Model):
    """One patrol of a team, from its beginning to its end; still going while `ends_at` is empty.

    The hours of presence that it amounts to are its rows of `Patrol`. One runs at a time for each team: where two pairs of a
    team go different ways, the second one writes its patrol down afterwards.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(help_text="When the server took it.")
    source = models.CharField(max_length=80, blank=True, help_text="Empty for what was recorded here.")
    source_key = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team"], condition=Q(ends_at__isnull=True), name="patrol_running_once"),
            models.UniqueConstraint(
                fields=["organization", "source", "source_key"], condition=~Q(source=""), name="patrol_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")), name="patrol_ends_after"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "-starts_at"], name="outing_by_team")]


class Patrol(models.Model):
    """Some time that a team was present, in a cell, in an area or nobody said where: effort, shown beside counts."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="+")
    outing = models.ForeignKey(Outing, on_delete=models.CASCADE, null=True, related_name="presence")
    cell = models.BigIntegerField(null=True, blank=True, help_text="H3 cell at resolution 10, as an integer.")
    area = models.ForeignKey("geo.Area", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(cell__isnull=True) | Q(area__isnull=True), name="patrol_in_one_place"),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "starts_at"], name="patrol_by_time")]
