"""Records of partners, read under an agreement: the only way across the border between organizations.

Each row is decided upon (`agreements.decide`), and only the values of the classes that the decision opens leave this module:
what is not granted is not in the object that a page gets. The crossing is audited on both sides, in the transaction of the
read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tuque.accounts.api import Organization, Worker
from tuque.agreements import api as agreements
from tuque.agreements.api import DataClass, Decision, Purpose, Refusal, Terms
from tuque.audit import api as audit
from tuque.core import wall
from tuque.interactions import permissions
from tuque.interactions.codes import AgeGroup, BaseType, EmergencyService, Origin, Outcome, Status
from tuque.interactions.models import Interaction
from tuque.interactions.words import LABELS, label_of, length
from tuque.people import api as people

PAGE_SIZE = 40
BATCHES = 5  # at most so many pages are decided upon to fill one
TRIED_DAYS = 30
MOST_TRIED = 500

AREA_LABEL = gettext_lazy("Area")

Fact = tuple[str | Promise, str]


@dataclass(frozen=True)
class SharedRecord:
    """What of one partner's record may be seen. `facts` holds granted values only; `title` is empty and `occurred_at`
    None unless what was done is granted."""

    public_id: UUID
    owner: str
    title: str
    icon: str
    occurred_at: datetime | None
    facts: Sequence[Fact]
    words: str
    decision: Decision


@dataclass(frozen=True)
class SharedPage:
    """`after` asks for the following records; empty at the end. `titles` names the agreements that the clauses cite."""

    records: Sequence[SharedRecord]
    after: str
    titles: Mapping[UUID, str]


@transaction.atomic
def list_shared(purpose: Purpose, *, viewer: Worker, at: datetime, after: UUID | None = None) -> SharedPage:
    """Partners' records that `viewer` may read for `purpose`, the newest first."""
    with wall.sharing(purpose):
        return _list_shared(purpose, viewer=viewer, at=at, after=after)


def _list_shared(purpose: Purpose, *, viewer: Worker, at: datetime, after: UUID | None) -> SharedPage:
    reader = agreements.Viewer(viewer.organization.public_id, frozenset(str(role) for role in viewer.roles))
    terms = agreements.terms_for_reader(viewer.organization, purpose=purpose)
    givers = {giver.pk: giver for giver in agreements.givers_to(viewer.organization, purpose=purpose, at=at)}
    wanted = _possible(terms, givers, reader=reader, purpose=purpose, at=at)
    found: list[tuple[Interaction, Decision]] = []
    start, more = _place(after, givers), True
    for _batch in range(BATCHES):
        rows = _page_of(wanted, start)
        found += [
            (row, decision) for row, decision in _decided(rows, givers, reader, purpose, at, terms) if decision.allowed
        ]
        more = len(rows) == PAGE_SIZE
        if not more or len(found) > PAGE_SIZE:
            break
        start = (rows[-1].occurred_at, rows[-1].pk)
    shown, more = found[:PAGE_SIZE], more or len(found) > PAGE_SIZE
    _audit_crossing(shown, givers, purpose=purpose, by=viewer, at=at)
    last = shown[-1][0] if shown and more else None
    cited = {grant.agreement for _row, decision in shown for grant in decision.grants}
    return SharedPage(
        records=_masked(shown, givers, at=at),
        after=str(last.public_id) if last else "",
        titles=agreements.titles_of(cited, party=viewer.organization),
    )


@dataclass(frozen=True)
class Trial:
    """What someone of a partner would see of our records of the last days, today: how many, of which classes, why not."""

    tried: int
    seen: int
    classes: Sequence[tuple[DataClass, int]]
    refusals: Sequence[tuple[Refusal, int]]
    examples: Sequence[SharedRecord]
    titles: Mapping[UUID, str]


