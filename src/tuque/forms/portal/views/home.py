"""Everything that can be shaped, how it stands, and where something new begins."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import Team, WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.folding import fold
from tuque.core.pages import render_page
from tuque.forms import permissions
from tuque.forms.models import Definition
from tuque.forms.portal import parts, plugs, posted, selectors, services

FEW = 8  # forms, lists and screens that are seen at once
A_GROUP = 3
KINDS = (Definition.Kind.HOME_SCREEN, Definition.Kind.FORM, Definition.Kind.CODE_LIST)


@roles_allowed(*permissions.SHAPERS)
@require_GET
def shape(request: WorkerRequest) -> HttpResponse:
    every = selectors.list_standings(viewer=request.worker)
    wanted = request.GET.get("q", "").strip()[:80]
    found = [one for one in every if all(word in fold(one.title) for word in fold(wanted).split())]
    everything = request.worker.holds(*permissions.EVERYTHING)
    waiting = [one for one in found if one.can_edit and one.draft]
    context = {
        "waiting": waiting,
        "screens": [one for one in found if one.definition.kind == Definition.Kind.HOME_SCREEN],
        "forms": _grouped([one for one in found if one.definition.kind == Definition.Kind.FORM]),
        "lists": [one for one in found if one.definition.kind == Definition.Kind.CODE_LIST],
        "wanted": wanted,
        "is_searched": len(every) > FEW,
        "found_none": bool(wanted) and not found,
        "base_types": list(plugs.base_types().items()),
        "everything": everything,
        "teams": selectors.shaped_teams(request.worker),
        "leads_no_team": ""
        if everything or permissions.led_teams(request.worker)
        else permissions.LeadsNoTeam().message(),
        "zone": request.worker.organization.zone,
    }
    return render_page(request, "forms/portal/home.html", context)


def _grouped(found: list[selectors.Standing]) -> list[tuple[str, list[selectors.Standing]]]:
    """Forms by what reports count them as, where that makes a group; those that stand alone come first, without a heading."""
    by_type: dict[str, list[selectors.Standing]] = {}
    for one in found:
        by_type.setdefault(one.base_type, []).append(one)
    names = plugs.base_types()
    large = [code for code in names if len(by_type.get(code, ())) >= A_GROUP]
    alone = [one for one in found if one.base_type not in large]
    groups = [("", alone)] if alone else []
    return groups + [(str(names[code]), by_type[code]) for code in large]


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def new_form(request: WorkerRequest) -> HttpResponse:
    """A category and its form: from nothing, or from a copy."""
    permissions.check_leads_somewhere(request.worker)
    forms = [
        one for one in selectors.list_standings(viewer=request.worker) if one.definition.kind == Definition.Kind.FORM
    ]
    errors: dict[str, str] = {}
    if request.method == "POST":
        title = posted.words_of(request.POST, "title")
        base_type = request.POST.get("base_type", "")
        team = chosen_team(request)
        if not title:
            errors["title"] = _("Write what it is called, in one language at least.")
        if base_type not in plugs.base_types():
            errors["base_type"] = _("Choose what reports count it as.")
        if not errors:
            body = _copied(request) | {"title": title, "base_type": base_type}
            if request.POST.get("origin"):
                body["origin"] = request.POST["origin"][:20]
            return _begun(request, Definition.Kind.FORM, title, team, body)
    context = {
        "errors": errors,
        "forms": forms,
        "base_types": list(plugs.base_types().items()),
        "origins": list(plugs.origins().items()),
        "teams": selectors.shaped_teams(request.worker),
        "everything": request.worker.holds(*permissions.EVERYTHING),
        "given": request.POST,
        "given_title": posted.words_of(request.POST, "title"),
    }
    return render_page(request, "forms/portal/new_form.html", context, status=422 if errors else 200)


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def new_list(request: WorkerRequest) -> HttpResponse:
    """A code list: the organization's, which every form may use, or a team's, for the forms of that team."""
    permissions.check_leads_somewhere(request.worker)
    errors: dict[str, str] = {}
    if request.method == "POST":
        title = posted.words_of(request.POST, "title")
        if not title:
            errors["title"] = _("Write what it is called, in one language at least.")
        else:
            return _begun(request, Definition.Kind.CODE_LIST, title, chosen_team(request), {"title": title})
    context = {
        "errors": errors,
        "teams": selectors.shaped_teams(request.worker),
        "everything": request.worker.holds(*permissions.EVERYTHING),
        "given": request.POST,
        "given_title": posted.words_of(request.POST, "title"),
    }
    return render_page(request, "forms/portal/new_list.html", context, status=422 if errors else 200)


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def new_screen(request: WorkerRequest) -> HttpResponse:
    """A home screen for one team: it begins as a copy of the organization's."""
    permissions.check_leads_somewhere(request.worker)
    errors: dict[str, str] = {}
    if request.method == "POST":
        code, team = request.POST.get("code", ""), chosen_team(request)
        if code not in plugs.screens():
            errors["code"] = _("Choose which screen it stands in for.")
        elif team is None:
            errors["team"] = _("Choose the team that it is for.")
        else:
            known = Definition.objects.filter(
                organization=request.worker.organization, kind=Definition.Kind.HOME_SCREEN, code=code
            )
            own = known.filter(team=team).first()
            if own is not None:
                messages.info(request, _("This team has this screen already: here it is."))
                return redirect("forms:shaped", own.public_id)
            shared = known.filter(team=None).first()
            body = services.body_to_edit(shared) if shared else services.empty_body(Definition.Kind.HOME_SCREEN, code)
            made = services.begin(
                organization=request.worker.organization,
                kind=Definition.Kind.HOME_SCREEN,
                code=code,
                team=team,
                body=body,
                by=request.worker,
                at=now(),
            )
            return redirect("forms:shaped", made.public_id)
    context = {
        "errors": errors,
        "screens": list(plugs.screens().items()),
        "teams": selectors.shaped_teams(request.worker),
        "given": request.POST,
        "given_title": posted.words_of(request.POST, "title"),
    }
    return render_page(request, "forms/portal/new_screen.html", context, status=422 if errors else 200)


def _begun(
    request: WorkerRequest, kind: str, title: dict[str, str], team: Team | None, body: dict[str, Any]
) -> HttpResponse:
    empty = services.empty_body(kind, "")
    code = parts.code_from(
        title.get("en") or title.get("fr", ""), taken=(), joint="-", fallback=str(kind).replace("_", "-")
    )
    made = services.begin(
        organization=request.worker.organization,
        kind=kind,
        code=code,
        team=team,
        body={**empty, **body},
        by=request.worker,
        at=now(),
    )
    return redirect("forms:shaped", made.public_id)


def chosen_team(request: WorkerRequest) -> Team | None:
    """The team that was chosen; for a lead, one of their own in any case. Another one raises PermissionRefused later."""
    teams = selectors.shaped_teams(request.worker)
    wanted = request.POST.get("team", "")
    found = next((team for team in teams if str(team.public_id) == wanted), None)
    if found is None and not request.worker.holds(*permissions.EVERYTHING) and len(teams) == 1:
        return teams[0]
    return found


def _copied(request: WorkerRequest) -> dict[str, Any]:
    """What the form to copy says, when one was chosen."""
    wanted = request.POST.get("copy_of", "")
    for one in selectors.list_standings(viewer=request.worker):
        if str(one.definition.public_id) == wanted and one.definition.kind == Definition.Kind.FORM:
            shown = selectors.get_shown(one.definition.public_id, viewer=request.worker)
            return {name: value for name, value in shown.body.items() if name not in {"code", "xlsform"}}
    return {}
