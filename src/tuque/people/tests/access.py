from access import Route
from tuque.core.clock import now
from tuque.people.permissions import MAY_LOOK, MAY_NAME, MAY_WITHDRAW
from tuque.people.tests.factories import person

CONSENT = {"consent_language": "en", "means": "spoken", "agreed": "on"}


def own_person(cast):
    return {"public_id": person(by=cast.noor, at=now()).public_id}


ROUTES = {
    "people:search": Route(get=MAY_NAME, post=MAY_NAME, body=lambda cast: {"words": "example"}),
    "people:find": Route(post=MAY_NAME, body=lambda cast: {"words": "example", "field": "person"}),
    "people:add": Route(
        get=MAY_NAME, post=MAY_NAME, body=lambda cast: {"name": "Max Example", "someone_else": "on", **CONSENT}
    ),
    "people:person": Route(get=MAY_LOOK, names=own_person),
    "people:consent": Route(post=MAY_NAME, names=own_person, body=lambda cast: CONSENT),
    "people:withdrawal": Route(post=MAY_WITHDRAW, names=own_person),
}
