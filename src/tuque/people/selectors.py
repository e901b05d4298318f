"""Reads: people by name, only while their consent is in force. Each look is audited in the transaction of the read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.folding import fold
from tuque.core.problems import NotFound
from tuque.people import permissions
from tuque.people.models import Consent, Person

SHORTEST = 2
MOST_FOUND = 20


@dataclass(frozen=True)
class Looked:
    """A person as `viewer` may see them. `name` is empty when consent has ended and the viewer may not read it any more."""

    person: Person
    name: str
    consents: tuple[Consent, ...]
    in_force: Consent | None


def named(*, viewer: Worker, at: datetime) -> QuerySet[Person]:
    """The people of the viewer's organization whose consent is in force at `at`; no one for a role that names nobody."""
    if not permissions.can_name(viewer):
        return Person.objects.none()
    consent = Consent.objects.filter(
        person=OuterRef("pk"),
        kind=Consent.Kind.NAMED_RECORD,
        withdrawn_at__isnull=True,
        given_at__lte=at,
        expires_at__gt=at,
    )
    return Person.objects.filter(Exists(consent), organization=viewer.organization)


@transaction.atomic
def find_people(words: str, *, viewer: Worker, at: datetime) -> list[Person]:
    """Up to twenty people each of whose names has all of `words`, accents ignored. Nobody for fewer than two letters.

    The search is audited with how many were found: never with the words.
    """
    key = fold(words)
    if len(key) < SHORTEST or not permissions.can_name(viewer):
        return []
    found = named(viewer=viewer, at=at)
    for word in key.split()[:6]:
        found = found.filter(name_key__contains=word)
    people = list(found.order_by("name_key", "pk")[:MOST_FOUND])
    audit.record("people.searched", by=viewer, at=at, details={"found": len(people)})
    return people


def list_namesakes(name: str, *, viewer: Worker, at: datetime) -> list[Person]:
    """Those who already bear this very name, before another one is added."""
    return list(named(viewer=viewer, at=at).filter(name_key=fold(name)).order_by("pk")[:5])


@transaction.atomic
def look_at(public_id: UUID, *, viewer: Worker, at: datetime) -> Looked:
    """One person with the history of their consents. Raises NotFound; the look is audited."""
    person = get_person(public_id, viewer=viewer)
    consents = tuple(person.consents.select_related("recorded_by").order_by("-given_at", "-pk"))
    in_force = next((consent for consent in consents if consent.is_in_force(at=at)), None)
    shows_name = in_force is not None or permissions.can_see_ended_names(viewer)
    audit.record("people.looked_at", by=viewer, subject=person, at=at, details={"name_shown": shows_name})
    return Looked(person=person, name=person.name if shows_name else "", consents=consents, in_force=in_force)


def get_person(public_id: UUID, *, viewer: Worker) -> Person:
    """A person of the viewer's organization, with or without consent in force. Raises NotFound."""
    if not viewer.holds(*permissions.MAY_LOOK):
        raise NotFound
    person = Person.objects.filter(public_id=public_id, organization=viewer.organization).first()
    if person is None:
        raise NotFound
    return person


def find_named(public_id: str, *, viewer: Worker, at: datetime) -> Person | None:
    """The person with this id, while consent is in force."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return named(viewer=viewer, at=at).filter(public_id=wanted).first()


def names_of(keys: Iterable[int], *, viewer: Worker, at: datetime) -> dict[int, str]:
    """The names to show, by primary key; whoever's consent has ended is not among them. The caller audits its own look."""
    return dict(named(viewer=viewer, at=at).filter(pk__in=set(keys)).values_list("pk", "name"))
