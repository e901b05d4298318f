"""Configuration as data: definitions (forms, code lists, home screens) and their versions, which never change once published."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField


class Definition(models.Model):
    """Something an organization configures. `code` is stable; what it says is in its versions."""

    class Kind(models.TextChoices):
        FORM = "form", "form"
        CODE_LIST = "code_list", "code list"
        HOME_SCREEN = "home_screen", "home screen"

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="definitions")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    public_id = PublicIdField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    code = models.SlugField(max_length=60)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "kind", "code"], condition=Q(team__isnull=True), name="definition_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "code", "team"],
                condition=Q(team__isnull=False),
                name="definition_of_team_once",
            ),
        ]


class Version(models.Model):
    """One state of a definition. Answers keep the version they were given under."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="versions")
    public_id = PublicIdField()
    number = models.PositiveIntegerField()
    body = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["definition", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["definition"], condition=Q(published_at__isnull=True), name="one_draft_at_a_time"
            ),
        ]


class SetAside(models.Model):
    """A part of a draft that was taken away or written over: nobody's work is lost, and anyone who shapes may put it back."""

    class Reason(models.TextChoices):
        REMOVED = "removed", "removed"
        REPLACED = "replaced", "replaced"
        NOT_CHOSEN = "not_chosen", "not chosen"

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="set_aside")
    public_id = PublicIdField()
    which = models.CharField(max_length=80, help_text="head, field:CODE, button, choices or draft.")
    part = models.JSONField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    put_back_at = models.DateTimeField(null=True, blank=True)


class Document(models.Model):
    """A PDF that a button opens, sealed on disk. A new one takes the place of the former, under the same address."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    public_id = PublicIdField()
    file = models.FileField(upload_to="documents/%Y/%m/")
    title = SealedText()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
