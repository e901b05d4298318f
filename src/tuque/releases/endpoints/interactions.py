"""Interactions: read what changed, page by page, in the order in which it changed."""

from collections.abc import Iterator, Sequence
from typing import Annotated
from uuid import UUID

import h3
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from ninja.errors import ValidationError
from pydantic import Field

from tuque.accounts.api import Team, Worker
from tuque.audit import api as audit
from tuque.core.clock import now
from tuque.core.problems import NotFound
from tuque.forms import api as forms
from tuque.interactions import api as log
from tuque.interactions.codes import BaseType, Origin, Outcome
from tuque.interactions.codes import Status as RecordStatus
from tuque.interactions.models import Interaction
from tuque.releases.endpoints.reference import REFUSALS
from tuque.releases.endpoints.schemas import (
    WITHOUT_NUL,
    Instant,
    InteractionIn,
    InteractionOut,
    InteractionPage,
    InteractionTaken,
    Trouble,
)
from tuque.releases.endpoints.security import TokenRequest, needs
from tuque.releases.models import ApiToken
from tuque.releases.scopes import Scope

router = Router(tags=["interactions"])
ROUNDED = 9
EXACT = 10


class Wanted(Schema):
    """Which interactions, and from where to go on."""

    cursor: Annotated[str, Field(max_length=20, pattern=r"^\d{0,18}$", description="From the page before.")] = ""
    limit: Annotated[int, Field(ge=1, le=1000, description="Interactions on a page.")] = 200
    updated_since: Annotated[Instant | None, Field(description="Changed or added at this instant or later.")] = None
    occurred_from: Annotated[Instant | None, Field(description="Began at this instant or later.")] = None
    occurred_to: Annotated[Instant | None, Field(description="Began before this instant.")] = None
    team: Annotated[str, Field(max_length=40, pattern=WITHOUT_NUL)] = ""
    base_type: BaseType | None = None
    origin: Origin | None = None
    outcome: Outcome | None = None
    status: RecordStatus | None = None


@router.get("", response={200: InteractionPage, **REFUSALS}, summary="Interactions, in the order they changed")
@needs(Scope.INTERACTIONS, query=Wanted)
def list_interactions(request: TokenRequest, wanted: Query[Wanted]) -> dict[str, object]:
    """A corrected or voided interaction comes again at its new place in the order: keep the latest by `id`."""
    moment = now()
    token = request.auth
    with transaction.atomic():
        rows = list(select(token, wanted)[: wanted.limit + 1])
        page = rows[: wanted.limit]
        # The look is recorded in the same transaction as the read, or the read does not happen.
        audit.look(
            "interactions.read_by_token",
            at=moment,
            organization=token.organization,
            actor_kind="token",
            actor_ref=str(token.public_id),
            seen=seen_in(page, token),
            details={"rows": len(page), "cursor": wanted.cursor},
        )
    cursor = str(page[-1].sequence) if page else wanted.cursor or "0"
    return {
        "items": [shape(row, token) for row in page],
        "cursor": cursor,
        "has_more": len(rows) > wanted.limit,
        "as_of": moment,
    }


@router.get("/{id}", response={200: InteractionOut, **REFUSALS}, summary="One interaction")
@needs(Scope.INTERACTIONS)
def get_interaction(request: TokenRequest, id: UUID) -> dict[str, object]:  # noqa: A002  the name in the address
    token = request.auth
    with transaction.atomic():
        row = base_rows(token).filter(public_id=id).first()
        if row is None:
            raise NotFound
        audit.look(
            "interactions.read_by_token",
            at=now(),
            subject=row,
            actor_kind="token",
            actor_ref=str(token.public_id),
            seen=seen_in([row], token),
            details={"rows": 1},
        )
    return shape(row, token)


@router.post("", response={201: InteractionTaken, 409: Trouble, **REFUSALS}, summary="Add an interaction")
@needs(Scope.WRITE)
def add_interaction(request: TokenRequest, body: InteractionIn) -> Status[dict[str, object]]:
    """Answered once it is durable. The same `id` and content again is harmless; other content under it is kept apart."""
    token, moment = request.auth, now()
    # A program writes in the name of whoever gave it its key.
    worker = token.created_by
    offered = find_form(body.form, worker)
    team = find_team(body.team, worker)
    draft = log.check(offered, body.answers, viewer=worker, at=moment)
    if draft.entry is None:
        raise ValidationError(list(complaints(draft, offered)))
    row = log.record_interaction(by=worker, team=team, entry=draft.entry, key=body.id, at=moment)
    return Status(201, {"id": row.public_id, "revision": row.revision})


