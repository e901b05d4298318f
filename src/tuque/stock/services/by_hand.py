"""What people write by hand: what came in, was moved, counted, thrown away; and taking any of it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.ids import new_id
from tuque.core.problems import NotFound
from tuque.core.repeat import Answer, write_once
from tuque.stock import notices, permissions
from tuque.stock.codes import ActKind, Reason, Source
from tuque.stock.ledger import Line
from tuque.stock.models import Act, Item, Lot, Store
from tuque.stock.problems import CannotUndo, LeftSinceCounting, NothingEntered, SameStore
from tuque.stock.services.writing import Book, open_book


@dataclass(frozen=True)
class Came:
    item: Item
    quantity: int
    expires_on: date | None = None
    number: str = ""


@dataclass(frozen=True)
class Gone:
    item: Item
    lot: Lot | None
    quantity: int


@dataclass(frozen=True)
class Counted:
    """`expected` is what the ledger had when the page was drawn."""

    item: Item
    lot: Lot | None
    quantity: int
    expected: int


def receive(
    *,
    store: Store,
    lines: Sequence[Came],
    source: Source,
    by: Worker,
    key: UUID,
    at: datetime,
    donor: str = "",
    note: str = "",
) -> Act:
    """Write what came into `store`. The same `key` with the same lines gives the first act again."""

    def write(book: Book, act: Act) -> None:
        for one in lines:
            item = book.items[one.item.pk]
            lot = _lot(item, one.expires_on, one.number, at=at) if item.expires and one.expires_on else None
            book.write(act, item, [Line(store.pk, lot.pk if lot else None, one.quantity)])

    act = Act(kind=ActKind.RECEIVED, source=source, donor=donor.strip()[:200], note=note.strip()[:1000])
    body = {
        "store": store.public_id,
        "lines": [_said(one.item, one.quantity, one.expires_on, one.number) for one in lines],
    }
    body |= {"source": source, "donor": donor, "note": note}
    return _once(act, body, write, items=[one.item for one in lines], by=by, key=key, at=at)


def move(*, store: Store, to: Store, lines: Sequence[Gone], by: Worker, key: UUID, at: datetime) -> Act:
    """Raises SameStore, NotEnough."""
    if store.pk == to.pk:
        raise SameStore

    def write(book: Book, act: Act) -> None:
        for item, parts in _by_item(lines):
            went = [Line(store.pk, one.lot.pk if one.lot else None, -one.quantity) for one in parts]
            book.check(item, went)
            came = [Line(to.pk, line.lot, -line.quantity) for line in went]
            book.write(act, book.items[item.pk], [*went, *came])

    body = {"store": store.public_id, "to": to.public_id, "lines": [_gone(one) for one in lines]}
    return _once(Act(kind=ActKind.MOVED), body, write, items=[one.item for one in lines], by=by, key=key, at=at)


def throw_away(
    *, store: Store, lines: Sequence[Gone], reason: Reason, by: Worker, key: UUID, at: datetime, note: str = ""
) -> Act:
    """Raises NotEnough."""

    def write(book: Book, act: Act) -> None:
        for item, parts in _by_item(lines):
            went = [Line(store.pk, one.lot.pk if one.lot else None, -one.quantity) for one in parts]
            book.check(item, went)
            book.write(act, book.items[item.pk], went)

    act = Act(kind=ActKind.THROWN_AWAY, reason=reason, note=note.strip()[:1000])
    body = {"store": store.public_id, "reason": reason, "note": note, "lines": [_gone(one) for one in lines]}
    return _once(act, body, write, items=[one.item for one in lines], by=by, key=key, at=at)


def count(*, store: Store, lines: Sequence[Counted], by: Worker, key: UUID, at: datetime, note: str = "") -> Act:
    """Write the difference between what was counted and the ledger. Raises LeftSinceCounting when something was given or
    moved since the page was drawn: nobody knows then of when the count is."""

    def write(book: Book, act: Act) -> None:
        changed = [one for one in lines if _now(book, one, store) != one.expected]
        if changed:
            raise LeftSinceCounting(items=tuple(one.item.name for one in changed))
        for one in lines:
            lot = one.lot.pk if one.lot else None
            book.write(act, book.items[one.item.pk], [Line(store.pk, lot, one.quantity - one.expected)])

    act = Act(kind=ActKind.COUNTED, note=note.strip()[:1000])
    said = [[*_said(one.item, one.quantity, one.lot and one.lot.public_id, one.expected)] for one in lines]
    body = {"store": store.public_id, "lines": said, "note": note}
    return _once(act, body, write, items=[one.item for one in lines], by=by, key=key, at=at)


@transaction.atomic
def undo(*, public_id: UUID, by: Worker, at: datetime) -> Act:
    """Take back an act by its opposite. Raises CannotUndo, or NotEnough when some of what came has left since."""
    permissions.check_can_keep(by)
    act = Act.objects.select_for_update().filter(organization_id=by.organization_id, public_id=public_id).first()
    if act is None:
        raise NotFound
    permissions.check_can_undo(by, act)
    if not act.is_by_hand or Act.objects.filter(undoes=act).exists():
        raise CannotUndo
    entries = list(act.entries.select_related("item").order_by("pk"))
    book = open_book([entry.item for entry in entries], organization_id=by.organization_id)
    undone = Act.objects.create(organization=by.organization, kind=ActKind.UNDONE, at=at, by=by, undoes=act)
    for item in book.items.values():
        lines = [Line(one.store_id, one.lot_id, -one.quantity) for one in entries if one.item_id == item.pk]
        book.check(item, lines)
        book.write(undone, item, lines)
    audit.record("stock.undone", by=by, subject=undone, at=at, details={"kind": act.kind})
    return undone


def _once(
    act: Act,
    body: Mapping[str, object],
    write: Callable[[Book, Act], None],
    *,
    items: Sequence[Item],
    by: Worker,
    key: UUID,
    at: datetime,
) -> Act:
    permissions.check_can_keep(by)
    if not items:
        raise NothingEntered
    act.public_id, act.organization, act.by, act.at = new_id(), by.organization, by, at

    def do() -> Answer:
        book = open_book(items, organization_id=by.organization_id)
        if len(book.items) != len({item.pk for item in items}):
            raise NotFound
        act.save()
        write(book, act)
        audit.record(f"stock.{act.kind}", by=by, subject=act, at=at, details={"items": len(book.items)})
        return Answer(status=201, body={"act": str(act.public_id)})

    sent = {"kind": act.kind, **body}
    answer = write_once(scope=f"stock:{by.pk}", key=key, body=sent, organization=by.organization, at=at, write=do)
    return Act.objects.get(organization_id=by.organization_id, public_id=str(answer.body["act"]))


def _lot(item: Item, expires_on: date, number: str, *, at: datetime) -> Lot:
    """The lot of that date and number; a new one has a letter sent before its date."""
    lot, is_new = Lot.objects.get_or_create(
        item=item,
        number=number.strip()[:40],
        expires_on=expires_on,
        defaults={"organization_id": item.organization_id},
    )
    if is_new:
        notices.post_before_expiry(lot, at=at)
    return lot


def _by_item(lines: Sequence[Gone]) -> list[tuple[Item, list[Gone]]]:
    found: dict[int, tuple[Item, list[Gone]]] = {}
    for one in lines:
        found.setdefault(one.item.pk, (one.item, []))[1].append(one)
    return list(found.values())


def _now(book: Book, one: Counted, store: Store) -> int:
    return book.left[one.item.pk].get((store.pk, one.lot.pk if one.lot else None), 0)


def _gone(one: Gone) -> list[str]:
    return _said(one.item, one.quantity, one.lot and one.lot.public_id)


def _said(item: Item, *rest: object) -> list[str]:
    return [str(item.public_id), *(str(one) for one in rest)]
