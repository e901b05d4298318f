"""Where a director sets the stock up, and a lead what their team gives from, without code."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import Team, Worker, WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import PermissionRefused
from tuque.forms import api as form_rooms
from tuque.forms.api import Words
from tuque.stock import forms, permissions, selectors, services
from tuque.stock.codes import StoreKind, Unit
from tuque.stock.models import LowLevel, Store
from tuque.stock.problems import CodeTaken


@require_GET
@roles_allowed(*permissions.CONFIGURES)
def everything(request: WorkerRequest) -> HttpResponse:
    permissions.check_can_configure(request.worker)
    return _page(request)


@require_POST
@roles_allowed(*permissions.CONFIGURES)
def add_item(request: WorkerRequest) -> HttpResponse:
    offered = dict(selectors.not_followed(request.worker))
    form = forms.NewItemForm(request.POST, offered=_in_words(offered))
    if form.is_valid():
        clean = form.cleaned_data
        known = offered.get(clean["code"])
        try:
            item = services.add_item(
                code=clean["code"],
                name_en=clean["name_en"] or (known.en if known else ""),
                name_fr=clean["name_fr"] or (known.fr if known else ""),
                unit=Unit(clean["unit"]),
                expires=clean["expires"],
                by=request.worker,
                at=now(),
            )
        except CodeTaken as problem:
            form.add_error("name_en", problem.message())
        else:
            messages.success(request, _("“%(item)s” is followed from now on.") % {"item": item.name})
            return redirect("stock:item-setup", public_id=item.public_id)
    return _page(request, item_form=form, status=422)


@require_POST
@roles_allowed(*permissions.CONFIGURES)
def add_store(request: WorkerRequest) -> HttpResponse:
    form = forms.StoreForm(request.POST, teams=_teams(request.worker), for_team=_for_team(request.worker))
    if form.is_valid():
        clean = form.cleaned_data
        services.add_store(**_store_values(clean), by=request.worker, at=now())
        messages.success(request, _("The store was added."))
        return redirect(reverse("stock:setup") + "#stores-title")
    return _page(request, store_form=form, status=422)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.CONFIGURES)
def item(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    viewer = request.worker
    found = selectors.get_item(public_id, viewer=viewer)
    permissions.check_can_configure(viewer)
    everything = permissions.can_configure_everything(viewer)
    stores = [one for one in selectors.list_stores(viewer) if permissions.can_configure_store(viewer, one)]
    levels = dict(LowLevel.objects.filter(item=found).values_list("store_id", "quantity"))
    initial = {"name_en": found.name_en, "name_fr": found.name_fr, "unit": found.unit}
    given = request.POST if everything else initial  # the item is the organization's: a lead sets their alarms
    form = forms.ItemForm(given if request.method == "POST" else None, initial=initial)
    typed = {store.pk: request.POST.get(f"low.{store.public_id}", "").strip()[:7] for store in stores}
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        services.change_item(
            item=found,
            name_en=clean["name_en"],
            name_fr=clean["name_fr"],
            unit=Unit(clean["unit"]),
            in_use="in_use" in request.POST if everything else found.in_use,
            low={store: _level(typed[store.pk]) for store in stores},
            by=viewer,
            at=now(),
        )
        messages.success(request, _("Saved."))
        return redirect("stock:setup")
    shown = [(store, typed[store.pk] if request.method == "POST" else levels.get(store.pk, "")) for store in stores]
    context = {"item": found, "form": form, "levels": shown, "everything": everything}
    return render_page(request, "stock/item_setup.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.CONFIGURES)
def store(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    viewer = request.worker
    found = selectors.get_store(public_id, viewer=viewer)
    permissions.check_can_configure(viewer)
    if not permissions.can_configure_store(viewer, found):
        raise PermissionRefused
    initial = {"name_en": found.name_en, "name_fr": found.name_fr, "kind": found.kind}
    initial |= {"team": str(found.team.public_id) if found.team else ""}
    form = forms.StoreForm(request.POST or None, teams=_teams(viewer), initial=initial, for_team=_for_team(viewer))
    if request.method == "POST" and form.is_valid():
        values = _store_values(form.cleaned_data)
        services.change_store(store=found, **values, in_use="in_use" in request.POST, by=viewer, at=now())
        messages.success(request, _("Saved."))
        return redirect("stock:setup")
    return render_page(
        request, "stock/store_setup.html", {"store": found, "form": form}, status=422 if form.errors else 200
    )


def _store_values(clean: dict[str, Any]) -> dict[str, Any]:
    return {
        "name_en": clean["name_en"],
        "name_fr": clean["name_fr"],
        "kind": StoreKind(str(clean["kind"])),
        "team": clean["team"],
    }


def _level(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _teams(viewer: Worker) -> QuerySet[Team]:
    rows = Team.objects.filter(organization_id=viewer.organization_id, is_active=True).order_by("name_en")
    if permissions.can_configure_everything(viewer):
        return rows
    return rows.filter(pk__in=[team.pk for team in form_rooms.led_teams(viewer)])


def _for_team(viewer: Worker) -> bool:
    """Whether a store must be a team's: a lead's is."""
    return not permissions.can_configure_everything(viewer)


def _in_words(offered: dict[str, Words]) -> list[tuple[str, str]]:
    return [(code, words.in_language(get_language())) for code, words in offered.items()]


def _page(
    request: WorkerRequest,
    *,
    item_form: forms.NewItemForm | None = None,
    store_form: forms.StoreForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = request.worker
    offered = dict(selectors.not_followed(viewer))
    levels: dict[int, list[tuple[Store, int]]] = {}
    for level in LowLevel.objects.filter(item__organization_id=viewer.organization_id).select_related("store"):
        levels.setdefault(level.item_id, []).append((level.store, level.quantity))
    items = [(one, levels.get(one.pk, [])) for one in selectors.list_items(viewer, in_use=False)]
    context = {
        "items": items,
        "stores": [
            (one, permissions.can_configure_store(viewer, one)) for one in selectors.list_stores(viewer, in_use=False)
        ],
        "everything": permissions.can_configure_everything(viewer),
        "item_form": item_form or forms.NewItemForm(None, offered=_in_words(offered)),
        "store_form": store_form or forms.StoreForm(teams=_teams(viewer), for_team=_for_team(viewer)),
    }
    return render_page(request, "stock/setup.html", context, status=status)
