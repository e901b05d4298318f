"""Letters about the stock: an item that ran low, a lot that soon expires. Written with the cause, sent after it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, Sum

from tuque.accounts import letters
from tuque.accounts.api import Role, Worker
from tuque.core import outbox
from tuque.stock.models import Entry, Item, Lot, LowLevel, Store

LOW, EXPIRY = "stock.low", "stock.expiry"
AHEAD = timedelta(days=30)


def post_low(item: Item, store_id: int, *, at: datetime) -> None:
    store = Store.objects.values_list("public_id", flat=True).get(organization_id=item.organization_id, pk=store_id)
    payload = {"item": str(item.public_id), "store": str(store)}
    outbox.post(LOW, payload, at=at, organization_id=item.organization_id)


def post_before_expiry(lot: Lot, *, at: datetime) -> None:
    """A letter a month ahead, if any of the lot is left then."""
    due_at = datetime.combine(lot.expires_on, time(12), UTC) - AHEAD
    payload = {"lot": str(lot.public_id)}
    outbox.post(EXPIRY, payload, at=at, due_at=max(due_at, at), organization_id=lot.organization_id)


def send_low(payload: Mapping[str, object], message_id: UUID) -> None:
    """Sent a second time after a crash, it says the same again. What was filled meanwhile needs no letter."""
    level = (
        LowLevel.objects.select_related("item", "store__team")
        .filter(item__public_id=str(payload["item"]), store__public_id=str(payload["store"]), item__in_use=True)
        .first()
    )
    if level is None:
        return
    left = _left(item=level.item, store=level.store)
    if left <= level.quantity:
        _send("stock/low", store=level.store, context={"item": level.item, "store": level.store, "left": left})


def send_expiry(payload: Mapping[str, object], message_id: UUID) -> None:
    lot = Lot.objects.select_related("item").filter(public_id=str(payload["lot"])).first()
    for store in Store.objects.filter(organization_id=lot.organization_id, in_use=True) if lot else ():
        left = _left(lot=lot, store=store)
        if left > 0:
            context = {"item": lot.item, "store": store, "left": left, "expires_on": lot.expires_on}  # type: ignore[union-attr]
            _send("stock/expiry", store=store, context=context)


def _left(**where: object) -> int:
    return Entry.objects.filter(**where).aggregate(total=Sum("quantity"))["total"] or 0


def _send(template: str, *, store: Store, context: Mapping[str, object]) -> None:
    for worker in _readers(store):
        letters.send(template, to=worker.email, language=worker.language, context=context)


def _readers(store: Store) -> list[Worker]:
    """The supervisors of the store's team, of the organization where it has none, and the directors."""
    held = Q(role_assignments__ends_at__isnull=True)
    leads = Q(role_assignments__role=Role.SUPERVISOR, role_assignments__team=store.team) & held
    directs = Q(role_assignments__role=Role.DIRECTOR) & held
    workers = Worker.objects.filter(organization_id=store.organization_id, is_active=True)
    return list(workers.filter(leads | directs).distinct().order_by("pk"))
