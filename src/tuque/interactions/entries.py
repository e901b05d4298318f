"""A posted form made into an entry for the services, or into what is wrong with it; nothing typed is lost."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language

from tuque.accounts.api import Team, Worker, WorkerRequest
from tuque.core.ids import new_id
from tuque.core.problems import NotFound
from tuque.forms import api as forms
from tuque.geo import api as geo
from tuque.interactions import filling, imported, rows, selectors
from tuque.interactions.facts import problems_of
from tuque.interactions.models import Interaction
from tuque.interactions.services import Entry
from tuque.people import api as people

MOST_PRESET = 4000
Filled = forms.PublishedForm | imported.OwnForm


@dataclass(frozen=True)
class Draft:
    """What was sent. `entry` is None while something is wrong: `errors` by field, or `troubles` (field, label, words)
    that only the whole record shows."""

    answers: Mapping[str, Any]
    errors: Mapping[str, forms.AnswerProblem] = field(default_factory=dict)
    troubles: tuple[tuple[str, str, str], ...] = ()
    entry: Entry | None = None


def read_draft(
    request: HttpRequest, one: Filled, *, viewer: Worker, at: datetime, before: Interaction | None = None
) -> Draft:
    answers = answers_in(request, one, viewer=viewer)
    return check(one, answers, viewer=viewer, at=at, before=before)


def answers_in(request: HttpRequest, one: Filled, *, viewer: Worker) -> dict[str, Any]:
    """What is on the page, and what it carries of the other parts of a long form."""
    answers = forms.read_post(one.form, request.POST, request.FILES, zone=viewer.organization.zone)
    return forms.Pages(one.form, request.POST).whole(answers)


def form_drawn(request: WorkerRequest, code: str) -> forms.PublishedForm:
    """The version of the form `code` that the page was drawn under: what is sent from it is read as it was asked, also when
    a newer one was published since, or the form withdrawn. The newest when the page names none or asks for it. Raises NotFound.
    """
    if "_newest" not in request.POST:
        with suppress(ValueError, NotFound):
            version = UUID(request.POST.get("_version", ""))
            drawn = forms.get_form_of_id(version, viewer=request.worker)
            if drawn.form.code == code:
                return drawn
    return forms.get_form(code, viewer=request.worker)


def has_newer(one: Filled, *, viewer: Worker) -> bool:
    """Whether another version of this form is what `viewer` would find now."""
    if one.version is None:
        return False
    try:
        return forms.get_form(one.form.code, viewer=viewer).version.pk != one.version.pk
    except NotFound:
        return False  # withdrawn: this page may still be sent


def only_drawn(request: HttpRequest) -> bool:
    """Whether the page is only to be drawn again, with what is on it: its reader looks for a name, wants a row more or less,
    another part, or asks for the newer form."""
    return any(button in request.POST for button in ("_find", "_add", "_remove", "_newest", "_to"))


def unchecked(request: HttpRequest, one: Filled, *, viewer: Worker) -> Draft:
    """What is on the page so far, with the row more or less that was asked for."""
    answers = answers_in(request, one, viewer=viewer)
    forms.add_or_remove_row(one.form, answers, request.POST)
    return Draft(answers=answers)


def check(
    one: Filled,
    answers: Mapping[str, Any],
    *,
    viewer: Worker,
    at: datetime,
    before: Interaction | None = None,
    whole: bool = True,
) -> Draft:
    """`whole` is False for something that only begins: what is not answered yet is no error."""
    checked = forms.check_answers(one.form, answers, known=known_to(viewer, one.form, answers, at=at))
    errors = {} if not whole else checked.errors
    if errors:
        return Draft(answers=answers, errors=errors)
    facts = filling.facts_from(one.form, checked.values, viewer=viewer, at=at, before=before)
    if one.version is None and before is not None:
        facts = imported.kept(facts, before, checked.values)
    territory = rows.territory(facts, viewer.organization)
    wrong = problems_of(facts, at=at, zone=viewer.organization.zone, territory=territory)
    wrong = rows.not_there_before(wrong, facts, before)
    if wrong:
        return Draft(answers=answers, troubles=tuple(_trouble(one.form, *pair) for pair in wrong.items()))
    entry = Entry(
        facts=facts,
        form_version=one.version,
        answers=before.answers if one.version is None and before is not None else checked.values,
        remind_after=filling.reminder_in(one.form, checked.values),
    )
    return Draft(answers=answers, entry=entry)


def as_new(draft: Draft, one: Filled, row: Interaction) -> Draft:
    """The same answers for a new record: it begins when `row` did, where nobody said otherwise."""
    began = one.form.filling("occurred_at")
    if began is None or draft.answers.get(began.code):
        return draft
    return replace(draft, answers={**draft.answers, began.code: row.occurred_at.isoformat()})


def _trouble(form: forms.Form, column: str, words: str) -> tuple[str, str, str]:
    code = filling.field_for(form, column)
    named = form.find_field(code) if code else None
    return code, named.label.in_language(get_language()) if named else "", words


def quick_answers(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """The answers of one tap: the form's defaults, what the button holds, the position if the phone gave it."""
    answers = forms.defaults_of(form) | preset_of(request.POST.get("_answers", ""))
    place = form.filling("place")
    position = {part: _number(request.POST.get(f"_{part}", "")) for part in ("lon", "lat", "accuracy")}
    if place is not None and position["lon"] is not None and position["lat"] is not None:
        answers[place.code] = {part: value for part, value in position.items() if value is not None}
    return answers


