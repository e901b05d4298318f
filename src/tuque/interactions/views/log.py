"""Logging from a phone: the home screen, one tap, a form, something long that runs until it is finished."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import Role, Worker, WorkerRequest, roles_allowed
from tuque.core.clock import day_bounds, now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.core.problems import Problem
from tuque.core.repeat import AlreadySentDifferently
from tuque.forms import api as forms
from tuque.interactions import entries, filling, imported, names, permissions, plugs, selectors, services, tiles
from tuque.interactions.codes import Status
from tuque.interactions.models import Interaction
from tuque.interactions.problems import NotOpen, ReasonMissing, RecordChanged, RecordVoid
from tuque.interactions.rows import state_of
from tuque.interactions.services.records import is_fresh
from tuque.interactions.views.files import keep_files
from tuque.interactions.words import Change, changes

REMIND_AHEAD = timedelta(hours=12)
STREET, DESK = "street", "desk"


@roles_allowed(*permissions.WRITERS)
@require_GET
def home(request: WorkerRequest) -> HttpResponse:
    """Big buttons under a cold thumb; what runs and what is due above them; what was just logged below."""
    if landing(request.worker) != reverse("interactions:home"):
        return redirect(landing(request.worker))
    return render_page(request, "interactions/home.html", logging_context(request, screen=STREET))


@roles_allowed(*permissions.DESK)
@require_GET
def desk(request: WorkerRequest) -> HttpResponse:
    """A case worker's day: quick entry, what today and this week amount to."""
    viewer, at = request.worker, now()
    today = at.astimezone(viewer.organization.zone).date()
    context = logging_context(request, screen=DESK)
    context["week"] = week = selectors.own_week(viewer=viewer, today=today)
    context["week_seconds"] = sum(day.seconds for day in week)
    context["week_records"] = sum(day.records for day in week)
    context["most_seconds"] = max((day.seconds for day in week), default=0) or 1
    return render_page(request, "interactions/desk.html", context)


def logging_context(request: WorkerRequest, *, screen: str) -> dict[str, object]:
    viewer, at = request.worker, now()
    found = forms.find_screen(screen, viewer=viewer)
    today = at.astimezone(viewer.organization.zone).date()
    start, end = day_bounds(today, zone=viewer.organization.zone)
    own = selectors.get_own_work(viewer=viewer, at=at, until=at + REMIND_AHEAD, saved=_just_saved(request))
    return {
        "screen": found,
        "buttons": tiles.tiles_of(found) if found else [],
        "at_once": any(button.action in {"log", "start"} for button in found.buttons) if found else False,
        "shaped_at": forms.find_screen_address(screen, viewer=viewer),
        "running": own.running,
        "reminders": own.reminders,
        "last": own.last,
        "saved": own.saved,
        "notices": plugs.notices_for(viewer, at=at),
        "tally": selectors.own_tally(viewer=viewer, starts_at=start, ends_at=end),
        "titles": names.categories(viewer),
        "zone": viewer.organization.zone,
        "now": at,
        "team": entries.usual_team(viewer),
    }


def _just_saved(request: WorkerRequest) -> UUID | None:
    """The record that the address says was just saved."""
    try:
        return UUID(request.GET.get("saved", ""))
    except ValueError:
        return None


def landing(viewer: Worker) -> str:
    """Where the viewer logs from."""
    at_desk = viewer.holds(Role.CASE_WORKER) and not viewer.holds(Role.FIELD_WORKER, Role.SUPERVISOR)
    return reverse("interactions:desk" if at_desk else "interactions:home")


@roles_allowed(*permissions.WRITERS)
@require_http_methods(["GET", "POST"])
def new(request: WorkerRequest, code: str) -> HttpResponse:
    """A form to fill; its defaults are there, and what the button that opened it says already."""
    at = now()
    if request.method == "GET":
        one = forms.get_form(code, viewer=request.worker)
        preset = entries.preset_of(request.GET.get("answers", ""))
        return _form_page(request, one, entries.Draft(answers=forms.defaults_of(one.form) | preset))
    one = entries.form_drawn(request, code)
    if entries.only_drawn(request):
        return _form_page(request, one, entries.unchecked(request, one, viewer=request.worker))
    draft = entries.read_draft(request, one, viewer=request.worker, at=at)
    return _save(request, one, draft, at=at)


