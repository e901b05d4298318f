"""Which instruments there are, allowing them, one result explained, one person's over time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.forms.language import Form
from tuque.forms.language.results import Score, Scored
from tuque.instruments import permissions, picture, selectors, services
from tuque.instruments.selectors import Filled

LEVELS = {"urgent": "danger", "watch": "warning", "calm": "success", "": ""}


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
    context = _result(filled) | {"row": filled.row, "zone": request.worker.organization.zone}
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
    words = {
        name: getattr(one, name).in_language(language) for name in ("title", "about", "source", "licence", "status")
    }
    rules = [branch.because.in_language(language) for branch in one.rules.branches]
    return {**words, "code": one.code, "version": one.version, "offered": offered, "kept": offered.kept, "rules": rules}


def _result(filled: Filled) -> dict[str, object]:
    language = get_language()
    if filled.one is None or filled.result is None:
        return {"title": "", "scores": [], "branch": None, "one": None}
    branch = filled.result.branch
    return {
        "one": filled.one,
        "title": filled.one.title.in_language(language),
        "status": filled.one.status.in_language(language),
        "source": filled.one.source.in_language(language),
        "branch": _verdict(branch.verdict.label, branch.verdict.next_step, branch.verdict.level)
        | {"because": branch.because.in_language(language)}
        if branch
        else None,
        "scores": [_score(one, filled.one.form) for one in filled.result.scores],
    }


def _verdict(label: object, step: object, level: str) -> dict[str, object]:
    language = get_language()
    said = {"label": label.in_language(language)}  # type: ignore[attr-defined]
    return {**said, "next_step": step.in_language(language) if step else "", "level": LEVELS[level]}  # type: ignore[attr-defined]


def _score(one: Scored, form: Form) -> dict[str, object]:
    """A score with what it came from: each answer that counted, and the number it stood for."""
    language = get_language()
    parts = []
    for code, number in one.parts:
        asked = form.find_field(code)
        parts.append((asked.label.in_language(language) if asked else code, written(number)))
    band = one.band
    return {
        "label": one.score.label.in_language(language),
        "value": written(one.value) if one.value is not None else "",
        "method": one.score.method,
        "parts": parts,
        "answered": len(parts),
        "asked": len(one.score.fields),
        "fewest": one.score.fewest,
        "band": _verdict(band.verdict.label, band.verdict.next_step, band.verdict.level) if band else None,
        "low": written(band.low) if band and band.low is not None else "",
        "high": written(band.high) if band and band.high is not None else "",
    }


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
                    written(scored.value) if scored.value is not None else "–",
                    band,
                )
            )
        branch = one.result.branch
        group["rows"].append((one.row, branch.verdict.label.in_language(language) if branch else "", cells))
    for (code, name), line in points.items():
        if len(line) > 1:
            drawn = picture.line(line)
            groups[code]["lines"].append(
                (scores[code, name].label.in_language(language), drawn, written(drawn.low), written(drawn.high))
            )
    return list(groups.values())


def written(number: float) -> str:
    locale = "fr_CA" if (get_language() or "").startswith("fr") else "en_CA"
    return str(format_decimal(round(number, 1), format="#,##0.#", locale=locale)).replace("-", "−")
