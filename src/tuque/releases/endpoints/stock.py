"""The stock: what is left, and the acts that changed it, in the order in which they were written."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum
from ninja import Query, Router, Schema
from pydantic import Field

from tuque.audit import api as audit
from tuque.core.clock import now
from tuque.core.problems import NotFound
from tuque.releases.endpoints.reference import REFUSALS
from tuque.releases.endpoints.schemas import WITHOUT_NUL, Instant, StockActPage, StockLevelPage
from tuque.releases.endpoints.security import TokenRequest, needs
from tuque.releases.models import ApiToken
from tuque.releases.scopes import Scope
from tuque.stock.api import Act, Entry, Item

router = Router(tags=["stock"])
# Acts on different items are written side by side: one that began first may be there last. They are given once all that
# began with them are there, so that going on from a cursor skips none.
SETTLED_AFTER = timedelta(minutes=1)


class WantedLevels(Schema):
    cursor: Annotated[str, Field(max_length=60, pattern=WITHOUT_NUL, description="From the page before.")] = ""
    limit: Annotated[int, Field(ge=1, le=1000, description="Items on a page.")] = 200
    updated_since: Annotated[
        Instant | None, Field(description="Items whose stock changed at this instant or later.")
    ] = None


class WantedActs(Schema):
    cursor: Annotated[UUID | None, Field(description="From the page before.")] = None
    limit: Annotated[int, Field(ge=1, le=1000, description="Acts on a page.")] = 200
    updated_since: Annotated[Instant | None, Field(description="Done at this instant or later.")] = None


@router.get("/levels", response={200: StockLevelPage, **REFUSALS}, summary="What is left, item by item")
@needs(Scope.STOCK, query=WantedLevels)
def list_levels(request: TokenRequest, wanted: Query[WantedLevels]) -> dict[str, object]:
    """Every item that is followed, with what is left of it in each store and lot; by the item's code."""
    token, moment = request.auth, now()
    items = Item.objects.filter(organization=token.organization, code__gt=wanted.cursor)
    if wanted.updated_since:
        changed = Entry.objects.filter(organization=token.organization, act__at__gte=wanted.updated_since)
        items = items.filter(pk__in=changed.values("item_id"))
    with transaction.atomic():
        found = list(items.order_by("code")[: wanted.limit + 1])
        page = found[: wanted.limit]
        left = _left(page, token)
        _look(token, [one.public_id for one in page], at=moment)
    return {
        "items": [_level(one, left.get(one.pk, [])) for one in page],
        "cursor": page[-1].code if page else wanted.cursor,
        "has_more": len(found) > wanted.limit,
        "as_of": moment,
    }


@router.get("/acts", response={200: StockActPage, **REFUSALS}, summary="What came in and where it went")
@needs(Scope.STOCK, query=WantedActs)
def list_acts(request: TokenRequest, wanted: Query[WantedActs]) -> dict[str, object]:
    """A minute after they were written at the soonest. Who gave, and notes, are never in it. Undoing is an act of its own."""
    token, moment = request.auth, now()
    rows = Act.objects.filter(organization=token.organization, at__lte=moment - SETTLED_AFTER)
    if wanted.updated_since:
        rows = rows.filter(at__gte=wanted.updated_since)
    with transaction.atomic():
        found = list(_after(rows, wanted.cursor, token)[: wanted.limit + 1])
        page = found[: wanted.limit]
        _look(token, [one.public_id for one in page], at=moment)
    return {
        "items": [_act(one, token) for one in page],
        "cursor": page[-1].public_id if page else wanted.cursor,
        "has_more": len(found) > wanted.limit,
        "as_of": moment,
    }


def _after(rows: QuerySet[Act], cursor: UUID | None, token: ApiToken) -> QuerySet[Act]:
    rows = rows.select_related("interaction", "undoes").prefetch_related(
        "entries__item", "entries__store", "entries__lot"
    )
    if cursor is None:
        return rows.order_by("pk")
    last = Act.objects.filter(organization=token.organization, public_id=cursor).first()
    if last is None:
        raise NotFound
    return rows.filter(pk__gt=last.pk).order_by("pk")


def _left(items: list[Item], token: ApiToken) -> dict[int, list[dict[str, object]]]:
    found: dict[int, list[dict[str, object]]] = {}
    rows = (
        Entry.objects.filter(organization=token.organization, item__in=items)
        .values("item_id", "store__public_id", "store__name_en", "store__name_fr", "lot__number", "lot__expires_on")
        .annotate(total=Sum("quantity"))
        .order_by("item_id", "store_id", "lot_id")
    )
    for row in rows:
        if row["total"]:
            place = {
                "store": row["store__public_id"],
                "store_name_en": row["store__name_en"],
                "store_name_fr": row["store__name_fr"],
                "lot": row["lot__number"] or "",
                "expires_on": row["lot__expires_on"],
                "quantity": row["total"],
            }
            found.setdefault(row["item_id"], []).append(place)
    return found


def _level(item: Item, places: list[dict[str, object]]) -> dict[str, object]:
    return {
        "item": item.code,
        "name_en": item.name_en,
        "name_fr": item.name_fr,
        "unit": item.unit,
        "in_use": item.in_use,
        "places": places,
    }


def _act(act: Act, token: ApiToken) -> dict[str, object]:
    record = act.interaction if Scope.INTERACTIONS in token.scopes else None
    return {
        "id": act.public_id,
        "kind": act.kind,
        "at": act.at,
        "source": act.source,
        "reason": act.reason,
        "interaction": record.public_id if record else None,
        "undoes": act.undoes.public_id if act.undoes else None,
        "lines": [
            {
                "item": line.item.code,
                "store": line.store.public_id,
                "lot": line.lot.number if line.lot else "",
                "expires_on": line.lot.expires_on if line.lot else None,
                "quantity": line.quantity,
                "unexplained": line.unexplained,
            }
            for line in act.entries.all()
        ],
    }


def _look(token: ApiToken, seen: list[UUID], *, at: datetime) -> None:
    """Recorded in the transaction of the read, or the read does not happen."""
    audit.look(
        "stock.read_by_token",
        at=at,
        organization=token.organization,
        actor_kind="token",
        actor_ref=str(token.public_id),
        seen=seen,
        details={"rows": len(seen)},
    )
