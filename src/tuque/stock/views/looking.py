"""What is left, the history of an item, one act."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.stock import alarms, forms, permissions, selectors
from tuque.stock.codes import ActKind


@require_GET
@roles_allowed(*permissions.READERS)
def home(request: WorkerRequest) -> HttpResponse:
    viewer, at = request.worker, now()
    stores = selectors.list_stores(viewer)
    chosen = forms.find_store(request.GET.get("store", ""), stores)
    shelves = selectors.list_shelves(viewer, at=at, store=chosen)
    context = {
        "stores": stores,
        "chosen": chosen,
        "shelves": shelves,
        "alarms": alarms.list_alarms(viewer.organization, at=at),
        "acts": selectors.list_acts(viewer),
        "own_store": selectors.own_store(viewer),
        "has_chosen": selectors.has_chosen(viewer),
        "may_keep": permissions.can_keep(viewer),
        "may_configure": permissions.can_configure(viewer),
        "zone": viewer.organization.zone,
        "now": at,
    }
    return render_page(request, "stock/home.html", context)


@require_GET
@roles_allowed(*permissions.READERS)
def item(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    viewer, at = request.worker, now()
    found = selectors.get_item(public_id, viewer=viewer)
    shelf = next((one for one in selectors.list_shelves(viewer, at=at) if one.item == found), None)
    context = {
        "item": found,
        "shelf": shelf,
        "steps": selectors.list_history(found, viewer=viewer, at=at),
        "most": selectors.MOST_LINES,
        "may_configure": permissions.can_configure(viewer),
        "zone": viewer.organization.zone,
    }
    return render_page(request, "stock/item.html", context)


@require_GET
@roles_allowed(*permissions.READERS)
def act(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    seen = selectors.get_act(public_id, viewer=request.worker, at=now())
    return render_page(request, "stock/act.html", act_context(seen, request))


def act_context(seen: selectors.Seen, request: WorkerRequest) -> dict[str, object]:
    organization = request.worker.organization
    is_receipt = seen.act.kind == ActKind.RECEIVED
    return {"seen": seen, "is_receipt": is_receipt, "organization": organization, "zone": organization.zone}
