"""What `published.py` gives: the public part of a service as plain values, each text in every language that it has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tuque.directory import opening
from tuque.directory.opening import Hours, State


@dataclass(frozen=True)
class Told:
    """One text in one language, with what is known of it."""

    text: str
    language: str
    state: str = "written"
    dated_on: date | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Texts:
    """The texts of a record: field -> language -> told."""

    told: Mapping[str, Mapping[str, Told]]
    written_in: str

    def get(self, name: str, language: str) -> Told | None:
        """In the reader's language where it is there, whichever its region (fr-CA); else in the record's own, with its language
        named."""
        by_language = self.told.get(name, {})
        near = next((told for code, told in by_language.items() if code[:2] == language[:2]), None)
        own = by_language.get(self.written_in) or next(iter(by_language.values()), None)
        return by_language.get(language) or near or own

    def every(self, name: str) -> Sequence[Told]:
        return tuple(self.told.get(name, {}).values())

    def first(self, names: Iterable[str], language: str) -> Told | None:
        """The first of these fields that says anything."""
        return next((told for name in names if (told := self.get(name, language))), None)


HOURS_IN_WORDS = ("description", "notes")
AREA = ("name", "description")


def in_words(some: Iterable[Texts], names: Sequence[str], language: str) -> list[Told]:
    """What each says by the first of these fields, none twice."""
    told = [one for texts in some if (one := texts.first(names, language))]
    return list({one.text: one for one in told}.values())


@dataclass(frozen=True)
class PublicPhone:
    number: str
    extension: str
    type: str
    texts: Texts


@dataclass(frozen=True)
class PublicLanguage:
    """`spoken` is a code of data/languages.csv; empty when the source's words were not understood."""

    spoken: str
    name: str
    texts: Texts


@dataclass(frozen=True)
class PublicAccess:
    """`kind` is a code of data/accessibility.csv; empty when the source's words were not understood."""

    kind: str
    texts: Texts


@dataclass(frozen=True)
class PublicPlace:
    id: UUID
    texts: Texts
    address: tuple[str, ...]
    city: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    access: tuple[PublicAccess, ...]
    phones: tuple[PublicPhone, ...]
    hours: Hours
    schedule_words: tuple[Texts, ...]

    @property
    def point(self) -> tuple[float, float] | None:
        """Lon, lat."""
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude

    @property
    def accessibility(self) -> tuple[str, ...]:
        """Codes of data/accessibility.csv."""
        return tuple(dict.fromkeys(one.kind for one in self.access if one.kind))


@dataclass(frozen=True)
class PublicCapacity:
    id: UUID
    available: float
    maximum: float | None
    unit: Texts | None
    texts: Texts
    as_of: datetime


@dataclass(frozen=True)
class PublicCost:
    amount: Decimal | None
    currency: str
    valid_from: str
    valid_to: str
    texts: Texts


@dataclass(frozen=True)
class PublicRule:
    kind: str
    least: float | None
    most: float | None
    values: tuple[str, ...]


@dataclass(frozen=True)
class PublicService:
    """All that anyone may know of a service."""

    id: UUID
    owner_id: int
    hsds_id: str
    status: str
    texts: Texts
    agency_id: UUID | None
    agency: Texts | None
    url: str
    email: str
    phones: tuple[PublicPhone, ...]
    places: tuple[PublicPlace, ...]
    languages: tuple[PublicLanguage, ...]
    topics: frozenset[str]
    terms: tuple[tuple[str, str], ...]  # (code, name) in taxonomies of others
    fee_type: str
    costs: tuple[PublicCost, ...]
    rules: tuple[PublicRule, ...]
    minimum_age: float | None
    maximum_age: float | None
    capacities: tuple[PublicCapacity, ...]
    areas: tuple[Texts, ...]
    documents: tuple[Texts, ...]
    hours: Hours
    schedule_words: tuple[Texts, ...]
    verified_on: date | None
    changed_at: datetime | None
    source: str
    attribution: str
    licence: str
    extra_urls: tuple[tuple[Texts, str], ...] = field(default=())

    def open_at(self, at: datetime, *, place: PublicPlace | None = None) -> State:
        """Whether it is open there; where it is in one place alone, that one is meant."""
        if place is None and len(self.places) == 1:
            place = self.places[0]
        return opening.opening_at(place.hours if place else self.hours, at=at)
