"""What a director sets up, and a lead for their team: items, stores, low levels. And from which store a worker gives."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from tuque.accounts.api import Team, Worker
from tuque.audit import api as audit
from tuque.core.ids import new_id
from tuque.core.problems import PermissionRefused
from tuque.stock import permissions
from tuque.stock.codes import StoreKind, Unit
from tuque.stock.models import ChosenStore, Item, LowLevel, Store
from tuque.stock.problems import CodeTaken


@transaction.atomic
def add_item(
    *, name_en: str, name_fr: str, unit: Unit, expires: bool, by: Worker, at: datetime, code: str = ""
) -> Item:
    """Follow an item from now on. `code` is that of a form's choice; its own is made of the name. Raises CodeTaken."""
    permissions.check_can_configure(by)
    ours = Item.objects.filter(organization=by.organization)
    public_id = new_id()
    code = code or slugify(name_en).replace("-", "_")[:50] or f"item_{public_id.hex[-6:]}"
    if ours.filter(code=code).exists():
        raise CodeTaken(name=name_en)
    item = Item.objects.create(
        organization=by.organization,
        public_id=public_id,
        code=code,
        name_en=name_en,
        name_fr=name_fr,
        unit=unit,
        expires=expires,
        since=at,
    )
    audit.record("stock.item_added", by=by, subject=item, at=at, details={"code": code})
    return item


@transaction.atomic
def change_item(
    *,
    item: Item,
    name_en: str,
    name_fr: str,
    unit: Unit,
    in_use: bool,
    low: Mapping[Store, int | None],
    by: Worker,
    at: datetime,
) -> None:
    """Whether an item expires never changes: its lines would no longer say the same. `low` by store; None: no alarm.

    A lead sets the alarms of their own stores; the item itself is the organization's, and stays as it is.
    """
    permissions.check_can_configure(by)
    if permissions.can_configure_everything(by):
        item.name_en, item.name_fr, item.unit, item.in_use = name_en, name_fr, unit, in_use
        item.save(update_fields=["name_en", "name_fr", "unit", "in_use"])
    for store, quantity in low.items():
        if not permissions.can_configure_store(by, store):
            raise PermissionRefused
        if quantity is None:
            LowLevel.objects.filter(item=item, store=store).delete()
        else:
            LowLevel.objects.update_or_create(
                item=item, store=store, defaults={"organization": by.organization, "quantity": quantity}
            )
    audit.record("stock.item_changed", by=by, subject=item, at=at)


@transaction.atomic
def add_store(*, name_en: str, name_fr: str, kind: StoreKind, team: Team | None, by: Worker, at: datetime) -> Store:
    permissions.check_can_configure(by)
    permissions.check_team_of_store(by, team)
    store = Store.objects.create(organization=by.organization, name_en=name_en, name_fr=name_fr, kind=kind, team=team)
    audit.record("stock.store_added", by=by, subject=store, at=at)
    return store


@transaction.atomic
def change_store(
    *,
    store: Store,
    name_en: str,
    name_fr: str,
    kind: StoreKind,
    team: Team | None,
    in_use: bool,
    by: Worker,
    at: datetime,
) -> None:
    permissions.check_can_configure(by)
    if not permissions.can_configure_store(by, store):
        raise PermissionRefused
    permissions.check_team_of_store(by, team)
    store.name_en, store.name_fr, store.kind, store.team, store.in_use = name_en, name_fr, kind, team, in_use
    store.save(update_fields=["name_en", "name_fr", "kind", "team", "in_use"])
    audit.record("stock.store_changed", by=by, subject=store, at=at)


@transaction.atomic
def choose_store(*, store: Store | None, by: Worker, at: datetime) -> None:
    """From which store the worker gives until they choose another; None: their team's."""
    permissions.check_can_keep(by)
    if store is None:
        ChosenStore.objects.filter(worker=by).delete()
    else:
        ChosenStore.objects.update_or_create(worker=by, defaults={"organization": by.organization, "store": store})
    audit.record("stock.store_chosen", by=by, subject=store, organization=by.organization, at=at)
