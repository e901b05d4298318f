"""What stands beside a conversation: the record, the toolbox, colleagues, what came before. Fragments, fetched when opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import Worker, WorkerRequest, roles_allowed
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import arriving, asking, beside, earlier, orienting, screens, toolbox
from tuque.contact_centre.console.models import ContactDraft, ToolKind
from tuque.contact_centre.console.plugs import Panel
from tuque.contact_centre.suggestions import beside as suggesting
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.forms import api as forms
from tuque.interactions import entries

LOOKERS = (*permissions.READERS, *permissions.ANSWERERS)


def _takes_part(worker: Worker, conversation: channels.Conversation) -> bool:
    return channels.is_in(worker, conversation)


def _is_real(worker: Worker, conversation: channels.Conversation) -> bool:
    return channels.is_in(worker, conversation) and not arriving.is_practice(conversation)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_allowed(*permissions.ANSWERERS)
def record(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """The organization's form for contacts, with what fills itself; kept as it is typed, then saved once."""
    viewer, moment = request.worker, now()
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    one = beside.form_for(viewer, at=moment)
    draft = beside.draft_of(conversation, viewer)
    known = beside.known_already(conversation, one.form, at=moment)
    answers = forms.defaults_of(one.form) | known | (dict(draft.answers) if draft else {})
    errors = None
    if request.method == "POST":
        answers = entries.answers_in(request, one, viewer=viewer)
        if request.POST.get("_what") == "draft":
            beside.keep_draft(conversation, answers, by=viewer, at=moment)
            return HttpResponse(status=204)
        if "_suggestion" in request.POST:
            answers = suggesting.replied(request, conversation, one.form, answers, at=moment)
            return _record(request, conversation, one.form, answers, draft, at=moment)
        checked = beside.save_record(conversation, one, answers, by=viewer, at=moment)
        if checked.entry is not None:
            if request.htmx and _goes_on(conversation):  # what is half written to the person stays on the page
                draft = beside.draft_of(conversation, viewer)
                return _record(request, conversation, one.form, answers, draft, at=moment)
            return _recorded(request, conversation)
        errors = checked.errors
    return _record(request, conversation, one.form, answers, draft, at=moment, errors=errors)


def _record(
    request: WorkerRequest,
    conversation: channels.Conversation,
    form: forms.Form,
    answers: Mapping[str, Any],
    draft: ContactDraft | None,
    *,
    at: datetime,
    errors: Mapping[str, forms.AnswerProblem] | None = None,
) -> HttpResponse:
    is_recorded = bool(draft and draft.interaction)
    drafted = (
        {} if is_recorded else suggesting.drafted(request, conversation, form, at=at)
    )  # before the lines: it adds some
    context = drafted | {
        "conversation": conversation,
        "bound": forms.bind(form, zone=request.worker.organization.zone, answers=answers, errors=errors),
        "is_recorded": is_recorded,
        "is_practice": arriving.is_practice(conversation),
        "suggested": [] if is_recorded else suggesting.lines(conversation, form, answers, viewer=request.worker, at=at),
        "screened": screens.results_of(conversation, viewer=request.worker),
    }
    return render_page(request, "contact_centre/console/_record.html", context, status=422 if errors else 200)


def _recorded(request: WorkerRequest, conversation: channels.Conversation) -> HttpResponse:
    """Once it is recorded and over, its words are closed to whoever answered."""
    words = _("Practice: the record was checked, and is kept nowhere.")
    if not arriving.is_practice(conversation):
        words = _("The contact is recorded. Thank you.")
        if conversation.state == channels.State.ENDED:
            channels.step_out(conversation=conversation, worker=request.worker, at=now())
    messages.success(request, words)
    address = reverse("contact_centre:talk", args=[conversation.public_id])
    if conversation.state == channels.State.ENDED:
        address = reverse("contact_centre:console")
    if request.htmx:  # the whole page goes there, not the panel alone
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _goes_on(conversation: channels.Conversation) -> bool:
    return conversation.state != channels.State.ENDED and not arriving.is_practice(conversation)


