"""The records: list, one of them with its history, its photos, and making it void."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.breakglass import api as breakglass
from tuque.core.clock import now
from tuque.core.pages import render_page, render_part
from tuque.interactions import filters as reading
from tuque.interactions import names, permissions, plugs, searches, selectors, services
from tuque.interactions.codes import Action, BaseType, EmergencyService, Origin, Outcome, Status
from tuque.interactions.imports.conflicts import BY_FILE, FILE_TAKEN
from tuque.interactions.models import Interaction, Revision
from tuque.interactions.problems import ReasonMissing
from tuque.interactions.rows import state_of
from tuque.interactions.services.records import DETAILED, UNDONE
from tuque.interactions.words import Names, changes


@roles_allowed(*permissions.READERS)
@require_http_methods(["GET", "POST"])
def records(request: WorkerRequest) -> HttpResponse:
    """The list. What is looked for comes in a body; the address that shows what was found names no word of it."""
    viewer = request.worker
    if request.method == "POST":
        return _search(request)
    wanted = reading.read(request.GET.dict())
    if wanted.search:
        limits.check(request, "search")
        words = searches.find(wanted.search, viewer=viewer, session=request.session, at=now())
        if not words:
            messages.info(request, _("What you looked for is forgotten after an hour. Write it again to search."))
            return _to_list(replace(wanted, search=None))
        wanted = replace(wanted, words=words)
    page = selectors.list_interactions(wanted, viewer=viewer, at=now(), after=page_after(request))
    reach = permissions.reach_of(viewer)
    context = {
        "page": page,
        "filters": wanted,
        "query": wanted.as_query(),
        "zone": viewer.organization.zone,
        "titles": names.categories(viewer),
        "teams": selectors.list_teams(viewer),
        "types": BaseType.choices,
        "origins": Origin.choices,
        "outcomes": Outcome.choices,
        "actions": [*Action.choices, (reading.UNSAID, _("Not said"))],
        "follow_ups": [("yes", _("Needed")), ("no", _("Not needed")), (reading.UNSAID, _("Not said"))],
        "statuses": Status.choices,
        "emergencies": [
            ("none", _("None asked for")),
            ("any", _("Any of them")),
            *EmergencyService.choices,
        ],
        "narrowings": narrowings(wanted),
        "reach": reach,
        "workers": [(str(one.public_id), one.name) for one in selectors.list_colleagues(viewer)],
        "cell_text": f"{wanted.cell:x}" if wanted.cell else "",
        "is_first": not request.GET.get("after"),
        "may_record": permissions.can_record(viewer),
        "may_open": breakglass.can_open(viewer) and not reach.everything,
    }
    return render_part(request, page="interactions/list.html", part="interactions/_records.html", context=context)


def _search(request: WorkerRequest) -> HttpResponse:
    wanted = reading.read(request.POST.dict())
    if permissions.reach_of(request.worker).details:
        wanted = replace(wanted, words=reading.read_words(request.POST.dict()))
    return _to_list(searches.keep(wanted, viewer=request.worker, session=request.session, at=now()))


def _to_list(wanted: reading.Filters) -> HttpResponse:
    query = wanted.as_query()
    return redirect(f"{reverse('interactions:list')}{'?' if query else ''}{query}")


def narrowings(wanted: reading.Filters) -> list[tuple[str, str, str]]:
    """What a figure of a board narrowed the list to, which the form only carries along: name, value and words."""
    found = []
    if wanted.types:
        labels = ", ".join(str(BaseType(code).label) for code in wanted.types)
        found.append(("types", ",".join(wanted.types), _("Types: %(types)s") % {"types": labels}))
    if wanted.timed:
        found.append(("timed", "1", _("Those whose response can be timed")))
    if wanted.weekday is not None:
        day = date_format(date(2024, 1, 1 + wanted.weekday), "l")  # 2024 began on a Monday
        found.append(("weekday", str(wanted.weekday), _("Day of the week: %(day)s") % {"day": day}))
    if wanted.hour is not None:
        hours = {"start": f"{wanted.hour:02}:00", "end": f"{wanted.hour:02}:59"}
        found.append(("hour", str(wanted.hour), _("From %(start)s to %(end)s") % hours))
    return found


def page_after(request: HttpRequest) -> UUID | None:
    """The last record of the page before, from the address; None for the first page, or where it is no id."""
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


@roles_allowed(*permissions.READERS)
@require_GET
def record(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row = selectors.get_interaction(public_id, viewer=request.worker, at=now())
    return render_page(request, "interactions/detail.html", detail_context(row, request))


def detail_context(row: Interaction, request: WorkerRequest) -> dict[str, object]:
    viewer = request.worker
    reach = permissions.reach_of(viewer)
    called = names.names_for(viewer)
    return {
        "row": row,
        "zone": viewer.organization.zone,
        "titles": called.categories,
        "called": called,
        "facts": names.facts_of(row, called, with_details=reach.details),
        "extra": names.other_answers(row, viewer=viewer) if reach.details else [],
        "signatures": names.files_of(row, "signature", viewer=viewer) if reach.details else [],
        "recordings": names.files_of(row, "audio", viewer=viewer) if reach.details else [],
        "items": names.items_of(row, called),
        "person_name": row.person_name,
        "history": _history(row, called) if reach.details else [],
        "details": reach.details,
        "may_change": permissions.can_change(viewer, row) and row.status != Status.VOID,
        "as_imported": dict(row.source_row or {}) if reach.details else {},
        "is_open": row.status == Status.OPEN,
        "is_void": row.status == Status.VOID,
        "more": plugs.link_of(row) if reach.details else None,
    }


def _history(row: Interaction, called: Names) -> list[dict[str, object]]:
    """Newest first: who changed what, when and why. The first entry of all is the recording itself."""
    revisions = selectors.list_revisions(row)
    states = [*(revision.state for revision in revisions), state_of(row)] if revisions else []
    return [
        {
            "revision": revision,
            "reason": reason_in_words(revision),
            "changes": changes(states[place], states[place + 1], called),
        }
        for place, revision in reversed(list(enumerate(revisions)))
    ]


def reason_in_words(revision: Revision) -> str:
    """Why, in words; what was finished, undone or detailed at once needed none."""
    return {
        "": _("Finished."),
        UNDONE: _("Undone at once."),
        DETAILED: _("Details added at once."),
        BY_FILE: _("Changed in the imported file."),
        FILE_TAKEN: _("The imported file was held to be right."),
    }.get(revision.reason, revision.reason)


@roles_allowed(*permissions.WRITERS)
@require_http_methods(["GET", "POST"])
def void(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Ask why, then make the record void. `undo` comes from the notice after saving, and needs no reason."""
    row = selectors.get_interaction(public_id, viewer=request.worker, at=now(), to_change=True)
    problem = ""
    if request.method == "POST":
        try:
            services.void_interaction(
                public_id=public_id, by=request.worker, reason=request.POST.get("reason", ""), at=now()
            )
        except ReasonMissing as missing:
            problem = missing.message()
        else:
            messages.success(request, _("The record is void: it counts nowhere any more."))
            return redirect("interactions:home" if "undo" in request.POST else "interactions:list")
    context = {"row": row, "problem": problem, "zone": request.worker.organization.zone}
    context["titles"] = names.categories(request.worker)
    return render_page(request, "interactions/void.html", context, status=422 if problem else 200)


@roles_allowed(*permissions.WRITERS)
@require_POST
def reminder_done(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    services.finish_reminder(public_id=public_id, by=request.worker, at=now())
    messages.success(request, _("Done. The reminder is gone."))
    return redirect("interactions:home")
