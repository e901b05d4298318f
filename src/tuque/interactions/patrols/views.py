"""A patrol from the home screen: one tap begins it; two end it, with the times and the areas already filled in."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import Team, WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page, render_part
from tuque.core.problems import NotFound
from tuque.interactions import entries, permissions
from tuque.interactions import selectors as log
from tuque.interactions.models import Outing
from tuque.interactions.patrols import listing, selectors, services
from tuque.interactions.patrols.forms import MINUTES, PatrolForm
from tuque.interactions.views.records import page_after
from tuque.interactions.words import number

MOST_UNFOLDED = 20  # areas: beyond, the button that ends the patrol would be far below


@roles_allowed(*permissions.FIELD)
@require_POST
def begin(request: WorkerRequest) -> HttpResponse:
    team = _team_of(request)
    outing = services.begin_patrol(team=team, by=request.worker, key=entries.key_of(request), at=now())
    if outing.ends_at is None:
        messages.success(request, _("The patrol of %(team)s has begun.") % {"team": team.name})
    return redirect("interactions:home")


def _team_of(request: WorkerRequest) -> Team:
    """The team that was chosen, or the only one. Raises NotFound."""
    teams = {str(team.public_id): team for team in selectors.teams_of(request.worker)}
    usual = entries.usual_team(request.worker)
    team = teams.get(request.POST.get("team", "")) or (usual if usual in teams.values() else None)
    if team is None:
        raise NotFound
    return team


@roles_allowed(*permissions.FIELD)
@require_http_methods(["GET", "POST"])
def past(request: WorkerRequest) -> HttpResponse:
    """A patrol that nobody began here, written down afterwards."""
    teams, at = selectors.teams_of(request.worker), now()
    usual = entries.usual_team(request.worker) or next(iter(teams), None)
    if request.method == "GET":
        return _page(request, teams=teams, usual=usual, span=(at - timedelta(hours=2), at))
    form = _form(request, teams=teams, at=at)
    team = form.chosen_team if form.is_valid() else None
    if team is None:
        return _page(request, form=form, teams=teams, usual=usual)
    services.record_patrol(team=team, by=request.worker, span=form.span, key=entries.key_of(request), at=at)
    return _said(request, form)


@roles_allowed(*permissions.FIELD)
@require_http_methods(["GET", "POST"])
def patrol(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """End a patrol, or put right one that ended."""
    outing, at = selectors.get_outing(public_id, viewer=request.worker), now()
    span = (outing.starts_at, outing.ends_at or at)
    if request.method == "GET":
        return _page(request, outing=outing, span=span)
    form = _form(request, teams=[outing.team], at=at, exact=span)
    if not form.is_valid():
        return _page(request, form=form, outing=outing)
    services.write_patrol(public_id=public_id, by=request.worker, span=form.span, at=at)
    return _said(request, form, of=None if outing.ends_at is None else outing.team)


@roles_allowed(*permissions.FIELD)
@require_POST
def discard(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    services.discard_patrol(public_id=public_id, by=request.worker, at=now())
    messages.success(request, _("The patrol was taken back: it counts no hours."))
    return redirect("interactions:home")


@roles_allowed(*permissions.READERS)
@require_GET
def patrols(request: WorkerRequest) -> HttpResponse:
    """Those of the teams whose records the viewer reads, the newest first."""
    viewer = request.worker
    asked, after = listing.read_filters(request.GET), page_after(request)
    page = listing.list_patrols(asked, viewer=viewer, after=after)
    context = {
        "page": page,
        "total": _total(page) if page.count else "",
        "filters": asked,
        "query": asked.as_query(),
        "teams": log.list_teams(viewer),
        "zone": viewer.organization.zone,
        "is_first": after is None,
        "may_patrol": bool(selectors.teams_of(viewer)),
    }
    return render_part(request, page="interactions/patrols.html", part="interactions/_patrols.html", context=context)


def _total(page: listing.Page) -> str:
    count = page.count or 0
    words = ngettext("%(count)s patrol, %(hours)s h of presence", "%(count)s patrols, %(hours)s h of presence", count)
    return words % {"count": number(count), "hours": number((page.seconds or 0) / 3600)}


def _form(
    request: WorkerRequest, *, teams: list[Team], at: datetime, exact: tuple[datetime, datetime] | None = None
) -> PatrolForm:
    offered = list(selectors.list_areas(request.worker))
    return PatrolForm(request.POST, viewer=request.worker, at=at, teams=teams, offered=offered, exact=exact)


def _said(request: WorkerRequest, form: PatrolForm, *, of: Team | None = None) -> HttpResponse:
    """Back to the log; to the list, for whoever put right a patrol `of` a team."""
    minutes = round((form.span.ends_at - form.span.starts_at).total_seconds() / 60)
    said = _("The patrol is saved: %(hours)s h %(minutes)02d.") % {"hours": minutes // 60, "minutes": minutes % 60}
    messages.success(request, said)
    if of is None:
        return redirect("interactions:home")
    return redirect(f"{reverse('interactions:patrols')}?{listing.team_query(of)}")


def _page(
    request: WorkerRequest,
    *,
    span: tuple[datetime, datetime] | None = None,
    form: PatrolForm | None = None,
    outing: Outing | None = None,
    teams: list[Team] | None = None,
    usual: Team | None = None,
) -> HttpResponse:
    areas = list(selectors.list_areas(request.worker))
    team = outing.team if outing else usual
    likely = selectors.areas_of(outing)
    if team and not likely and (span or outing):
        starts_at, ends_at = span or (outing.starts_at, now())  # type: ignore[union-attr]
        likely = selectors.likely_areas(team, starts_at=starts_at, ends_at=ends_at)
    sent = set(request.POST.getlist("areas"))
    chosen = {area.pk for area in areas if str(area.public_id) in sent} if form else likely
    zone = request.worker.organization.zone
    times = [one.astimezone(zone).strftime(MINUTES) for one in span] if span else ["", ""]
    others = sorted((area for area in areas if area.pk not in likely | chosen), key=lambda area: area.name)
    ending = outing is not None and outing.ends_at is None
    context = {
        "form": form,
        "outing": outing,
        "past_query": listing.team_query(team) if team else "",
        "ending": ending,
        "title": _title(outing),
        "teams": teams or [],
        "usual": usual,
        "starts_at": request.POST.get("starts_at", times[0]),
        "ends_at": request.POST.get("ends_at", times[1]),
        "near": sorted((area for area in areas if area.pk in likely | chosen), key=lambda area: area.name),
        "others": others,
        "fold_others": len(others) < len(areas) or len(others) > MOST_UNFOLDED,
        "areas": areas,
        "chosen": chosen,
        "key": request.POST.get("_key") or new_id(),
    }
    return render_page(request, "interactions/patrol.html", context, status=422 if form else 200)


def _title(outing: Outing | None) -> str:
    if outing is None:
        return _("A patrol that is over")
    return _("Put the patrol right") if outing.ends_at else _("End the patrol")
