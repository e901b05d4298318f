"""The voice of a conversation on the console: a part that another page takes in, and what its buttons do."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import Worker, WorkerRequest, roles_allowed
from tuque.channels import permissions
from tuque.channels.codes import State
from tuque.channels.models import Joining
from tuque.channels.voice import browser, calls, turn, words
from tuque.channels.voice.hearing import Part
from tuque.channels.voice.models import Call
from tuque.channels.voice.problems import NotInCall
from tuque.core.clock import now
from tuque.core.pages import render_part
from tuque.core.problems import NotFound

CHOICES = {Part.TALKS.value: Part.TALKS, Part.LISTENS.value: Part.LISTENS, Part.WHISPERS.value: Part.WHISPERS}


@require_GET
@roles_allowed(*permissions.ANSWERERS)
def voice(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    call = _call(request, public_id)
    context = {
        "call": call,
        "conversation": call.conversation,
        "said": words.of_console(),
        "may_oversee": request.worker.holds(*permissions.OVERSEERS),
    }
    return render_part(
        request, page="channels/voice/console.html", part="channels/voice/_console.html", context=context
    )


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def enter(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """A page that comes in is someone new; one that only changes its part stays."""
    call, body = _call(request, public_id), _body(request)
    part, at = CHOICES.get(str(body.get("part", "")), Part.TALKS), now()
    if not body.get("stays"):
        for former in call.parties.filter(worker=request.worker, left_at__isnull=True):
            calls.leave(call, former, at=at)
    party = calls.connect(call, request.worker, part=part, at=at)
    return JsonResponse({"party": str(party.public_id), "ice": turn.configuration(at=at)})


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def look(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    call, body, at = _call(request, public_id), _body(request), now()
    after = body.get("after")
    try:
        party = calls.party_of(call, request.worker)
    except NotInCall:  # it ended, or was left elsewhere: a page that asks is told, and stops asking
        return JsonResponse(
            {"ended": call.ended_at is not None, "here": False, "parties": [], "calls": [], "signals": []}
        )
    return JsonResponse(browser.look(call, party, after=after if isinstance(after, int) else 0, at=at))


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def tell(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    call, signals = _call(request, public_id), _body(request).get("signals")
    told = [one for one in signals if isinstance(one, dict)] if isinstance(signals, list) else []
    browser.tell(call, calls.party_of(call, request.worker), told, at=now())
    return JsonResponse({})


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def hold(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    calls.hold(_call(request, public_id), held=bool(_body(request).get("held")), by=request.worker, at=now())
    return JsonResponse({})


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def transfer(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """To the colleague who talks in this call beside the one who passes it on."""
    call = _call(request, public_id)
    others = call.parties.filter(part=Part.TALKS, left_at__isnull=True).exclude(worker=request.worker)
    colleague = others.select_related("worker").order_by("-joined_at").first()
    if colleague is None or colleague.worker is None:
        raise NotFound
    calls.transfer(call, to=colleague.worker, by=request.worker, at=now())
    return JsonResponse({})


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def leave(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    call = _call(request, public_id)
    for party in call.parties.filter(worker=request.worker, left_at__isnull=True):
        calls.leave(call, party, at=now())
    return JsonResponse({})


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def end(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    call = _call(request, public_id)
    calls.party_of(call, request.worker)
    calls.hang_up(call, at=now())
    return JsonResponse({})


def _call(request: WorkerRequest, public_id: UUID) -> Call:
    """For whoever reads the conversation, was in it, or may answer one that waits. Raises NotFound."""
    call = calls.get_call(public_id, viewer=request.worker)
    waits = call.conversation.state == State.WAITING
    if not (waits or permissions.can_read(request.worker, call.conversation) or _was_in(request.worker, call)):
        raise NotFound
    return call


def _was_in(worker: Worker, call: Call) -> bool:
    """Whoever steps out of the call may still say so twice."""
    return Joining.objects.filter(conversation=call.conversation, worker=worker).exists()


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body or b"{}") if request.content_type == "application/json" else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
