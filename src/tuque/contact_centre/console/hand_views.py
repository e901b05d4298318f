"""A line in hand: taken and given back on the floor, and a page for each contact that waits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import hand_words, in_hand
from tuque.contact_centre.selectors import offers
from tuque.core.clock import now
from tuque.core.pages import render_page


@require_POST
@roles_allowed(*permissions.OVERSEERS)
def switch(request: WorkerRequest, line_id: UUID) -> HttpResponse:
    """Take a line in hand, or give it back."""
    line = channels.get_line(line_id, viewer=request.worker)
    if request.POST.get("what") == "take":
        in_hand.take_line(line, by=request.worker, at=now())
        messages.success(
            request, _("You have this line in hand. Offer each contact to someone, then give the line back.")
        )
    else:
        in_hand.give_back(line, by=request.worker, at=now())
        messages.success(request, _("The router asks people again."))
    return redirect("contact_centre:floor")


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.OVERSEERS)
def offer(request: WorkerRequest, contact: str) -> HttpResponse:
    """Who could be asked for a contact that waits, and why not the others; asking one of them."""
    viewer, moment = request.worker, now()
    found = in_hand.look_at(contact, viewer=viewer, at=moment)
    if found is None:
        messages.info(request, _("This contact no longer waits: someone is asked, or answers."))
        return redirect("contact_centre:floor")
    names = offers.names_of(viewer)
    if request.method == "POST":
        asked = request.POST.get("responder", "")
        if in_hand.ask(contact, asked, by=viewer, at=moment):
            messages.success(request, _("%(name)s is asked now.") % {"name": names.get(asked, "")})
            return redirect("contact_centre:floor")
        messages.warning(request, _("They can no longer be asked. Choose someone else."))
        return redirect("contact_centre:offer-by-hand", contact)
    context = {
        "as_of": moment.astimezone(viewer.organization.zone),
        "contact": hand_words.contact_line(found, channels.list_lines(viewer)),
        "people": hand_words.people_lines(found, names),
    }
    return render_page(request, "contact_centre/console/offer_by_hand.html", context)
