"""Reads: people by name, only while their consent is in force. Each look is audited in the transaction of the read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tuque.accounts.api import Worker
from tuque.agreements import api as agreements
from tuque.audit import api as audit
from tuque.breakglass import api as breakglass
from tuque.core.crypto.blind import FIRST_LETTERS, mark_of
from tuque.core.folding import fold
from tuque.core.problems import NotFound
from tuque.people import permissions
from tuque.people.models import Consent, Person

KIND = "person"
SHORTEST = FIRST_LETTERS
MOST_FOUND = 20
_WHOLE = mark_of(Person, "name_mark")
_STARTS = mark_of(Person, "name_starts")


@dataclass(frozen=True)
class Looked:
    """A person as `viewer` may see them. `name` is empty when consent has ended and the viewer may not read it any more."""

    person: Person
    name: str
    consents: tuple[Consent, ...]
    in_force: Consent | None
    partners: Mapping[UUID, str]

    @property
    def sharing(self) -> list[Consent]:
        """What may be shared with whom, or once might, the newest first."""
        return [consent for consent in self.consents if consent.kind == Consent.Kind.SHARING]

    @property
    def naming(self) -> list[Consent]:
        return [consent for consent in self.consents if consent.kind == Consent.Kind.NAMED_RECORD]


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
    """Up to twenty people whose names have, for each of `words`, a word that begins so; accents ignored.

    One of the words needs two letters. The search is audited with how many were found: never with the words.
    """
    looked_for = fold(words).split()[:6]
    longer = [word for word in looked_for if len(word) >= SHORTEST]
    if not longer or not permissions.can_name(viewer):
        return []
    candidates = named(viewer=viewer, at=at)
    for word in longer:
        candidates = candidates.filter(_STARTS.matching(viewer.organization_id, word))
    found = [(fold(person.name), person.pk, person) for person in candidates]
    people = [person for key, _, person in sorted(found, key=itemgetter(0, 1)) if _begins(key, looked_for)][:MOST_FOUND]
    _note_found(people, viewer=viewer, at=at)
    return people


def _begins(name: str, words: Sequence[str]) -> bool:
    return all(any(part.startswith(word) for part in name.split()) for word in words)


@transaction.atomic
def list_namesakes(name: str, *, viewer: Worker, at: datetime) -> list[Person]:
    """Those who already bear this very name, before another one is added; a search like another."""
    may_be = named(viewer=viewer, at=at).filter(_WHOLE.matching(viewer.organization_id, name)).order_by("pk")
    people = [person for person in may_be if fold(person.name) == fold(name)][:5]
    _note_found(people, viewer=viewer, at=at)
    return people


def _note_found(people: list[Person], *, viewer: Worker, at: datetime) -> None:
    found = [person.public_id for person in people]
    audit.look("people.searched", by=viewer, at=at, seen=found, details={"found": len(found)})


@transaction.atomic
def look_at(public_id: UUID, *, viewer: Worker, at: datetime) -> Looked:
    """One person with the history of their consents. Raises NotFound; the look is audited."""
    person = get_person(public_id, viewer=viewer)
    consents = tuple(person.consents.select_related("recorded_by").order_by("-given_at", "-pk"))
    naming = (consent for consent in consents if consent.kind == Consent.Kind.NAMED_RECORD)
    in_force = next((consent for consent in naming if consent.is_in_force(at=at)), None)
    shows_name = in_force is not None or permissions.can_see_ended_names(viewer)
    audit.look("people.looked_at", by=viewer, subject=person, at=at, details={"name_shown": shows_name})
    partners = {UUID(one) for consent in consents for one in consent.organizations}
    return Looked(
        person=person,
        name=person.name if shows_name else "",
        consents=consents,
        in_force=in_force,
        partners=agreements.names_of(partners),
    )


@transaction.atomic
def look_at_opened(opening_id: UUID, *, viewer: Worker, at: datetime) -> tuple[breakglass.Opening, Looked]:
    """The person that `viewer` opened in an emergency, with the name while consent is in force. Raises NotFound from the
    opening's end on; the look is audited under the opening."""
    opening = breakglass.get_in_force(opening_id, viewer=viewer, at=at)
    person = Person.objects.filter(public_id=opening.subject_id, organization=viewer.organization).first()
    if opening.kind != KIND or person is None:
        raise NotFound
    naming = person.consents.filter(kind=Consent.Kind.NAMED_RECORD).order_by("-given_at", "-pk")
    in_force = next((consent for consent in naming if consent.is_in_force(at=at)), None)
    details = {"opening": str(opening.public_id), "name_shown": in_force is not None}
    audit.look(
        "people.looked_at_in_emergency", by=viewer, subject=person, at=at, purpose=breakglass.EMERGENCY, details=details
    )
    return opening, Looked(
        person=person, name=person.name if in_force else "", consents=(), in_force=in_force, partners={}
    )


