"""The pages of the public: which line is open now, and the chat. No cookie is set and nothing is kept by the browser."""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from tuque.accounts.api import public
from tuque.channels import lines, words
from tuque.channels.codes import Channel
from tuque.channels.lines import PROVINCES
from tuque.channels.models import Line
from tuque.channels.selectors import find_line, pages_read
from tuque.channels.telling import told
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.pages import render_page

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
OWN_NAMES = {"en": "English", "fr": "Français"}
NO_REFERRER = "no-referrer"
REASON = "Someone in need has no account, and must find who answers now."


@public(reason=REASON)
@require_GET
def open_now(request: HttpRequest, language: str = "") -> HttpResponse:
    """Which line is open, by place and language."""
    chosen = language if language in LANGUAGES else translation.get_language() or "en"
    place, spoken = request.GET.get("place", ""), request.GET.get("spoken", "")
    with translation.override(chosen):
        found = lines.list_found(at=now(), place=place, language=spoken if spoken in LANGUAGES else "")
        context = {
            "page_language": chosen,
            "other_languages": others_of(chosen, LANGUAGES, lambda one: reverse("channels:open-now", args=[one])),
            "found": [(one, words.ways_of(one)) for one in found],
            "places": lines.place_names(),
            "place": place if place.removeprefix("CA-") in PROVINCES else "",
            "spoken": spoken,
            "languages": [(one, OWN_NAMES[one]) for one in LANGUAGES],
        }
        return quietly(request, "channels/open_now.html", context)


@public(reason=REASON)
@require_GET
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """The language comes first."""
    line = line_of(code)
    offered = [(one, OWN_NAMES[one], reverse("channels:page", args=[code, one])) for one in line.languages]
    return quietly(request, "channels/choose.html", {"line": line, "offered": offered})


@public(reason=REASON)
@require_GET
def page(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The chat; where the line is closed, who answers now instead. The same for everyone: a crowd makes it once in a while."""
    html = pages_read.get((code, language), lambda: _page(request, code, language))
    return _quiet(HttpResponse(html), language)


def _page(request: HttpRequest, code: str, language: str) -> bytes:
    line = line_of(code)
    if language not in line.languages or language not in LANGUAGES:
        raise Http404
    at = now()
    with translation.override(language):
        here, others = lines.find(line, at=at), lines.others_open(line, at=at, language=language)
        with wall.within(line.organization_id):
            also_told = list(told(line.organization))
        context = {
            "page_language": language,
            "line": line,
            "here": here,
            "also_told": also_told,
            "ways": words.ways(line, others),
            "said": words.of_page(),
            "leaves_to": line.leaves_to or "about:blank",
            "other_languages": others_of(
                language, line.languages, lambda one: reverse("channels:page", args=[code, one])
            ),
        }
        return render_page(request, "channels/page.html", context).content


def line_of(code: str) -> Line:
    line = find_line(code)
    if line is None or Channel.CHAT not in line.channels:
        raise Http404
    return line


def others_of(chosen: str, offered: Iterable[str], address: Callable[[str], str]) -> list[tuple[str, str, str]]:
    return [(one, OWN_NAMES[one], address(one)) for one in offered if one != chosen and one in OWN_NAMES]


def quietly(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    """A page that tells nobody where its reader came from or goes."""
    return _quiet(render_page(request, template, context), str(context.get("page_language", "en")))


def _quiet(response: HttpResponse, language: str) -> HttpResponse:
    response.headers["Referrer-Policy"] = NO_REFERRER
    response.headers["Content-Language"] = language
    return response
