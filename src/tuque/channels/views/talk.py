"""What the page of a person sends: no account, no cookie, a secret in a header. Each may be sent twice without harm.

No cookie speaks for the sender, so that no other site can: these addresses need no token against forgery.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import public
from tuque.channels import afterwards, holding, limits, lines, selectors, services, waits, words
from tuque.channels.codes import Author, Channel
from tuque.channels.models import Conversation, Line
from tuque.channels.problems import Unreadable
from tuque.core import wall
from tuque.core.clock import now

REASON = "Someone in need has no account; the page's own secret opens its conversation and nothing else."
TOKEN_LENGTHS = range(32, 129)
Answering = Callable[[HttpRequest, Line, dict[str, Any]], dict[str, Any]]
Talking = Callable[[HttpRequest, Conversation, dict[str, Any]], dict[str, Any]]


def of_line(answering: Answering) -> Callable[..., HttpResponse]:
    """A view that takes JSON for a line, within its organization, and gives JSON."""

    @csrf_exempt
    @public(reason=REASON)
    @require_POST
    @wraps(answering)
    def view(request: HttpRequest, code: str) -> HttpResponse:
        line, sent = line_of(code), body_of(request)
        with wall.within(line.organization_id):
            return JsonResponse(answering(request, line, sent))

    return view


def of_conversation(talking: Talking) -> Callable[..., HttpResponse]:
    """The same for the conversation that the page's secret opens."""

    @csrf_exempt
    @public(reason=REASON)
    @require_POST
    @wraps(talking)
    def view(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
        line, sent = line_of(code), body_of(request)
        with wall.within(line.organization_id):
            conversation = holding.conversation_of(line, public_id, request.headers.get("X-Key", ""))
            return JsonResponse(talking(request, conversation, sent))

    return view


@of_line
def begin(request: HttpRequest, line: Line, sent: dict[str, Any]) -> dict[str, Any]:
    """Begin a conversation, whether the line is open or not: the page was open, and someone is there."""
    conversation = services.start(
        line,
        channel=Channel.CHAT,
        language=language_of(sent),
        at=now(),
        conversation_id=id_of(sent),
        token=token_of(sent),
        first_answers=words.first_answers(sent.get("answers")),
    )
    return state_of(conversation)


@of_line
def come_back(request: HttpRequest, line: Line, sent: dict[str, Any]) -> dict[str, Any]:
    limits.check_words(request, line)
    conversation = services.come_back(line, phrase=str(sent.get("words", ""))[:200], token=token_of(sent), at=now())
    return state_of(conversation)


@of_line
def erase_by_words(request: HttpRequest, line: Line, sent: dict[str, Any]) -> dict[str, Any]:
    limits.check_words(request, line)
    row = services.erase_by_phrase(line, phrase=str(sent.get("words", ""))[:200], at=now())
    return {"state": row.state, "held": row.erase_asked_at is not None and row.is_held}


@of_conversation
def say(request: HttpRequest, conversation: Conversation, sent: dict[str, Any]) -> dict[str, Any]:
    limits.check_message(conversation)
    message = services.say(
        conversation=conversation,
        message_id=id_of(sent),
        text=str(sent.get("text", "")),
        author=Author.PERSON,
        at=now(),
    )
    return {"id": str(message.public_id), "sequence": message.sequence}


@of_conversation
def read(request: HttpRequest, conversation: Conversation, sent: dict[str, Any]) -> dict[str, Any]:
    up_to = sent.get("up_to")
    if not isinstance(up_to, int) or not 0 < up_to < 2**62:
        raise Unreadable
    services.mark_read(conversation=conversation, up_to=up_to, at=now())
    return {}


@of_conversation
def leave(request: HttpRequest, conversation: Conversation, sent: dict[str, Any]) -> dict[str, Any]:
    services.leave(conversation=conversation, at=now())
    return {}


@of_conversation
def end(request: HttpRequest, conversation: Conversation, sent: dict[str, Any]) -> dict[str, Any]:
    return {"state": services.end(conversation=conversation, at=now()).state}


@of_conversation
def erase(request: HttpRequest, conversation: Conversation, sent: dict[str, Any]) -> dict[str, Any]:
    row = services.erase(conversation=conversation, at=now())
    return {"state": row.state, "held": row.erase_asked_at is not None and row.is_held}


@of_conversation
def phrase(request: HttpRequest, conversation: Conversation, sent: dict[str, Any]) -> dict[str, Any]:
    return {"words": services.make_phrase(conversation=conversation, at=now())}


@of_conversation
def after(request: HttpRequest, conversation: Conversation, sent: dict[str, Any]) -> dict[str, Any]:
    """What is offered once it is over; "" where nothing is."""
    return {"address": afterwards.address_for(conversation, at=now())}


@public(reason=REASON)
@require_GET
def wait(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """How long it may still take, in words, and whom else one can reach meanwhile."""
    line = line_of(code)
    others = lines.others_open(line, at=now(), language=request.GET.get("language", ""))
    with wall.within(line.organization_id):
        conversation = holding.conversation_of(line, public_id, request.headers.get("X-Key", ""))
        with translation.override(conversation.language):
            said = words.wait(waits.estimate(conversation, at=now()), ahead=waits.ahead(conversation))
            return JsonResponse({"state": conversation.state, "wait": said, "ways": words.ways(line, others)})


def line_of(code: str) -> Line:
    line = selectors.find_line_lately(code)
    if line is None or Channel.CHAT not in line.channels:
        raise Http404
    return line


def state_of(conversation: Conversation) -> dict[str, Any]:
    """Its page follows from the first number on, whether it has just begun or asks again."""
    return {"id": str(conversation.public_id), "state": conversation.state, "sequence": 0}


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Raises Unreadable."""
    try:
        sent = json.loads(request.body or b"{}")
    except ValueError as trouble:
        raise Unreadable from trouble
    if not isinstance(sent, dict):
        raise Unreadable
    return sent


def id_of(sent: dict[str, Any]) -> UUID:
    try:
        return UUID(str(sent.get("id", "")))
    except ValueError as trouble:
        raise Unreadable from trouble


def token_of(sent: dict[str, Any]) -> str:
    token = str(sent.get("key", ""))
    if len(token) not in TOKEN_LENGTHS:
        raise Unreadable
    return token


def language_of(sent: dict[str, Any]) -> str:
    language = str(sent.get("language", ""))
    if language not in dict(settings.LANGUAGES):
        raise Unreadable
    return language
