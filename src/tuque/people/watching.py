"""What the watch over unusual looking asks of this room: family names, unsealed here and shown to nobody; consents taken."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from tuque.audit import api as audit
from tuque.core.folding import fold
from tuque.people.models import Consent, Person


def find_persons(organization_id: int, ids: AbstractSet[UUID]) -> set[UUID]:
    """Those of `ids` that are persons of the organization."""
    people = Person.objects.filter(organization_id=organization_id, public_id__in=ids)
    return set(people.values_list("public_id", flat=True))


def read_names(organization_id: int, ids: AbstractSet[UUID]) -> dict[UUID, frozenset[str]]:
    """The words of the family names of these persons of the organization."""
    people = Person.objects.filter(organization_id=organization_id, public_id__in=ids)
    return {person.public_id: audit.family_words(fold(person.name)) for person in people.iterator()}


def read_links(
    organization_id: int, pairs: AbstractSet[tuple[int, UUID]], since: datetime
) -> AbstractSet[tuple[int, UUID]]:
    """Whoever recorded a person's consent since works with them."""
    taken = Consent.objects.filter(
        organization_id=organization_id,
        person__public_id__in={person for _worker, person in pairs},
        given_at__gte=since,
    )
    return set(taken.values_list("recorded_by_id", "person__public_id")) & pairs
