"""Reads shown to someone: people, teams, invitations and sessions, of the viewer's own organization only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tuque.accounts import devices, permissions
from tuque.accounts.models import Invitation, RoleAssignment, Team, Worker
from tuque.accounts.services.sessions import session_hash
from tuque.core.problems import NotFound


def list_workers(*, viewer: Worker, search: str = "", disabled: bool = False) -> QuerySet[Worker]:
    """Workers by name with the roles they hold now; the disabled ones instead when `disabled`."""
    permissions.check_can_manage_people(viewer, of=viewer.organization)
    held = RoleAssignment.objects.filter(ends_at__isnull=True).select_related("team").order_by("role")
    workers = (
        Worker.objects.filter(organization=viewer.organization, is_active=not disabled)
        .prefetch_related(Prefetch("role_assignments", queryset=held, to_attr="held_now"))
        .order_by("name", "pk")
    )
    for word in search.split():
        workers = workers.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return workers


def get_worker(public_id: UUID, *, viewer: Worker) -> Worker:
    permissions.check_can_manage_people(viewer, of=viewer.organization)
    worker = Worker.objects.filter(organization=viewer.organization, public_id=public_id).first()
    if worker is None:
        raise NotFound
    return worker


def list_teams(*, viewer: Worker) -> QuerySet[Team]:
    """Every team, the retired ones last, with how many people belong to it now."""
    permissions.check_can_manage_people(viewer, of=viewer.organization)
    members = Count(
        "role_assignments__worker",
        filter=Q(role_assignments__ends_at__isnull=True, role_assignments__worker__is_active=True),
        distinct=True,
    )
    return viewer.organization.teams.annotate(members=members).order_by("-is_active", "name_en")


def get_team(public_id: UUID, *, viewer: Worker) -> Team:
    permissions.check_can_manage_people(viewer, of=viewer.organization)
    team = viewer.organization.teams.filter(public_id=public_id).first()
    if team is None:
        raise NotFound
    return team


def list_waiting_invitations(*, viewer: Worker) -> QuerySet[Invitation]:
    """Those neither accepted nor withdrawn, the newest first; an expired one stays until it is replaced or withdrawn."""
    permissions.check_can_manage_people(viewer, of=viewer.organization)
    waiting = viewer.organization.invitations.filter(accepted_at=None, withdrawn_at=None)
    return waiting.select_related("team", "invited_by").order_by("-created_at")


def get_invitation(public_id: UUID, *, viewer: Worker) -> Invitation:
    permissions.check_can_manage_people(viewer, of=viewer.organization)
    invitation = viewer.organization.invitations.filter(public_id=public_id).first()
    if invitation is None:
        raise NotFound
    return invitation


@dataclass(frozen=True)
class SessionLine:
    """One signed-in browser, without its address or its place."""

    hash: str
    browser: str
    system: str
    is_phone: bool
    is_current: bool
    started_at: datetime
    seen_at: datetime

    @property
    def device(self) -> str:
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or _("Unknown browser")


def list_sessions(*, worker: Worker, at: datetime, current_key: str = "") -> list[SessionLine]:
    """The browsers where `worker` is signed in, this one first, then the last seen."""
    rows = list(UserSession.objects.filter(user=worker))
    keys = [row.session_key for row in rows]
    alive = set(Session.objects.filter(session_key__in=keys, expire_date__gt=at).values_list("session_key", flat=True))
    lines = [_line(row, current_key) for row in rows if row.session_key in alive]
    return sorted(lines, key=lambda line: (not line.is_current, -line.seen_at.timestamp()))


def _line(row: UserSession, current_key: str) -> SessionLine:
    browser, system = devices.describe(row.user_agent)
    return SessionLine(
        hash=session_hash(row.session_key),
        browser=browser,
        system=system,
        is_phone=devices.is_phone(row.user_agent),
        is_current=row.session_key == current_key,
        started_at=row.created_at,
        seen_at=row.last_seen_at,
    )


@dataclass(frozen=True)
class Factors:
    """The ways, besides a password, in which a worker proves who they are."""

    app: bool
    passkeys: int
    codes_left: int | None

    @property
    def any(self) -> bool:
        return self.app or bool(self.passkeys)


def factors_of(worker: Worker) -> Factors:
    found = list(Authenticator.objects.filter(user=worker))
    codes = next((row for row in found if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return Factors(
        app=any(row.type == Authenticator.Type.TOTP for row in found),
        passkeys=sum(row.type == Authenticator.Type.WEBAUTHN for row in found),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )
