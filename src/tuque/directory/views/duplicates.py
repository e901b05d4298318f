"""Services that may be the same, side by side, with why: a person merges them or keeps them apart, and may undo it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import labels, permissions
from tuque.directory.models import Pair, Service
from tuque.directory.models.upkeep import PairState
from tuque.directory.problems import AlreadyDecided
from tuque.directory.services import duplicates

PAGE = 20


@require_GET
@roles_allowed(*permissions.KEEPERS)
def every(request: WorkerRequest) -> HttpResponse:
    own = Pair.objects.filter(organization_id=request.worker.organization_id)
    waiting = duplicates.waiting(request.worker.organization_id)
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    decided = list(own.exclude(state=PairState.WAITING).select_related("by").order_by("-decided_at", "-pk")[:30])
    shown = _services([*page, *decided], request.worker.organization_id)
    context = {
        "page": page,
        "pairs": [(pair, *_in_order(pair, shown), _reasons(pair)) for pair in page],
        "decided": [(pair, shown.get(pair.left), shown.get(pair.right)) for pair in decided],
        "zone": request.worker.organization.zone,
    }
    return render_page(request, "directory/duplicates.html", context)


@require_POST
@roles_allowed(*permissions.KEEPERS)
def look_for(request: WorkerRequest) -> HttpResponse:
    limits.check(request, "import")
    found = duplicates.look_for(organization=request.worker.organization, by=request.worker, at=now())
    messages.success(
        request, ngettext("%(number)s pair to look at.", "%(number)s pairs to look at.", found) % {"number": found}
    )
    return redirect("directory:duplicates")


@require_POST
@roles_allowed(*permissions.KEEPERS)
def decide(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    pair = Pair.objects.filter(public_id=public_id, organization_id=request.worker.organization_id).first()
    if pair is None:
        raise NotFound
    do, at = request.POST.get("do", ""), now()
    try:
        if do in ("left", "right"):
            moved = duplicates.merge(pair=pair, keep=getattr(pair, do), by=request.worker, at=at)
            messages.success(request, _("Merged. It can be undone below."))
            if moved:
                words = ngettext(
                    "%(number)s detail that only the other one had is on the one that stands.",
                    "%(number)s details that only the other one had are on the one that stands.",
                    moved,
                )
                messages.info(request, words % {"number": moved})
        elif do == "apart":
            duplicates.keep_apart(pair=pair, by=request.worker, at=at)
            messages.success(request, _("Kept apart: they will not be asked about again."))
        elif do == "undo":
            duplicates.undo(pair=pair, by=request.worker, at=at)
            messages.success(request, _("Undone: both stand by themselves, and wait for a decision."))
    except AlreadyDecided as problem:
        messages.warning(request, problem.message())
    return redirect("directory:duplicates")


def _services(pairs: Iterable[Pair], organization_id: int) -> dict[UUID, Service]:
    wanted = {one for pair in pairs for one in (pair.left, pair.right)}
    rows = Service.objects.filter(public_id__in=wanted, organization_id=organization_id)
    return {
        row.public_id: row
        for row in rows.select_related("agency", "source").prefetch_related(
            "phones", "at_locations__location__addresses", "at_locations__location__phones"
        )
    }


def _in_order(pair: Pair, shown: Mapping[UUID, Service]) -> tuple[list[dict[str, Any] | None], str]:
    """Both sides, first the one whose source is heard first, and the name of that source; empty where neither is before the other."""
    sides = [("left", shown.get(pair.left)), ("right", shown.get(pair.right))]
    sides.sort(key=lambda one: one[1].source.rank if one[1] else 0)
    ranks = {row.source.rank for _code, row in sides if row}
    first = sides[0][1]
    told = [_side(row) for _code, row in sides]
    for (code, _row), side in zip(sides, told, strict=True):
        if side:
            side["code"] = code
    return told, first.source.name if first and len(ranks) > 1 else ""


def _side(row: Any) -> dict[str, Any] | None:
    """What tells two services apart, as an editor sees it."""
    if row is None:
        return None
    places = [tie.location for tie in row.at_locations.all() if tie.location and not tie.gone_at]
    phones = [*row.phones.all(), *(phone for place in places for phone in place.phones.all())]
    return {
        "row": row,
        "addresses": [
            ", ".join(part for part in (one.address_1, one.city, one.postal_code) if part)
            for place in places
            for one in place.addresses.all()
        ],
        "phones": list(dict.fromkeys(phone.number for phone in phones if phone.number)),
    }


def _reasons(pair: Pair) -> list[tuple[object, int]]:
    return [
        (labels.LIKENESS[name], round(value * 100)) for name, value in pair.reasons.items() if name in labels.LIKENESS
    ]