@transaction.atomic
def try_as(*, reader: Organization, role: str, purpose: Purpose, viewer: Worker, at: datetime) -> Trial:
    """Decide upon the newest records of `viewer`'s organization as if someone of `reader` with `role` asked for `purpose`.

    Examples come only to whoever may read all of the organization's records with their details; the look is audited.
    """
    own = viewer.organization
    terms = agreements.terms_between(own, reader)
    rows = list(
        _readable()
        .filter(organization=own, occurred_at__gte=at - timedelta(days=TRIED_DAYS))
        .order_by("-occurred_at", "-id")[:MOST_TRIED]
    )
    who = agreements.Viewer(reader.public_id, frozenset({role}))
    decided = list(_decided(rows, {own.pk: own}, who, purpose, at, terms))
    seen = [(row, decision) for row, decision in decided if decision.allowed]
    reach = permissions.reach_of(viewer)
    examples = seen[:5] if reach.everything and reach.details else []
    if examples:
        audit.look("interactions.tried_as", by=viewer, at=at, seen=_seen_in(examples))
    classes = Counter(code for _row, decision in seen for code in decision.classes)
    refusals = Counter(decision.refusal for _row, decision in decided if decision.refusal)
    return Trial(
        tried=len(decided),
        seen=len(seen),
        classes=[(code, classes[code]) for code in DataClass if classes[code]],
        refusals=refusals.most_common(),
        examples=_masked(examples, {own.pk: own}, at=at),
        titles=agreements.titles_of({grant.agreement for _r, one in examples for grant in one.grants}, party=own),
    )


def _readable() -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(status=Status.RECORDED)
    return (
        rows.select_related("area", "place", "to_place")
        .prefetch_related("items")
        .defer("answers", "source_row", "area__geometry")
        .annotate(person_ref=F("person__public_id"))
    )


def _seen_in(decided: Iterable[tuple[Interaction, Decision]]) -> list[UUID | None]:
    """What the audit keeps of a page: each record, and whom it names where the decision opens that."""
    return [
        one
        for row, decision in decided
        for one in (
            row.public_id,
            getattr(row, "person_ref", None) if DataClass.IDENTITY in decision.classes else None,
        )
    ]


def _possible(
    terms: Iterable[Terms],
    givers: Mapping[int, Organization],
    *,
    reader: agreements.Viewer,
    purpose: Purpose,
    at: datetime,
) -> QuerySet[Interaction]:
    """The rows that some clause may open, so that few are fetched to be refused; the decision still has the last word."""
    keys = {giver.public_id: pk for pk, giver in givers.items()}
    wanted = Q(pk__in=[])
    for clause in (clause for one in terms if one.starts_at <= at < one.ends_at for clause in one.clauses):
        fits = clause.reader == reader.organization and purpose in clause.purposes
        if not fits or clause.giver not in keys or clause.roles.isdisjoint(reader.roles):
            continue
        part = Q(organization=keys[clause.giver])
        if clause.types:
            part &= Q(base_type__in=clause.types)
        if clause.within_days is not None:
            part &= Q(occurred_at__gte=at - timedelta(days=clause.within_days))
        wanted |= part
    return _readable().filter(wanted, occurred_at__lte=at)


def _page_of(wanted: QuerySet[Interaction], start: tuple[datetime, int] | None) -> list[Interaction]:
    if start is not None:
        moment, pk = start
        wanted = wanted.filter(Q(occurred_at__lt=moment) | Q(occurred_at=moment, id__lt=pk))
    return list(wanted.order_by("-occurred_at", "-id")[:PAGE_SIZE])


def _place(after: UUID | None, givers: Mapping[int, Organization]) -> tuple[datetime, int] | None:
    """Where the former page ended: its last record is one that was shown."""
    rows = Interaction.objects.filter(public_id=after, organization__in=givers) if after else Interaction.objects.none()
    return rows.values_list("occurred_at", "id").first()


def _decided(
    rows: Sequence[Interaction],
    owners: Mapping[int, Organization],
    reader: agreements.Viewer,
    purpose: Purpose,
    at: datetime,
    terms: Sequence[Terms],
) -> Iterable[tuple[Interaction, Decision]]:
    consents = people.sharing_of(row.person_id for row in rows if row.person_id is not None)
    for row in rows:
        record = agreements.Record(
            owner=owners[row.organization_id].public_id,
            type=row.base_type,
            occurred_at=row.occurred_at,
            consents=consents.get(row.person_id or 0, ()),
        )
        yield row, agreements.decide(reader, purpose, record, at, agreements=terms)


def _masked(
    decided: Sequence[tuple[Interaction, Decision]], owners: Mapping[int, Organization], *, at: datetime
) -> list[SharedRecord]:
    named = [row.person_id for row, one in decided if DataClass.IDENTITY in one.classes and row.person_id is not None]
    names = people.names_for_sharing(named, at=at) if named else {}
    return [_mask(row, decision, owners[row.organization_id].name, names) for row, decision in decided]


