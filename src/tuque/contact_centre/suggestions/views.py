"""The page of suggestions: what was learned, whether it is in use, and what it was worth."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import permissions
from tuque.contact_centre.suggestions import machine, selectors, services, training
from tuque.contact_centre.suggestions.models import SuggestionModel
from tuque.contact_centre.suggestions.problems import TooFewRecords
from tuque.contact_centre.words import LANGUAGES
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.forms import api as forms

PERIOD = timedelta(days=90)


@require_GET
@roles_allowed(*permissions.READERS)
def suggestions(request: WorkerRequest) -> HttpResponse:
    viewer, at = request.worker, now()
    organization = viewer.organization
    form = services.form_of(organization, at=at)
    trainings = selectors.list_trainings(organization)
    newest = next((one for one in trainings if one.state == services.State.READY), None)
    in_use = next((one for one in trainings if one.is_in_use), None)
    fields = services.fields_of(organization, form)
    measured = selectors.measure(organization, since=at - PERIOD)
    context = {
        "may_write": viewer.holds(*permissions.WRITERS),
        "is_waiting": any(one.state == services.State.WAITING for one in trainings),
        "trainings": [_training(one, newest) for one in trainings],
        "newest": newest,
        "in_use": in_use,
        "questions": [
            (one.code, one.label.in_language(get_language()), one.code in fields) for one in services.questions_of(form)
        ],
        "trial": _trial(newest, form) if newest else None,
        "measured": measured,
        "worth_by_language": [
            (LANGUAGES.get(code, code), worth) for code, worth in sorted(measured.by_language.items())
        ],
        "worth_by_choice": [
            (*_names(form, field, choice), worth) for (field, choice), worth in sorted(measured.by_choice.items())
        ],
        "since": at - PERIOD,
        "least_people": training.LEAST_PEOPLE,
        "machine_host": urlsplit(settings.LANGUAGE_MODEL_URL).hostname or "",
        "asks_machine": machine.is_on(organization),
        "zone": organization.zone,
    }
    return render_page(request, "contact_centre/suggestions/suggestions.html", context)


def _training(one: SuggestionModel, newest: SuggestionModel | None) -> dict[str, Any]:
    return {
        "row": one,
        "asked_at": one.asked_at.astimezone(one.organization.zone),
        "why": TooFewRecords(one.contacts).message() if one.state == services.State.REFUSED else "",
        "may_be_used": newest is not None and one.pk == newest.pk and not one.is_in_use,
        "languages": [(LANGUAGES.get(code, code), count) for code, count in sorted(one.by_language.items())],
    }


def _trial(one: SuggestionModel, form: forms.Form) -> dict[str, Any]:
    spoken = sorted(one.by_language)
    labels = sorted({figure["label"] for figure in one.figures})
    return {
        "total": selectors.trial_of(one),
        "by_language": [
            (LANGUAGES.get(code, code), selectors.trial_of(one, language=code), code in one.languages)
            for code in spoken
        ],
        "rows": [
            (
                *_names(form, *label.split(":", 1)),
                selectors.trial_of(one, label=label),
                [selectors.trial_of(one, label=label, language=code) for code in spoken],
            )
            for label in labels
        ],
        "languages": [LANGUAGES.get(code, code) for code in spoken],
    }


def _names(form: forms.Form, field: str, choice: str) -> tuple[str, str]:
    """The question and the choice as the form has them now; their codes where it has them no more."""
    found = form.find_field(field)
    known = found.choice(choice) if found else None
    language = get_language()
    if choice == machine.SUMMARY:
        return found.label.in_language(language) if found else field, _("A summary, by a language model")
    return (
        found.label.in_language(language) if found else field,
        known.label.in_language(language) if known else choice,
    )


@require_POST
@roles_allowed(*permissions.WRITERS)
def train(request: WorkerRequest) -> HttpResponse:
    services.ask_to_train(by=request.worker, at=now())
    messages.success(request, _("The training has begun. It takes a few minutes at most; look at this page again."))
    return redirect("contact_centre:suggestions")


@require_POST
@roles_allowed(*permissions.WRITERS)
def use(request: WorkerRequest, training_id: UUID) -> HttpResponse:
    services.use(training_id, by=request.worker, at=now())
    messages.success(request, _("Suggestions are shown beside the record from now on. A person decides each time."))
    return redirect("contact_centre:suggestions")


@require_POST
@roles_allowed(*permissions.WRITERS)
def stop(request: WorkerRequest) -> HttpResponse:
    services.stop(by=request.worker, at=now())
    messages.success(request, _("Nothing is suggested any more."))
    return redirect("contact_centre:suggestions")


@require_POST
@roles_allowed(*permissions.WRITERS)
def switch_machine(request: WorkerRequest) -> HttpResponse:
    machine.switch(on=request.POST.get("on") == "yes", by=request.worker, at=now())
    return redirect("contact_centre:suggestions")


@require_POST
@roles_allowed(*permissions.WRITERS)
def choose(request: WorkerRequest) -> HttpResponse:
    services.choose_fields(request.POST.getlist("fields"), by=request.worker, at=now())
    messages.success(request, _("Kept. It counts from the next training on."))
    return redirect("contact_centre:suggestions")
