"""Who did or saw what, when and why. Rows are written in the transaction of the act and never change."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuque.audit.fields import IdsField
from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField


class AuditRecord(models.Model):
    """One act, or one look. `details` holds ids and codes only, never words about a person, so that erasure does not
    fight it. `seen` has the public ids of what the answer showed: one record for a page, however long its list."""

    # Each of these begins an index below: one of its own would be one more to write for every record.
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    public_id = PublicIdField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(
        max_length=10,
        choices=[("worker", "worker"), ("token", "token"), ("public", "public"), ("system", "system")],
    )
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    actor_ref = models.CharField(max_length=80, blank=True, help_text="Public id of the token, or name of the command.")
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40, blank=True)
    agreement_ref = models.UUIDField(null=True, help_text="Public id of the agreement under which it was seen.")
    seen = IdsField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "at"], name="audit_by_time"),
            models.Index(fields=["subject_type", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["worker", "at"], name="audit_by_worker"),
            models.Index(fields=["organization", "id"], name="audit_by_place"),
        ]


class Gap(models.Model):
    """A look or an act at a person in crisis whose audit record could not be written: what is missing, and who knows it."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    public_id = PublicIdField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    subject_id = models.UUIDField(null=True)
    taken_in_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "acknowledged_at"], name="gap_to_acknowledge")]


class Seal(models.Model):
    """One lot of records taken into an organization's chain, in their order.

    `entries` has 40 bytes for each record: its key (8, big-endian) and the hash of its content (32). See
    docs/explanation/audit.md.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    chain = models.CharField(max_length=40, help_text="The organization's public id, or `site` for acts of none.")
    number = models.PositiveBigIntegerField(help_text="From 1, without a gap.")
    first_sequence = models.PositiveBigIntegerField(help_text="The place of its first record in the chain, from 1.")
    count = models.PositiveIntegerField()
    last_record = models.BigIntegerField(help_text="The highest key in the chain up to here.")
    entries = models.BinaryField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "number"], name="seal_once")]


class SigningKey(models.Model):
    """The public half of a key that signs roots. The other half is a file beside the data, never in the database."""

    public_id = PublicIdField()
    public_key = models.CharField(max_length=64, unique=True, help_text="Ed25519, 32 bytes in hexadecimal.")
    begun_at = models.DateTimeField()


class Root(models.Model):
    """A signed statement of the whole chain up to a number of records: what a second party keeps."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    public_id = PublicIdField()
    chain = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField(help_text="From 1, without a gap.")
    size = models.PositiveBigIntegerField(help_text="How many records it covers.")
    seal = models.PositiveBigIntegerField(help_text="The number of the last seal it covers.")
    tree_hash = models.BinaryField(help_text="As RFC 6962 makes it, over the hashes of the records.")
    chain_hash = models.BinaryField(help_text="The hash of that seal.")
    frontier = models.BinaryField(help_text="The whole subtrees, so that the next root need not begin again.")
    signed_at = models.DateTimeField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    signature = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "number"], name="root_once")]


class Witness(models.Model):
    """Who is given the signed roots of an organization, so that it is not its own only witness."""

    class Kind(models.TextChoices):
        EMAIL = "email", "e-mail"
        ORGANIZATION = "organization", "another organization"
        FOLDER = "folder", "folder"
        PAPER = "paper", "paper"

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    email = models.EmailField(blank=True)
    holder = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    accepted_at = models.DateTimeField(
        null=True, help_text="By the other organization: until then it is given nothing."
    )
    ended_at = models.DateTimeField(null=True)


class Handing(models.Model):
    """A root given to a witness: when, to whom."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="handings")
    kind = models.CharField(max_length=12, choices=Witness.Kind.choices)
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["root", "kind", "witness"], name="root_handed_once")]


class Keeping(models.Model):
    """The same as a `Witness`, as the organization that keeps the roots has it: its own row, under the same public id."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    giver = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "giver"], condition=models.Q(ended_at__isnull=True), name="one_keeping_for_each"
            )
        ]


class Kept(models.Model):
    """One root of another organization, in the hands of the one that keeps it. Never changed, never erased."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    statement = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "giver", "number"], name="root_kept_once")
        ]


class Check(models.Model):
    """A chain read whole because someone pressed “Verify now”: its own, or that of an organization whose roots it keeps.

    `beat_at` is the last sign of life of the process that reads; `faults` are `verifying.Fault` as plain values, the first
    hundred of `fault_count`, each with the instant at which its place was sealed.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    of = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    records = models.PositiveBigIntegerField(default=0)
    waiting = models.PositiveBigIntegerField(default=0)
    roots = models.PositiveIntegerField(default=0)
    statements = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    fault_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "of"], condition=models.Q(finished_at__isnull=True), name="one_open_check"
            )
        ]


class Watched(models.Model):
    """How far the watch over unusual looking has read an organization's records."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    last_record = models.BigIntegerField(default=0)


class Finding(models.Model):
    """Looking that a rule calls unusual: one for each worker, rule and day, open until someone else closes it."""

    class Rule(models.TextChoices):
        SAME_NAME = "same_name", _("Looked at someone who bears the same family name")
        NO_LINK = "no_link", _("Looked at someone with whom nothing links their work of the last 90 days")
        NIGHT = "night", _("Looked at people at night, outside their usual hours")
        MANY = "many", _("Looked at more than 60 people in an hour")

    class Judgement(models.TextChoices):
        EXPLAINED = "explained", _("Explained by the work")
        TO_PURSUE = "to_pursue", _("To be pursued elsewhere")

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=12, choices=Rule.choices)
    on = models.DateField(help_text="On the organization's clock.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    looks = models.PositiveIntegerField()
    people = IdsField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    judgement = models.CharField(max_length=12, choices=Judgement.choices, blank=True)
    words = SealedText(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker", "rule", "on"], condition=models.Q(closed_at__isnull=True), name="one_open_finding"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True) | ~models.Q(closed_by=models.F("worker")),
                name="nobody_closes_their_own_finding",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "closed_at", "on"], name="finding_to_close")]

    @property
    def people_count(self) -> int:
        """How many people were looked at so, two hundred at most."""
        return len(self.people or [])
