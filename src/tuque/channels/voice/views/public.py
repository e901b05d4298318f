"""The page from which someone calls. No cookie is set and nothing is kept by the browser; its secret is in a header alone."""

import hmac
import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import public
from tuque.channels import afterwards
from tuque.channels import words as other_ways
from tuque.channels.codes import Channel
from tuque.channels.models import Line
from tuque.channels.selectors import find_line
from tuque.channels.voice import browser, calls, turn, words
from tuque.channels.voice.models import Call, CallParty
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.pages import render_page

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
OWN_NAMES = {"en": "English", "fr": "Français"}
REASON = "Someone in need has no account, and calls from any browser."
LARGEST_BODY = 400_000


@public(reason=REASON)
@require_GET
def page(request: HttpRequest, code: str, language: str) -> HttpResponse:
    line = line_of(code)
    if language not in line.languages or language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        context = {
            "page_language": language,
            "line": line,
            "said": words.of_caller(),
            "leaves_to": line.leaves_to or "about:blank",
            "address": reverse("channels:voice-root", args=[code]),
            "ways": other_ways.ways(line, []),  # a link to another line's chat would hang up
            "others": [
                (one, OWN_NAMES[one], reverse("channels:voice-page", args=[code, one]))
                for one in line.languages
                if one != language
            ],
        }
        answer = render_page(request, "channels/voice/page.html", context)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@public(reason=REASON)
@require_GET
def root(request: HttpRequest, code: str) -> HttpResponse:
    """The language comes first."""
    line = line_of(code)
    offered = [(one, OWN_NAMES[one], reverse("channels:voice-page", args=[code, one])) for one in line.languages]
    answer = render_page(request, "channels/voice/choose.html", {"line": line, "offered": offered})
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@csrf_exempt
@public(reason=REASON)
@require_POST
def call(request: HttpRequest, code: str) -> HttpResponse:
    line, body = line_of(code), body_of(request)
    language = str(body.get("language", ""))
    with wall.within(line.organization_id):
        at = now()
        made, _party, token = calls.offered(
            line, language=language if language in LANGUAGES else line.languages[0], at=at
        )
        answer = {"call": str(made.public_id), "token": token, "ice": turn.configuration(at=at)}
    return JsonResponse(answer, status=201)


@csrf_exempt
@public(reason=REASON)
@require_POST
def look(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    line, body = line_of(code), body_of(request)
    with wall.within(line.organization_id):
        made, caller = found(request, body, line, public_id)
        at = now()
        after = body.get("after")
        answer = browser.look(made, caller, after=after if isinstance(after, int) else 0, at=at)
    return JsonResponse(answer)


@csrf_exempt
@public(reason=REASON)
@require_POST
def tell(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    line, body = line_of(code), body_of(request)
    with wall.within(line.organization_id):
        made, caller = found(request, body, line, public_id)
        signals = body.get("signals")
        browser.tell(
            made,
            caller,
            [one for one in signals if isinstance(one, dict)] if isinstance(signals, list) else [],
            at=now(),
        )
    return JsonResponse({})


@csrf_exempt
@public(reason=REASON)
@require_POST
def after(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """What is offered once the call is over; "" where nothing is."""
    line, body = line_of(code), body_of(request)
    with wall.within(line.organization_id):
        made, _caller = found(request, body, line, public_id)
        return JsonResponse({"address": afterwards.address_for(made.conversation, at=now())})


@csrf_exempt
@public(reason=REASON)
@require_POST
def leave(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """A page that is being closed cannot set a header: the secret is in the body."""
    line, body = line_of(code), body_of(request)
    with wall.within(line.organization_id):
        made, _caller = found(request, body, line, public_id)
        calls.hang_up(made, at=now())
    return JsonResponse({})


def line_of(code: str) -> Line:
    line = find_line(code)
    if line is None or Channel.VOICE not in line.channels:
        raise Http404
    return line


def body_of(request: HttpRequest) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise Http404
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise Http404 from None
    return body if isinstance(body, dict) else {}


def found(request: HttpRequest, body: dict[str, Any], line: Line, public_id: UUID) -> tuple[Call, CallParty]:
    """The call that this page began. What is not there and what is another's look alike."""
    token = request.headers.get("X-Key") or str(body.get("token", ""))
    made = (
        Call.objects.select_related("conversation__line").filter(public_id=public_id, conversation__line=line).first()
    )
    if made is None or not hmac.compare_digest(made.token_hash, calls.token_hash(token)):
        raise Http404
    return made, made.parties.filter(worker__isnull=True).get()
