"""Stores, items and records for tests."""

from datetime import date, datetime, timedelta

from conftest import NOON

from tuque.accounts.models import Worker
from tuque.accounts.tests.cast import Cast
from tuque.core.ids import new_id
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories as interactions
from tuque.stock import services
from tuque.stock.codes import Source, StoreKind, Unit
from tuque.stock.models import Act, Item, LowLevel, Store
from tuque.stock.services import Came

SOON, LATER = date(2026, 2, 1), date(2027, 6, 1)
LONG_AGO = NOON - timedelta(days=300)


def store(cast: Cast, name: str = "Store room", *, kind: StoreKind = StoreKind.ROOM, **values: object) -> Store:
    team = values.pop("team", None)
    return services.add_store(name_en=name, name_fr=f"{name} (fr)", kind=kind, team=team, by=cast.dana, at=LONG_AGO)  # type: ignore[arg-type]


def item(cast: Cast, code: str = "socks", *, unit: Unit = Unit.PAIR, expires: bool = False) -> Item:
    return services.add_item(
        name_en=code.capitalize(),
        name_fr=f"{code} (fr)",
        unit=unit,
        expires=expires,
        code=code,
        by=cast.dana,
        at=LONG_AGO,
    )


def low(item: Item, store: Store, quantity: int) -> LowLevel:
    return LowLevel.objects.create(organization_id=item.organization_id, item=item, store=store, quantity=quantity)


def received(
    by: Worker,
    item: Item,
    store: Store,
    quantity: int,
    *,
    expires_on: date | None = None,
    at: datetime = NOON,
    **values: object,
) -> Act:
    lines = [Came(item, quantity, expires_on)]
    key = values.pop("key", None) or new_id()
    return services.receive(store=store, lines=lines, source=Source.DONATION, by=by, key=key, at=at, **values)  # type: ignore[arg-type]


def gave(by: Worker, **items: int) -> Interaction:
    """A record that gave `items`, not yet in the ledger: `following.run` or `services.follow_record` brings it there."""
    return interactions.interaction(by, base_type="items", type_code="items", items=items)


def follow(row: Interaction) -> Act | None:
    return services.follow_record(record=row.public_id, organization_id=row.organization_id, at=NOON)


def left(item: Item, store: Store) -> int:
    return sum(item.entries.filter(store=store).values_list("quantity", flat=True))