def preset_of(text: str) -> dict[str, Any]:
    """The answers that a button holds. Whoever sends others could as well have typed them: they are checked all the same."""
    if not text or len(text) > MOST_PRESET:
        return {}
    try:
        preset = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return preset if isinstance(preset, dict) else {}


def known_to(viewer: Worker, form: forms.Form, answers: Mapping[str, Any], *, at: datetime) -> forms.Known:
    """The ids that an answer of `viewer` may name; only what `answers` needs is asked of the database."""
    named = list(forms.named_in(form, answers))
    given = {one.type for one, _answer in named}
    workers = selectors.list_colleagues(viewer).values_list("public_id", flat=True) if "workers" in given else ()
    # A place that was retired stays good in the records that have it.
    places = geo.all_places(viewer).values_list("public_id", flat=True) if "place" in given else ()
    persons = [str(answer) for one, answer in named if one.type == "person"]
    return forms.Known(
        workers={str(one) for one in workers},
        places={str(one) for one in places},
        persons={one for one in persons if one and people.find_named(one, viewer=viewer, at=at)},
    )


def offers_for(viewer: Worker, *, at: datetime, row: Interaction | None = None) -> forms.Offers:
    """What the page of a form offers besides its own choices, and which files `row` has already."""
    return forms.Offers(
        workers=[forms.Option(str(one.public_id), one.name) for one in selectors.list_colleagues(viewer)],
        find_people=people.finder(viewer, at=at),
        name_person=people.namer(viewer, at=at),
        kept=[kept.mark for kept in row.attachments.all()] if row is not None else (),
    )


def key_of(request: HttpRequest) -> UUID:
    """The id that the page was given when it was drawn; one of our own where it does not carry a good one.

    What is ours on the page of a form begins with an underscore, which no code of a question does.
    """
    try:
        return UUID(request.POST.get("_key", ""))
    except ValueError:
        return new_id()


def team_of(request: HttpRequest, viewer: Worker) -> Team | None:
    """The team chosen on the page, when it is one of the viewer's; else the one they logged for last."""
    teams = {str(team.public_id): team for team in viewer.teams}
    return teams.get(request.POST.get("_team", "")) or usual_team(viewer)


def usual_team(viewer: Worker) -> Team | None:
    if len(viewer.teams) > 1:
        last = selectors.last_team_id(viewer)
        return next((team for team in viewer.teams if team.pk == last), viewer.teams[0])
    return viewer.teams[0] if viewer.teams else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e7 else None
