"""The directory taken along on a phone: a page that searches its own copy where there is no network."""

import gzip
import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuque.accounts.access import public
from tuque.accounts.api import limits
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.directory import circumstances
from tuque.directory.finder import pack, shown
from tuque.directory.finder.views import ANYONE, reader_of
from tuque.directory.walls import for_anyone

MOST_TOWNS = 60


@public(reason=ANYONE)
@require_GET
@for_anyone
def page(request: HttpRequest) -> HttpResponse:
    """The same page for everyone, with or without a network: what it shows comes from the copy on the phone."""
    reader = reader_of(request)
    props = {
        "reader": reader,
        "pack": reverse("finder:pack"),
        "worker": reverse("web:finder-worker"),
        "pages": [f"{request.path}?lang={one}" for one in pack.LANGUAGES],
        "service": reverse("finder:find"),
        "words": words(),
    }
    context: dict[str, object] = {
        "reader": reader,
        "address": request.path,
        "props": props,
        "towns": pack.towns()[:MOST_TOWNS],
    }
    context |= {
        "genders": [(code, one.of_oneself(reader)) for code, one in circumstances.genders().items()],
        "statuses": [(code, one.of_oneself(reader)) for code, one in circumstances.statuses().items()],
    }
    return render_page(request, "finder/offline.html", context)


@public(reason=ANYONE)
@require_GET
@for_anyone
def part(request: HttpRequest) -> HttpResponse:
    """Some hundreds of services, small on the way: `?after=` the last one of the part before."""
    limits.check(request, "finder")
    try:
        after = UUID(request.GET["after"]) if request.GET.get("after") else None
    except ValueError:
        after = None
    told = json.dumps(pack.part(after=after, town=request.GET.get("town", "")[:80], at=now()), ensure_ascii=False)
    response = HttpResponse(told, content_type="application/json")
    if "gzip" in request.headers.get("Accept-Encoding", ""):  # public alone: nothing secret that its length could tell
        response = HttpResponse(gzip.compress(told.encode(), 6), content_type="application/json")
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def words() -> dict[str, str]:
    """What the page says by itself; `{}` stands for a value."""
    return {
        "none": _("No copy on this device yet."),
        "copy": _("Copy of {}: {} services."),
        "old": _("This copy is {} days old. Take a new one when you have a network, and call before you go."),
        "taking": _("{} of {} services…"),
        "failed": _(
            "The copy could not be taken: the network broke off. Try again; what was there before is still there."
        ),
        "ready": _("Done: this page now works without a network, on this device."),
        "removed": _("The copy was removed from this device."),
        "unsupported": _("This browser cannot keep a copy. Print a list instead."),
        "found_one": _("1 service found"),
        "found": _("{} services found"),
        "first": _("{} services found; the first {} are shown. Write more words to find fewer."),
        "unknown": _("No service here has the word “{}”."),
        "nothing": _("Nothing found in the copy. Try other words, or call 211."),
        "place_unknown": _(
            "The copy does not know this place, so nothing is sorted by distance. Write a town or the first three characters of a postal code."
        ),
        "read_as": _("“{}” read as “{}”"),
        "free": _("Free of charge"),
        "away": _("{} km away"),
        "call": _("Call {}"),
        "verified": _("Last verified on {}."),
        "who_for": _("Who it is for"),
        "how": _("How to get it"),
        "more": _("More about it"),
        "bring": _("What to bring"),
        "wait": _("How long people wait"),
        "cost": _("Cost"),
        "interpreters": _("Interpreters"),
        "area": _("Area served"),
        "stale": shown.doubts()["stale"],
        "machine": shown.doubts()["machine"],
        "fits": _("It is for this person, by its rules."),
        "fits_not": _("It is not for this person, by its rules."),
        "unsaid": _("Nobody said whether it is for this person: ask."),
        "position": _("Your position is used on this device alone."),
        "no_position": _("This device does not give its position. Write a town or a postal code instead."),
    }
