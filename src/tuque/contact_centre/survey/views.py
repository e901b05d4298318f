"""The fragment beside a conversation, the public questions, and what people answered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, public, roles_allowed
from tuque.channels import api as channels
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.survey import selectors, services
from tuque.contact_centre.survey.forms import DistressForm, SurveyForm
from tuque.contact_centre.survey.models import Moment
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound

REASON = "Whoever was in a conversation has no account; the link opens its own four questions and nothing else."
PERIOD = timedelta(days=90)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.RESPONDERS)
def of_conversation(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """How hard it is, before and after, and the survey's link: beside a conversation."""
    viewer = request.worker
    contacts.check_known(viewer.organization, conversation_id)
    known = selectors.values_of(viewer, conversation_id)
    own = {moment: known.get((moment, "person")) for moment in ("before", "after")}
    said = {moment: known.get((moment, "responder")) for moment in ("before", "after")}
    form = DistressForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        for moment in Moment:
            value = form.cleaned_data[moment.value]
            if value is not None and value != said[moment.value]:
                services.note_distress(conversation_id, moment, value, by=viewer, at=now())
    return _beside(request, conversation_id, {"form": form, "own": own})


@require_POST
@roles_allowed(*permissions.RESPONDERS)
def offer(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Make the link, and say it in the conversation where that is in writing."""
    viewer = request.worker
    contacts.check_known(viewer.organization, conversation_id)
    found = contacts.find_conversation(viewer.organization, conversation_id)
    if found is None or not channels.can_read(viewer, found):
        raise NotFound
    survey = services.offer(found, at=now(), by=viewer)
    trouble = ""
    try:
        services.send(found, _link(request, survey.token), survey=survey, by=viewer, at=now())
    except services.NotInWriting as problem:
        trouble = problem.message()
    known = selectors.values_of(viewer, conversation_id)
    own = {moment: known.get((moment, "person")) for moment in ("before", "after")}
    said = {moment: known.get((moment, "responder")) for moment in ("before", "after")}
    return _beside(request, conversation_id, {"form": DistressForm(initial=said), "own": own, "trouble": trouble})


def _link(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("contact_centre:survey", args=[token]))


def _beside(request: WorkerRequest, conversation_id: UUID, values: dict[str, Any]) -> HttpResponse:
    survey = selectors.find_of(request.worker, conversation_id)
    context = {
        "conversation_id": conversation_id,
        "survey": survey,
        "link": _link(request, survey.token) if survey and not survey.answered_at else "",
    } | values
    part, page = "contact_centre/survey/_of_conversation.html", "contact_centre/survey/of_conversation.html"
    return render_page(request, part if request.htmx else page, context)


@csrf_exempt
@public(reason=REASON)
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions. No cookie speaks for who answers, so that no token against forgery is needed."""
    found = selectors.get_by_token(token)
    with wall.within(found.organization_id), translation.override(found.language):
        form = SurveyForm(request.POST or None)
        is_done = found.answered_at is not None
        if request.method == "POST" and form.is_valid() and not is_done:
            services.answer(found, **form.cleaned_data, at=now())
            is_done = True
        talk = contacts.find_conversation(found.organization, found.conversation)
        context = {
            "form": form,
            "is_done": is_done,
            "page_language": found.language,
            "leaves_to": (talk.line.leaves_to if talk else "") or "about:blank",
        }
        response = render_page(request, "contact_centre/survey/survey.html", context)
        response["Referrer-Policy"] = "no-referrer"
        return response


@require_GET
@roles_allowed(*permissions.SUPERVISORS)
def surveys(request: WorkerRequest) -> HttpResponse:
    """What people answered in 90 days, each share with how many were asked."""
    until = now()
    since = until - PERIOD
    organization = request.worker.organization
    context = {
        "all": selectors.results(organization, since=since, until=until),
        "by_language": [
            (label, selectors.results(organization, since=since, until=until, language=code))
            for code, label in settings.LANGUAGES
        ],
        "changes": selectors.changes(organization, since=since, until=until),
        "answers": selectors.list_answers(request.worker, since=since, until=until, at=until),
        "since": since,
    }
    return render_page(request, "contact_centre/survey/surveys.html", context)
