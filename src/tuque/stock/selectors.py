"""Every read of the stock shown to someone: the viewer's own organization, closed by default."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.forms import api as forms
from tuque.interactions import api as interactions
from tuque.stock import permissions
from tuque.stock.codes import BY_HAND
from tuque.stock.models import Act, ChosenStore, Entry, Item, Lot, LowLevel, Store
from tuque.stock.services.records import store_for

MOST_LINES = 200


def list_stores(viewer: Worker, *, in_use: bool = True) -> list[Store]:
    permissions.check_can_read(viewer)
    rows = Store.objects.filter(organization_id=viewer.organization_id).select_related("team").order_by("kind", "pk")
    return list(rows.filter(in_use=True) if in_use else rows)


def get_store(public_id: UUID, *, viewer: Worker) -> Store:
    permissions.check_can_read(viewer)
    found = (
        Store.objects.filter(organization_id=viewer.organization_id, public_id=public_id).select_related("team").first()
    )
    if found is None:
        raise NotFound
    return found


def list_items(viewer: Worker, *, in_use: bool = True) -> list[Item]:
    """By name in the reader's language."""
    permissions.check_can_read(viewer)
    rows = Item.objects.filter(organization_id=viewer.organization_id)
    return sorted(rows.filter(in_use=True) if in_use else rows, key=lambda one: one.name.casefold())


