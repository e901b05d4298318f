"""Writes: a person with their consent, consent again, what may be shared with whom, and its withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Worker
from tuque.agreements.api import DataClass
from tuque.audit import api as audit
from tuque.core.problems import NotFound, Problem
from tuque.people import permissions, wording
from tuque.people.models import Consent, Person


@dataclass(frozen=True)
class Agreement:
    """How a person agreed: spoken or written, to which words, in which language, through which interpreter's language."""

    means: Consent.Means
    language: str
    wording_version: str = wording.CURRENT.version
    interpreter: str = ""


@dataclass
class NoConsentToWithdraw(Problem):
    code = "people.no_consent_to_withdraw"
    status = 409

    def message(self) -> str:
        return _("There is no consent in force: it was withdrawn or has ended. Nothing more needs doing.")


@dataclass
class PersonErased(Problem):
    code = "people.person_erased"
    status = 409

    def message(self) -> str:
        return _("This person was erased. If they agree to be named again, add the name anew.")


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
    check_own(person, by)
    if person.erased_at:
        raise PersonErased
    return _record(person, agreement, by=by, at=at)


@transaction.atomic
def record_sharing(
    *,
    person: Person,
    organizations: Sequence[Organization],
    data_classes: Sequence[DataClass],
    agreement: Agreement,
    by: Worker,
    at: datetime,
) -> Consent:
    """For twelve months `organizations` may be told `data_classes` of this person, where an agreement in force lets them.

    Consent opens nothing by itself: the agreement says for which purpose and to which roles.
    """
    permissions.check_can_name(by)
    check_own(person, by)
    if person.erased_at:
        raise PersonErased
    return _record(
        person,
        agreement,
        by=by,
        at=at,
        kind=Consent.Kind.SHARING,
        organizations=sorted(str(organization.public_id) for organization in organizations),
        data_classes=sorted(str(code) for code in data_classes),
    )


@transaction.atomic
def withdraw_sharing(*, consent: Consent, by: Worker, at: datetime) -> None:
    """From `at` on this consent opens nothing; the name stays in our own records. Raises NoConsentToWithdraw."""
    permissions.check_can_withdraw(by)
    check_own(consent.person, by)
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    if locked.kind != Consent.Kind.SHARING or not locked.is_in_force(at=at):
        raise NoConsentToWithdraw
    _withdraw(locked, by=by, at=at)


@transaction.atomic
def withdraw_consent(*, person: Person, by: Worker, at: datetime) -> None:
    """From `at` on the name is neither offered nor shown, and nothing is shared; the records made until then stay."""
    permissions.check_can_withdraw(by)
    check_own(person, by)
    if not withdraw_all(person, by=by, at=at):
        raise NoConsentToWithdraw


def withdraw_all(person: Person, *, by: Worker, at: datetime) -> int:
    """Withdraw every consent in force, inside a service's transaction; how many."""
    standing = Consent.objects.select_for_update().filter(person=person, withdrawn_at__isnull=True)
    in_force = [consent for consent in standing if consent.is_in_force(at=at)]
    for consent in in_force:
        _withdraw(consent, by=by, at=at)
    return len(in_force)


def _withdraw(consent: Consent, *, by: Worker, at: datetime) -> None:
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    seen = [consent.person.public_id]
    audit.record("people.consent_withdrawn", by=by, subject=consent, at=at, seen=seen, details={"kind": consent.kind})


def a_year_after(moment: datetime) -> datetime:
    """The same day of the next year; 28 February for a 29th."""
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:
        return moment.replace(year=moment.year + 1, day=28)


def _record(
    person: Person,
    agreement: Agreement,
    *,
    by: Worker,
    at: datetime,
    kind: Consent.Kind = Consent.Kind.NAMED_RECORD,
    organizations: Sequence[str] = (),
    data_classes: Sequence[str] = (),
) -> Consent:
    consent = Consent.objects.create(
        organization=person.organization,
        person=person,
        kind=kind,
        organizations=list(organizations),
        data_classes=list(data_classes),
        means=agreement.means,
        wording_version=agreement.wording_version,
        language=agreement.language,
        interpreter=agreement.interpreter,
        given_at=at,
        expires_at=a_year_after(at),
        recorded_by=by,
    )
    details = {
        "kind": str(kind),
        "means": str(agreement.means),
        "wording": agreement.wording_version,
        "language": agreement.language,
    }
    audit.record("people.consent_recorded", by=by, subject=consent, at=at, seen=[person.public_id], details=details)
    return consent


def check_own(person: Person, worker: Worker) -> None:
    """Raises NotFound for a person of another organization."""
    if person.organization_id != worker.organization_id:
        raise NotFound
