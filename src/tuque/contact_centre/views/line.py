"""The line now: who waits, the alarm between languages, and the modes for when too many call."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import line_words, permissions
from tuque.contact_centre.forms.line import ModeForm
from tuque.contact_centre.selectors import modes as selectors
from tuque.contact_centre.services import modes as services
from tuque.core.clock import now
from tuque.core.pages import render_part


@require_GET
@roles_allowed(*permissions.READERS)
def line(request: WorkerRequest) -> HttpResponse:
    form = ModeForm(request.GET)
    tried = None
    if "mode" in request.GET and form.is_valid():
        tried = selectors.try_mode(
            request.worker.organization, form.cleaned_data["mode"], surge=form.cleaned_data["surge"], at=now()
        )
    return _page(request, tried)


@require_POST
@roles_allowed(*permissions.PLANNERS)
def switch(request: WorkerRequest) -> HttpResponse:
    form = ModeForm(request.POST)
    if not form.is_valid():
        return _page(request, None, status=422)
    on = form.cleaned_data["on"] == "yes"
    services.switch_mode(
        form.cleaned_data["mode"], on=on, surge=form.cleaned_data["surge"], by=request.worker, at=now()
    )
    messages.success(request, _("Switched on. Everyone here sees it on this page.") if on else _("Switched off."))
    return redirect("contact_centre:line")


@require_POST
@roles_allowed(*permissions.PLANNERS)
def note_gap(request: WorkerRequest) -> HttpResponse:
    services.note_gap(by=request.worker, at=now())
    return redirect("contact_centre:line")


def _page(request: WorkerRequest, tried: selectors.Tried | None, *, status: int = 200) -> HttpResponse:
    moment = now()
    found = selectors.look(request.worker, at=moment)
    context = {
        "as_of": moment.astimezone(request.worker.organization.zone),
        "now": found,
        "waiting": line_words.waiting_lines(found),
        "people": line_words.people_lines(found),
        "shares": line_words.share_lines(found),
        "gap": line_words.gap_words(found),
        "modes": line_words.mode_lines(found),
        "surges": selectors.SURGES,
        "tried": line_words.tried_lines(tried) if tried else None,
    }
    return render_part(
        request, page="contact_centre/line.html", part="contact_centre/_line.html", context=context, status=status
    )
