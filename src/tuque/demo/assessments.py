"""The demonstration's instruments: three allowed, one that waits; a matrix and a distress scale filled in over some months."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tuque.accounts.models import Organization, Worker
from tuque.core.ids import new_id
from tuque.forms import api as forms
from tuque.instruments import services
from tuque.instruments.catalogue import shipped
from tuque.instruments.models import Instrument
from tuque.interactions import api as interactions
from tuque.people.models import Person

ALLOWED = ("self-sufficiency-matrix", "distress", "contact-survey")


def fill(organization: Organization, *, at: datetime) -> None:
    """Only where nothing is allowed yet."""
    if Instrument.objects.filter(organization=organization).exists():
        return
    dana, carl = (Worker.objects.get(email=f"{name}@demo.example") for name in ("dana", "carl"))
    for code in ALLOWED:
        services.allow(code=code, by=dana, at=at - timedelta(days=90))
    person = Person.objects.filter(organization=organization).order_by("pk").first()
    if person is None:
        return
    for number, days in enumerate((28, 16, 2)):  # since they agreed to be named
        moment = at - timedelta(days=days, hours=3)
        levels = {
            code: f"level_{1 + (place + 2 * number) % 3 + number}"
            for place, code in enumerate(shipped()["self-sufficiency-matrix"].rules.scores[0].fields)
            if code != "child_care"
        }
        _record("self-sufficiency-matrix", levels, person, by=carl, at=moment)
        _record("distress", {"before": 8 - number, "after": 6 - 2 * number}, person, by=carl, at=moment)


def _record(code: str, answers: Mapping[str, object], person: Person, *, by: Worker, at: datetime) -> None:
    one = forms.get_form(code, viewer=by)
    draft = interactions.check(one, {**answers, "person": str(person.public_id)}, viewer=by, at=at)
    if draft.entry is not None:
        interactions.record_interaction(by=by, team=by.teams[0], entry=draft.entry, key=new_id(), at=at)
