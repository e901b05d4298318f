"""Which instruments there are, allowing them, one result explained, one person's over time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.forms.language.results import Score
from tuque.instruments import permissions, picture, selectors, services, words
from tuque.instruments.selectors import Filled


@require_GET
@roles_allowed(*permissions.USERS)
def instruments(request: WorkerRequest) -> HttpResponse:
    offered = selectors.list_instruments(request.worker)
    context = {"offered": [_said(one) for one in offered], "may_allow": permissions.can_allow(request.worker)}
    return render_page(request, "instruments/list.html", context)


@require_POST
@roles_allowed(*permissions.ALLOWS)
def allow(request: WorkerRequest, code: str) -> HttpResponse:
    services.allow(code=code, by=request.worker, at=now())
    return redirect("instruments:list")


@require_POST
@roles_allowed(*permissions.ALLOWS)
def withdraw(request: WorkerRequest, code: str) -> HttpResponse:
    services.withdraw(code=code, by=request.worker, at=now())
    return redirect("instruments:list")


@require_GET
@roles_allowed(*permissions.USERS)
def result(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    filled = selectors.get_result(public_id, viewer=request.worker, at=now())
    context = words.said_of(filled.one, filled.result) | {"row": filled.row, "zone": request.worker.organization.zone}
    return render_page(request, "instruments/result.html", context)


@require_GET
@roles_allowed(*permissions.USERS)
def person(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    found = selectors.results_of_person(public_id, viewer=request.worker, at=now())
    zone = request.worker.organization.zone
    context = {"found": found, "groups": _groups(found.filled), "zone": zone}
    return render_page(request, "instruments/person.html", context)


def _said(offered: selectors.Offered) -> dict[str, object]:
    language, one = get_language(), offered.one
    said = {
        name: getattr(one, name).in_language(language) for name in ("title", "about", "source", "licence", "status")
    }
    rules = [branch.because.in_language(language) for branch in one.rules.branches]
    return {**said, "code": one.code, "version": one.version, "offered": offered, "kept": offered.kept, "rules": rules}


def _groups(filled: list[Filled]) -> list[dict[str, object]]:
    """By instrument: a line for each score over time, and the table that says the same."""
    language = get_language()
    groups: dict[str, dict[str, Any]] = {}
    points: dict[tuple[str, str], list[tuple[datetime, float]]] = {}
    scores: dict[tuple[str, str], Score] = {}
    for one in filled:
        if one.one is None or one.result is None:
            continue
        group = groups.setdefault(one.one.code, {"title": one.one.title.in_language(language), "rows": [], "lines": []})
        cells = []
        for scored in one.result.scores:
            key = (one.one.code, scored.score.code)
            scores[key] = scored.score
            points.setdefault(key, [])
            if scored.value is not None:
                points[key].append((one.row.occurred_at, scored.value))
            band = scored.band.verdict.label.in_language(language) if scored.band else ""
            cells.append(
                (
                    scored.score.label.in_language(language),
                    words.written(scored.value) if scored.value is not None else "–",
                    band,
                )
            )
        branch = one.result.branch
        group["rows"].append((one.row, branch.verdict.label.in_language(language) if branch else "", cells))
    for (code, name), line in points.items():
        if len(line) > 1:
            drawn = picture.line(line)
            groups[code]["lines"].append(
                (
                    scores[code, name].label.in_language(language),
                    drawn,
                    words.written(drawn.low),
                    words.written(drawn.high),
                )
            )
    return list(groups.values())
