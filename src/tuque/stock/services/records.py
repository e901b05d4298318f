"""The ledger follows the records: what one gives is taken off, what it says came in is added, what a correction or a voiding
gives back comes back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.interactions import api as interactions
from tuque.interactions.api import Interaction, Status
from tuque.stock import ledger
from tuque.stock.codes import ActKind
from tuque.stock.ledger import Line
from tuque.stock.models import Act, ChosenStore, Entry, Item, Store
from tuque.stock.services.writing import Book, open_book

SAID = {
    ActKind.GIVEN: "stock.given",
    ActKind.RECEIVED: "stock.came_by_record",
    ActKind.CORRECTED: "stock.corrected",
}


@transaction.atomic
def follow_record(*, record: UUID, organization_id: int, at: datetime, by: Worker | None = None) -> Act | None:
    """Bring the ledger in line with what the record says now; None when it is already. Running it again changes nothing.

    A record never waits for the stock, and is never refused by it: what the ledger did not have is written as unexplained.
    """
    row = Interaction.objects.filter(organization_id=organization_id, public_id=record).first()
    if row is None or row.removed_at is not None or row.status == Status.OPEN:
        return None
    written = Entry.objects.filter(organization_id=organization_id, act__interaction=row)
    came = {} if row.status == Status.VOID else interactions.items_received(row)
    codes = set(row.items.values_list("item", flat=True)) | came.keys()
    followed = Item.objects.filter(
        organization_id=organization_id, code__in=codes, in_use=True, since__lte=row.occurred_at
    )
    items = {item.pk: item for item in followed} | {one.item_id: one.item for one in written.select_related("item")}
    if not items:
        return None
    book = open_book(items.values(), organization_id=organization_id)
    row.refresh_from_db(fields=["status"])  # what was committed before the lock was ours
    wanted = {} if row.status == Status.VOID else dict(row.items.values_list("item", "quantity"))
    store = _store_of(row)
    is_first = not written.exists()
    lines: dict[ActKind, dict[Item, list[Line]]] = {}
    for item in book.items.values():
        own = _lines(item, row)
        more = wanted.get(item.code, 0) - came.get(item.code, 0) - ledger.given_by(own)
        if row.words_erased_at is not None and row.status != Status.VOID:
            more = 0  # what came in was let go with the words: the ledger keeps what it has
        found = _difference(book, item, own, more, store=_usual(own) or store, at=at, row=row) if more else []
        if found:
            kind = (ActKind.GIVEN if more > 0 else ActKind.RECEIVED) if is_first else ActKind.CORRECTED
            lines.setdefault(kind, {})[item] = found
    acts = [_write(book, kind, ours, row=row, by=by, at=at) for kind, ours in lines.items()]
    return acts[0] if acts else None


def _write(
    book: Book, kind: ActKind, lines: Mapping[Item, list[Line]], *, row: Interaction, by: Worker | None, at: datetime
) -> Act:
    act = Act.objects.create(organization_id=row.organization_id, kind=kind, at=at, by=by, interaction=row)
    for item, ours in lines.items():
        book.write(act, item, ours)
    audit.record(SAID[kind], by=by, subject=act, at=at)
    return act


def _difference(
    book: Book, item: Item, own: list[Line], more: int, *, store: Store | None, at: datetime, row: Interaction
) -> list[Line]:
    if more < 0:
        back = ledger.put_back(own, -more)
        came = -more + ledger.given_by(back)  # more than it ever gave: that came in
        return [*back, Line(store.pk, None, came)] if came and store else back
    if store is None:
        return []
    today = at.astimezone(row.organization.zone).date()
    return ledger.give(book.lots_in(item, store), more, store=store.pk, on=today)


def _lines(item: Item, row: Interaction) -> list[Line]:
    entries = Entry.objects.filter(item=item, act__interaction=row).order_by("pk")
    return [Line(one.store_id, one.lot_id, one.quantity, one.unexplained) for one in entries]


def _usual(own: list[Line]) -> Store | None:
    """The store that the record took from before."""
    return Store.objects.filter(pk=own[0].store).first() if own else None


def _store_of(row: Interaction) -> Store | None:
    return store_for(worker_id=row.recorded_by_id, team_id=row.team_id, organization_id=row.organization_id)


def store_for(*, worker_id: int | None, team_id: int | None, organization_id: int) -> Store | None:
    """The worker's chosen store; else their team's; else the organization's first."""
    stores = Store.objects.filter(organization_id=organization_id, in_use=True).order_by("pk")
    chosen = ChosenStore.objects.filter(organization_id=organization_id, worker_id=worker_id or 0).values("store_id")
    own = stores.filter(pk__in=chosen).first()
    return own or (stores.filter(team_id=team_id).first() if team_id else None) or stores.first()
