"""Receiving, moving, counting, throwing away, and taking back: a page with a number beside each thing."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.core.problems import NotFound, Problem
from tuque.stock import forms, permissions, selectors, services
from tuque.stock.codes import Reason, Source
from tuque.stock.forms import Row
from tuque.stock.models import Act, Store
from tuque.stock.views.looking import act_context

Save = Callable[[Sequence[Row], Store], Act | None]


@require_POST
@roles_allowed(*permissions.KEEPERS)
def mine(request: WorkerRequest) -> HttpResponse:
    """From which store the worker gives; empty: their team's."""
    text = request.POST.get("store", "")
    store = forms.find_store(text, selectors.list_stores(request.worker))
    if text and store is None:
        raise NotFound
    services.choose_store(store=store, by=request.worker, at=now())
    if store:
        messages.success(request, _("What you give now comes from “%(store)s”.") % {"store": store.name})
    else:
        messages.success(request, _("What you give now comes from your team’s store."))
    return redirect("stock:home")


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def receive(request: WorkerRequest) -> HttpResponse:
    def save(rows: Sequence[Row], store: Store) -> Act | None:
        lines = list(forms.came(rows))
        if any(row.error for row in rows):
            return None
        source = request.POST.get("source", "")
        return services.receive(
            store=store,
            lines=lines,
            source=Source(source) if source in Source.values else Source.DONATION,
            donor=request.POST.get("donor", ""),
            note=request.POST.get("note", ""),
            by=request.worker,
            key=forms.key_in(request.POST),
            at=now(),
        )

    more = {"sources": Source.choices, "source": request.POST.get("source", Source.DONATION)}
    return _sheet(request, "stock/receive.html", save, more=more)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def move(request: WorkerRequest) -> HttpResponse:
    stores = selectors.list_stores(request.worker)
    to = forms.find_store(request.POST.get("to", request.GET.get("to", "")), stores)

    def save(rows: Sequence[Row], store: Store) -> Act | None:
        return services.move(
            store=store,
            to=to or store,
            lines=list(forms.gone(rows)),
            by=request.worker,
            key=forms.key_in(request.POST),
            at=now(),
        )

    return _sheet(request, "stock/move.html", save, more={"to": to})


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def count(request: WorkerRequest) -> HttpResponse:
    def save(rows: Sequence[Row], store: Store) -> Act | None:
        return services.count(
            store=store,
            lines=list(forms.counted(rows)),
            note=request.POST.get("note", ""),
            by=request.worker,
            key=forms.key_in(request.POST),
            at=now(),
        )

    return _sheet(request, "stock/count.html", save)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def throw_away(request: WorkerRequest) -> HttpResponse:
    reason = request.POST.get("reason", "")

    def save(rows: Sequence[Row], store: Store) -> Act | None:
        return services.throw_away(
            store=store,
            lines=list(forms.gone(rows)),
            reason=Reason(reason) if reason in Reason.values else Reason.OTHER,
            note=request.POST.get("note", ""),
            by=request.worker,
            key=forms.key_in(request.POST),
            at=now(),
        )

    return _sheet(request, "stock/throw_away.html", save, more={"reasons": Reason.choices, "reason": reason})


@require_POST
@roles_allowed(*permissions.KEEPERS)
def undo(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    try:
        services.undo(public_id=public_id, by=request.worker, at=now())
    except Problem as problem:
        if problem.status in {403, 404}:
            raise
        seen = selectors.get_act(public_id, viewer=request.worker, at=now())
        context = act_context(seen, request) | {"problem": problem.message()}
        return render_page(request, "stock/act.html", context, status=problem.status)
    messages.success(request, _("It is undone. What was written and its undoing both stay in the history."))
    return redirect("stock:act", public_id=public_id)


def _sheet(request: WorkerRequest, page: str, save: Save, *, more: Mapping[str, object] | None = None) -> HttpResponse:
    """The page with a number beside each thing: drawn, or saved, or drawn again with what was typed and what is wrong."""
    viewer, at = request.worker, now()
    stores = selectors.list_stores(viewer)
    asked = request.POST.get("store", request.GET.get("store", ""))
    store = forms.find_store(asked, stores) or selectors.own_store(viewer)
    context: dict[str, object] = {"stores": stores, "store": store, "key": new_id(), **(more or {})}
    context |= {"donor": request.POST.get("donor", ""), "note": request.POST.get("note", "")}
    if store is None:
        return render_page(request, page, context | {"may_configure": permissions.can_configure(viewer)})
    rows = _rows(page, viewer=request, store=store)
    status, problem = 200, ""
    if request.method == "POST":
        rows = [row.read(request.POST) for row in rows]
        try:
            done = None if any(row.error for row in rows) else save(rows, store)
        except Problem as trouble:
            done, status, problem = None, trouble.status, trouble.message()
        else:
            status = 422
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("stock:act", public_id=done.public_id)
        for row in rows:  # what the ledger has now, so that what is saved next is judged by it
            row.expected = str(row.left or 0)
    is_empty = not rows
    context |= {"rows": rows, "problem": problem, "is_empty": is_empty, "now": at}
    return render_page(request, page, context, status=status)


def _rows(page: str, *, viewer: WorkerRequest, store: Store) -> list[Row]:
    worker = viewer.worker
    if page == "stock/receive.html":
        return forms.rows_to_receive(selectors.list_items(worker))
    shelves = selectors.list_shelves(worker, at=now(), store=store)
    return forms.rows_in(shelves, store, everything=page == "stock/count.html")
