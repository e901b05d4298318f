"""One definition on its bench: its parts, the phone beside it, what a change is felt in, publishing and going back."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page, render_part
from tuque.core.problems import NotFound
from tuque.forms import permissions
from tuque.forms import services as forms_services
from tuque.forms.models import Definition, SetAside
from tuque.forms.portal import felt, outline, parts, places, plugs, posted, previews, selectors, services, words
from tuque.forms.portal.selectors import Shown
from tuque.forms.portal.views import saving

MOST_CHOICES = 100


@roles_allowed(*permissions.SHAPERS)
@require_GET
def shaped(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return page(request, selectors.get_shown(public_id, viewer=request.worker))


def page(request: WorkerRequest, shown: Shown, *, status: int = 200, refused: bool = False) -> HttpResponse:
    definition = shown.definition
    problems = shown.problems if shown.can_edit and (shown.draft or not shown.published) else []
    former = list(selectors.list_history(definition)[:12])
    context: dict[str, object] = {
        "shown": shown,
        "opened": request.GET.get("open", "")[:60],
        "definition": definition,
        "to_mend": places.to_mend(definition, shown.body, problems[:60]),
        "problem_count": len(problems),
        "seen": saving.mark(shown.body),
        "refused": refused,
        "preview": previews.preview(shown),
        "touches": felt.touches(shown),
        "history": former,
        "former": former[1] if len(former) > 1 else None,
        "asides": [(one, words.title_of(one.which, one.part)) for one in _asides(definition)] if shown.can_edit else [],
        "base_type": plugs.base_types().get(str(shown.body.get("base_type", "")), ""),
        "zone": request.worker.organization.zone,
        "team_for_copy": selectors.shaped_teams(request.worker),
        "everything": request.worker.holds(*permissions.EVERYTHING),
    }
    if shown.kind == Definition.Kind.FORM:
        context["lines"] = outline.field_lines(shown, opened=request.GET.get("open", ""))
        context["screens"] = list(selectors.list_screens(viewer=request.worker)) if shown.can_edit else []
        opening = selectors.screens_opening(definition.code, definition=definition)
        context["opened_from"] = [(screen, selectors.published_title(screen)) for screen, _buttons in opening]
    elif shown.kind == Definition.Kind.HOME_SCREEN:
        context["lines"] = outline.button_lines(shown, selectors.forms_for(definition))
    else:
        context["choice_count"] = len(parts.choices_of(shown.body))
    return render_part(
        request, page="forms/portal/workshop.html", part="forms/portal/_workshop.html", context=context, status=status
    )


def _asides(definition: Definition) -> Iterable[SetAside]:
    return definition.set_aside.filter(put_back_at__isnull=True).select_related("by").order_by("-at")[:30]


@roles_allowed(*permissions.SHAPERS)
@require_GET
def preview(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The draft alone, on a whole page: to try it on one's own phone."""
    shown = selectors.get_shown(public_id, viewer=request.worker)
    context = {"shown": shown, "preview": previews.preview(shown, whole=True)}
    return render_page(request, "forms/portal/preview.html", context)


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def head(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Its name in both languages; what a form is to reports."""
    shown = saving.opened(request, public_id)
    current = parts.head_of(shown.body)
    if request.method == "POST":
        part = posted.head_of(request.POST, current)
        return saving.save(
            request,
            shown,
            lambda body, anyway: parts.put_head(body, part, was=saving.was(request), anyway=anyway),
            which="head",
            mine=part,
            then=reverse("forms:shaped", args=[public_id]),
        )
    context = {
        "shown": shown,
        "part": current,
        "was": saving.mark(current),
        "base_types": list(plugs.base_types().items()),
        "origins": list(plugs.origins().items()),
        "is_form": shown.kind == Definition.Kind.FORM,
        "icons": ICONS,
    }
    return render_page(request, "forms/portal/head.html", context)


# The pictures of the sprite that mean something on a button.
ICONS = (
    "check", "hand", "heart", "cross", "signpost", "car", "gift", "speech", "phone", "desk", "pin", "camera", "warning",
    "siren", "clock", "moon", "eye", "page", "list", "people", "person", "calendar", "agreement", "flame", "map", "key",
)  # fmt: skip


@roles_allowed(*permissions.SHAPERS)
@require_POST
def arrange(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Move one part up or down, put all in a new order (dragged), or take one away; what is taken away is set aside."""
    shown = saving.opened(request, public_id)
    edit = _arrangement(request, shown)
    if edit is None:
        raise NotFound
    try:
        services.edit_draft(definition=shown.definition, edit=edit, by=request.worker, at=now())
    except parts.PartChanged:
        messages.error(request, _("Someone else changed this meanwhile, so it was left as it is now. Look again."))
    else:
        if "remove" in request.POST:
            messages.success(request, _("Taken away. You find it under “Set aside”, to put it back."))
    if request.htmx:
        return page(request, selectors.get_shown(public_id, viewer=request.worker))
    return redirect(reverse("forms:shaped", args=[public_id]) + "#parts")


def _arrangement(request: WorkerRequest, shown: Shown) -> services.Edit | None:
    is_screen = shown.kind == Definition.Kind.HOME_SCREEN
    order = [key for key in request.POST.get("order", "").split(",") if key]
    if order and is_screen:
        return lambda body: parts.order_buttons(body, [key.rpartition(":")[2] for key in order])
    if order:
        return lambda body: parts.order_fields(body, order)
    for name in ("up", "down", "remove"):
        key = request.POST.get(name, "")
        if not key:
            continue
        by = {"up": -1, "down": 1}.get(name, 0)
        if not is_screen:
            return lambda body: parts.move_field(body, key, by) if by else parts.remove_field(body, key)
        number, _colon, was = key.partition(":")
        place = int(number) if number.isdigit() else -1
        if by:
            return lambda body: parts.move_button(body, number=place, was=was, by=by)
        return lambda body: parts.remove_button(body, number=place, was=was)
    return None


@roles_allowed(*permissions.SHAPERS)
@require_POST
def publish(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """To the phones. Refused with a list that leads to each place to mend."""
    shown = saving.opened(request, public_id)
    try:
        version = services.publish(
            definition=shown.definition, seen=request.POST.get("seen", ""), by=request.worker, at=now()
        )
    except services.DraftChanged as changed:
        messages.error(request, changed.message())
        return page(request, selectors.get_shown(public_id, viewer=request.worker), status=changed.status)
    except forms_services.DefinitionInvalid:
        return page(request, shown, status=422, refused=True)
    messages.success(request, _("Published: version %(number)s is on the phones now.") % {"number": version.number})
    return redirect("forms:shaped", public_id)


@roles_allowed(*permissions.SHAPERS)
@require_POST
def undo(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """A former version, published again as a new one."""
    shown = saving.opened(request, public_id)
    text = request.POST.get("number", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    version = services.go_back(definition=shown.definition, number=number, by=request.worker, at=now())
    messages.success(
        request,
        _("Version %(former)s is on the phones again, as version %(number)s.")
        % {"former": number, "number": version.number},
    )
    return redirect("forms:shaped", public_id)


@roles_allowed(*permissions.SHAPERS)
@require_POST
def drop_draft(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    shown = saving.opened(request, public_id)
    services.drop_draft(definition=shown.definition, by=request.worker, at=now())
    messages.success(
        request, _("The draft is gone from here; it is kept under “Set aside”. The phones did not change.")
    )
    return redirect("forms:shaped", public_id)


@roles_allowed(*permissions.SHAPERS)
@require_POST
def use(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Off the phones, or back on them."""
    shown = saving.opened(request, public_id)
    in_use = request.POST.get("in_use") == "yes"
    services.set_in_use(definition=shown.definition, in_use=in_use, by=request.worker, at=now())
    messages.success(
        request, _("It is on the phones again.") if in_use else _("It is off the phones. Records that were made stay.")
    )
    return redirect("forms:shaped", public_id)


@roles_allowed(*permissions.SHAPERS)
@require_POST
def copy(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """A copy for one of the reader's teams, to shape freely: it stands in for the organization's there."""
    shown = selectors.get_shown(public_id, viewer=request.worker)
    teams = {str(team.public_id): team for team in selectors.shaped_teams(request.worker)}
    team = teams.get(request.POST.get("team", ""))
    if team is None or shown.kind == Definition.Kind.CODE_LIST:
        raise NotFound
    made = services.copy_for_team(definition=shown.definition, body=shown.body, team=team, by=request.worker, at=now())
    return redirect("forms:shaped", made.public_id)


@roles_allowed(*permissions.SHAPERS)
@require_POST
def put_back(request: WorkerRequest, public_id: UUID, aside_id: UUID) -> HttpResponse:
    shown = saving.opened(request, public_id)
    services.put_back(aside=services.get_aside(aside_id, definition=shown.definition), by=request.worker, at=now())
    messages.success(request, _("It is in the draft again."))
    return redirect("forms:shaped", public_id)
