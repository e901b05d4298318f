"""Whether a record may cross from one organization to another: a pure function of values and a clock.

Nothing here reads a database. What calls it gathers the values, inside the transaction of the read; so the same decision is
made for a page, is tried by a director who asks "what would they see?", and is explained years later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tuque.agreements.codes import PERSONAL, ConsentRule, DataClass, Purpose


@dataclass(frozen=True)
class Viewer:
    organization: UUID
    roles: frozenset[str]


@dataclass(frozen=True)
class Consent:
    """What a person allowed: `organizations` and `classes` say to whom and of what; `withdrawn_at` is None while it stands."""

    given_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    organizations: frozenset[UUID]
    classes: frozenset[DataClass]

    def covers(self, data_class: DataClass, *, reader: UUID, at: datetime) -> bool:
        stands = self.given_at <= at < self.expires_at and (self.withdrawn_at is None or at < self.withdrawn_at)
        return stands and reader in self.organizations and data_class in self.classes


@dataclass(frozen=True)
class Record:
    """What a decision needs to know of a row: whose it is, of which type, when it happened, what its person allowed."""

    owner: UUID
    type: str
    occurred_at: datetime
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True)
class Clause:
    """`giver` lets `roles` of `reader` see `classes` for `purposes`. Empty `types` means every type; `within_days` None
    means however old."""

    number: int
    giver: UUID
    reader: UUID
    purposes: frozenset[Purpose]
    classes: frozenset[DataClass]
    roles: frozenset[str]
    consent: ConsentRule
    types: frozenset[str] = frozenset()
    within_days: int | None = None


@dataclass(frozen=True)
class Terms:
    """One signed version of an agreement, and when it holds: from `starts_at` until before `ends_at`."""

    agreement: UUID
    version: int
    starts_at: datetime
    ends_at: datetime
    clauses: tuple[Clause, ...]


class Refusal(StrEnum):
    """Why not, from the farthest miss to the nearest: the nearest is the one told."""

    NO_AGREEMENT = "no_agreement"
    NOT_YET = "not_yet"
    ENDED = "ended"
    OTHER_PURPOSE = "other_purpose"
    OTHER_ROLE = "other_role"
    OTHER_TYPE = "other_type"
    TOO_OLD = "too_old"
    NO_CONSENT = "no_consent"


NEARNESS = {refusal: place for place, refusal in enumerate(Refusal)}


@dataclass(frozen=True)
class Grant:
    """One class of data that may be seen, and the clause that says so."""

    data_class: DataClass
    agreement: UUID
    version: int
    clause: int


@dataclass(frozen=True)
class Decision:
    """`grants` is empty when the answer is no, and `refusal` then says why. `own` marks a record of the viewer's own
    organization: agreements say nothing about those, the viewer's role does."""

    grants: tuple[Grant, ...] = ()
    refusal: Refusal | None = None
    own: bool = False

    @property
    def allowed(self) -> bool:
        return self.own or bool(self.grants)

    @property
    def classes(self) -> frozenset[DataClass]:
        return frozenset(grant.data_class for grant in self.grants)


def decide(viewer: Viewer, purpose: Purpose, record: Record, at: datetime, *, agreements: Iterable[Terms]) -> Decision:
    """What `viewer` may see of `record` for `purpose` at the instant `at`, and by which clause of `agreements`.

    Several agreements may cover one record: what any of them gives may be seen, by the first that gives it.
    """
    if viewer.organization == record.owner:
        return Decision(own=True)
    grants: dict[DataClass, Grant] = {}
    nearest = Refusal.NO_AGREEMENT
    for terms in agreements:
        for clause in terms.clauses:
            if (clause.giver, clause.reader) != (record.owner, viewer.organization):
                continue
            refusal = _refusal(clause, terms, viewer, purpose, record, at)
            given = frozenset() if refusal else _given(clause, record, reader=viewer.organization, at=at)
            if not given:
                nearest = max(nearest, refusal or Refusal.NO_CONSENT, key=NEARNESS.__getitem__)
            for data_class in sorted(given - grants.keys()):
                grants[data_class] = Grant(data_class, terms.agreement, terms.version, clause.number)
    return Decision(grants=tuple(grants.values()), refusal=None if grants else nearest)


def _refusal(
    clause: Clause, terms: Terms, viewer: Viewer, purpose: Purpose, record: Record, at: datetime
) -> Refusal | None:
    if at < terms.starts_at:
        return Refusal.NOT_YET
    if at >= terms.ends_at:
        return Refusal.ENDED
    if purpose not in clause.purposes:
        return Refusal.OTHER_PURPOSE
    if viewer.roles.isdisjoint(clause.roles):
        return Refusal.OTHER_ROLE
    if clause.types and record.type not in clause.types:
        return Refusal.OTHER_TYPE
    if clause.within_days is not None and record.occurred_at < at - timedelta(days=clause.within_days):
        return Refusal.TOO_OLD
    return None


def _given(clause: Clause, record: Record, *, reader: UUID, at: datetime) -> frozenset[DataClass]:
    """The classes of `clause` less those whose consent is asked and not there."""
    if clause.consent == ConsentRule.LAW:
        return clause.classes
    asked = clause.classes if clause.consent == ConsentRule.ALWAYS else clause.classes & PERSONAL
    missing = {
        data_class
        for data_class in asked
        if not any(consent.covers(data_class, reader=reader, at=at) for consent in record.consents)
    }
    return clause.classes - missing
