"""What someone should look at: what ran low, what expires soon or has expired, what was given though the ledger had none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuque.accounts.api import Organization, Worker
from tuque.interactions.api import Notice
from tuque.stock import permissions
from tuque.stock.codes import ActKind
from tuque.stock.models import Entry, Item, Lot, LowLevel, Store
from tuque.stock.notices import AHEAD
from tuque.stock.services.records import store_for
from tuque.stock.words import amount

LOW, OUT, EXPIRING, EXPIRED, UNEXPLAINED = "low", "out", "expiring", "expired", "unexplained"
URGENT = frozenset({OUT, EXPIRED})


@dataclass(frozen=True)
class Alarm:
    kind: str
    item: Item
    store: Store
    quantity: int
    expires_on: date | None = None

    @property
    def is_urgent(self) -> bool:
        return self.kind in URGENT

    @property
    def words(self) -> str:
        said = {"item": self.item.name, "store": self.store.name, "left": amount(self.quantity, self.item.unit)}
        return {
            OUT: _("%(item)s: none left in “%(store)s”."),
            LOW: _("%(item)s: only %(left)s left in “%(store)s”."),
            EXPIRING: _("%(item)s: %(left)s in “%(store)s” soon past their date."),
            EXPIRED: _("%(item)s: %(left)s in “%(store)s” past their date. Throw them away."),
            UNEXPLAINED: _("%(item)s: %(left)s given from “%(store)s” that the ledger did not have. Count it."),
        }[self.kind] % said


def list_alarms(organization: Organization, *, at: datetime) -> list[Alarm]:
    """The most urgent first. Of the organization's own stores that are in use."""
    stores = {one.pk: one for one in Store.objects.filter(organization=organization, in_use=True)}
    items = {one.pk: one for one in Item.objects.filter(organization=organization, in_use=True)}
    if not stores or not items:
        return []
    found = [*_low(stores, items), *_dated(stores, items, today=at.astimezone(organization.zone).date())]
    found += _unexplained(stores, items)
    order = (EXPIRED, OUT, UNEXPLAINED, LOW, EXPIRING)
    return sorted(found, key=lambda one: (order.index(one.kind), one.item.name, one.store.name))


Stores = dict[int, Store]
Items = dict[int, Item]


def _low(stores: Stores, items: Items) -> list[Alarm]:
    levels = list(LowLevel.objects.filter(item__in=items, store__in=stores))
    rows = Entry.objects.filter(item__in={one.item_id for one in levels}, store__in=stores)
    left = {
        (item, store): total for item, store, total in rows.values_list("item_id", "store_id").annotate(Sum("quantity"))
    }
    found = []
    for one in levels:
        quantity = left.get((one.item_id, one.store_id), 0)
        if quantity <= one.quantity:
            kind = LOW if quantity else OUT
            found.append(Alarm(kind, items[one.item_id], stores[one.store_id], quantity))
    return found


def _dated(stores: Stores, items: Items, *, today: date) -> list[Alarm]:
    soon = Lot.objects.filter(item__in=items, expires_on__lte=today + AHEAD)
    rows = Entry.objects.filter(lot__in=soon, store__in=stores).values_list("item_id", "store_id", "lot__expires_on")
    sums: dict[tuple[int, int, str], tuple[int, date]] = {}
    for item, store, expires_on, total in rows.annotate(total=Sum("quantity")).order_by("lot__expires_on"):
        if total > 0:
            key = (item, store, EXPIRED if expires_on < today else EXPIRING)
            before, first = sums.get(key, (0, expires_on))
            sums[key] = before + total, first
    return [
        Alarm(kind, items[item], stores[store], total, first) for (item, store, kind), (total, first) in sums.items()
    ]


def _unexplained(stores: Stores, items: Items) -> list[Alarm]:
    """Until someone has counted that item there."""
    strange = Entry.objects.filter(unexplained=True, item__in=items, store__in=stores)
    lines = list(strange.order_by("pk").values_list("pk", "item_id", "store_id", "quantity"))
    if not lines:
        return []
    counts = Entry.objects.filter(act__kind=ActKind.COUNTED, act__undone_by=None, item__in={line[1] for line in lines})
    last = {(item, store): key for item, store, key in counts.values_list("item_id", "store_id").annotate(Max("pk"))}
    sums: dict[tuple[int, int], int] = {}
    for key, item, store, quantity in lines:
        if key > last.get((item, store), 0):
            sums[item, store] = sums.get((item, store), 0) + quantity
    return [Alarm(UNEXPLAINED, items[item], stores[store], total) for (item, store), total in sums.items() if total > 0]


def alarms_for(viewer: Worker, *, at: datetime) -> list[Alarm]:
    """All of them for those who lead; for others, those of the store from which they give."""
    if not permissions.can_keep(viewer):
        return []
    found = list_alarms(viewer.organization, at=at)
    if not found or viewer.holds(*permissions.LEADS):
        return found
    team = viewer.teams[0] if viewer.teams else None
    own = store_for(worker_id=viewer.pk, team_id=team.pk if team else None, organization_id=viewer.organization_id)
    return [one for one in found if one.store == own]


def notice(viewer: Worker, at: datetime) -> Notice | None:
    """One line for a home screen."""
    found = alarms_for(viewer, at=at)
    if not found:
        return None
    level = "danger" if any(one.is_urgent for one in found) else "warning"
    return Notice(words=_in_short(found), url=reverse("stock:home"), level=level)


def _in_short(found: Sequence[Alarm]) -> str:
    if len(found) == 1:
        return found[0].words
    more = len(found) - 1
    rest = ngettext(
        "And %(count)s more thing in the stock to look at.", "And %(count)s more things in the stock to look at.", more
    )
    return f"{found[0].words} {rest % {'count': more}}"
