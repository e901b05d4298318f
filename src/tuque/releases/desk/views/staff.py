"""The staff's pages: requests with their due days, one request, the library, the desk's own settings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.core.problems import NotFound, Problem
from tuque.releases.desk import forms, permissions, selectors, services
from tuque.releases.desk.models import DataRequest
from tuque.releases.desk.questions import Query
from tuque.releases.desk.views import again, serving

A_PAGE = 50


@require_GET
@roles_allowed(*permissions.ANSWERERS)
def requests(request: WorkerRequest) -> HttpResponse:
    return _requests(request)


def _requests(request: WorkerRequest, form: forms.DeskForm | None = None, *, status: int = 200) -> HttpResponse:
    at, viewer = now(), request.worker
    today = at.astimezone(viewer.organization.zone).date()
    desk = selectors.own_desk(viewer)
    known = {"is_open": desk.is_open, "due_days": desk.due_days} if desk else {"due_days": 30}
    context = {
        "page": Paginator(selectors.list_requests(viewer), A_PAGE).get_page(request.GET.get("page")),
        "figures": selectors.figures(viewer, today=today, at=at),
        "today": today,
        "desk": desk,
        "form": form or forms.DeskForm(initial=known),
        "may_keep": permissions.can_keep(viewer),
    }
    return render_page(request, "desk/requests.html", context, status=status)


@require_POST
@roles_allowed(*permissions.KEEPERS)
def keep_desk(request: WorkerRequest) -> HttpResponse:
    form = forms.DeskForm(request.POST)
    if not form.is_valid():
        return _requests(request, form, status=422)
    services.keep_desk(**form.cleaned_data, by=request.worker, at=now())
    messages.success(request, _("Kept."))
    return redirect("data:requests")


@require_GET
@roles_allowed(*permissions.ANSWERERS)
def one(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return _one(request, selectors.open_request(public_id, viewer=request.worker, at=now()))


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def act(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """One of the acts on a request: taken up, noted, given another day, asked back, answered, refused."""
    row = selectors.get_request(public_id, viewer=request.worker)
    do = request.POST.get("do", "")
    if do not in ACTS:
        return _one(request, row, trouble=_("Choose what to do with the request."), status=422)
    form = _form_of(request, do)
    if not form.is_valid():
        return _one(request, row, wrong={do: form}, status=422)
    try:
        said = ACTS[do](request, row, form)
    except Problem as problem:
        return _one(request, row, trouble=problem.message(), status=problem.status)
    messages.success(request, said)
    return redirect("data:staff-request", public_id)


def _form_of(request: WorkerRequest, do: str) -> Any:
    if do == "assign":
        return forms.Assignment(request.POST, answerers=selectors.answerers(request.worker))
    if do == "due":
        return forms.DueDay(request.POST, auto_id="due_%s")
    return forms.AnswerForm(request.POST, request.FILES) if do == "answer" else forms.Words(request.POST)


def _assign(request: WorkerRequest, row: DataRequest, form: forms.Assignment) -> str:
    services.assign(row, to=form.chosen(), by=request.worker, at=now())
    return _("Taken up by %(name)s.") % {"name": form.chosen().name}


def _note(request: WorkerRequest, row: DataRequest, form: forms.Words) -> str:
    services.write_note(row, words=form.cleaned_data["words"], by=request.worker, at=now())
    return _("Noted, for the staff alone.")


def _due(request: WorkerRequest, row: DataRequest, form: forms.DueDay) -> str:
    services.move_due_day(row, **form.cleaned_data, origin=_origin(request), by=request.worker, at=now())
    return _("The due day is moved, and whoever asked is told.")


def _ask(request: WorkerRequest, row: DataRequest, form: forms.Words) -> str:
    words = form.cleaned_data["words"]
    services.ask_back(row, words=words, origin=_origin(request), by=request.worker, at=now())
    return _("Asked. The reply will stand here.")


def _answer(request: WorkerRequest, row: DataRequest, form: forms.AnswerForm) -> str:
    words, query, attached = form.cleaned_data["words"], form.query(), form.attached()
    services.answer(
        row, words=words, query=query, attached=attached, origin=_origin(request), by=request.worker, at=now()
    )
    return _("Answered. Whoever asked reads it behind their link. Would it help others? Put it in the library.")


def _refuse(request: WorkerRequest, row: DataRequest, form: forms.Words) -> str:
    services.refuse(row, reason=form.cleaned_data["words"], origin=_origin(request), by=request.worker, at=now())
    return _("Refused, with the reason.")


ACTS: dict[str, Any] = {
    "assign": _assign,
    "note": _note,
    "due": _due,
    "ask": _ask,
    "answer": _answer,
    "refuse": _refuse,
}


def _one(
    request: WorkerRequest,
    row: DataRequest,
    *,
    wrong: dict[str, Any] | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    at, viewer = now(), request.worker
    bad = wrong or {}
    context: dict[str, Any] = {
        "row": row,
        "steps": row.steps.select_related("by").order_by("at", "pk"),
        "today": at.astimezone(viewer.organization.zone).date(),
        "trouble": trouble,
        "assignment": bad.get("assign") or forms.Assignment(answerers=selectors.answerers(viewer)),
        "answer_form": bad.get("answer") or forms.AnswerForm(auto_id="answer_%s"),
        "note_form": bad.get("note") or forms.Words(auto_id="note_%s"),
        "due_form": bad.get("due") or forms.DueDay(initial={"due_on": row.due_on}, auto_id="due_%s"),
        "ask_form": bad.get("ask") or forms.Words(auto_id="ask_%s"),
        "refuse_form": bad.get("refuse") or forms.Words(auto_id="refuse_%s"),
        "opens": list(bad),
        "entries": row.library_answers.all(),
        "entry_key": new_id(),
        "files": row.files.order_by("pk"),
        **again.run(Query.of(row.query), reader=forms.reader()),
    }
    return render_page(request, "desk/staff_request.html", context, status=status)


@require_GET
@roles_allowed(*permissions.ANSWERERS)
def file(request: WorkerRequest, public_id: UUID, file_id: UUID) -> HttpResponse:
    row = selectors.open_request(public_id, viewer=request.worker, at=now())
    return serving.as_attachment(selectors.get_file(row, file_id))


@require_GET
@roles_allowed(*permissions.ANSWERERS)
def library(request: WorkerRequest) -> HttpResponse:
    context = {"entries": selectors.list_answers(request.worker), "key": new_id()}
    return render_page(request, "desk/library.html", context)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.ANSWERERS)
def entry(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """One answer of the library: written, changed, opened to anyone. A new one has an id of its page's own."""
    row = selectors.find_answer(public_id, viewer=request.worker)
    source = _source(request) if row is None else row.request
    form = forms.EntryForm(request.POST or None, initial=_known(row, source))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.keep_entry(form.entry(), key=public_id, request=source, by=request.worker, at=now())
            except Problem as problem:
                form.add_error("is_public", problem.message())
            else:
                messages.success(request, _("Kept."))
                return redirect("data:entry", public_id)
    context = {"form": form, "row": row, "public_id": public_id, "source": source}
    if row is not None:
        context |= again.run(Query.of(row.query), reader=forms.reader())
    return render_page(request, "desk/entry.html", context, status=status)


def _source(request: WorkerRequest) -> DataRequest | None:
    """The request that a new answer comes from, if it comes from one."""
    try:
        public_id = UUID(request.POST.get("request") or request.GET.get("request") or "")
        return selectors.get_request(public_id, viewer=request.worker)
    except (ValueError, NotFound):
        return None


def _known(row: Any, source: DataRequest | None) -> dict[str, object]:
    """What is written already; of a request, its words in the language of whoever asked, to be edited before anyone reads them."""
    if row is not None:
        names = ("question_en", "question_fr", "answer_en", "answer_fr", "is_public")
        return {name: getattr(row, name) for name in names} | forms.Saved.known(Query.of(row.query))
    if source is None:
        return {}
    written = {f"question_{source.language}": source.question[:300], f"answer_{source.language}": source.answer}
    return written | forms.Saved.known(Query.of(source.query))


def _origin(request: WorkerRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
