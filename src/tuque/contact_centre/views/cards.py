"""The cards of those who answer: all of them, and one to be changed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import permissions
from tuque.contact_centre.console import cards, seats
from tuque.contact_centre.forms.cards import CardForm, written_of
from tuque.contact_centre.selectors import rota
from tuque.contact_centre.words import LANGUAGES
from tuque.core.clock import now
from tuque.core.pages import render_page


@require_GET
@roles_allowed(*permissions.READERS)
def responders(request: WorkerRequest) -> HttpResponse:
    lines = seats.line_names(request.worker.organization)
    rows = [
        {
            "worker": worker,
            "card": card,
            "languages": [LANGUAGES.get(code, code) for code in card.languages] if card else [],
            "skills": [(lines.get(code, code), level) for code, level in sorted(card.skills.items())] if card else [],
        }
        for worker, card in cards.list_responders(request.worker)
    ]
    return render_page(request, "contact_centre/responders.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@roles_allowed(*permissions.PLANNERS)
def responder(request: WorkerRequest, worker_id: UUID) -> HttpResponse:
    viewer = request.worker
    worker, card = cards.get_responder(viewer, worker_id)
    lines = list(seats.line_names(viewer.organization).items())
    initial = written_of(card, lines=lines, usual=seats.LANGUAGES)
    form = CardForm(request.POST if request.method == "POST" else None, lines=lines, initial=initial)
    if form.is_valid():
        clean = form.cleaned_data
        cards.keep_card(
            worker,
            languages=clean["languages"],
            skills=clean["skills"],
            centre=clean["centre"],
            written_at_once=clean["written_at_once"],
            by=viewer,
            at=now(),
        )
        messages.success(
            request, _("The card of %(name)s is kept, from the next shift they begin.") % {"name": worker.name}
        )
        return redirect("contact_centre:responders")
    context = {"form": form, "responder": worker, "centres": rota.list_centres(viewer)}
    return render_page(request, "contact_centre/responder.html", context, status=422 if form.is_bound else 200)
