from datetime import timedelta

from access import Route
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.stock import permissions
from tuque.stock.codes import ActKind, StoreKind
from tuque.stock.models import Act, Entry, Item, Store
from tuque.stock.tests import factories

READERS, KEEPERS = frozenset(permissions.READERS), frozenset(permissions.KEEPERS)
LEADS, CONFIGURES = frozenset(permissions.LEADS), frozenset(permissions.CONFIGURES)


def shelf(cast: Cast) -> tuple[Item, Store]:
    """An item and a store, written without a service: a body that is only prepared leaves no audit record."""
    own = {"organization": cast.downtown, "name_en": "Socks", "name_fr": "Chaussettes"}
    store = Store.objects.get_or_create(organization=cast.downtown, name_en="Store room", defaults=own)[0]
    long_ago = now() - timedelta(days=300)
    return Item.objects.get_or_create(code="socks", organization=cast.downtown, defaults={**own, "since": long_ago})[
        0
    ], store


def an_item(cast: Cast) -> dict[str, object]:
    """With a record that gave some of it: its history leads there."""
    item, store = shelf(cast)
    factories.received(cast.bea, item, store, 10, at=now())
    factories.follow(factories.gave(cast.noor, socks=2))
    return {"public_id": item.public_id}


def a_store(cast: Cast) -> dict[str, object]:
    """Of the team that Bea leads."""
    own = {"name_fr": "Tablette", "team": cast.foot_patrol}
    return {
        "public_id": Store.objects.get_or_create(organization=cast.downtown, name_en="Shelf", defaults=own)[0].public_id
    }


def a_receipt(cast: Cast) -> dict[str, object]:
    item, store = shelf(cast)
    return {"public_id": factories.received(cast.bea, item, store, 10, donor="Testname Giver", at=now()).public_id}


def line(cast: Cast, **more: object) -> dict[str, object]:
    """A page with three pairs of socks written on it, where the ledger has five."""
    item, store = shelf(cast)
    act = Act.objects.create(organization=cast.downtown, kind=ActKind.RECEIVED, at=now(), by=cast.bea)
    Entry.objects.create(organization=cast.downtown, act=act, item=item, store=store, quantity=5)
    written = {"_key": new_id(), "store": store.public_id, f"n.{item.public_id}.": 3}
    return written | {f"expected.{item.public_id}.": factories.left(item, store)} | more


def move(cast: Cast) -> dict[str, object]:
    van = Store.objects.create(organization=cast.downtown, name_en="Van", name_fr="Fourgonnette", kind=StoreKind.VAN)
    return line(cast, to=van.public_id)


ROUTES = {
    "stock:home": Route(get=READERS),
    "stock:mine": Route(post=KEEPERS, body=lambda cast: {"store": shelf(cast)[1].public_id}),
    "stock:receive": Route(get=KEEPERS, post=KEEPERS, body=lambda cast: line(cast, source="donation")),
    "stock:move": Route(get=KEEPERS, post=KEEPERS, body=move),
    "stock:count": Route(get=KEEPERS, post=KEEPERS, body=line),
    "stock:throw-away": Route(get=KEEPERS, post=KEEPERS, body=lambda cast: line(cast, reason="damaged")),
    "stock:act": Route(get=READERS, names=a_receipt),
    # Bea wrote the receipt: a field worker undoes only their own.
    "stock:undo": Route(post=LEADS, names=a_receipt),
    "stock:item": Route(get=READERS, names=an_item),
    "stock:setup": Route(get=CONFIGURES),
    "stock:add-item": Route(
        post=CONFIGURES,
        body=lambda cast: {"name_en": "Snow boots", "name_fr": "Bottes", "unit": "pair"},
    ),
    "stock:item-setup": Route(
        get=CONFIGURES,
        post=CONFIGURES,
        names=an_item,
        body=lambda cast: {"name_en": "A", "name_fr": "B", "unit": "each"},
    ),
    "stock:add-store": Route(
        post=CONFIGURES,
        body=lambda cast: {
            "name_en": "Van 2",
            "name_fr": "Fourgonnette 2",
            "kind": "van",
            "team": cast.foot_patrol.public_id,
        },
    ),
    "stock:store-setup": Route(
        get=CONFIGURES,
        post=CONFIGURES,
        names=a_store,
        body=lambda cast: {"name_en": "A", "name_fr": "B", "kind": "room", "team": cast.foot_patrol.public_id},
    ),
}