def find_form(code: str, worker: Worker) -> forms.PublishedForm:
    try:
        return forms.get_form_lately(code, viewer=worker)
    except NotFound:
        message = _("There is no published form with this code.")
        raise ValidationError([{"loc": ("body", "form"), "msg": message}]) from None


def find_team(code: str, worker: Worker) -> Team | None:
    if not code:
        return None
    team = Team.objects.filter(organization=worker.organization, code=code, is_active=True).first()
    if team is None:
        raise ValidationError([{"loc": ("body", "team"), "msg": _("There is no active team with this code.")}])
    return team


def complaints(draft: log.Draft, offered: forms.PublishedForm) -> Iterator[dict[str, object]]:
    """What is wrong with the answers, by question, in the caller's language."""
    questions = {question.code: question for question in offered.form.walk()}
    for code, problem in draft.errors.items():
        yield {"loc": ("body", "answers", code), "msg": forms.answer_message(problem, field=questions.get(code))}
    for code, _label, words in draft.troubles:
        yield {"loc": ("body", "answers", code or "form"), "msg": words}


def base_rows(token: ApiToken) -> QuerySet[Interaction]:
    return (
        Interaction.objects.filter(organization=token.organization)
        .select_related("team", "area__layer", "place")
        .prefetch_related("items")
        .annotate(person_ref=F("person__public_id"))
    )


def seen_in(rows: Sequence[Interaction], token: ApiToken) -> list[UUID | None]:
    """What the audit keeps of an answer: each interaction, and whom its answers name where the token may read them."""
    named = Scope.NOTES in token.scopes
    return [one for row in rows for one in (row.public_id, getattr(row, "person_ref", None) if named else None)]


def select(token: ApiToken, wanted: Wanted) -> QuerySet[Interaction]:
    rows = base_rows(token).filter(sequence__gt=int(wanted.cursor or 0))
    filters: dict[str, object] = {
        "updated_at__gte": wanted.updated_since,
        "occurred_at__gte": wanted.occurred_from,
        "occurred_at__lt": wanted.occurred_to,
        "team__code": wanted.team or None,
        "base_type": wanted.base_type,
        "origin": wanted.origin,
        "outcome": wanted.outcome,
        "status": wanted.status,
    }
    return rows.filter(**{name: value for name, value in filters.items() if value is not None}).order_by("sequence")


def shape(row: Interaction, token: ApiToken) -> dict[str, object]:
    """The interaction as this token may see it."""
    exact = Scope.EXACT_PLACES in token.scopes
    with_notes = Scope.NOTES in token.scopes
    lon, lat, cell = place_of(row, exact=exact)
    return {
        "id": row.public_id,
        "type": row.type_code,
        "lon": lon,
        "lat": lat,
        "cell": cell,
        "team": row.team.code if row.team else "",
        "area": row.area.code if row.area else "",
        "area_layer": row.area.layer.code if row.area else "",
        "place": row.place.code if row.place and exact else "",
        "note": row.note if with_notes else None,
        "answers": row.answers if with_notes else None,
        "items": [{"item": given.item, "quantity": given.quantity} for given in row.items.all()],
        **{name: getattr(row, name) for name in SAME_NAME},
    }


SAME_NAME = (
    "revision", "status", "base_type", "dispatched_as", "origin", "request_source", "outcome", "actions",
    "follow_up", "emergency_services",
    "emergency_reason", "occurred_at", "received_at", "assigned_at", "en_route_at", "on_scene_at", "cleared_at",
    "duration_seconds", "people_count", "age_groups", "out_of_area", "source", "recorded_at", "updated_at",
)  # fmt: skip


def place_of(row: Interaction, *, exact: bool) -> tuple[float | None, float | None, str | None]:
    """Longitude, latitude and H3 cell: as recorded, or the centre of a cell of about 0.1 km²."""
    if row.lon is None or row.lat is None:
        return None, None, None
    cell = h3.latlng_to_cell(row.lat, row.lon, EXACT if exact else ROUNDED)
    if exact:
        return row.lon, row.lat, cell
    lat, lon = h3.cell_to_latlng(cell)
    return round(lon, 6), round(lat, 6), cell
