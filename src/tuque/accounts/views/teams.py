"""Teams of the organization: the list, a new one, a new name, an end."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts import forms, selectors
from tuque.accounts.middleware import WorkerRequest
from tuque.accounts.services import teams
from tuque.accounts.views.people import managers
from tuque.core.clock import now
from tuque.core.pages import render_page


@managers
@require_http_methods(["GET", "POST"])
def list_teams(request: WorkerRequest) -> HttpResponse:
    form = forms.NameTeam(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            teams.add_team(**form.cleaned_data, by=request.worker, at=now())
            return redirect("accounts:teams")
        except teams.TeamNameTaken as problem:
            form.add_error(None, problem.message())
    context = {"teams": selectors.list_teams(viewer=request.worker), "form": form}
    return render_page(request, "accounts/teams.html", context, status=422 if form.errors else 200)


@managers
@require_http_methods(["GET", "POST"])
def rename(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    team = selectors.get_team(public_id, viewer=request.worker)
    form = forms.NameTeam(request.POST or None, initial={"name_en": team.name_en, "name_fr": team.name_fr})
    if request.method == "POST" and form.is_valid():
        try:
            teams.rename_team(team=team, **form.cleaned_data, by=request.worker, at=now())
            return redirect("accounts:teams")
        except teams.TeamNameTaken as problem:
            form.add_error(None, problem.message())
    return render_page(request, "accounts/team.html", {"team": team, "form": form}, status=422 if form.errors else 200)


@managers
@require_POST
def retire(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    team = selectors.get_team(public_id, viewer=request.worker)
    teams.retire_team(team=team, by=request.worker, at=now())
    return redirect("accounts:teams")


@managers
@require_POST
def restore(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    team = selectors.get_team(public_id, viewer=request.worker)
    teams.restore_team(team=team, by=request.worker, at=now())
    return redirect("accounts:teams")
