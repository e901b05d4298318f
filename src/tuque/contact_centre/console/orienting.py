"""From a conversation to services: the inquiry that is opened beside it, with what is already known filled in."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuque.accounts.api import Worker, WorkerRequest, roles_allowed
from tuque.channels import api as channels
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.console import arriving, beside
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
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


@require_http_methods(["GET", "HEAD", "POST"])
@roles_allowed(*permissions.RESPONDERS)
def of_conversation(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """The inquiries opened from this conversation, and the form of a new one."""
    viewer, at = request.worker, now()
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    if arriving.is_practice(conversation):
        raise NotFound
    known = known_of(conversation, viewer)
    posted = request.POST if request.method == "POST" else None
    need = referrals.NeedForm(posted, initial=known)
    about = referrals.AboutForm(posted, viewer=viewer, initial=known)
    if posted is not None and all([need.is_valid(), about.is_valid()]):
        referrals.begin(
            key=referrals.key_in(posted),
            about=about.about(),
            topic=need.cleaned_data["topic"],
            words=need.cleaned_data["words"],
            by=viewer,
            at=at,
            contact=conversation.public_id,
        )
        if not request.htmx:
            return redirect("contact_centre:conversation-inquiry", conversation_id)
        posted = None
        need, about = referrals.NeedForm(), referrals.AboutForm(viewer=viewer, initial=known)
    context = {
        "conversation": conversation,
        "lines": referrals.list_of_contact(conversation.public_id, viewer=viewer, reader=_reader(), at=at),
        "need": need,
        "about": about,
        "key": new_id() if posted is None else referrals.key_in(posted),
        "is_refused": posted is not None,
    }
    part, page = "contact_centre/console/_inquiry.html", "contact_centre/console/inquiry.html"
    return render_page(request, part if request.htmx else page, context, status=422 if posted is not None else 200)


def known_of(conversation: channels.Conversation, viewer: Worker) -> dict[str, Any]:
    """What the conversation and the record being written say already: the language, how they came, what they need, their age."""
    draft = beside.draft_of(conversation, viewer)
    answers = dict(draft.answers) if draft else {}
    known: dict[str, Any] = {"language": conversation.language, "came": CAME[conversation.channel].value}
    needs = [code for code in answers.get("needs") or [] if code in TOPICS]
    if needs:
        known |= {"topic": TOPICS[needs[0]], "words": _in_words(answers, viewer)}
    ages = [code for code, number in (answers.get("people") or {}).items() if number]
    if len(ages) == 1 and ages[0] in referrals.AgeGroup.values:
        known["age_group"] = ages[0]
    return known


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
    return (
        referrals.can_refer(viewer)
        and channels.can_read(viewer, conversation)
        and not arriving.is_practice(conversation)
    )


def _reader() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"
