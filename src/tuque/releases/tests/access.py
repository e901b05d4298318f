from datetime import timedelta
from uuid import uuid4

from access import EVERYONE, Route
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.releases.desk import services
from tuque.releases.desk.attaching import Attached
from tuque.releases.desk.models import AnswerFile
from tuque.releases.desk.permissions import ANSWERERS, KEEPERS
from tuque.releases.desk.questions import Query
from tuque.releases.exports import MAY_EXPORT
from tuque.releases.permissions import MAY_HAVE_DEVICES, MAY_MANAGE_TOKENS, MAY_SEE_DEVICES
from tuque.releases.scopes import Scope
from tuque.releases.services import create_device, create_token
from tuque.releases.tests import desk

MANAGERS = frozenset(MAY_MANAGE_TOKENS)


def own_token(cast):
    moment = now()
    token, _secret = create_token(
        name="Example",
        scopes=[Scope.REFERENCE],
        expires_at=moment + timedelta(days=1),
        by=cast.workers[Role.ADMINISTRATOR],
        at=moment,
    )
    return {"public_id": token.public_id}


def some_id(cast):
    return {"id": uuid4()}


def own_device(cast):
    device, _password = create_device(name="Tablet", team=None, by=cast.workers[Role.DIRECTOR], at=now())
    return {"public_id": device.public_id}


def some_form(cast):
    return {"public_id": uuid4()}


def open_desk(cast):
    return desk.open_desk(cast.downtown)


def a_request(cast):
    row, _token = desk.request(cast.downtown)
    return {"public_id": row.public_id}


def a_link(cast):
    """Asked back, so that a reply is taken."""
    row, token = desk.request(cast.downtown)
    row.state = "asked_back"
    row.save(update_fields=["state"])
    return {"token": token}


def own_answer(cast):
    return {"public_id": desk.library_answer(cast.workers[Role.DIRECTOR]).public_id}


def a_public_answer(cast):
    return {"public_id": desk.library_answer(cast.workers[Role.DIRECTOR], is_public=True).public_id}


def _file(cast: Cast) -> tuple[AnswerFile, str]:
    row, token = desk.request(cast.downtown, at=now())
    attached = Attached("beds.csv", b"beds\n24\n", "CC0", now().date(), "Counted.")
    services.answer(
        row, words="Here.", query=Query(), attached=attached, origin="https://tuque.example", by=cast.dana, at=now()
    )
    return AnswerFile.objects.latest("pk"), token


def a_file(cast: Cast) -> dict[str, object]:
    file, _token = _file(cast)
    return {"public_id": file.request.public_id, "file_id": file.public_id}


def a_file_by_link(cast: Cast) -> dict[str, object]:
    file, token = _file(cast)
    return {"token": token, "file_id": file.public_id}


ROUTES = {
    "releases:devices": Route(
        get=frozenset(MAY_SEE_DEVICES), post=frozenset(MAY_HAVE_DEVICES), body=lambda cast: {"name": "Tablet"}
    ),
    "releases:revoke-device": Route(post=MANAGERS, names=own_device),
    "openrosa:list": Route(get=EVERYONE, by_token=True),
    "openrosa:form": Route(get=EVERYONE, by_token=True, names=some_form),
    "openrosa:manifest": Route(get=EVERYONE, by_token=True, names=some_form),
    "openrosa:submission": Route(post=EVERYONE, by_token=True),
    "releases:tokens": Route(
        get=MANAGERS, post=MANAGERS, body=lambda cast: {"name": "Report", "scopes": ["reference:read"], "days": "30"}
    ),
    "releases:export": Route(get=frozenset(MAY_EXPORT)),
    "releases:revoke": Route(post=MANAGERS, names=own_token),
    "releases:description": Route(get=EVERYONE, public=True),
    # A search and its file: nobody's act, and nothing of anyone's is written but a count about nobody.
    "data:home": Route(get=EVERYONE, post=EVERYONE, public=True, body=lambda cast: {"words": "food"}, audited=False),
    "data:file": Route(
        get=EVERYONE,
        post=EVERYONE,
        public=True,
        body=lambda cast: {"words": "food", "format": "csv"},
        audited=False,
        answers=frozenset({200, 302}),  # only a form gives a file; an address leads back to the box
    ),
    # What is published belongs to everyone.
    "data:past": Route(get=EVERYONE, public=True, names=a_public_answer, shared=True),
    "data:answers": Route(
        get=EVERYONE, post=EVERYONE, public=True, body=lambda cast: {"words": "meals"}, audited=False
    ),
    "data:ask": Route(
        get=EVERYONE,
        post=EVERYONE,
        public=True,
        body=lambda cast: {"desk": open_desk(cast).public_id, "question": "How many?"},
        answers=frozenset({200, 201, 404}),  # with no desk open, there is nobody to ask
    ),
    # The secret of the link opens one request, whoever holds it.
    "data:request": Route(
        get=EVERYONE, post=EVERYONE, public=True, names=a_link, shared=True, body=lambda cast: {"words": "Yes."}
    ),
    "data:requests": Route(get=frozenset(ANSWERERS)),
    "data:keep-desk": Route(post=frozenset(KEEPERS), body=lambda cast: {"is_open": "on", "due_days": "30"}),
    "data:staff-request": Route(get=frozenset(ANSWERERS), names=a_request),
    "data:act": Route(
        post=frozenset(ANSWERERS), names=a_request, body=lambda cast: {"do": "note", "words": "Ask the city."}
    ),
    "data:staff-file": Route(get=frozenset(ANSWERERS), names=a_file),
    "data:request-file": Route(get=EVERYONE, public=True, names=a_file_by_link, shared=True),
    "data:library": Route(get=frozenset(ANSWERERS)),
    # The page makes the id of a new answer: an unknown one is a new one, within one's own organization.
    "data:entry": Route(
        get=frozenset(ANSWERERS),
        post=frozenset(ANSWERERS),
        names=own_answer,
        shared=True,
        body=lambda cast: {"question_en": "How many?"},
    ),
    "api:openapi-json": Route(get=EVERYONE, public=True),
    "api:api-root": Route(public=True),
    "api:who_am_i": Route(get=EVERYONE, by_token=True),
    "api:add_interaction": Route(post=EVERYONE, by_token=True),
    "api:add_patrol": Route(post=EVERYONE, by_token=True),
    "api:list_interactions": Route(get=EVERYONE, by_token=True),
    "api:get_interaction": Route(get=EVERYONE, by_token=True, names=some_id),
    "api:list_levels": Route(get=EVERYONE, by_token=True),
    "api:list_acts": Route(get=EVERYONE, by_token=True),
    "api:list_teams": Route(get=EVERYONE, by_token=True),
    "api:list_places": Route(get=EVERYONE, by_token=True),
    "api:list_layers": Route(get=EVERYONE, by_token=True),
    "api:list_areas": Route(get=EVERYONE, by_token=True, names=lambda cast: {"code": "any", "vintage": "2021"}),
    "api:get_questionnaire": Route(get=EVERYONE, by_token=True, names=lambda cast: {"code": "any"}),
    "api:list_codes": Route(get=EVERYONE, by_token=True),
}
