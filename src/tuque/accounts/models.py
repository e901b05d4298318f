"""Organizations, their teams, the workers who sign in and the roles they hold."""

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuque.accounts.roles import HOME_ORDER, Role
from tuque.core.ids import PublicIdField


class Organization(models.Model):
    """An agency: the owner of every sensitive row. Its name is never translated."""

    public_id = PublicIdField()
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    time_zone = models.CharField(max_length=60, default=settings.TIME_ZONE)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Team(models.Model):
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="teams")
    public_id = PublicIdField()
    code = models.SlugField(max_length=40)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "code"], name="team_code_once")]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class DisabledReason(models.TextChoices):
    """Why a worker was shut out: a code, since words about a person have no place in the audit."""

    LEFT = "left", _("No longer works here")
    AWAY = "away", _("Away for a long time")
    LOST_DEVICE = "lost_device", _("A phone or computer was lost")
    SUSPECTED = "suspected", _("The account may be used by someone else")
    OTHER = "other", _("Another reason, kept on file elsewhere")


class FactorLost(models.TextChoices):
    """Why someone else took away a worker's second factor."""

    LOST_DEVICE = "lost_device", _("A phone or computer was lost")
    NEW_DEVICE = "new_device", _("A new phone or computer replaced the old one")
    BROKEN = "broken", _("The phone, computer or key no longer works")
    SUSPECTED = "suspected", _("The account may be used by someone else")
    OTHER = "other", _("Another reason, kept on file elsewhere")


class WorkerManager(BaseUserManager["Worker"]):
    def get_by_natural_key(self, username: str | None) -> "Worker":
        return self.get(email__iexact=username)


class Worker(AbstractBaseUser):
    """Someone who signs in to serve; belongs to one organization and may hold several roles there."""

    public_id = PublicIdField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="workers")
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=20, choices=DisabledReason.choices, blank=True, db_default="")
    factor_due_since = models.DateTimeField(
        null=True, blank=True, help_text="Set: nothing but the own account opens until a second factor is added."
    )

    USERNAME_FIELD = "email"
    objects = WorkerManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="worker_email_once")]

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held now, in any team; read once for each request."""
        return frozenset(Role(row.role) for row in self.current_assignments)

    @cached_property
    def current_assignments(self) -> list["RoleAssignment"]:
        return list(self.role_assignments.filter(ends_at__isnull=True).select_related("team"))

    @property
    def teams(self) -> list[Team]:
        """The active teams this worker belongs to through a role, without doubles."""
        return list(
            {row.team.pk: row.team for row in self.current_assignments if row.team and row.team.is_active}.values()
        )

    @property
    def home_role(self) -> Role | None:
        return next((role for role in HOME_ORDER if role in self.roles), None)

    def holds(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: each room's permissions.py decides."""
        return False


class RoleAssignment(models.Model):
    """A role that a worker holds, in one team or in the whole organization when `team` is empty."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="role_assignments")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="role_assignments")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["worker", "ends_at"], name="role_of_worker")]


class Attempts(models.Model):
    """How often signing in was tried of late, by scrambled key: the table behind Django's cache, which allauth counts in."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_attempts"


class Invitation(models.Model):
    """A link sent to an address; whoever opens it chooses a password and becomes a worker. Used once."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    public_id = PublicIdField()
    email = models.EmailField()
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    roles = models.JSONField(help_text="Codes of the roles to give.")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    token_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the link's secret: the link cannot be read back."
    )
    invited_by = models.ForeignKey(Worker, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def is_open(self, *, at: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at


class SignOut(models.Model):
    """Sessions that ended by force: open streams read these after a number, and close what they name."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    session_key_hash = models.CharField(max_length=64, blank=True, help_text="Empty: every session of the worker.")
    at = models.DateTimeField()
