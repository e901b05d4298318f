"""From the checked answers of a form to facts, and from a record back to the answers that its form would hold."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tuque.accounts.api import Worker
from tuque.forms import api as forms
from tuque.forms.language import Form, standard_values
from tuque.geo import api as geo
from tuque.interactions.codes import AgeGroup, Outcome
from tuque.interactions.facts import STEPS, Facts, Spot
from tuque.interactions.models import Interaction
from tuque.people import api as people

NOBODY_SEEN = frozenset({Outcome.NOT_FOUND, Outcome.NO_CONTACT, Outcome.CANCELLED})
PLAIN = ("dispatched_as", "request_source", "outcome", "emergency_reason", "note")

# Column of an interaction -> the field of a form page to which a problem with it belongs, by what the field fills.
FILLED_BY = {"duration_seconds": "duration", "people_count": "people", "age_groups": "people"}


def facts_from(
    form: Form, values: Mapping[str, Any], *, viewer: Worker, at: datetime, before: Interaction | None = None
) -> Facts:
    """What the checked `values` say in the standard columns.

    It began when the answers say; else at the first of its times, else when it did `before` (a record being finished or
    corrected), else as long before `at` as it lasted. A page shows minutes: the seconds that were known stay.
    """
    found = standard_values(form, values)
    times: dict[str, Any] = {step: _time(found[step], step, before) for step in STEPS if found.get(step)}
    seconds = _seconds(found.get("duration"), before)
    said = _time(found["occurred_at"], "occurred_at", before) if found.get("occurred_at") else None
    began_at = before.occurred_at if before else None
    occurred_at = said or min(times.values(), default=None) or began_at or at - timedelta(seconds=seconds or 0)
    to_place = found.get("to_place") or {}
    plain: dict[str, Any] = {column: found.get(column) or "" for column in PLAIN}
    return Facts(
        base_type=found.get("base_type") or form.base_type,
        type_code=form.code,
        origin=found.get("origin") or form.origin,
        occurred_at=occurred_at,
        actions=_actions(form, found),
        follow_up=found.get("follow_up"),
        emergency_services=tuple(found.get("emergency_services") or ()),
        duration_seconds=seconds,
        age_groups=people_in(form, found),
        person_id=_person_id(found.get("person"), viewer=viewer, at=at),
        spot=_spot(found.get("place") or {}, viewer=viewer),
        to_place_id=_place_id(to_place.get("place"), viewer=viewer),
        companions=_worker_ids(found.get("workers") or [], viewer=viewer),
        items=found.get("items") or {},
        items_received=found.get("items_received") or {},
        **plain,
        **times,
    )


def _actions(form: Form, found: Mapping[str, Any]) -> tuple[str, ...] | None:
    if form.filling("actions") is None:
        return None
    return tuple(dict.fromkeys(found.get("actions") or ()))  # two choices may stand for one code


def _seconds(minutes: int | None, before: Interaction | None) -> int | None:
    known = before.duration_seconds if before else None
    if minutes is not None and known is not None and round(known / 60) == minutes:
        return known
    return minutes * 60 if minutes is not None else None


def _time(text: str, column: str, before: Interaction | None) -> datetime:
    given = datetime.fromisoformat(text)
    known: datetime | None = getattr(before, column, None)
    return known if known and known.replace(second=0, microsecond=0) == given else given


def people_in(form: Form, found: Mapping[str, Any]) -> dict[str, int]:
    """Age group -> people. Where the form asks and nobody answered, one person was met, unless the outcome says nobody."""
    groups = dict(found.get("people") or {})
    if groups or form.filling("people") is None or found.get("outcome") in NOBODY_SEEN:
        return groups
    return {AgeGroup.UNKNOWN.value: 1}


def reminder_in(form: Form, values: Mapping[str, Any]) -> timedelta | None:
    """How long after the beginning to go back and look; None when nobody asked for it."""
    minutes = standard_values(form, values).get("reminder")
    return timedelta(minutes=minutes) if minutes else None


def reminder_of(row: Interaction) -> timedelta | None:
    """What the record itself asked for."""
    if row.form_version is None:
        return None
    return reminder_in(forms.published(row.form_version).form, row.answers)


def answers_of(row: Interaction, form: Form) -> dict[str, Any]:
    """What `form` would hold for `row`: the answers that were given, and the standard columns where they say nothing."""
    answers = {code: value for code, value in row.answers.items() if form.find_field(code) is not None}
    for one in form.questions():
        if one.fills and one.code not in answers:
            value = _from_row(row, one.fills)
            if one.type in {"choice", "many"} and value:
                codes = {choice.standard_code: choice.code for choice in reversed(one.choices)}
                value = [codes[code] for code in value if code in codes] if one.type == "many" else codes.get(value)
            if value not in (None, "", [], {}):
                answers[one.code] = value
    return answers


def _from_row(row: Interaction, column: str) -> Any:
    if column in {"occurred_at", *STEPS}:
        moment = getattr(row, column)
        return moment.isoformat() if moment else None
    if column == "duration":
        return round(row.duration_seconds / 60) if row.duration_seconds is not None else None
    if column == "people":
        return row.age_groups
    if column == "place":
        spot = {"lon": row.lon, "lat": row.lat, "accuracy": row.accuracy_m, "text": row.place_text}
        spot["place"] = str(row.place.public_id) if row.place else None
        return {name: value for name, value in spot.items() if value not in (None, "")}
    if column == "to_place":
        return {"place": str(row.to_place.public_id)} if row.to_place else None
    if column == "workers":
        return [str(companion.worker.public_id) for companion in row.companions.select_related("worker")]
    if column == "items":
        return {given.item: given.quantity for given in row.items.all()}
    if column == "person":
        return str(row.person.public_id) if row.person else None
    return getattr(row, column, None)


def items_received(row: Interaction) -> dict[str, int]:
    """Item -> how many came in, as the form that was filled in asked; empty once its words were let go."""
    if row.form_version is None:
        return {}
    one = forms.published(row.form_version).form.filling("items_received")
    return dict(row.answers.get(one.code) or {}) if one else {}


def field_for(form: Form, column: str) -> str:
    """The code of the field of `form` where a problem with `column` is shown; empty when no field feeds it."""
    one = form.filling(FILLED_BY.get(column, column))
    return one.code if one else ""


def _spot(value: Mapping[str, Any], *, viewer: Worker) -> Spot:
    return Spot(
        lon=value.get("lon"),
        lat=value.get("lat"),
        accuracy_m=value.get("accuracy"),
        place_id=_place_id(value.get("place"), viewer=viewer),
        text=value.get("text", ""),
    )


def _place_id(public_id: str | None, *, viewer: Worker) -> int | None:
    return geo.get_place(public_id, viewer=viewer).pk if public_id else None


def _worker_ids(public_ids: list[str], *, viewer: Worker) -> tuple[int, ...]:
    if not public_ids:
        return ()
    rows = Worker.objects.filter(organization_id=viewer.organization_id, public_id__in=public_ids)
    return tuple(rows.values_list("pk", flat=True))


def _person_id(public_id: str | None, *, viewer: Worker, at: datetime) -> int | None:
    """Only while consent is in force: a name is never kept without it."""
    person = people.find_named(public_id, viewer=viewer, at=at) if public_id else None
    return person.pk if person else None
