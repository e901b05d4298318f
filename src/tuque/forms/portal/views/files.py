"""A form from a file: a spreadsheet (XLSForm) or an ODK XForm becomes a draft, or is explained cell by cell."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.forms import permissions, spreadsheets
from tuque.forms.finding_wording import finding_message
from tuque.forms.portal import selectors
from tuque.forms.portal.posted import LANGUAGES
from tuque.forms.portal.views.home import chosen_team
from tuque.forms.xlsform.findings import KEPT, REFUSED, REPAIRED, Finding
from tuque.forms.xlsform.sheets import MAX_BYTES

SHOWN = 200  # of each kind
REPAIRABLE = frozenset({"name_twice", "choice_twice"})


@roles_allowed(*permissions.SHAPERS)
@require_http_methods(["GET", "POST"])
def new_from_file(request: WorkerRequest) -> HttpResponse:
    permissions.check_leads_somewhere(request.worker)
    told: dict[str, Any] = {}
    if request.method == "POST":
        limits.check(request, "import")
        told = _taken(request)
        if "done" in told:
            return render_page(request, "forms/portal/form_read.html", told)
    context = told | {
        "teams": selectors.shaped_teams(request.worker),
        "everything": request.worker.holds(*permissions.EVERYTHING),
        "given": request.POST,
        "most_mb": MAX_BYTES // 1024 // 1024,
    }
    return render_page(request, "forms/portal/new_from_file.html", context, status=422 if told else 200)


def _taken(request: WorkerRequest) -> dict[str, Any]:
    """What became of the file: the draft (`done`), or what stands in its way."""
    upload, given = request.FILES.get("file"), request.POST
    if upload is None:
        return {"no_file": True}
    written_in = given.get("written_in", "")
    try:
        done = spreadsheets.import_form(
            organization=request.worker.organization,
            data=upload.read(MAX_BYTES + 1),
            name=(upload.name or "form")[-120:],
            by=request.worker,
            at=now(),
            team=chosen_team(request),
            written_in=written_in if written_in in LANGUAGES else "en",
            mend=bool(given.get("mend")),
            replace=bool(given.get("replace")),
        )
    except spreadsheets.DraftInTheWay as problem:
        return {"in_the_way": problem.form}
    except spreadsheets.FileRefused as refused:
        wrong = [finding for finding in refused.findings if finding.level == REFUSED]
        return {
            "refused": [finding_message(finding) for finding in wrong[:SHOWN]],
            "more": max(0, len(wrong) - SHOWN),
            "can_be_repaired": any(finding.code in REPAIRABLE for finding in wrong),
        }
    return {
        "done": done,
        "counts": done.summary(),
        "repaired": _said(done.findings, REPAIRED),
        "kept": _said(done.findings, KEPT),
    }


def _said(findings: tuple[Finding, ...], level: str) -> list[str]:
    return [finding_message(finding) for finding in findings if finding.level == level][:SHOWN]
