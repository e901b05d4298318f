"""Lines are written under a lock on their items: two people who take at once are served in turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from tuque.stock import notices
from tuque.stock.ledger import Left, Line, Where, short_of
from tuque.stock.models import Act, Entry, Item, Lot, LowLevel, Store
from tuque.stock.problems import NotEnough


@dataclass
class Book:
    """What is left of some items, read once they are locked, and kept right as lines are added."""

    organization_id: int
    items: dict[int, Item]
    left: dict[int, dict[Where, int]]

    def lots_in(self, item: Item, store: Store) -> list[Left]:
        dates = dict(Lot.objects.filter(item=item).values_list("pk", "expires_on"))
        return [
            Left(lot, quantity, dates.get(lot) if lot else None)
            for (place, lot), quantity in self.left[item.pk].items()
            if place == store.pk and quantity > 0
        ]

    def in_store(self, item: Item, store_id: int) -> int:
        return sum(quantity for (place, _lot), quantity in self.left[item.pk].items() if place == store_id)

    def check(self, item: Item, lines: Sequence[Line]) -> None:
        """Raises NotEnough when `lines` would take more than a store has."""
        for (store_id, lot), short in short_of(lines, self.left[item.pk]).items():
            taken = -sum(line.quantity for line in lines if line.where == (store_id, lot))
            store = Store.objects.get(organization_id=self.organization_id, pk=store_id)
            raise NotEnough(item=item.name, store=store.name, left=taken - short)

    def write(self, act: Act, item: Item, lines: Iterable[Line]) -> None:
        """Add `lines` under `act`; whoever looks after a store is told when one falls to its low level."""
        lines = list(lines)
        before = {line.store: self.in_store(item, line.store) for line in lines}
        Entry.objects.bulk_create(
            Entry(
                organization_id=self.organization_id,
                act=act,
                item=item,
                store_id=line.store,
                lot_id=line.lot,
                quantity=line.quantity,
                unexplained=line.unexplained,
            )
            for line in lines
        )
        for line in lines:
            self.left[item.pk][line.where] = self.left[item.pk].get(line.where, 0) + line.quantity
        self._tell(act, item, before)

    def _tell(self, act: Act, item: Item, before: dict[int, int]) -> None:
        for level in LowLevel.objects.filter(item=item, store_id__in=before, store__in_use=True):
            if before[level.store_id] > level.quantity >= self.in_store(item, level.store_id):
                notices.post_low(item, level.store_id, at=act.at)


def open_book(items: Iterable[Item], *, organization_id: int) -> Book:
    """Lock `items`, always in the same order, and read what is left of them. Inside a transaction."""
    wanted = {item.pk for item in items}
    locked = Item.objects.select_for_update().filter(organization_id=organization_id, pk__in=wanted).order_by("pk")
    held = {item.pk: item for item in locked}
    left: dict[int, dict[Where, int]] = {key: {} for key in held}
    sums = (
        Entry.objects.filter(organization_id=organization_id, item_id__in=held)
        .values_list("item_id", "store_id", "lot_id")
        .annotate(total=Sum("quantity"))
        .order_by("item_id", "store_id", "lot_id")
    )
    for item_id, store_id, lot_id, total in sums:
        left[item_id][store_id, lot_id] = total
    return Book(organization_id, held, left)
