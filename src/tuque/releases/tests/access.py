from datetime import timedelta
from uuid import uuid4

from access import EVERYONE, Route
from tuque.accounts.roles import Role
from tuque.core.clock import now
from tuque.releases.exports import MAY_EXPORT
from tuque.releases.permissions import MAY_HAVE_DEVICES, MAY_MANAGE_TOKENS, MAY_SEE_DEVICES
from tuque.releases.scopes import Scope
from tuque.releases.services import create_device, create_token

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
    "api:openapi-json": Route(get=EVERYONE, public=True),
    "api:api-root": Route(public=True),
    "api:who_am_i": Route(get=EVERYONE, by_token=True),
    "api:add_interaction": Route(post=EVERYONE, by_token=True),
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
