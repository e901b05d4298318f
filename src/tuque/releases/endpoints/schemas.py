"""The shapes that the interface gives and takes. Names and codes are stable; fields may be added, never changed."""

import re
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AwareDatetime, BeforeValidator

BARE_NUMBER = re.compile(r"[^-]*|\s*[-+]?[\d._]+([eE][-+]?\d+)?\s*")
WITHOUT_NUL = r"^[^\x00]*$"  # PostgreSQL takes no text with one


def _no_bare_number(value: object) -> object:
    """A number alone would be read as seconds since 1970, which nobody who writes one means."""
    if isinstance(value, int | float) or (isinstance(value, str) and BARE_NUMBER.fullmatch(value)):
        raise ValueError(_("Write an instant with its time zone: 2026-01-31T14:02:00-06:00."))
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_no_bare_number)]


class Trouble(Schema):
    """What is wrong and what to do, in the language of `Accept-Language`."""

    code: str = Field(description="Stable: for programs to compare.")
    detail: str = Field(description="For people to read.")
    errors: dict[str, str] = Field(default_factory=dict, description="For each refused value, its name and why.")


class Caller(Schema):
    organization: str = Field(description="Code of the organization whose records this token opens.")
    organization_name: str
    time_zone: str
    token: str = Field(description="The token's name.")
    scopes: list[str]
    expires_at: datetime


class Item(Schema):
    item: str
    quantity: int


class InteractionOut(Schema):
    """One interaction. Times are UTC. A place is rounded unless the token may see the exact one."""

    id: UUID
    revision: int
    status: str = Field(description="open, recorded or void. A void one must no longer be counted.")
    type: str = Field(description="The organization's own category.")
    base_type: str = Field(description="The standard type that the category maps to, as found.")
    dispatched_as: str = Field(description="The standard type at dispatch; empty when there was none.")
    origin: str = Field(description="called, found or desk.")
    request_source: str
    outcome: str
    actions: list[str] | None = Field(description="What was done; null where the form did not ask.")
    follow_up: bool | None = Field(description="Whether a follow-up is needed; null where nobody said.")
    emergency_services: list[str]
    emergency_reason: str
    occurred_at: datetime
    received_at: datetime | None
    assigned_at: datetime | None
    en_route_at: datetime | None
    on_scene_at: datetime | None
    cleared_at: datetime | None
    duration_seconds: int | None
    people_count: int
    age_groups: dict[str, int]
    items: list[Item]
    team: str = Field(description="Code of the team; empty when there was none.")
    lon: float | None = Field(
        description="Centre of the H3 cell at resolution 9, or the exact longitude with interactions:places."
    )
    lat: float | None
    cell: str | None = Field(description="H3 cell: resolution 9, or 10 with interactions:places.")
    area: str = Field(description="Code of the area; empty when outside every area.")
    area_layer: str
    place: str = Field(description="Code of the known place; empty when there was none.")
    out_of_area: bool
    source: str = Field(description="Name of the import's mapping; empty for what was recorded here.")
    note: str | None = Field(description="Only with interactions:notes.")
    answers: dict[str, object] | None = Field(description="Only with interactions:notes.")
    recorded_at: datetime
    updated_at: datetime


class InteractionPage(Schema):
    items: list[InteractionOut]
    cursor: str = Field(
        description="Give it back to go on from here: now for the next page, tomorrow for what changed since."
    )
    has_more: bool
    as_of: datetime


class InteractionIn(Schema):
    """An interaction to add. The same `id` and content again is harmless; other content under the same `id` is refused."""

    id: UUID = Field(description="Made by the sender: a UUID, version 7.")
    form: str = Field(description="Code of a published form.", max_length=60, pattern=WITHOUT_NUL)
    answers: dict[str, object] = Field(description="Field code -> answer, as the form describes them.")
    team: str = Field("", description="Code of the team.", max_length=40, pattern=WITHOUT_NUL)


class InteractionTaken(Schema):
    id: UUID
    revision: int


class PositionIn(Schema):
    at: Instant
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class PatrolIn(Schema):
    """A patrol that is over. The same `id` and content again is harmless; other content under the same `id` is refused.

    Where: in whole areas, which share the time evenly, or at positions, each holding until halfway to the next; or neither.
    """

    id: UUID = Field(description="Made by the sender: a UUID, version 7.")
    team: str = Field(description="Code of the team.", min_length=1, max_length=40, pattern=WITHOUT_NUL)
    starts_at: Instant
    ends_at: Instant
    areas: list[Annotated[str, Field(max_length=60, pattern=WITHOUT_NUL)]] = Field(
        [], description="Codes of areas of the organization's territory.", max_length=200
    )
    positions: list[PositionIn] = Field([], description="Kept as H3 cells of resolution 10.", max_length=5000)


class PatrolTaken(Schema):
    id: UUID
    seconds: int = Field(description="How long the patrol lasted.")


class TeamOut(Schema):
    code: str
    name_en: str
    name_fr: str
    is_active: bool


class PlaceOut(Schema):
    code: str
    name: str
    lon: float
    lat: float
    is_active: bool


class LayerOut(Schema):
    code: str
    vintage: str
    name_en: str
    name_fr: str
    source: str
    licence: str


class AreaOut(Schema):
    code: str
    name_en: str
    name_fr: str
    surface_km2: float


class CodeOut(Schema):
    code: str
    name_en: str
    name_fr: str


class StockPlace(Schema):
    """What is left of an item in one store, of one lot where it expires."""

    store: UUID
    store_name_en: str
    store_name_fr: str
    lot: str
    expires_on: date | None
    quantity: int = Field(description="May be below zero: more was given than the ledger had.")


class StockLevel(Schema):
    item: str = Field(description="The code that interactions give under `items`.")
    name_en: str
    name_fr: str
    unit: str
    in_use: bool
    places: list[StockPlace]


class StockLevelPage(Schema):
    items: list[StockLevel]
    cursor: str = Field(description="Give it back to go on.")
    has_more: bool
    as_of: datetime


class StockLine(Schema):
    item: str
    store: UUID
    lot: str
    expires_on: date | None
    quantity: int = Field(description="Above zero: came; below: went.")
    unexplained: bool = Field(description="The ledger had fewer than were given.")


class StockAct(Schema):
    id: UUID
    kind: str = Field(description="received, given, corrected, moved, counted, thrown_away or undone.")
    at: datetime
    source: str
    reason: str
    interaction: UUID | None = Field(description="The record that gave, for a token that may read interactions.")
    undoes: UUID | None
    lines: list[StockLine]


class StockActPage(Schema):
    items: list[StockAct]
    cursor: UUID | None = Field(description="Give it back to go on.")
    has_more: bool
    as_of: datetime
