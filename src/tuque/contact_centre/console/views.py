"""The console: one page, and the side that says where its reader stands in the line."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import permissions
from tuque.contact_centre.console import asking, forms, practice, relief, scripts, seats, seeing, toolbox, words
from tuque.contact_centre.console.models import ToolKind
from tuque.contact_centre.services.presence import tell_alive
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page


@require_GET
@roles_allowed(*permissions.ANSWERERS)
def console(request: WorkerRequest) -> HttpResponse:
    return page(request)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def alive(request: WorkerRequest) -> HttpResponse:
    """The page says that it lives. 410 when its reader is not, or no longer, in the line."""
    return HttpResponse(status=204 if tell_alive(by=request.worker, at=now()) else 410)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def begin(request: WorkerRequest) -> HttpResponse:
    form = forms.ShiftStart(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    seats.begin_shift(
        languages=form.cleaned_data["languages"], hours=form.cleaned_data["hours"], by=request.worker, at=now()
    )
    return redirect("contact_centre:console")


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def end(request: WorkerRequest) -> HttpResponse:
    seats.end_shift(by=request.worker, at=now())
    messages.success(request, _("Your shift is over. Thank you for being there."))
    return redirect("contact_centre:console")


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def leave_word(request: WorkerRequest) -> HttpResponse:
    """A word for whoever answers next."""
    try:
        key = UUID(request.POST.get("_key", ""))
    except ValueError:
        key = new_id()
    relief.leave_word(request.POST.get("text", ""), key=key, by=request.worker, at=now())
    messages.success(request, _("The next shift finds it on the console, for a day."))
    return redirect("contact_centre:console")


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def pause(request: WorkerRequest) -> HttpResponse:
    """A break, back from it, done writing, or in need of more time after what was hard."""
    what, moment = request.POST.get("what", ""), now()
    if what == "resume":
        seats.resume(by=request.worker, at=moment)
    elif what == "ready":
        seats.ready(by=request.worker, at=moment)
    elif what == "hard":
        seats.recover(by=request.worker, at=moment)
    else:
        seats.pause(request.POST.get("why", ""), by=request.worker, at=moment)
    return page(request) if request.htmx else redirect("contact_centre:console")


def page(request: WorkerRequest, form: forms.ShiftStart | None = None, *, status: int = 200) -> HttpResponse:
    context = side_of(request, at=now()) | {"keys": words.KEYS, "open_contact": request.GET.get("open", "")}
    if not request.htmx:
        zone = request.worker.organization.zone
        left = [(one, one.at.astimezone(zone)) for one in relief.words_left(request.worker, at=now())]
        context |= {"left": left, "key": new_id()}
    place = context["place"]
    if not place.on_shift:  # type: ignore[attr-defined]
        start = seats.start_of(request.worker, at=now())
        context["start"] = start
        context["form"] = form or forms.ShiftStart(initial={"languages": list(start.languages)})
    if request.htmx:
        return render_page(request, "contact_centre/console/_side.html", context, status=status)
    return render_page(request, "contact_centre/console/console.html", context, status=status)


def side_of(request: WorkerRequest, *, at: datetime) -> dict[str, object]:
    """What the side of the page shows, on every page of the console."""
    viewer = request.worker
    return {
        "as_of": at.astimezone(viewer.organization.zone),
        "practices": practice.open_ones(viewer),
        "asks": asking.asked_of(viewer),
        "pauses": toolbox.list_tools(viewer.organization, ToolKind.PAUSE),
        **words.place_lines(seeing.place_of(viewer, at=at), viewer, at=at),
    }


@require_GET
@roles_allowed(*permissions.ANSWERERS)
def practice_page(request: WorkerRequest) -> HttpResponse:
    """The scripted people, and the test of browser and microphone."""
    language = get_language() or "en"
    wanted = "fr" if language.startswith("fr") else "en"
    people = [(one.code, one.title[wanted], one.about[wanted]) for one in scripts.scripts()]
    return render_page(request, "contact_centre/console/practice.html", {"people": people, "wanted": wanted})


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def begin_practice(request: WorkerRequest) -> HttpResponse:
    wanted = request.POST.get("language", "")
    conversation = practice.begin(
        request.POST.get("script", ""),
        language=wanted if wanted in seats.LANGUAGES else "en",
        by=request.worker,
        at=now(),
    )
    return redirect("contact_centre:talk", conversation.public_id)
