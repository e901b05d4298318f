"""Writes: a person with their consent, consent again, and its withdrawal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound, Problem
from tuque.people import permissions, wording
from tuque.people.models import Consent, Person


@dataclass(frozen=True)
class Agreement:
    """How a person agreed: spoken or written, to which words, in which language."""

    means: Consent.Means
    language: str
    wording_version: str = wording.CURRENT.version


@dataclass
class NoConsentToWithdraw(Problem):
    code = "people.no_consent_to_withdraw"
    status = 409

    def message(self) -> str:
        return _("There is no consent in force: it was withdrawn or has ended. Nothing more needs doing.")


@transaction.atomic
def create_person(
    *, name: str, agreement: Agreement, by: Worker, at: datetime, birth_year: int | None = None, language: str = ""
) -> Person:
    """A person known by name: never without the consent that is recorded with them."""
    permissions.check_can_name(by)
    person = Person.objects.create(
        organization=by.organization,
        name=name,
        birth_year=birth_year,
        language=language,
        created_at=at,
    )
    audit.record("people.person_created", by=by, subject=person, at=at)
    _record(person, agreement, by=by, at=at)
    return person


@transaction.atomic
def record_consent(*, person: Person, agreement: Agreement, by: Worker, at: datetime) -> Consent:
    """Consent given again, for twelve months from now; what was recorded before stays in the history."""
    permissions.check_can_name(by)
    _check_own(person, by)
    return _record(person, agreement, by=by, at=at)


@transaction.atomic
def withdraw_consent(*, person: Person, by: Worker, at: datetime) -> None:
    """From `at` on the name is neither offered nor shown; the records made until then stay, without it."""
    permissions.check_can_withdraw(by)
    _check_own(person, by)
    in_force = [
        consent
        for consent in Consent.objects.select_for_update().filter(person=person, withdrawn_at__isnull=True)
        if consent.is_in_force(at=at)
    ]
    if not in_force:
        raise NoConsentToWithdraw
    for consent in in_force:
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        audit.record("people.consent_withdrawn", by=by, subject=consent, at=at)


def a_year_after(moment: datetime) -> datetime:
    """The same day of the next year; 28 February for a 29th."""
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:
        return moment.replace(year=moment.year + 1, day=28)


def _record(person: Person, agreement: Agreement, *, by: Worker, at: datetime) -> Consent:
    consent = Consent.objects.create(
        organization=person.organization,
        person=person,
        kind=Consent.Kind.NAMED_RECORD,
        means=agreement.means,
        wording_version=agreement.wording_version,
        language=agreement.language,
        given_at=at,
        expires_at=a_year_after(at),
        recorded_by=by,
    )
    details = {"means": str(agreement.means), "wording": agreement.wording_version, "language": agreement.language}
    audit.record("people.consent_recorded", by=by, subject=consent, at=at, details=details)
    return consent


def _check_own(person: Person, worker: Worker) -> None:
    if person.organization_id != worker.organization_id:
        raise NotFound