@require_GET
@roles_allowed(*LOOKERS)
def tools(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Words to put where one writes, in the person's language; the safety plan."""
    return _tools(request, channels.get_conversation(conversation_id, viewer=request.worker))


def _tools(request: WorkerRequest, conversation: channels.Conversation, *, told: str = "") -> HttpResponse:
    organization, language = request.worker.organization, conversation.language
    plan = beside.plan_of(conversation)
    steps = plan.steps if plan else {}
    context = {
        "conversation": conversation,
        "may_write": _takes_part(request.worker, conversation),
        "may_find": orienting.is_offered(request.worker, conversation),
        "groups": [
            (
                ToolKind(kind).label,
                [(one.title, one.body_in(language)) for one in toolbox.list_tools(organization, kind)],
            )
            for kind in (ToolKind.CANNED, ToolKind.HOPE, ToolKind.GROUNDING)
        ],
        "steps": [
            (one.code, one.title, one.body_in(None), steps.get(one.code, ""))
            for one in toolbox.list_tools(organization, ToolKind.PLAN)
        ],
        "plan": plan,
        "sent_at": plan.sent_at.astimezone(organization.zone) if plan and plan.sent_at else None,
        "key": new_id(),
        "told": told,
    }
    return render_page(request, "contact_centre/console/_tools.html", context)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def plan(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Keep the safety plan; send it to the person where that is asked."""
    viewer, moment = request.worker, now()
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    codes = [one.code for one in toolbox.list_tools(viewer.organization, ToolKind.PLAN, retired=True)]
    kept = beside.save_plan(
        conversation, {code: request.POST.get(f"step-{code}", "") for code in codes}, by=viewer, at=moment
    )
    told = _("The plan is kept with the conversation.")
    if request.POST.get("what") == "send" and kept.steps:
        try:
            key = UUID(request.POST.get("key", ""))
        except ValueError:
            key = new_id()
        beside.send_plan(kept, message_id=key, by=viewer, at=moment)
        told = _("The plan was sent to the person.")
    if request.htmx:
        return _tools(request, conversation, told=told)
    messages.success(request, told)
    return redirect("contact_centre:talk", conversation_id)


@require_GET
@roles_allowed(*LOOKERS)
def colleagues(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Who can be asked now; hand the conversation over."""
    viewer = request.worker
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    context = {
        "conversation": conversation,
        "holds": arriving.holds(viewer, conversation),
        "passed_on": arriving.is_passed_on(conversation),
        "people": asking.people_to_ask(viewer, conversation),
        "asks": asking.open_asks_of(conversation),
        "key": new_id(),
    }
    return render_page(request, "contact_centre/console/_colleagues.html", context)


@require_POST
@roles_allowed(*permissions.ANSWERERS)
def ask(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    viewer, moment = request.worker, now()
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    asking.ask(conversation, who=request.POST.get("who", ""), words=request.POST.get("words", ""), by=viewer, at=moment)
    messages.success(request, _("They were asked. Their words come as whispers in this conversation."))
    return redirect("contact_centre:talk", conversation_id)


@require_GET
@roles_allowed(*LOOKERS)
def before(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Earlier conversations with the same address, as far as the viewer's role goes. The look is audited."""
    conversation = channels.get_conversation(conversation_id, viewer=request.worker)
    rows = earlier.list_earlier(conversation, viewer=request.worker, at=now())
    return render_page(request, "contact_centre/console/_earlier.html", {"rows": rows, "conversation": conversation})


SUPPORT = pgettext_lazy("a menu beside a conversation", "Support")
AFTER = pgettext_lazy("a menu beside a conversation", "Afterwards")
OURS = (
    Panel("record", gettext_lazy("Record"), "contact_centre:record", "edit", key="k", shown=_takes_part),
    Panel("tools", gettext_lazy("Toolbox"), "contact_centre:tools", "list", key="t"),
    Panel(
        "inquiry",
        gettext_lazy("Services"),
        "contact_centre:conversation-inquiry",
        "signpost",
        key="o",
        shown=orienting.is_offered,
    ),
    Panel(
        "rescue",
        gettext_lazy("Rescue"),
        "contact_centre:conversation-rescue",
        "siren",
        key="s",
        shown=_is_real,
    ),
    Panel("colleagues", gettext_lazy("Colleagues"), "contact_centre:colleagues", "people", key="g", group=SUPPORT),
    Panel(
        "screens",
        pgettext_lazy("instruments", "Screens"),
        "contact_centre:screens",
        "check",
        key="q",
        group=SUPPORT,
        shown=screens.is_any_allowed,
    ),
    Panel("earlier", gettext_lazy("Earlier"), "contact_centre:earlier", "clock", group=SUPPORT),
    Panel("abuse", gettext_lazy("Abuse"), "contact_centre:conversation-abuse", "hand", group=SUPPORT, shown=_is_real),
    Panel(
        "follow-up",
        gettext_lazy("Follow-up"),
        "contact_centre:conversation-follow-up",
        "calendar",
        group=AFTER,
        shown=_is_real,
    ),
    Panel(
        "survey", gettext_lazy("Survey"), "contact_centre:conversation-survey", "speech", group=AFTER, shown=_is_real
    ),
)
