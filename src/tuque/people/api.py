"""What other rooms may call. A name is shown only while consent is in force."""

from collections.abc import Callable
from datetime import datetime

from tuque.accounts.api import Worker
from tuque.forms.api import Option
from tuque.people.erasing import also_erase
from tuque.people.models import Consent, Person
from tuque.people.permissions import can_name
from tuque.people.selectors import (
    KIND,
    find_named,
    find_people,
    look_at_name,
    name_in_force,
    names_for_sharing,
    names_of,
    sharing_of,
)
from tuque.people.services import Agreement, create_person

__all__ = [
    "KIND",
    "Agreement",
    "Consent",
    "Person",
    "also_erase",
    "can_name",
    "create_person",
    "find_named",
    "find_people",
    "finder",
    "name_in_force",
    "namer",
    "names_for_sharing",
    "names_of",
    "sharing_of",
]


def finder(viewer: Worker, *, at: datetime) -> Callable[[str], list[Option]] | None:
    """For `forms.Offers.find_people`; None when the viewer may not name people, so that the question is not asked."""
    if not can_name(viewer):
        return None
    return lambda words: [option_of(person) for person in find_people(words, viewer=viewer, at=at)]


def namer(viewer: Worker, *, at: datetime) -> Callable[[str], Option | None]:
    """For `forms.Offers.name_person`."""

    def name(public_id: str) -> Option | None:
        person = look_at_name(public_id, viewer=viewer, at=at)
        return option_of(person) if person else None

    return name


def option_of(person: Person) -> Option:
    """A person in a list to choose from: the birth year tells namesakes apart."""
    return Option(str(person.public_id), f"{person.name} ({person.birth_year})" if person.birth_year else person.name)
