"""Instruments allowed and filled in, for tests."""

from datetime import datetime

from tuque.accounts.models import Worker
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.forms import api as forms
from tuque.instruments import services
from tuque.instruments.models import Instrument
from tuque.interactions import entries
from tuque.interactions import services as records
from tuque.interactions.models import Interaction

CALM = {"wished_dead": "no", "better_off": "no", "thoughts": "no", "tried": "no"}


def allowed(cast: Cast, code: str = "asq") -> Instrument:
    return services.allow(code=code, by=cast.dana, at=now())


def filled(
    cast: Cast, code: str, answers: dict[str, object], *, by: Worker | None = None, at: datetime | None = None
) -> Interaction:
    """A record that Noor, or `by`, filled in with `code`; it is allowed first."""
    worker, at = by or cast.noor, at or now()
    allowed(cast, code)
    one = forms.get_form(code, viewer=worker)
    draft = entries.check(one, answers, viewer=worker, at=at)
    assert draft.entry, (draft.errors, draft.troubles)
    team = worker.teams[0] if worker.teams else None
    return records.record_interaction(by=worker, team=team, entry=draft.entry, key=new_id(), at=at)