@roles_allowed(*permissions.WRITERS)
@require_POST
def quick(request: WorkerRequest, code: str) -> HttpResponse:
    """One tap. When it is not enough after all, the form opens with what was given."""
    one, at = entries.form_drawn(request, code), now()
    draft = entries.check(one, entries.quick_answers(request, one.form), viewer=request.worker, at=at)
    return _save(request, one, draft, at=at)


def _save(request: WorkerRequest, one: forms.PublishedForm, draft: entries.Draft, *, at: datetime) -> HttpResponse:
    if draft.entry is None:
        return _form_page(request, one, draft, status=422)
    viewer = request.worker
    team, key = entries.team_of(request, viewer), entries.key_of(request)
    try:
        row = services.record_interaction(by=viewer, team=team, entry=draft.entry, key=key, at=at)
    except AlreadySentDifferently as problem:
        return _form_page(request, one, draft, status=problem.status, problem=problem.message())
    keep_files(request, row.public_id, one.form)
    more = plugs.link_of(row)
    return redirect(more.url if more else f"{landing(viewer)}?saved={row.public_id}")


@roles_allowed(*permissions.WRITERS)
@require_POST
def start(request: WorkerRequest, code: str) -> HttpResponse:
    """Begin something long. It runs on the server: the page may be closed, the phone changed."""
    viewer, at = request.worker, now()
    one = entries.form_drawn(request, code)
    answers = entries.quick_answers(request, one.form)
    duration = one.form.filling("duration")
    if duration is not None:
        answers.pop(duration.code, None)
    draft = entries.check(one, answers, viewer=viewer, at=at, whole=False)
    if draft.entry is None:
        return _form_page(request, one, draft, status=422)
    team, key = entries.team_of(request, viewer), entries.key_of(request)
    try:
        services.start_interaction(by=viewer, team=team, entry=draft.entry, key=key, at=at)
    except AlreadySentDifferently as problem:
        return _form_page(request, one, draft, status=problem.status, problem=problem.message())
    return redirect(landing(viewer))


