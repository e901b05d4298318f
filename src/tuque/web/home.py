"""Where each role lands, and the language a worker reads in."""

from django.db import transaction
from django.urls import reverse

from tuque.accounts.models import Worker
from tuque.accounts.roles import Role
from tuque.audit import api as audit
from tuque.core.clock import now

HOMES = {
    Role.DIRECTOR: "insight:board",
    Role.SUPERVISOR: "insight:board",
    Role.ANALYST: "insight:board",
    Role.DIRECTORY_EDITOR: "directory:services",
    Role.DISPATCHER: "insight:board",
    Role.FIELD_WORKER: "interactions:home",
    Role.CASE_WORKER: "interactions:desk",
    Role.NAVIGATOR: "referrals:home",
    Role.COORDINATOR: "directory:services",
    Role.RESPONDER: "contact_centre:console",
    Role.ADMINISTRATOR: "accounts:workers",
    Role.PRIVACY_OFFICER: "audit:records",
}


def address_for(worker: Worker) -> str | None:
    """The address of the home screen of the worker's first role; None when no role of theirs has one yet."""
    role = worker.home_role
    return reverse(HOMES[role]) if role in HOMES else None


@transaction.atomic
def choose_language(worker: Worker, language: str) -> None:
    Worker.objects.filter(pk=worker.pk).update(language=language)
    audit.record("accounts.language_chosen", by=worker, subject=worker, at=now(), details={"language": language})
