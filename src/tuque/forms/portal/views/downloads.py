"""A published form as a file: what other tools read, or another site of Tuque."""

import json
from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.problems import NotFound
from tuque.forms import permissions, spreadsheets
from tuque.forms.models import Definition, Version
from tuque.forms.portal import selectors, services

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


# In the address -> the type of the file, how its name ends, and what makes it.
FILES: Mapping[str, tuple[str, str, Callable[[Version], bytes]]] = {
    "xlsform": (SHEET, ".xlsx", spreadsheets.as_spreadsheet),
    "tuque": ("application/json", ".json", lambda version: _as_json(services.without_lists(version.body))),
    "fhir-r4": (
        "application/fhir+json",
        ".fhir-r4.json",
        lambda version: _as_json(spreadsheets.as_questionnaire(version, release="R4")),
    ),
    "fhir-r5": (
        "application/fhir+json",
        ".fhir-r5.json",
        lambda version: _as_json(spreadsheets.as_questionnaire(version, release="R5")),
    ),
}


@roles_allowed(*permissions.SHAPERS)
@require_GET
def download(request: WorkerRequest, public_id: UUID, kind: str) -> HttpResponse:
    shown = selectors.get_shown(public_id, viewer=request.worker)
    if kind not in FILES or shown.kind != Definition.Kind.FORM or shown.published is None:
        raise NotFound
    media_type, ending, make = FILES[kind]
    answer = HttpResponse(make(shown.published), content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{shown.definition.code}{ending}"'
    return answer
