"""Asking what nothing here answers, and following it by a private link: no account, no script, both languages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import limits, public
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.core.problems import Problem
from tuque.directory import api as directory
from tuque.releases.desk import asking, forms, selectors
from tuque.releases.desk.models import DataDesk, DataRequest, State, Step
from tuque.releases.desk.problems import AskedDifferently, NoDesk, NotAsked, RequestLinkClosed
from tuque.releases.desk.questions import Query
from tuque.releases.desk.views import again, serving

ANYONE = "Anyone may ask what the site does not say, without an account and without a name."
BY_LINK = "Whoever asked has no account: the secret in the link opens one request and nothing else."
TOLD = [step for step in Step if step not in (Step.NOTE, Step.ASSIGNED)]


@csrf_exempt  # no cookie speaks for whoever asks; how often is limited
@public(reason=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
@directory.for_anyone
def ask(request: HttpRequest) -> HttpResponse:
    """The form. A search that found nothing brings its words here, in a form too (`begin`)."""
    reader = directory.finder_pages.reader_of(request)
    desks = list(selectors.open_desks().select_related("organization"))
    if not desks:
        return _page(request, "desk/closed.html", {"message": NoDesk().message(), "reader": reader}, 404)
    begins = request.method == "POST" and "begin" in request.POST
    first = {"question": request.POST.get("words", "")[:400], "desk": str(desks[0].public_id)}
    is_sent = request.method == "POST" and not begins
    form = forms.AskUs(request.POST if is_sent else None, desks=desks, initial=first)
    status = 200
    if is_sent:
        limits.check(request, "ask_desk")
        if form.is_valid():
            try:
                return _asked(request, form, reader)
            except AskedDifferently as problem:
                return _form(request, form, desks, reader, key=new_id(), trouble=problem)
        status = 422
    return _form(request, form, desks, reader, key=forms.key_in(request.POST), status=status)


def _form(
    request: HttpRequest,
    form: forms.AskUs,
    desks: Sequence[DataDesk],
    reader: str,
    *,
    key: UUID,
    trouble: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "reader": reader, "key": key, "one_desk": len(desks) == 1}
    context |= {"trouble": trouble.message() if trouble else ""}
    context |= {"days": desks[0].due_days, "desk_name": desks[0].organization.name}
    return _page(request, "desk/ask.html", context, trouble.status if trouble else status)


def _asked(request: HttpRequest, form: forms.AskUs, reader: str) -> HttpResponse:
    if form.cleaned_data["trap"]:  # a program: it is told nothing
        return redirect("data:home")
    desk = form.chosen()
    with wall.within(desk.organization_id):
        row, token = asking.ask(desk, form.asked(), key=forms.key_in(request.POST), at=now())
    link = request.build_absolute_uri(reverse("data:request", args=[token]))
    context = {
        "reference": row.reference,
        "due_on": row.due_on,
        "link": link,
        "reader": reader,
        "mailed": bool(row.email),
    }
    return _page(request, "desk/asked.html", context, 201)


@public(reason=BY_LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, token: str) -> HttpResponse:
    """Where a request stands, as whoever asked may read it; a question back is replied to here."""
    limits.check(request, "follow_request")
    reader = directory.finder_pages.reader_of(request)
    try:
        link = asking.find_link(token)
        with wall.within(link.organization_id):
            row = asking.follow(link, at=now())
            form, trouble, status = forms.Words(request.POST or None), "", 200
            if request.method == "POST" and form.is_valid():
                try:
                    row = asking.reply(link, words=form.cleaned_data["words"], at=now())
                    return redirect("data:request", token)
                except NotAsked as problem:
                    trouble, status = problem.message(), problem.status
            elif request.method == "POST":
                status = 422
            context = _shown(row, reader) | {"form": form, "trouble": trouble}
            context |= again.run(Query.of(row.query), reader=reader)
    except RequestLinkClosed as problem:
        return _closed(request, problem, reader)
    return _page(
        request, "desk/request.html", context | {"reader": reader, "here": request.path, "token": token}, status
    )


@public(reason=BY_LINK)
@require_GET
def request_file(request: HttpRequest, token: str, file_id: UUID) -> HttpResponse:
    """A file of the answer, for whoever holds the link."""
    limits.check(request, "follow_request")
    reader = directory.finder_pages.reader_of(request)
    try:
        link = asking.find_link(token)
        with wall.within(link.organization_id):
            row = asking.take_file(link, file_id, at=now())
            return serving.as_attachment(row)
    except RequestLinkClosed as problem:
        return _closed(request, problem, reader)


def _shown(row: DataRequest, reader: str) -> dict[str, Any]:
    zone = row.organization.zone
    steps = [one for one in row.steps.order_by("at", "pk") if one.step in TOLD]
    return {
        "row": row,
        "organization": row.organization.name,
        "steps": [(Step(one.step), one.at.astimezone(zone), one.words, one.due_on) for one in steps],
        "is_asked": row.state == State.ASKED_BACK,
        "is_ended": not row.is_open,
        "files": list(row.files.order_by("pk")),
    }


def _closed(request: HttpRequest, problem: Problem, reader: str) -> HttpResponse:
    return _page(request, "desk/closed.html", {"message": problem.message(), "reader": reader}, problem.status)


def _page(request: HttpRequest, page: str, context: dict[str, Any], status: int) -> HttpResponse:
    return render_page(request, page, {"address": request.path, **context}, status=status)
