"""One conversation on the console: read, write in it, confirm its risk, hand it over, end it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import arriving, asking, plugs, seats, talk_words, talks, views, words
from tuque.contact_centre.rescue.selectors import running_by_contact
from tuque.contact_centre.routing.values import Risk
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page, wants_json
from tuque.core.problems import Problem


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def answer_offer(request: WorkerRequest, offer: str) -> HttpResponse:
    """Accept or let go. What ran out meanwhile is said in words."""
    moment = now()
    if request.POST.get("answer") == "decline":
        seats.decline(offer, by=request.worker, at=moment)
        return views.page(request) if request.htmx else redirect("contact_centre:console")
    try:
        contact = seats.accept(offer, by=request.worker, at=moment)
    except seats.OfferGone as problem:
        if request.htmx:
            return render_page(request, "contact_centre/console/_gone.html", {"problem": problem.message()}, status=409)
        messages.warning(request, problem.message())
        return redirect("contact_centre:console")
    conversation = talks.come_in(contact, by=request.worker, at=moment)
    if conversation is None:
        return redirect("contact_centre:console")
    if request.htmx:
        return _talk(request, conversation.public_id, at=moment)
    return redirect("contact_centre:talk", conversation.public_id)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def take_next(request: WorkerRequest) -> HttpResponse:
    """Pick the next contact oneself: an e-mail, where nobody waits before it."""
    moment = now()
    contact = seats.take_next(by=request.worker, at=moment)
    conversation = talks.come_in(contact, by=request.worker, at=moment) if contact else None
    if conversation is None:
        messages.warning(request, _("Nothing waits that you could take just now."))
        return redirect("contact_centre:console")
    return redirect("contact_centre:talk", conversation.public_id)


@require_GET
@roles_allowed(*permissions.READERS, *permissions.ANSWERERS)
def talk(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    return _talk(request, conversation_id, at=now())


def _talk(request: WorkerRequest, conversation_id: UUID, *, at: datetime, **more: object) -> HttpResponse:
    """The conversation in its page, or alone for HTMX. Opening it is audited."""
    found = talks.find_conversation(str(conversation_id), request.worker)
    if found is not None and found.state != channels.State.ENDED and arriving.holds(request.worker, found):
        talks.come_in(str(conversation_id), by=request.worker, at=at)  # should the joining have been cut off
    conversation = channels.open_conversation(conversation_id, viewer=request.worker, at=at)
    context = talk_context(request, conversation, at=at) | more
    if request.htmx:
        return render_page(request, "contact_centre/console/_talk.html", context)
    context |= views.side_of(request, at=at) | {"keys": words.KEYS}
    return render_page(request, "contact_centre/console/talk.html", context)


def talk_context(request: WorkerRequest, conversation: channels.Conversation, *, at: datetime) -> dict[str, object]:
    viewer = request.worker
    risk, confirmed = arriving.risk_of(conversation)
    said = talk_words.said_lines(conversation, viewer)
    panels = plugs.panels_for(viewer, conversation)
    return {
        "conversation": conversation,
        "open_contact": str(conversation.public_id),
        "head": talk_words.head_of(conversation, viewer, at=at),
        "risk": words.risk_line(risk),
        "risk_confirmed": confirmed,
        "risks": words.risk_choices(),
        "attempt": running_by_contact(viewer.organization).get(str(conversation.public_id), False),
        "said": said,
        "last": said[-1]["sequence"] if said else 0,
        "key": new_id(),
        "is_in": channels.is_in(viewer, conversation),
        "oversees": viewer.holds(*permissions.OVERSEERS),
        "holds": arriving.holds(viewer, conversation),
        "is_over": conversation.state in (channels.State.ENDED, channels.State.ERASED),
        "is_practice": arriving.is_practice(conversation),
        "notice": talk_words.practice_notice(conversation),
        "tabs": plugs.tabs_of(panels),
        "panels": panels,
        "panel": plugs.in_view(panels, request.GET.get("panel", "")),
    }


@require_GET
@roles_allowed(*permissions.READERS, *permissions.ANSWERERS)
def said(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """What was said after a number, for a page that was opened, and audited, before. `seen` is what the person has read."""
    conversation = channels.get_conversation(conversation_id, viewer=request.worker)
    after = request.GET.get("after", "")
    lines = talk_words.said_lines(
        conversation, request.worker, after=int(after) if after.isdecimal() and len(after) < 16 else 0
    )
    context = {"said": lines, "head": talk_words.head_of(conversation, request.worker, at=now())}
    response = render_page(request, "contact_centre/console/_said.html", context)
    response["X-Read"] = str(talk_words.read_up_to(conversation))
    response["X-State"] = conversation.state
    return response


@require_POST
@roles_allowed(*permissions.READERS, *permissions.ANSWERERS)
def say(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """A message, under the id that the page gave it: sent again, it is the same one."""
    conversation = channels.get_conversation(conversation_id, viewer=request.worker)
    try:
        message_id = UUID(request.POST.get("id", ""))
    except ValueError:
        message_id = new_id()
    text, moment = request.POST.get("text", ""), now()
    try:
        made = talks.say(
            conversation,
            message_id=message_id,
            text=text,
            is_whisper=request.POST.get("kind") == "whisper",
            by=request.worker,
            at=moment,
        )
    except Problem as problem:
        if wants_json(request):
            raise
        return _talk(request, conversation_id, at=moment, problem=problem.message(), typed=text, key=message_id)
    if wants_json(request):
        return JsonResponse({"id": str(made.public_id), "sequence": made.sequence}, status=201)
    return redirect("contact_centre:talk", conversation_id)


@require_POST
@roles_allowed(*permissions.READERS, *permissions.ANSWERERS)
def read(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """The page showed the person's messages up to a number. Who only looks on marks nothing."""
    conversation = channels.get_conversation(conversation_id, viewer=request.worker)
    up_to = request.POST.get("up_to", "")
    if up_to.isdecimal() and len(up_to) < 16 and arriving.holds(request.worker, conversation):
        talks.mark_read(conversation, up_to=int(up_to), by=request.worker, at=now())
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_allowed(*permissions.READERS, *permissions.ANSWERERS)
def risk(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """How high the risk is, and whether an attempt is in progress, for a page that was opened, and audited, before."""
    conversation = channels.get_conversation(conversation_id, viewer=request.worker)
    moment = now()
    code = request.POST.get("risk", "")
    if code in {"0", "1", "2", "3"}:
        talks.confirm_risk(conversation, Risk(int(code)), by=request.worker, at=moment)
    if request.htmx:
        context = talk_context(request, conversation, at=moment)
        return render_page(request, "contact_centre/console/_risk.html", context)
    return redirect("contact_centre:talk", conversation_id)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def attempt(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """An attempt is in progress: a supervisor is paged, the line goes by an imminent risk, the rescue stands beside the words."""
    viewer, moment = request.worker, now()
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    talks.flag_attempt(conversation, by=viewer, at=moment)
    if request.htmx:
        return _talk(request, conversation_id, at=moment, panel="rescue")
    return redirect(reverse("contact_centre:talk", args=[conversation_id]) + "?panel=rescue")


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def hand_over(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Look for someone else, or go on oneself."""
    conversation = channels.get_conversation(conversation_id, viewer=request.worker)
    moment = now()
    if request.POST.get("what") == "back":
        talks.take_back(conversation, by=request.worker, at=moment)
        messages.success(request, _("You go on with this conversation."))
    else:
        wanted = request.POST.get("language", "")
        talks.hand_over(
            conversation,
            summary=request.POST.get("summary", "")[:2000],
            language=wanted if wanted in seats.LANGUAGES else "",
            skill="",
            by=request.worker,
            at=moment,
        )
        messages.success(request, _("A colleague is looked for. Stay with the person until someone accepts."))
    return redirect("contact_centre:talk", conversation_id)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def end(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Over, unless the person wrote after what was on the page."""
    conversation = channels.get_conversation(conversation_id, viewer=request.worker)
    up_to, moment = request.POST.get("up_to", ""), now()
    try:
        talks.end(
            conversation,
            up_to=int(up_to) if up_to.isdecimal() and len(up_to) < 16 else 0,
            hard="hard" in request.POST,
            by=request.worker,
            at=moment,
        )
    except channels.WroteMeanwhile as problem:
        return _talk(request, conversation_id, at=moment, problem=problem.message())
    messages.success(request, _("The conversation is over. Finish the record while it is fresh; then take a breath."))
    return redirect(reverse("contact_centre:talk", args=[conversation_id]) + "?panel=record")


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def come(request: WorkerRequest, ask_id: UUID) -> HttpResponse:
    """Come to a colleague who asked."""
    conversation = asking.come(ask_id, by=request.worker, at=now())
    return redirect("contact_centre:talk", conversation.public_id)