def get_item(public_id: UUID, *, viewer: Worker) -> Item:
    permissions.check_can_read(viewer)
    found = Item.objects.filter(organization_id=viewer.organization_id, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def not_followed(viewer: Worker) -> list[tuple[str, forms.Words]]:
    """What the organization's forms give and the stock does not follow yet: code and name."""
    permissions.check_can_configure(viewer)
    have = set(Item.objects.filter(organization_id=viewer.organization_id).values_list("code", flat=True))
    found = {
        choice.standard_code: choice.label
        for one in forms.list_forms(viewer=viewer)
        for asked in one.form.questions()
        if asked.fills == "items"
        for choice in asked.choices
        if choice.standard_code not in have
    }
    return sorted(found.items(), key=lambda pair: pair[1].en.casefold())


def own_store(viewer: Worker) -> Store | None:
    """From which store what the viewer gives is taken."""
    team = viewer.teams[0] if viewer.teams else None
    return store_for(worker_id=viewer.pk, team_id=team.pk if team else None, organization_id=viewer.organization_id)


def has_chosen(viewer: Worker) -> bool:
    return ChosenStore.objects.filter(organization_id=viewer.organization_id, worker=viewer).exists()


@dataclass(frozen=True)
class Place:
    """One lot of an item in one store."""

    store: Store
    lot: Lot | None
    quantity: int
    is_past: bool = False


@dataclass
class Shelf:
    """An item with what is left of it, store by store and lot by lot."""

    item: Item
    places: list[Place] = field(default_factory=list)
    low: list[tuple[Store, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(place.quantity for place in self.places)

    @property
    def by_store(self) -> list[tuple[Store, int]]:
        sums: dict[int, int] = {}
        stores = {place.store.pk: place.store for place in self.places}
        for place in self.places:
            sums[place.store.pk] = sums.get(place.store.pk, 0) + place.quantity
        return [(stores[key], total) for key, total in sums.items()]

    @property
    def is_low(self) -> bool:
        sums = {store.pk: total for store, total in self.by_store}
        return any(sums.get(store.pk, 0) <= level for store, level in self.low)

    @property
    def dated(self) -> list[Place]:
        return [place for place in self.places if place.lot is not None]


def list_shelves(viewer: Worker, *, at: datetime, store: Store | None = None) -> list[Shelf]:
    """Every item in use with what is left; of one `store` alone where it is given. Nothing of people is in it."""
    items = list_items(viewer)
    shelves = {item.pk: Shelf(item) for item in items}
    stores = {one.pk: one for one in list_stores(viewer, in_use=False)}
    today = at.astimezone(viewer.organization.zone).date()
    rows = _sums(viewer, store)
    lots = {one.pk: one for one in Lot.objects.filter(pk__in={lot for _item, _store, lot, _total in rows if lot})}
    for item_id, store_id, lot_id, total in rows:
        if item_id in shelves and total:
            lot = lots.get(lot_id) if lot_id else None
            shelves[item_id].places.append(Place(stores[store_id], lot, total, bool(lot and lot.expires_on < today)))
    levels = LowLevel.objects.filter(item__in=shelves, store__in_use=True)
    for level in levels.filter(store=store) if store else levels:
        shelves[level.item_id].low.append((stores[level.store_id], level.quantity))
    for shelf in shelves.values():
        shelf.places.sort(key=lambda place: (place.store.pk, place.lot.expires_on if place.lot else date.max))
    return list(shelves.values())


def _sums(viewer: Worker, store: Store | None) -> Sequence[tuple[int, int, int | None, int]]:
    rows = Entry.objects.filter(organization_id=viewer.organization_id)
    rows = rows.filter(store=store) if store else rows
    return list(rows.values_list("item_id", "store_id", "lot_id").annotate(total=Sum("quantity")).order_by())


@dataclass(frozen=True)
class Step:
    """One line of an item's history, and what was left of the item in all after it."""

    entry: Entry
    after: int
    record: UUID | None  # only where the viewer may open it


@transaction.atomic
def list_history(item: Item, *, viewer: Worker, at: datetime) -> list[Step]:
    """Newest first. It leads to records about people: the look is audited."""
    permissions.check_can_read(viewer)
    ours = Entry.objects.filter(organization_id=viewer.organization_id, item=item)
    after = ours.aggregate(total=Sum("quantity"))["total"] or 0
    rows = ours.select_related("act__by", "act__interaction", "act__undoes", "store", "lot").order_by("-pk")[
        :MOST_LINES
    ]
    reach = interactions.reach_of(viewer)
    steps = []
    for entry in rows:
        record = entry.act.interaction
        steps.append(Step(entry, after, record.public_id if record and reach.holds(record) else None))
        after -= entry.quantity
    audit.look("stock.history_seen", by=viewer, subject=item, at=at, seen=[step.record for step in steps])
    return steps


@dataclass(frozen=True)
class Seen:
    """An act with its lines, and what this viewer may see and do of it."""

    act: Act
    entries: list[Entry]
    donor: str
    note: str
    record: UUID | None
    may_undo: bool
    undone_by: Act | None


@transaction.atomic
def get_act(public_id: UUID, *, viewer: Worker, at: datetime) -> Seen:
    """One act. A donor's name is shown to whoever wrote it and to those who lead; the look is audited."""
    permissions.check_can_read(viewer)
    acts = Act.objects.select_related("by", "interaction", "undoes")
    act = acts.filter(organization_id=viewer.organization_id, public_id=public_id).first()
    if act is None:
        raise NotFound
    named = permissions.can_see_donor(viewer, act)
    undone_by = Act.objects.filter(undoes=act).select_related("by").first()
    entries = list(act.entries.select_related("item", "store", "lot").order_by("pk"))
    record = act.interaction
    reachable = record is not None and interactions.reach_of(viewer).holds(record)
    seen = [record.public_id] if record and reachable else []
    audit.look("stock.act_seen", by=viewer, subject=act, at=at, seen=seen, details={"donor": named and bool(act.donor)})
    return Seen(
        act=act,
        entries=entries,
        donor=act.donor if named else "",
        note=act.note if named else "",
        record=record.public_id if record and reachable else None,
        may_undo=act.is_by_hand and undone_by is None and permissions.can_undo(viewer, act),
        undone_by=undone_by,
    )


def list_acts(viewer: Worker, *, limit: int = 12) -> list[Act]:
    """What was last done by hand, newest first. No name of a donor is read."""
    permissions.check_can_read(viewer)
    acts = Act.objects.filter(organization_id=viewer.organization_id, kind__in=[*BY_HAND, "undone"])
    return list(acts.select_related("by").defer("donor", "note").order_by("-at", "-id")[:limit])
