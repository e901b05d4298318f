"""Finders of a theme, made in the portal: topics, words and a colour are chosen; no code."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import forms, permissions
from tuque.directory.finder import colours, themes
from tuque.directory.finder import views as finder
from tuque.directory.finder.shaping import ThemeForm
from tuque.directory.models import ThemedFinder
from tuque.directory.problems import AddressTaken
from tuque.directory.services import finders as services
from tuque.directory.walls import for_anyone


@require_GET
@roles_allowed(*permissions.KEEPERS)
def every(request: WorkerRequest) -> HttpResponse:
    reader = (get_language() or "en")[:2]
    rows = ThemedFinder.objects.filter(organization_id=request.worker.organization_id)
    lines = [(row, themes.theme_of(row, row.draft).title(reader), row.published != row.draft) for row in rows]
    return render_page(request, "directory/finders.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def new(request: WorkerRequest) -> HttpResponse:
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            row = services.make(slug=clean["slug"], draft=form.theme, hosts=clean["hosts"], by=request.worker, at=now())
        except AddressTaken as problem:
            form.add_error("slug", problem.message())
        else:
            messages.success(request, _("The draft is kept. Look at it, then publish it."))
            return redirect("directory:finder", row.public_id)
    return _page(request, form, None)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def one(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row = _get(public_id, request)
    initial = {**row.draft, "hosts": "\n".join(row.hosts)}
    form = ThemeForm(request.POST or None, row=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save(row=row, draft=form.theme, hosts=form.cleaned_data["hosts"], by=request.worker, at=now())
        messages.success(request, _("The draft is kept. Look at it, then publish it."))
        return redirect("directory:finder", row.public_id)
    return _page(request, form, row)


def _page(request: WorkerRequest, form: ThemeForm, row: ThemedFinder | None) -> HttpResponse:
    chosen = form.topics if request.method == "POST" else list(row.draft.get("topics", [])) if row else []
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "fields": [field for field in form if field.name != "hosts"],
        "topics": [
            (code, words, within, code in chosen)
            for code, words, within in forms.topic_choices((get_language() or "en")[:2])
        ],
        "is_behind": bool(row and row.is_published and row.published != row.draft),
    }
    if row is not None and row.is_published:
        context["public"] = request.build_absolute_uri(reverse("finder:themed", args=[row.slug]))
        context["snippet"] = snippet(request, row) if row.hosts else ""
    return render_page(request, "directory/finder.html", context, status=422 if form.errors else 200)


def snippet(request: WorkerRequest, row: ThemedFinder) -> str:
    """What someone copies into the page of another site. Without its script the frame stays at its height, and scrolls."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="900" loading="lazy" allow="geolocation"></iframe>\n'
        '<script async src="{}"></script>',
        request.build_absolute_uri(reverse("finder:embedded", args=[row.slug])),
        themes.theme_of(row, row.published).title((get_language() or "en")[:2]),
        request.build_absolute_uri(reverse("web:finder-embed")),
    )


@require_POST
@roles_allowed(*permissions.KEEPERS)
def publication(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row = _get(public_id, request)
    if request.POST.get("do") == "withdraw":
        services.withdraw(row=row, by=request.worker, at=now())
        messages.success(request, _("It is no longer public. The draft is kept."))
    else:
        services.publish(row=row, by=request.worker, at=now())
        messages.success(request, _("It is public, as it stands now."))
    return redirect("directory:finder", public_id)


@csrf_exempt  # a search changes nothing; as on the public page
@roles_allowed(*permissions.KEEPERS)
def preview(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The draft as anyone would see it."""
    row = _get(public_id, request)
    sheet = reverse("directory:finder-colours", args=[public_id])
    return for_anyone(finder.answer)(request, themes.theme_of(row, row.draft), sheet=sheet)  # type: ignore[return-value]


@require_GET
@roles_allowed(*permissions.KEEPERS)
def draft_colours(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    sheet = colours.sheet(_get(public_id, request).draft.get("colour", colours.OURS))
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def _get(public_id: UUID, request: WorkerRequest) -> ThemedFinder:
    row = ThemedFinder.objects.filter(public_id=public_id, organization_id=request.worker.organization_id).first()
    if row is None:
        raise NotFound
    return row