def _mask(row: Interaction, decision: Decision, owner: str, names: Mapping[int, str]) -> SharedRecord:
    classes = decision.classes
    told = DataClass.ACTIVITY in classes
    facts = [fact for code in DataClass if code in classes for fact in FACTS.get(code, _nothing)(row)]
    if DataClass.IDENTITY in classes:
        facts.append((LABELS["person"], names.get(row.person_id or 0, "")))
    return SharedRecord(
        public_id=row.public_id,
        owner=owner,
        title=label_of(BaseType, row.base_type) if told else "",
        icon=row.base_type if told else BaseType.OTHER,
        occurred_at=row.occurred_at if told else None,
        facts=[(label, value) for label, value in facts if value],
        words=row.note if DataClass.WORDS in classes else "",
        decision=decision,
    )


def _activity(row: Interaction) -> list[Fact]:
    services = ", ".join(label_of(EmergencyService, code) for code in row.emergency_services)
    return [
        (LABELS["origin"], label_of(Origin, row.origin)),
        (LABELS["outcome"], label_of(Outcome, row.outcome)),
        (LABELS["duration_seconds"], length(row.duration_seconds)),
        (LABELS["emergency_services"], services),
    ]


def _area(row: Interaction) -> list[Fact]:
    return [(AREA_LABEL, row.area.name if row.area else "")]


def _place_facts(row: Interaction) -> list[Fact]:
    position = f"{row.lat:.5f}, {row.lon:.5f}" if row.lat is not None and row.lon is not None else ""
    return [
        (LABELS["place"], row.place.name if row.place else row.place_text),
        (LABELS["position"], position),
        (LABELS["to_place"], row.to_place.name if row.to_place else ""),
    ]


def _people(row: Interaction) -> list[Fact]:
    groups = ", ".join(
        f"{label_of(AgeGroup, code)}\N{NO-BREAK SPACE}× {count}" for code, count in row.age_groups.items()
    )
    return [(LABELS["people_count"], str(row.people_count or "")), (LABELS["age_groups"], groups)]


def _items(row: Interaction) -> list[Fact]:
    given = ", ".join(f"{one.item}\N{NO-BREAK SPACE}× {one.quantity}" for one in row.items.all())
    return [(LABELS["items"], given)]


def _nothing(row: Interaction) -> list[Fact]:
    return []


FACTS: Mapping[DataClass, Callable[[Interaction], list[Fact]]] = {
    DataClass.ACTIVITY: _activity,
    DataClass.AREA: _area,
    DataClass.PLACE: _place_facts,
    DataClass.PEOPLE: _people,
    DataClass.ITEMS: _items,
}


def _audit_crossing(
    shown: Sequence[tuple[Interaction, Decision]],
    givers: Mapping[int, Organization],
    *,
    purpose: Purpose,
    by: Worker,
    at: datetime,
) -> None:
    """One record in the reader's audit, and one in that of each owner whose records were read."""
    read: dict[int, list[tuple[Interaction, Decision]]] = {}
    clauses: set[str] = set()
    cited: set[UUID] = set()
    for row, decision in shown:
        read.setdefault(row.organization_id, []).append((row, decision))
        clauses |= {f"{grant.agreement}/{grant.version}/{grant.clause}" for grant in decision.grants}
        cited |= {grant.agreement for grant in decision.grants}
    details = {"clauses": sorted(clauses)}
    agreement = next(iter(cited)) if len(cited) == 1 else None  # several are in the clauses
    audit.look(
        "interactions.read_of_partner",
        by=by,
        at=at,
        purpose=purpose,
        agreement=agreement,
        seen=_seen_in(shown),
        details=details,
    )
    for owner, rows in read.items():
        audit.look(
            "interactions.read_by_partner",
            by=by,
            organization=givers[owner],
            at=at,
            purpose=purpose,
            agreement=agreement,
            seen=_seen_in(rows),
            details={
                **details,
                "partner": by.organization.name,
                # The second wall shows an organization no worker of another: who read is told here, to the owner alone.
                "reader": by.name,
                "roles": sorted(by.roles),
            },
        )
