"""From a conversation to services: the directory searched beside it, a service told to the person in one press, and the inquiry
that is opened from it, with what is already known filled in."""

from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts.api import Worker, WorkerRequest, limits, roles_allowed
from tuque.channels import api as channels
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.console import arriving, beside, earlier, talks
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import api as directory
from tuque.referrals import api as referrals

CAME = {
    "voice": referrals.Came.CALL,
    "chat": referrals.Came.CHAT,
    "text": referrals.Came.TEXT,
    "email": referrals.Came.EMAIL,
}
# What the record calls a need, as the directory's topics have it; what has no topic of its own is left to be chosen.
TOPICS = {
    "company": "community",
    "safety": "violence",
    "mental_health": "mental-health",
    "substances": "substance-use",
    "health": "health",
    "housing": "housing",
    "food": "food",
    "money": "money",
    "work_school": "work",
    "rights": "legal",
}
AREAS = ("postal_code", "area")  # what a centre's own form calls a question for it


@require_http_methods(["GET", "HEAD", "POST"])
@roles_allowed(*permissions.RESPONDERS)
def of_conversation(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """The search for services, the inquiries opened from this conversation, and the form of a new one."""
    viewer = request.worker
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    if request.method != "POST":
        return _panel(request, conversation)
    if arriving.is_practice(conversation):
        raise NotFound
    known = known_of(conversation, viewer)
    need = referrals.NeedForm(request.POST, initial=known)
    about = referrals.AboutForm(request.POST, viewer=viewer, initial=known)
    if not all([need.is_valid(), about.is_valid()]):
        return _panel(request, conversation, need=need, about=about, key=referrals.key_in(request.POST))
    referrals.begin(
        key=referrals.key_in(request.POST),
        about=about.about(),
        topic=need.cleaned_data["topic"],
        words=need.cleaned_data["words"],
        by=viewer,
        at=now(),
        contact=conversation.public_id,
    )
    if not request.htmx:
        return redirect("contact_centre:conversation-inquiry", conversation_id)
    return _panel(request, conversation, need=referrals.NeedForm())


@require_POST
@roles_allowed(*permissions.RESPONDERS)
def search(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """The directory, searched beside a conversation. The words travel in a form, never in an address, and are kept nowhere."""
    limits.check(request, "search")
    conversation = channels.get_conversation(conversation_id, viewer=request.worker)
    if not request.htmx:
        return _panel(request, conversation)
    known = known_of(conversation, request.worker)
    return render_page(
        request, "contact_centre/console/_services.html", _services(request, conversation, known) | {"searched": True}
    )


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def send(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """One press: the person is told of a service in their language, here; their need is counted and the referral kept."""
    viewer, at = request.worker, now()
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    talks.check_takes_part(conversation, viewer)
    service = _id_in(request.POST.get("service", ""))
    key = uuid5(referrals.key_in(request.POST), str(service))  # pressed twice, it is one message and one referral
    try:
        text = referrals.text_of(service, language=conversation.language, at=at)
        talks.say(conversation, message_id=key, text=text, is_whisper=False, by=viewer, at=at)
    except (referrals.ServiceGone, channels.ConversationOver, channels.ConversationErased) as problem:
        return _panel(request, conversation, trouble=problem.message(), status=problem.status)
    if arriving.is_practice(conversation):
        told = _("Sent. This is practice: nothing is counted.")
    else:
        known = known_of(conversation, viewer)
        referrals.note_told(
            key=key,
            contact=conversation.public_id,
            service=service,
            words=request.POST.get("words", "")[:400],
            reader=_reader(),
            about=_about(known, request.POST.get("near", "")),
            by=viewer,
            at=at,
        )
        told = _("Sent to the person. Their need is counted.")
    if not request.htmx:
        messages.success(request, told)
        return redirect("contact_centre:talk", conversation_id)
    return _panel(request, conversation, told=told)


def _panel(
    request: WorkerRequest,
    conversation: channels.Conversation,
    *,
    need: referrals.NeedForm | None = None,
    about: referrals.AboutForm | None = None,
    key: UUID | None = None,
    told: str = "",
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    viewer, at = request.worker, now()
    known = known_of(conversation, viewer)
    context = _services(request, conversation, known) | {
        "lines": referrals.list_of_contact(conversation.public_id, viewer=viewer, reader=_reader(), at=at),
        "need": need or referrals.NeedForm(initial=known),
        "about": about or referrals.AboutForm(viewer=viewer, initial=known),
        "key": key or new_id(),
        "is_refused": about is not None,
        "told": told,
        "trouble": trouble,
    }
    part, page = "contact_centre/console/_inquiry.html", "contact_centre/console/inquiry.html"
    return render_page(request, part if request.htmx else page, context, status=422 if about is not None else status)


def _services(request: WorkerRequest, conversation: channels.Conversation, known: dict[str, Any]) -> dict[str, Any]:
    """The search as it was asked, and what it found; without words nothing is searched."""
    viewer, at, reader = request.worker, now(), _reader()
    asked = referrals.SearchForm(request.POST if "chips" in request.POST else {"spoken": "on"})
    asked.is_valid()
    near = request.POST.get("near", known.get("area", ""))[:60]
    about = _about(known, near)
    context: dict[str, Any] = {
        "conversation": conversation,
        "asked": asked.cleaned_data,
        "near": near,
        "spoken": referrals.spoken_name_of(about, reader=reader),
        "may_send": talks.may_write(conversation, viewer),
        "is_practice": arriving.is_practice(conversation),
        "send_key": new_id(),
    }
    if not asked.cleaned_data["words"].strip():
        return context
    wished = asked.cleaned_data | {"near": near}
    found = referrals.search_services(about, wished, viewer=viewer, reader=reader, at=at)
    sent = referrals.services_told(conversation.public_id, viewer=viewer)
    return context | found | {"sent": sent}


def _about(known: dict[str, Any], near: str) -> referrals.About:
    """What is known, as values; the place that was typed to search near goes before, as far as it has a postal code."""
    return referrals.About(
        came=referrals.Came(known["came"]),
        age_group=referrals.AgeGroup(known.get("age_group", referrals.AgeGroup.UNKNOWN)),
        area=directory.area_of(near) or known.get("area", ""),
        language=known["language"],
    )


def _id_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def known_of(conversation: channels.Conversation, viewer: Worker) -> dict[str, Any]:
    """What the conversation and the record being written say already: language, how they came, need, age, area.

    Codes alone, and never what the person wrote: whoever answers may change each of them.
    """
    draft = beside.draft_of(conversation, viewer)
    answers = dict(draft.answers) if draft else {}
    known: dict[str, Any] = {"language": conversation.language, "came": CAME[conversation.channel].value}
    needs = [code for code in answers.get("needs") or [] if code in TOPICS]
    if needs:
        known |= {"topic": TOPICS[needs[0]], "words": _in_words(answers, viewer)}
    ages = [code for code, number in (answers.get("people") or {}).items() if number]
    if len(ages) == 1 and ages[0] in referrals.AgeGroup.values:
        known["age_group"] = ages[0]
    if area := _area_of(conversation, answers, viewer):
        known["area"] = area
    return known


def _area_of(conversation: channels.Conversation, answers: dict[str, Any], viewer: Worker) -> str:
    """The first three of a postal code that is known: the record's, else that of an inquiry of this contact or an earlier one.

    Where a rescue found someone is no part of it: it was sought for that alone.
    """
    if area := next((found for code in AREAS if (found := directory.area_of(str(answers.get(code) or "")))), ""):
        return area
    before = [one.public_id for one in earlier.of_same_address(conversation)]
    return referrals.area_known(conversation.public_id, earlier=before, viewer=viewer)


def _in_words(answers: dict[str, Any], viewer: Worker) -> str:
    """The needs of the record as its form words them, to be put in the person's own words."""
    field = beside.form_for(viewer, at=now()).form.find_field("needs")
    chosen = [one for one in field.choices if one.code in answers["needs"]] if field else []
    return ", ".join(one.label.in_language(_reader()) for one in chosen)


def origin(viewer: Worker, contact: UUID) -> referrals.Origin | None:
    """The conversation from which an inquiry was opened, for whoever may read it."""
    found = contacts.find_conversation(viewer.organization, contact)
    if found is None or not permissions.can_respond(viewer) or not channels.can_read(viewer, found):
        return None
    return referrals.Origin(_("The conversation it comes from"), reverse("contact_centre:talk", args=[contact]))


def is_offered(viewer: Worker, conversation: channels.Conversation) -> bool:
    return referrals.can_refer(viewer) and channels.can_read(viewer, conversation)


def _reader() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"
