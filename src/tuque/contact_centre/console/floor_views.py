"""The floor and the wallboard: pages for a supervisor and for a wall."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.cache import caches
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import Worker, WorkerRequest, roles_allowed
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import asking, floor, floor_words, hand_words, in_hand, measures, seats
from tuque.contact_centre.selectors import offers
from tuque.core.clock import day_bounds, now
from tuque.core.pages import render_part

HOUR = timedelta(hours=1)
SILENCES_KEPT = 60  # seconds: a page of each supervisor asks every five


@require_GET
@roles_allowed(*permissions.READERS)
def floor_page(request: WorkerRequest) -> HttpResponse:
    moment, viewer = now(), request.worker
    found = floor.look(viewer, at=moment)
    names, lines = offers.names_of(viewer), seats.line_names(viewer.organization)
    context = {
        "as_of": moment.astimezone(viewer.organization.zone),
        "floor": found,
        "contacts": [floor_words.contact_line(one, names) for one in found.contacts],
        "people": (people := [floor_words.person_line(one, names, viewer, lines) for one in found.people]),
        "centres": floor_words.by_centre(people),
        "oversees": permissions.can_oversee(viewer),
        "lines": hand_words.serving_lines(in_hand.serving(viewer), channels.list_lines(viewer), names),
        "asks": asking.asked_of(viewer),
        "silences": _silences(viewer, at=moment),
    }
    return render_part(
        request,
        page="contact_centre/console/floor.html",
        part="contact_centre/console/_floor.html",
        context=context,
    )


def _silences(viewer: Worker, *, at: datetime) -> list[dict[str, object]]:
    """The numbers of which nothing is heard for longer than chance explains: people may be writing in vain."""

    def find() -> list[dict[str, object]]:
        found = channels.odd_silences(viewer.organization_id, at=at)
        return [
            {
                "address": one.account.address,
                "line_en": one.account.line.name_en,
                "line_fr": one.account.line.name_fr,
                "minutes": one.silence.minutes,
            }
            for one in found
        ]

    key = f"floor-silences-{viewer.organization_id}"
    rows: list[dict[str, object]] = caches["quick"].get_or_set(key, find, SILENCES_KEPT)  # type: ignore[assignment]
    name = "line_fr" if (get_language() or "").startswith("fr") else "line_en"
    return [row | {"line": row[name]} for row in rows]


@require_POST
@roles_allowed(*permissions.OVERSEERS)
def beside(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Come in, step out, or take over."""
    viewer, moment = request.worker, now()
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    what = request.POST.get("what", "")
    if what == "leave":
        floor.leave(conversation, by=viewer, at=moment)
        return redirect("contact_centre:floor")
    if what == "take-over":
        if floor.take_over(conversation, by=viewer, at=moment):
            messages.success(request, _("You answer this conversation now. Tell the person who you are."))
        else:
            messages.warning(request, _("This conversation is no longer in the line. Nothing changed."))
    else:
        floor.join(conversation, by=viewer, at=moment)
    return redirect("contact_centre:talk", conversation_id)


@require_GET
@roles_allowed(*permissions.READERS, *permissions.ANSWERERS)
def wall_page(request: WorkerRequest) -> HttpResponse:
    """The measures of the last hour and of today, per language. Nobody is named."""
    moment, organization = now(), request.worker.organization
    start, _end = day_bounds(moment.astimezone(organization.zone).date(), zone=organization.zone)
    context = {
        "as_of": moment.astimezone(organization.zone),
        "floor": floor.look(request.worker, at=moment),
        "periods": [
            (_("The last hour"), floor_words.measure_rows(measures.read(organization, moment - HOUR, moment))),
            (_("Today"), floor_words.measure_rows(measures.read(organization, start, moment))),
        ],
        "seconds": measures.SECONDS,
    }
    return render_part(
        request, page="contact_centre/console/wall.html", part="contact_centre/console/_wall.html", context=context
    )
