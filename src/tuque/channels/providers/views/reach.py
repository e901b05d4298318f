"""The part of the console that says whether answers reach the person, and what to do when they do not."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.channels import permissions, selectors
from tuque.channels.providers import reaching, words
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_part


@require_GET
@roles_allowed(*permissions.ANSWERERS)
def reach(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return _part(request, public_id)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def ask(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    conversation = selectors.get_conversation(public_id, viewer=request.worker)
    key = _id(request.POST.get("_key", ""))
    reaching.ask(conversation=conversation, message_id=key, by=request.worker, at=now())
    return _part(request, public_id)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def decide(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    conversation = selectors.get_conversation(public_id, viewer=request.worker)
    is_meant = request.POST.get("meant") == "yes"
    reaching.decide(conversation=conversation, is_meant=is_meant, by=request.worker, at=now())
    return _part(request, public_id)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def other(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    conversation = selectors.get_conversation(public_id, viewer=request.worker)
    chosen = _id(request.POST.get("account", ""))
    reaching.use_other(conversation=conversation, account_id=chosen, by=request.worker, at=now())
    return _part(request, public_id)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def show(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    conversation = selectors.get_conversation(public_id, viewer=request.worker)
    return _part(
        request, public_id, number=reaching.show_number(conversation=conversation, viewer=request.worker, at=now())
    )


def _part(request: WorkerRequest, public_id: UUID, *, number: str = "") -> HttpResponse:
    conversation = selectors.get_conversation(public_id, viewer=request.worker)
    found = reaching.look(conversation, viewer=request.worker, at=now())
    if request.method == "POST" and not getattr(request, "htmx", False) and not number:
        return redirect(reverse("channels:reach", args=[public_id]))
    context = {
        "found": found,
        "conversation": conversation,
        "provider": words.NAMES[found.reach.account.provider] if found.reach else "",
        "failed": [(one, words.error_words(one.error)) for one in found.failed],
        "number": number,
        "key": new_id(),
        "zone": request.worker.organization.zone,
    }
    return render_part(
        request, page="channels/providers/reach.html", part="channels/providers/_reach.html", context=context
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()
