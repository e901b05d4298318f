"""“People and roles”: who works here, who is invited, who may do what."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts import forms, letters, selectors
from tuque.accounts.access import roles_allowed
from tuque.accounts.middleware import WorkerRequest
from tuque.accounts.models import Worker
from tuque.accounts.permissions import MAY_MANAGE_PEOPLE
from tuque.accounts.roles import ASKED_FOR_SECOND_FACTOR, Role
from tuque.accounts.services import factors, people, sessions
from tuque.core import kept_words
from tuque.core.clock import now
from tuque.core.pages import render_page, render_part
from tuque.core.problems import Problem

managers = roles_allowed(*MAY_MANAGE_PEOPLE)


@managers
@require_http_methods(["GET", "POST"])
def list_workers(request: WorkerRequest) -> HttpResponse:
    """What is looked for is posted, and an id stands for it in the address: a name is in no history and no log."""
    if request.method == "POST":
        return _search(request)
    search, disabled = _words_of(request), request.GET.get("show") == "disabled"
    workers = selectors.list_workers(viewer=request.worker, search=search, disabled=disabled)
    context = {
        "page": Paginator(workers, 50).get_page(request.GET.get("page")),
        "search": search,
        "kept": request.GET.get("search", "") if search else "",
        "disabled": disabled,
        "invitations": selectors.list_waiting_invitations(viewer=request.worker),
        "now": now(),
        "has_one_wall": connection.vendor == "sqlite" and request.worker.holds(Role.ADMINISTRATOR),
    }
    return render_part(request, page="accounts/workers.html", part="accounts/_workers.html", context=context)


def _search(request: WorkerRequest) -> HttpResponse:
    query, words = {}, request.POST.get("search", "").strip()[:200]
    if words:
        organization_id = request.worker.organization_id
        key = kept_words.keep(words, organization_id=organization_id, session=request.session, at=now())
        query["search"] = str(key)
    if request.POST.get("show") == "disabled":
        query["show"] = "disabled"
    return redirect(reverse("accounts:workers") + (f"?{urlencode(query)}" if query else ""))


def _words_of(request: WorkerRequest) -> str:
    """Everyone is shown when the words are forgotten: an hour after, or in another session."""
    try:
        key = UUID(request.GET.get("search", ""))
    except ValueError:
        return ""
    organization_id = request.worker.organization_id
    return kept_words.find(key, organization_id=organization_id, session=request.session, at=now())


@managers
@require_GET
def show_worker(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return worker_page(request, public_id)


@managers
@require_POST
def give_role(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    worker = selectors.get_worker(public_id, viewer=request.worker)
    form = forms.OneRole(request.POST, viewer=request.worker)
    if form.is_valid():
        try:
            people.give_role(worker=worker, **form.cleaned_data, by=request.worker, at=now())
        except people.RoleAlreadyHeld as problem:
            form.add_error("role", problem.message())
    if form.errors:
        return worker_page(request, public_id, role_form=form, status=422)
    return redirect("accounts:worker", public_id=public_id)


@managers
@require_POST
def end_role(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    worker = selectors.get_worker(public_id, viewer=request.worker)
    form = forms.OneRole(request.POST, viewer=request.worker, retired_too=True)
    if not form.is_valid():
        return worker_page(request, public_id, status=422)
    try:
        people.end_role(worker=worker, **form.cleaned_data, by=request.worker, at=now())
    except people.WouldLockOneselfOut as problem:
        return worker_page(request, public_id, problem=problem, status=problem.status)
    return redirect("accounts:worker", public_id=public_id)


@managers
@require_http_methods(["POST"])
def disable(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    worker = selectors.get_worker(public_id, viewer=request.worker)
    form = forms.Disable(request.POST)
    if not form.is_valid():
        return worker_page(request, public_id, disable_form=form, status=422)
    try:
        people.disable_worker(worker=worker, reason=form.cleaned_data["reason"], by=request.worker, at=now())
    except people.WouldLockOneselfOut as problem:
        return worker_page(request, public_id, problem=problem, status=problem.status)
    return redirect("accounts:worker", public_id=public_id)


@managers
@require_POST
def enable(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    worker = selectors.get_worker(public_id, viewer=request.worker)
    people.enable_worker(worker=worker, by=request.worker, at=now())
    return redirect("accounts:worker", public_id=public_id)


@managers
@require_POST
def end_sessions(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    worker = selectors.get_worker(public_id, viewer=request.worker)
    sessions.end_every_session(worker=worker, by=request.worker, at=now())
    messages.success(request, _("Every session of %(name)s has ended.") % {"name": worker.name})
    return redirect("accounts:worker", public_id=public_id)


@managers
@require_POST
def take_factors_away(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    worker = selectors.get_worker(public_id, viewer=request.worker)
    form = forms.TakeFactorsAway(request.POST)
    if not form.is_valid():
        return worker_page(request, public_id, factor_form=form, status=422)
    try:
        removed = factors.remove_lost_factors(
            worker=worker, reason=form.cleaned_data["reason"], by=request.worker, at=now()
        )
    except people.WouldLockOneselfOut as problem:
        return worker_page(request, public_id, problem=problem, status=problem.status)
    if removed:
        _tell_of_removal(request, selectors.get_worker(public_id, viewer=request.worker))
    return redirect("accounts:worker", public_id=public_id)


def _tell_of_removal(request: WorkerRequest, worker: Worker) -> None:
    """Write to the worker: if it was not their wish, they are the first who must know."""
    told = letters.send(
        "accounts/factors_taken_away",
        to=worker.email,
        language=worker.language,
        context={
            "person": worker,
            "by": request.worker,
            "must_add": worker.factor_due_since is not None,
            "link": request.build_absolute_uri(reverse("accounts:me")),
        },
    )
    if told:
        messages.success(
            request,
            _("The second factor was removed, every session has ended, and %(name)s was told by e-mail.")
            % {"name": worker.name},
        )
    else:
        messages.warning(
            request,
            _(
                "The second factor was removed and every session has ended. No e-mail could be sent: tell %(name)s yourself."
            )
            % {"name": worker.name},
        )


def worker_page(
    request: WorkerRequest,
    public_id: UUID,
    *,
    role_form: forms.OneRole | None = None,
    disable_form: forms.Disable | None = None,
    factor_form: forms.TakeFactorsAway | None = None,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    worker = selectors.get_worker(public_id, viewer=request.worker)
    context = {
        "person": worker,
        "held": worker.current_assignments,
        "factors": selectors.factors_of(worker),
        "sessions": selectors.list_sessions(worker=worker, at=now()),
        "role_form": role_form or forms.OneRole(viewer=request.worker),
        "disable_form": disable_form or forms.Disable(),
        "factor_form": factor_form or forms.TakeFactorsAway(),
        "problem": problem.message() if problem else "",
        "asked_for_factor": worker.holds(*ASKED_FOR_SECOND_FACTOR),
        "is_me": worker == request.worker,
    }
    return render_page(request, "accounts/worker.html", context, status=status)