def find_subject(public_id: UUID, organization_id: int) -> breakglass.Subject | None:
    """Whose a person is, for an emergency opening: whoever recorded a consent of theirs."""
    person = Person.objects.filter(public_id=public_id, organization_id=organization_id).first()
    if person is None:
        return None
    return breakglass.Subject(workers=tuple(person.consents.values_list("recorded_by_id", flat=True).distinct()))


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


@transaction.atomic
def look_at_name(public_id: str, *, viewer: Worker, at: datetime) -> Person | None:
    """The person whose name the page of a form is about to show, while consent is in force; the look is audited."""
    person = find_named(public_id, viewer=viewer, at=at)
    if person is not None:
        audit.look("people.name_shown", by=viewer, subject=person, at=at)
    return person


def name_in_force(person: Person, *, viewer: Worker, at: datetime) -> str:
    """The person's name while consent is in force, empty otherwise. The caller audits its own look."""
    return person.name if named(viewer=viewer, at=at).filter(pk=person.pk).exists() else ""


def names_of(keys: Iterable[int], *, viewer: Worker, at: datetime) -> dict[int, str]:
    """The names to show, by primary key; whoever's consent has ended is not among them. The caller audits its own look."""
    return {person.pk: person.name for person in named(viewer=viewer, at=at).filter(pk__in=set(keys))}


def get_sharing(public_id: UUID, *, viewer: Worker) -> Consent:
    """One consent to share, of a person of the viewer's organization. Raises NotFound."""
    if not viewer.holds(*permissions.MAY_LOOK):
        raise NotFound
    found = Consent.objects.filter(
        public_id=public_id, organization=viewer.organization, kind=Consent.Kind.SHARING
    ).select_related("person")
    consent = found.first()
    if consent is None:
        raise NotFound
    return consent


def sharing_of(person_ids: Iterable[int]) -> dict[int, tuple[agreements.Consent, ...]]:
    """What each person ever allowed to be shared, as a decision takes it, by primary key.

    A name goes no further than it stays at home: whoever no longer agrees to be named shares no name either. For
    decisions only; the caller shows nothing of it.
    """
    keys = set(person_ids)
    found: dict[int, list[agreements.Consent]] = {key: [] for key in keys}
    for consent in Consent.objects.filter(person__in=keys, kind=Consent.Kind.SHARING).order_by("given_at", "pk"):
        found[consent.person_id].append(
            agreements.Consent(
                given_at=consent.given_at,
                expires_at=consent.expires_at,
                withdrawn_at=consent.withdrawn_at,
                organizations=frozenset(UUID(one) for one in consent.organizations),
                classes=frozenset(agreements.DataClass(code) for code in consent.data_classes),
            )
        )
    return {key: tuple(consents) for key, consents in found.items()}


def names_for_sharing(person_ids: Iterable[int], *, at: datetime) -> dict[int, str]:
    """The names of those who agree to be named at `at`, for a page that a decision has opened `identity` on."""
    consent = Consent.objects.filter(
        person=OuterRef("pk"),
        kind=Consent.Kind.NAMED_RECORD,
        withdrawn_at__isnull=True,
        given_at__lte=at,
        expires_at__gt=at,
    )
    return {person.pk: person.name for person in Person.objects.filter(Exists(consent), pk__in=set(person_ids))}
