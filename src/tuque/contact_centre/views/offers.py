"""Who was asked, and why: the log's own account, for a supervisor."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import permissions, words
from tuque.contact_centre.selectors import offers as selectors
from tuque.core.clock import now
from tuque.core.pages import render_page

LARGEST = 2**62


@require_GET
@roles_allowed(*permissions.READERS)
def offers(request: WorkerRequest) -> HttpResponse:
    asked = request.GET.get("before", "")
    before = min(int(asked), LARGEST) if asked.isdecimal() and len(asked) < 19 else None
    found = selectors.list_offers(request.worker, before=before)
    names = selectors.names_of(request.worker)
    context = {
        "lines": [words.offer_line(one, names, request.worker.organization.zone) for one in found],
        "older": found[-1].number if len(found) == selectors.SHOWN else None,
    }
    return render_page(request, "contact_centre/offers.html", context)


@require_GET
@roles_allowed(*permissions.READERS)
def offer(request: WorkerRequest, number: int) -> HttpResponse:
    found, told = selectors.explain_offer(request.worker, min(number, LARGEST), at=now())
    names = selectors.names_of(request.worker)

    def name_of(code: str) -> str:
        return names.get(code) or _("Someone who has left")

    context = {
        "line": words.offer_line(found, names, request.worker.organization.zone),
        "told": words.parts(told, name_of=name_of),
    }
    return render_page(request, "contact_centre/offer.html", context)
