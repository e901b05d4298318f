"""One button of a home screen: what it does, its words, its picture; and the shortest way from a form to a button."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.forms import permissions
from tuque.forms.binding import BoundForm, bind
from tuque.forms.language import Form
from tuque.forms.language.screens import ACTIONS, MAX_BUTTONS
from tuque.forms.models import Definition
from tuque.forms.portal import documents, parts, posted, previews, selectors, services, words
from tuque.forms.portal.selectors import Shown
from tuque.forms.portal.views import saving
from tuque.forms.portal.views.workshop import ICONS
from tuque.forms.posting import read_post

WITH_FORM = frozenset({"form", "log", "start"})
WITH_ANSWERS = frozenset({"form", "log", "start"})


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def new(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    shown = _screen_opened(request, public_id)
    action = request.POST.get("action") or request.GET.get("action", "")
    if action not in ACTIONS:
        context = {"shown": shown, "actions": [(code, words.ACTIONS[code], ABOUT[code]()) for code in ACTIONS]}
        return render_page(request, "forms/portal/choose_action.html", context)
    part: dict[str, Any] = {"action": action}
    if request.GET.get("form"):
        part["form"] = request.GET["form"][:60]
    return _editor(request, shown, part, number=None)


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def button(request: WorkerRequest, public_id: UUID, number: int) -> HttpResponse:
    shown = _screen_opened(request, public_id)
    buttons = parts.buttons_of(shown.body)
    place = parts.find_button(shown.body, number, saving.was(request)) if request.method == "POST" else number
    if request.method == "GET" and number >= len(buttons):
        raise NotFound
    part = buttons[place] if place is not None and place < len(buttons) else {"action": request.POST.get("action", "")}
    return _editor(request, shown, part, number=number)


ABOUT = {
    "form": lambda: _("The form opens; some answers may be there already."),
    "log": lambda: _("One tap writes a record with the answers that you choose here."),
    "start": lambda: _("A timer runs; the form comes at its end."),
    "open": lambda: _("A PDF that you upload here, or an address."),
    "call": lambda: _("The phone dials a number."),
    "notice": lambda: _("Words to read, under the button."),
}


def _screen_opened(request: WorkerRequest, public_id: UUID) -> Shown:
    shown = saving.opened(request, public_id)
    if shown.kind != Definition.Kind.HOME_SCREEN:
        raise NotFound
    return shown


def _editor(request: WorkerRequest, shown: Shown, former: dict[str, Any], *, number: int | None) -> HttpResponse:
    forms = selectors.forms_for(shown.definition)
    errors: dict[str, str] = {}
    part = former
    if request.method == "POST":
        part = _read(request, shown, str(former.get("action")), forms, errors, former)
        # Where one tap records, a form was chosen first: its answers come on the next page.
        if not errors and (part["action"] != "log" or request.POST.get("answers_of") == part["form"]):
            return _save(request, shown, part, number=number)
    form = forms.get(str(part.get("form")))
    context = {
        "shown": shown,
        "part": part,
        "number": number,
        "is_fresh": number is None,
        "action": part.get("action"),
        "action_label": words.ACTIONS.get(str(part.get("action")), ""),
        "errors": errors,
        "forms": sorted(
            ((code, selectors.in_reader_language(vars(one.title))) for code, one in forms.items()),
            key=lambda pair: pair[1],
        ),
        "with_form": part.get("action") in WITH_FORM,
        "answers": _bound(request, form, part.get("answers")) if form and part.get("action") in WITH_ANSWERS else None,
        "documents": list(documents.list_documents(viewer=request.worker)[:50]),
        "document": str(part.get("url", "")),
        "was": request.POST.get("was") or (saving.mark(former) if number is not None else ""),
        "icons": ICONS,
        "preview": previews.preview(shown, body=_with(shown, part, number)),
        "most_mb": documents.MOST_BYTES // 1024 // 1024,
    }
    status = 422 if errors else 200
    return render_page(request, "forms/portal/button.html", context, status=status)


def _with(shown: Shown, part: dict[str, Any], number: int | None) -> dict[str, Any]:
    buttons = parts.buttons_of(shown.body)
    place = len(buttons) if number is None else number
    return {**shown.body, "buttons": [*buttons[:place], part, *buttons[place + 1 :]]}


def _save(request: WorkerRequest, shown: Shown, part: dict[str, Any], *, number: int | None) -> HttpResponse:
    then = reverse("forms:shaped", args=[shown.definition.public_id]) + "#parts"
    if number is None:
        return saving.save(
            request, shown, lambda body, _anyway: parts.add_button(body, part), which="button", mine=part, then=then
        )
    return saving.save(
        request,
        shown,
        lambda body, anyway: parts.put_button(body, part, number=number, was=saving.was(request), anyway=anyway),
        which="button",
        mine=part,
        then=then,
    )


def _read(
    request: WorkerRequest,
    shown: Shown,
    action: str,
    forms: dict[str, Form],
    errors: dict[str, str],
    former: dict[str, Any],
) -> dict[str, Any]:
    """The button as it was posted; a PDF that came with it is kept, so that it need not be chosen again."""
    data = request.POST
    part: dict[str, Any] = {"action": action}
    for name in ("label", "hint"):
        if given := posted.words_of(data, name):
            part[name] = given
    if data.get("icon"):
        part["icon"] = data["icon"][:40]
    if data.get("main"):
        part["main"] = True
    if action in WITH_FORM:
        part["form"] = data.get("form", "")[:60]
        _read_answers(request, part, forms, errors, former)
    elif "label" not in part:
        errors["label"] = _("Write the words on the button, in one language at least.")
    if action == "open":
        part["url"] = _address(request, shown, errors)
    if action == "call":
        part["number"] = data.get("number", "").strip()[:60]
    if action == "notice":
        part["text"] = posted.words_of(data, "text")
    return part


def _read_answers(
    request: WorkerRequest, part: dict[str, Any], forms: dict[str, Form], errors: dict[str, str], former: dict[str, Any]
) -> None:
    form = forms.get(part["form"])
    if form is None:
        errors["form"] = _("Choose a form.")
        return
    if request.POST.get("answers_of") != part["form"]:
        if former.get("form") == part["form"] and former.get("answers"):
            part["answers"] = former["answers"]
        return
    answers = read_post(form, request.POST, zone=request.worker.organization.zone)
    if answers or part["action"] == "log":
        part["answers"] = answers


def _address(request: WorkerRequest, shown: Shown, errors: dict[str, str]) -> str:
    upload = request.FILES.get("file")
    if upload:
        limits.check(request, "import")
        label = posted.words_of(request.POST, "label")
        try:
            kept = documents.add_document(
                upload=upload,
                title=label.get("en") or label.get("fr") or "PDF",
                team=shown.definition.team,
                by=request.worker,
                at=now(),
            )
        except documents.DocumentRefused as refused:
            errors["file"] = refused.message()
            return request.POST.get("url", "").strip()[:500]
        return reverse("forms:document", args=[kept.public_id])
    return (request.POST.get("document") or request.POST.get("url", "")).strip()[:500]


def _bound(request: WorkerRequest, form: Form, answers: object) -> BoundForm:
    given = (
        answers
        if isinstance(answers, dict)
        else {one.code: one.default for one in form.walk() if one.default is not None}
    )
    return bind(form, zone=request.worker.organization.zone, answers=given)


@roles_allowed(*permissions.SHAPERS)
@require_POST
def put_on_screen(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """A button for this form at the end of a home screen's draft."""
    shown = selectors.get_shown(public_id, viewer=request.worker)
    wanted = request.POST.get("screen", "")
    screens = {str(one.definition.public_id): one for one in selectors.list_screens(viewer=request.worker)}
    screen = screens.get(wanted)
    if screen is None or shown.kind != Definition.Kind.FORM:
        raise NotFound
    if len(parts.buttons_of(screen.body)) >= MAX_BUTTONS:
        messages.error(request, _("This screen is full. Take a button away first."))
        return redirect("forms:shaped", screen.definition.public_id)
    part = {"action": "form", "form": shown.definition.code}
    services.edit_draft(
        definition=screen.definition, edit=lambda body: parts.add_button(body, part), by=request.worker, at=now()
    )
    messages.success(request, _("The button is in the draft of this screen. Publish it, and it is on the phones."))
    return redirect(reverse("forms:shaped", args=[screen.definition.public_id]) + "#parts")
