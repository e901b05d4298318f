"""Names that go: after the time that a rule says, or because the person asks. What they agreed to stays, without the name."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.breakglass import api as breakglass
from tuque.core.problems import PermissionRefused
from tuque.people import permissions, services
from tuque.people.models import Consent, Person
from tuque.retention.api import Kind

# What a later room holds of a person, and how much of it there is: called by `erase_person` in its transaction.
Part = Callable[[Person, datetime], Mapping[str, int]]
_parts: list[Part] = []


class Reason(models.TextChoices):
    """Why a person is erased."""

    ASKED = "asked", _("The person asked for it")
    COURT = "court", _("A court or a commissioner ordered it")
    MISTAKE = "mistake", _("They should never have been recorded")


def also_erase(part: Part) -> None:
    """Have what a later room holds of a person erased with them."""
    _parts.append(part)


@transaction.atomic
def erase_person(*, person: Person, reason: Reason, by: Worker, at: datetime) -> Mapping[str, int]:
    """Erase someone's name, and whatever any room's records say of them in words or pictures; how much, by what it was.

    Consents in force are withdrawn. What stays: that someone agreed, to which words, when; that records were made and how
    they count; the audit's ids. Doing it again does what is left. Raises PermissionRefused or NotFound.
    """
    if not permissions.can_erase(by):
        raise PermissionRefused
    services.check_own(person, by)
    locked = Person.objects.select_for_update().get(pk=person.pk)
    services.withdraw_all(locked, by=by, at=at)
    _forget_name(locked, at=at)
    openings = breakglass.forget_words([locked.public_id], organization_id=locked.organization_id)
    counts: dict[str, int] = {"openings": openings}
    for part in _parts:
        for name, number in part(locked, at).items():
            counts[name] = counts.get(name, 0) + number
    details = {"reason": str(reason), **counts}
    audit.record("people.person_erased", by=by, subject=locked, at=at, details=details)
    return counts


def _forget_name(person: Person, *, at: datetime) -> None:
    person.name, person.birth_year, person.language = "", None, ""
    person.erased_at = person.erased_at or at
    person.save()
    person.consents.update(interpreter="")


def _due(organization_id: int, before: datetime) -> QuerySet[Person]:
    """Those whose every consent had ended before that instant: no one has read their name since but the privacy officer."""
    standing = Consent.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=before), expires_at__gte=before
    )
    rows = Person.objects.filter(organization_id=organization_id, created_at__lt=before, erased_at__isnull=True)
    return rows.exclude(Exists(standing.filter(person=OuterRef("pk"))))


def _total(organization_id: int) -> int:
    return Person.objects.filter(organization_id=organization_id).count()


def _let_go(rows: Sequence[Person], at: datetime) -> list[UUID]:
    for person in rows:
        _forget_name(person, at=at)
    return [person.public_id for person in rows]


NAMES = Kind(
    code="people.names",
    label=_("Names of people whose consent has ended"),
    effect=_(
        "The name, the year of birth and the language go, counted from the end of the last consent. What they agreed to, and their records, stay without them."
    ),
    due=_due,
    total=_total,
    let_go=_let_go,
)
