"""Open in an emergency, end it, be told of it, review it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts import stepup
from tuque.accounts.api import Role, WorkerRequest, limits, roles_allowed, signed_in
from tuque.audit import api as audit
from tuque.breakglass import forms, kinds, permissions, selectors, services
from tuque.breakglass.codes import State
from tuque.breakglass.models import Opening
from tuque.breakglass.problems import NothingThere, OwnOpening, ReviewClosed
from tuque.core.clock import now
from tuque.core.pages import render_page


@roles_allowed(*permissions.MAY_OPEN)
@require_http_methods(["GET", "POST"])
def open_(request: WorkerRequest) -> HttpResponse:
    """The reason and the words travel in the body alone. Whoever asks proves first, or again, that it is them."""
    is_fresh, can_confirm = stepup.is_fresh(request, at=now()), stepup.can_confirm(request.worker)
    if request.method == "GET" and can_confirm and not is_fresh:
        return redirect(stepup.address(next_page=request.get_full_path()))
    form = forms.OpenForm(request.POST or None, initial={"code": request.GET.get("code", "")[:60]})
    if request.method == "POST" and is_fresh and form.is_valid():
        limits.check(request, "break_glass")
        try:
            return _opened(request, form)
        except NothingThere as nothing:
            form.add_error("code", nothing.message())
    context = {
        "form": form,
        "is_fresh": is_fresh,
        "can_confirm": can_confirm,
        "confirm": stepup.address(next_page=request.path),
    }
    return render_page(request, "breakglass/open.html", context, status=422 if request.method == "POST" else 200)


def _opened(request: WorkerRequest, form: forms.OpenForm) -> HttpResponse:
    opening = services.open_in_emergency(
        subject_id=form.cleaned_data["code"],
        reason=form.cleaned_data["reason"],
        words=form.cleaned_data["words"],
        by=request.worker,
        at=now(),
    )
    return redirect(kinds.get(opening.kind).page, opening.public_id)


@signed_in
@require_POST
def end(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    opening = selectors.get_to_end(public_id, viewer=request.worker)
    services.end(opening=opening, by=request.worker, at=now())
    messages.success(request, _("It is closed again."))
    return redirect("web:home" if opening.worker_id == request.worker.pk else "breakglass:reviews")


@signed_in
@require_GET
def bell(request: WorkerRequest) -> HttpResponse:
    """What every page says at its top, asked for again twice a minute while something is open."""
    return render_page(request, "breakglass/_bell.html", {})


@signed_in
@require_http_methods(["GET", "POST"])
def told(request: WorkerRequest) -> HttpResponse:
    """What the reader was told of; a POST says that they have seen it."""
    if request.method == "POST":
        services.take_note(by=request.worker, at=now())
        return redirect("breakglass:told")
    found = list(selectors.list_told(request.worker))
    context = {
        "notices": [(notice, kinds.get(notice.opening.kind).label) for notice in found],
        "unseen": any(notice.seen_at is None for notice in found),
    }
    return render_page(request, "breakglass/told.html", context)


@signed_in
@require_GET
def home(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """To what was opened, for whom it belongs to."""
    return redirect(*selectors.find_home(public_id, viewer=request.worker, at=now()))


@roles_allowed(*permissions.MAY_REVIEW)
@require_GET
def reviews(request: WorkerRequest) -> HttpResponse:
    waiting, closed = selectors.list_to_review(viewer=request.worker, at=now())
    context: dict[str, object] = {"waiting": _with_kind(waiting), "closed": _with_kind(closed)}
    context["may_read_audit"] = request.worker.holds(Role.PRIVACY_OFFICER)
    return render_page(request, "breakglass/reviews.html", context)


def _with_kind(openings: list[Opening]) -> list[tuple[Opening, object]]:
    return [(opening, kinds.get(opening.kind).label) for opening in openings]


@roles_allowed(*permissions.MAY_REVIEW)
@require_http_methods(["GET", "POST"])
def review(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """One opening: who, what, why, what was looked at under it; and what the reviewer found."""
    opening = selectors.get_to_review(public_id, viewer=request.worker, at=now())
    form = forms.ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.review(opening=opening, by=request.worker, at=now(), **form.cleaned_data)
        except (OwnOpening, ReviewClosed) as problem:
            form.add_error(None, problem.message())
        else:
            messages.success(request, _("Your review is written down. It cannot be changed."))
            return redirect("breakglass:reviews")
    context = {
        "opening": opening,
        "kind": kinds.get(opening.kind).label,
        "form": form,
        "lines": audit.lines_under(
            opening.public_id, by=opening.worker, since=opening.opened_at, viewer=request.worker
        ),
        "is_own": opening.worker_id == request.worker.pk,
        "is_closed": opening.state == State.CLOSED,
        "in_force": opening.is_in_force(at=now()),
    }
    return render_page(request, "breakglass/review.html", context, status=422 if form.errors else 200)
