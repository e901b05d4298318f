"""Records for tests: each with sensible values, changed by name."""

import io
from datetime import datetime, timedelta
from uuid import UUID

from conftest import NOON
from django.core.files.base import ContentFile
from PIL import Image

from tuque.accounts.models import Team, Worker
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.forms import api as forms
from tuque.forms.tests.factories import starter_set
from tuque.interactions import entries, services
from tuque.interactions.facts import Facts
from tuque.interactions.models import Interaction
from tuque.interactions.services import Entry


def facts(**values: object) -> Facts:
    usual: dict[str, object] = {
        "base_type": "check_in",
        "type_code": "check-in",
        "origin": "found",
        "occurred_at": NOON,
        "outcome": "helped",
        "people_count": 1,
    }
    return Facts(**{**usual, **values})  # type: ignore[arg-type]


def entry(**values: object) -> Entry:
    remind_after = values.pop("remind_after", None)
    return Entry(facts=facts(**values), remind_after=remind_after)  # type: ignore[arg-type]


def interaction(
    by: Worker, *, team: Team | None = None, key: UUID | None = None, at: datetime = NOON, **values: object
) -> Interaction:
    chosen = team or (by.teams[0] if by.teams else None)
    return services.record_interaction(by=by, team=chosen, entry=entry(**values), key=key or new_id(), at=at)


def wait(by: Worker, *, at: datetime = NOON - timedelta(hours=1), **values: object) -> Interaction:
    started = entry(base_type="wait", type_code="wait", occurred_at=at, outcome="", **values)
    return services.start_interaction(by=by, team=by.teams[0] if by.teams else None, entry=started, key=new_id(), at=at)


def install_forms(cast: Cast) -> None:
    starter_set(cast.downtown, at=NOON)


def filled(cast: Cast) -> Interaction:
    """A record that Noor just made with the starter form of a check-in."""
    install_forms(cast)
    one = forms.get_form("check-in", viewer=cast.noor)
    draft = entries.check(one, {"outcome": "spoke", "people": {"adult": 1}}, viewer=cast.noor, at=now())
    assert draft.entry, (draft.errors, draft.troubles)
    return services.record_interaction(by=cast.noor, team=cast.foot_patrol, entry=draft.entry, key=new_id(), at=now())


def running(cast: Cast) -> Interaction:
    """A wait that Noor began an hour ago."""
    install_forms(cast)
    one, at = forms.get_form("wait", viewer=cast.noor), now() - timedelta(hours=1)
    draft = entries.check(one, {}, viewer=cast.noor, at=at, whole=False)
    assert draft.entry, draft.troubles
    return services.start_interaction(by=cast.noor, team=cast.foot_patrol, entry=draft.entry, key=new_id(), at=at)


def one_point_photo() -> ContentFile[bytes]:
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "JPEG")
    return ContentFile(out.getvalue(), name="one-point.jpg")
