"""What the watch asks of later rooms: whom a look showed, and what links a worker to them. They add themselves in `apps.py`."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

# organization's key, public ids of anything -> those that are persons
PersonFinder = Callable[[int, AbstractSet[UUID]], AbstractSet[UUID]]
# organization's key, public ids of persons -> the folded words of their family names
NameReader = Callable[[int, AbstractSet[UUID]], Mapping[UUID, frozenset[str]]]
# organization's key, (worker, person) -> those that something done since an instant links
LinkReader = Callable[[int, AbstractSet[tuple[int, UUID]], datetime], AbstractSet[tuple[int, UUID]]]


@dataclass
class Plugs:
    persons: list[PersonFinder] = field(default_factory=list)
    names: list[NameReader] = field(default_factory=list)
    links: list[LinkReader] = field(default_factory=list)


PLUGS = Plugs()


def watch_people(*, find: PersonFinder, read_names: NameReader) -> None:
    PLUGS.persons.append(find)
    PLUGS.names.append(read_names)


def watch_links(reader: LinkReader) -> None:
    PLUGS.links.append(reader)


def family_words(folded: str) -> frozenset[str]:
    """Of a folded name, the words that may be the family name: all but the first, or the only one. One letter is none."""
    words = folded.split()
    return frozenset(word for word in words[1:] or words if len(word) > 1)
