"""The form by which an imported record is put right: the standard columns, and nothing else.

What was imported was given under no form of ours. Its category, its named columns without a question here and the row as
its file had it stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from tuque.forms import api as forms
from tuque.forms.language import read_definition
from tuque.interactions import filling
from tuque.interactions.codes import (
    Action,
    AgeGroup,
    BaseType,
    EmergencyReason,
    EmergencyService,
    Origin,
    Outcome,
    RequestSource,
)
from tuque.interactions.facts import Facts
from tuque.interactions.models import Interaction

CODE = "imported"
Question = dict[str, Any]


@dataclass(frozen=True)
class OwnForm:
    """Like a published form, but ours: no version of an organization's."""

    form: forms.Form
    version: None = None


@cache
def own_form() -> OwnForm:
    form, problems = read_definition(_body())
    if form is None:
        raise ValueError(f"interactions: the form of imported records cannot be read: {problems[0]}")
    return OwnForm(form)


def answers_of(row: Interaction) -> dict[str, Any]:
    """What the form holds for `row`: people without an age group are people whose age is not known."""
    answers = filling.answers_of(row, own_form().form)
    if row.people_count and not row.age_groups:
        answers["people"] = {AgeGroup.UNKNOWN.value: row.people_count}
    return answers


def kept(facts: Facts, row: Interaction, values: Mapping[str, Any]) -> Facts:
    """`facts`, with what the form does not ask as `row` has it. Nobody counted is nobody counted: a log may not say."""
    return replace(
        facts,
        type_code=row.type_code,
        age_groups=dict(values.get("people") or {}),
        person_id=row.person_id,
        to_place_id=row.to_place_id,
    )


def _body() -> dict[str, Any]:
    times = [
        _question("received_at", "datetime", _("Call received")),
        _question("assigned_at", "datetime", _("Team assigned")),
        _question("en_route_at", "datetime", _("On the way")),
        _question("on_scene_at", "datetime", _("On scene")),
        _question("cleared_at", "datetime", _("Clear")),
    ]
    more = [
        _question("dispatched_as", "choice", _("Type at dispatch"), BaseType),
        _question("origin", "choice", _("How it began"), Origin, required=True),
        _question("request_source", "choice", _("Who asked"), RequestSource),
        _question("actions", "many", _("What was done"), Action),
        _question("follow_up", "yes_no", _("Is a follow-up needed?")),
        _question("emergency_services", "many", _("Emergency services called"), EmergencyService),
        _question("emergency_reason", "choice", _("Why they were called"), EmergencyReason),
    ]
    return {
        "language": 1,
        "code": CODE,
        "title": _words(_("Imported record")),
        "base_type": BaseType.OTHER.value,
        "origin": Origin.CALLED.value,
        "fields": [
            _question("occurred_at", "datetime", _("When it began"), required=True),
            _question("base_type", "choice", _("Type"), BaseType, required=True),
            _question("outcome", "choice", _("How it ended"), Outcome),
            _question("people", "people", _("People helped"), AgeGroup),
            _question("duration", "duration", _("How long, in minutes")),
            _question("place", "place", _("Where it was")),
            _question("note", "note", _("Note")),
            {"code": "times", "type": "group", "folded": True, "label": _words(_("Times")), "fields": times},
            {"code": "more", "type": "group", "folded": True, "label": _words(_("More details")), "fields": more},
        ],
    }


def _question(
    column: str, kind: str, label: str, codes: type[models.TextChoices] | None = None, *, required: bool = False
) -> Question:
    question: Question = {"code": column, "type": kind, "label": _words(label), "fills": column, "required": required}
    if codes is not None:
        question["choices"] = [{"code": one.value, "label": _in_both(lambda one=one: str(one.label))} for one in codes]
    return question


def _words(text: str) -> dict[str, str]:
    return _in_both(lambda: gettext(text))


def _in_both(said: Any) -> dict[str, str]:
    words = {}
    for language in ("en", "fr"):
        with override(language):
            words[language] = said()
    return words
