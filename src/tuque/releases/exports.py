"""The log as a table: one line for each interaction, one column for each standard fact and for each question of its form.

Rows are read in the order of their numbers, some thousands at a time, so that memory does not grow with the table and a
long export holds no transaction open. Each lot is audited in the transaction that reads it, before its lines leave: the
audit has the public id of every record taken away, even when the reader hangs up half-way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

from tuque.accounts.api import Role, Worker
from tuque.audit import api as audit
from tuque.core.clock import now
from tuque.core.crypto.fields import sealed_fields, unsealed
from tuque.core.problems import PermissionRefused
from tuque.core.tables import csv_lines
from tuque.forms import api as forms
from tuque.interactions.codes import Status
from tuque.interactions.models import Interaction, ItemGiven

MAY_EXPORT = (Role.DIRECTOR, Role.ANALYST)
CHUNK = 2000

# Column of the table -> where its value is. Notes, exact places and answers only for whoever may read them.
STANDARD: Mapping[str, str] = {
    "id": "public_id",
    "revision": "revision",
    "status": "status",
    "type": "type_code",
    "base_type": "base_type",
    "dispatched_as": "dispatched_as",
    "origin": "origin",
    "request_source": "request_source",
    "outcome": "outcome",
    "actions": "actions",
    "follow_up": "follow_up",
    "emergency_services": "emergency_services",
    "emergency_reason": "emergency_reason",
    "occurred_at": "occurred_at",
    "received_at": "received_at",
    "assigned_at": "assigned_at",
    "en_route_at": "en_route_at",
    "on_scene_at": "on_scene_at",
    "cleared_at": "cleared_at",
    "duration_seconds": "duration_seconds",
    "people_count": "people_count",
    "age_groups": "age_groups",
    "items": "items",
    "team": "team__code",
    "area": "area__code",
    "place": "place__code",
    "to_place": "to_place__code",
    "source": "source",
    "recorded_at": "recorded_at",
    "updated_at": "updated_at",
}
ITEMS = "items"  # rows of their own, joined to each lot
DETAILS: Mapping[str, str] = {"lon": "lon", "lat": "lat", "note": "note"}


@dataclass(frozen=True)
class Wanted:
    """Which interactions: began in [`starts_at`, `ends_at`), recorded with the form `form_code` (any when empty)."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    form_code: str = ""
    questions: Sequence[str] = ()


def export_interactions(wanted: Wanted, *, viewer: Worker, at: datetime) -> Iterator[str]:
    """The lines of a CSV file. Raises PermissionRefused; the export is audited before its first line leaves."""
    if not viewer.holds(*MAY_EXPORT):
        raise PermissionRefused
    with transaction.atomic():
        audit.record(
            "releases.interactions_exported",
            by=viewer,
            at=at,
            details={
                "form": wanted.form_code,
                "from": wanted.starts_at.isoformat() if wanted.starts_at else "",
                "to": wanted.ends_at.isoformat() if wanted.ends_at else "",
            },
        )
    with_details = viewer.holds(Role.DIRECTOR)
    columns = {**STANDARD, **(DETAILS if with_details else {})}
    questions = tuple(wanted.questions) if with_details else ()
    rows = select(wanted, organization_id=viewer.organization_id)

    def note(seen: Sequence[UUID | None]) -> None:
        audit.look("releases.rows_taken", by=viewer, at=now(), seen=seen)

    lines = table_rows(rows, columns=list(columns.values()), questions=questions, note=note)
    return csv_lines([*columns, *questions], lines)


def list_categories(*, viewer: Worker) -> list[tuple[str, str]]:
    """The organization's categories that have a form: code, and title in the reader's language."""
    language = get_language()
    return [(one.form.code, one.form.title.in_language(language)) for one in forms.list_forms(viewer=viewer)]


def questions_of(form_code: str, *, viewer: Worker) -> list[str]:
    """The codes of the questions of a form as it is now, in the order of its page; none for every category at once."""
    if not form_code:
        return []
    return [question.code for question in forms.get_form(form_code, viewer=viewer).form.questions()]


def select(wanted: Wanted, *, organization_id: int) -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(organization_id=organization_id).exclude(status=Status.VOID)
    if wanted.starts_at:
        rows = rows.filter(occurred_at__gte=wanted.starts_at)
    if wanted.ends_at:
        rows = rows.filter(occurred_at__lt=wanted.ends_at)
    return rows.filter(type_code=wanted.form_code) if wanted.form_code else rows


def table_rows(
    rows: QuerySet[Interaction],
    *,
    columns: Sequence[str],
    questions: Sequence[str],
    note: Callable[[Sequence[UUID | None]], None],
) -> Iterator[list[object]]:
    """The cells of each row. `note` is told what each lot shows, in the transaction that reads it."""
    stored = ["pk" if column == ITEMS else column for column in columns]
    wanted = ("sequence", "public_id", "person__public_id", "organization_id", "answers", *stored)
    listed = stored.index("pk") if ITEMS in columns else None
    after = 0
    known = {field.name for field in sealed_fields(Interaction)}
    sealed = [(place, column) for place, column in enumerate(columns) if column in known]
    while True:
        with transaction.atomic():
            chunk = list(rows.filter(sequence__gt=after).order_by("sequence").values_list(*wanted)[:CHUNK])
            if not chunk:
                return
            # Whom a record names is in its answers alone.
            note([one for row in chunk for one in (row[1], row[2] if questions else None)])
            given = _items_of([row[5 + listed] for row in chunk]) if listed is not None else {}
        for _sequence, row, _person, organization_id, sealed_answers, *values in chunk:
            if listed is not None:
                values[listed] = given.get(values[listed], {})
            for place, column in sealed:
                values[place] = unsealed(Interaction, column, values[place], organization_id=organization_id, row=row)
            answers = (
                unsealed(Interaction, "answers", sealed_answers, organization_id=organization_id, row=row)
                if questions
                else {}
            )
            yield [cell(value) for value in values] + [cell(answers.get(question)) for question in questions]
        after = chunk[-1][0]


def _items_of(keys: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Record -> what was given in it, and how many."""
    given: dict[int, dict[str, int]] = {}
    rows = ItemGiven.objects.filter(interaction_id__in=keys).order_by("pk")
    for key, item, quantity in rows.values_list("interaction_id", "item", "quantity"):
        given.setdefault(key, {})[item] = quantity
    return given


def cell(value: object) -> object:
    """A value in one cell: several choices are joined by a semicolon, counts as `code: number`, rows by a bar."""
    if value is None or isinstance(value, str | int | float | datetime):
        return value  # nearly all of them: asked first, since a wide table has millions
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {cell(inner)}" for name, inner in value.items() if inner not in (None, ""))
    if isinstance(value, Iterable):
        several = list(value)
        between = " | " if any(isinstance(inner, Mapping) for inner in several) else "; "
        return between.join(str(cell(inner)) for inner in several)
    return value
