"""Messages to those who look after privacy: short, without a name or a reason, leading to the page that tells more."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.core.mail import send_mail
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tuque.accounts.models import Organization, Worker
from tuque.accounts.roles import Role
from tuque.core import outbox

TOPIC = "audit.notice"
SUBJECTS: dict[str, Promise] = {
    "gap": gettext_lazy("Tuque: an audit record is missing"),
    "asked": gettext_lazy("Tuque: another organization asks you to be its witness"),
    "refused": gettext_lazy("Tuque: a witness of your audit keeps nothing more"),
    "ended": gettext_lazy("Tuque: an organization gives you its roots no more"),
}
BODIES: dict[str, Promise] = {
    "gap": gettext_lazy(
        "Someone in crisis was answered while the audit could not be written. Sign in and open “Audit”, then “Proof”: the page says when."
    ),
    "asked": gettext_lazy(
        "It asks you to keep the signed roots of its audit: numbers and hashes, nothing about anyone. Sign in and open “Audit”, then “Proof”, to accept or decline."
    ),
    "refused": gettext_lazy(
        "An organization that you asked to keep the roots of your audit declined or stopped. Sign in and open “Audit”, then “Proof”, to name another one."
    ),
    "ended": gettext_lazy(
        "Nothing more will come from it. What you kept stays, and can still be checked: sign in and open “Audit”, then “Proof”."
    ),
}


def word(kind: str, *, subject: Promise, body: Promise) -> None:
    """Give the words of a later room's notice, in its `apps.py`."""
    SUBJECTS[kind], BODIES[kind] = subject, body


def post(kind: str, *, organization: Organization, about: UUID, at: datetime) -> None:
    """Have the privacy officers of `organization` written to, once this transaction has committed."""
    payload = {"kind": kind, "organization": str(organization.public_id), "about": str(about)}
    outbox.post(TOPIC, payload, organization_id=organization.pk, at=at)


def send(payload: Mapping[str, object], message_id: UUID) -> None:
    """Deliver one notice. Sent a second time after a crash, it says the same again."""
    kind = str(payload["kind"])
    for worker in readers(str(payload["organization"])):
        with translation.override(worker.language):
            send_mail(str(SUBJECTS[kind]), f"{BODIES[kind]}\n", None, [worker.email])


def readers(organization: str) -> Iterable[Worker]:
    """The privacy officers who can sign in; the directors where there is none."""
    workers = Worker.objects.filter(
        organization__public_id=organization, is_active=True, role_assignments__ends_at__isnull=True
    )
    for role in (Role.PRIVACY_OFFICER, Role.DIRECTOR):
        found = list(workers.filter(role_assignments__role=role).distinct())
        if found:
            return found
    return []