@roles_allowed(*permissions.WRITERS)
@require_http_methods(["GET", "POST"])
def finish(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The form of something that ran, at its end. Where it was ended meanwhile, what was typed is shown again."""
    row = _own_to_change(request, public_id)
    one, at = _form_of(row, request.worker), now()
    if request.method == "GET":
        if row.status != Status.OPEN:
            return redirect("interactions:detail", public_id=public_id)
        return _form_page(request, one, entries.Draft(answers=_so_far(row, one.form, at=at)), row=row)
    if one.version is not None and ("_newest" in request.POST or "_version" in request.POST):
        one = entries.form_drawn(request, one.form.code)
    if row.status != Status.OPEN:
        return _too_late(request, one, row)
    if entries.only_drawn(request):
        return _form_page(request, one, entries.unchecked(request, one, viewer=request.worker), row=row)
    draft = entries.read_draft(request, one, viewer=request.worker, at=at, before=row)
    if draft.entry is None:
        return _form_page(request, one, draft, row=row, status=422)
    try:
        services.finish_interaction(public_id=public_id, by=request.worker, entry=draft.entry, at=at)
    except NotOpen:
        return _too_late(request, one, _own_to_change(request, public_id))
    keep_files(request, public_id, one.form)
    return redirect(f"{landing(request.worker)}?saved={public_id}")


def _so_far(row: Interaction, form: forms.Form, *, at: datetime) -> dict[str, object]:
    answers = filling.answers_of(row, form)
    duration = form.filling("duration")
    if duration is not None:
        answers[duration.code] = max(1, round((at - row.occurred_at).total_seconds() / 60))
    return answers


@roles_allowed(*permissions.WRITERS)
@require_http_methods(["GET", "POST"])
def correct(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The form of a record, to put it right with a reason. Who saved meanwhile is shown, and no word is lost."""
    row = _own_to_change(request, public_id)
    if row.status == Status.OPEN or (row.status == Status.VOID and request.method == "GET"):
        return redirect("interactions:detail", public_id=public_id)
    one, at = _form_of(row, request.worker), now()
    if row.status == Status.VOID:
        return _too_late(request, one, row)
    if request.method == "GET":
        answers = filling.answers_of(row, one.form) if one.version else imported.answers_of(row)
        return _form_page(request, one, entries.Draft(answers=answers), row=row)
    if entries.only_drawn(request):
        return _form_page(request, one, entries.unchecked(request, one, viewer=request.worker), row=row)
    draft = entries.read_draft(request, one, viewer=request.worker, at=at, before=row)
    if draft.entry is None:
        return _form_page(request, one, draft, row=row, status=422)
    reason, expected = request.POST.get("_reason", ""), _revision(request)
    try:
        services.correct_interaction(
            public_id=public_id, by=request.worker, entry=draft.entry, reason=reason, expected_revision=expected, at=at
        )
    except ReasonMissing as missing:
        return _form_page(request, one, draft, row=row, status=missing.status, reason_problem=missing.message())
    except RecordVoid:
        return _too_late(request, one, _own_to_change(request, public_id))
    except RecordChanged as changed:
        row = _own_to_change(request, public_id)
        meanwhile = _meanwhile(row, since=expected, viewer=request.worker)
        return _form_page(
            request, one, draft, row=row, status=changed.status, problem=changed.message(), meanwhile=meanwhile
        )
    keep_files(request, public_id, one.form)
    return redirect("interactions:detail", public_id=public_id)


def _too_late(request: WorkerRequest, one: entries.Filled, row: Interaction) -> HttpResponse:
    """What was sent about a record that was finished or made void meanwhile: shown again, to be kept as a new one.

    The same answers again are those that were kept: whoever pressed twice, or tried again, sees their record.
    """
    draft = entries.read_draft(request, one, viewer=request.worker, at=now(), before=row)
    if draft.entry is not None and row.status == Status.RECORDED and dict(draft.entry.answers) == row.answers:
        return redirect("interactions:detail", public_id=row.public_id)
    problem: Problem = RecordVoid() if row.status == Status.VOID else NotOpen()
    draft = entries.as_new(draft, one, row)
    return _form_page(request, one, draft, late=row, status=problem.status, problem=problem.message())


def _own_to_change(request: WorkerRequest, public_id: UUID) -> Interaction:
    return selectors.get_interaction(public_id, viewer=request.worker, at=now(), to_change=True)


def _form_of(row: Interaction, viewer: Worker) -> entries.Filled:
    """The form that the record was given under; ours for what was given under none."""
    if row.form_version_id is None:
        return imported.own_form()
    return forms.get_form_of_version(row.form_version_id, viewer=viewer)


def _revision(request: WorkerRequest) -> int:
    text = request.POST.get("_revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _meanwhile(row: Interaction, *, since: int, viewer: Worker) -> list[Change]:
    """What others changed after revision `since`."""
    before = next((one.state for one in selectors.list_revisions(row) if one.number == since), None)
    return changes(before, state_of(row), names.names_for(viewer)) if before else []


def _form_page(
    request: WorkerRequest,
    one: entries.Filled,
    draft: entries.Draft,
    *,
    row: Interaction | None = None,
    late: Interaction | None = None,
    status: int = 200,
    problem: str = "",
    reason_problem: str = "",
    meanwhile: list[Change] | None = None,
) -> HttpResponse:
    viewer = request.worker
    correcting = row is not None and row.status == Status.RECORDED
    wrong = [*draft.errors, *(code for code, _label, _words in draft.troubles if code)]
    page = forms.Pages(one.form, request.POST).draw(draft.answers, wrong)
    bound = forms.bind(
        one.form,
        zone=viewer.organization.zone,
        answers=draft.answers,
        errors=draft.errors,
        offers=entries.offers_for(viewer, at=now(), row=row),
        searched=forms.searched_in(one.form, request.POST),
        started_at=row.occurred_at if row is not None and row.status == Status.OPEN else None,
        page=page,
    )
    context = {
        "bound": bound,
        "form_code": one.form.code,
        "has_newer": not correcting and entries.has_newer(one, viewer=viewer),
        "row": row,
        "late": late,
        "lost_files": late is not None and bool(request.FILES),
        "correcting": correcting,
        "is_fresh": row is not None and is_fresh(row, by=viewer, at=now()),
        "key": new_id(),
        "teams": viewer.teams if row is None and len(viewer.teams) > 1 else [],
        "usual_team": entries.team_of(request, viewer) if row is None else None,
        "troubles": draft.troubles,
        "problem": problem,
        "reason": request.POST.get("_reason", ""),
        "reason_problem": reason_problem,
        "meanwhile": meanwhile or [],
        "home": landing(viewer),
        "zone": viewer.organization.zone,
        "now": now(),
    }
    return render_page(request, "interactions/form.html", context, status=status)
