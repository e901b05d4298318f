"""Who did or saw what, when and why. Rows are written in the transaction of the act and never change."""

from typing import ClassVar

from django.db import models

from tuque.audit.fields import IdsField
from tuque.core.ids import PublicIdField


class AuditRecord(models.Model):
    """One act, or one look. `details` holds ids and codes only, never words about a person, so that erasure does not
    fight it. `seen` has the public ids of what the answer showed: one record for a page, however long its list."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    public_id = PublicIdField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(
        max_length=10,
        choices=[("worker", "worker"), ("token", "token"), ("public", "public"), ("system", "system")],
    )
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
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
