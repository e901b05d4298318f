from access import Route
from tuque.accounts.roles import Role
from tuque.agreements.codes import DataClass
from tuque.agreements.tests.factories import in_force
from tuque.breakglass.tests.factories import opening
from tuque.core.clock import now
from tuque.people import services
from tuque.people.permissions import MAY_ERASE, MAY_LOOK, MAY_NAME, MAY_WITHDRAW
from tuque.people.tests.factories import SPOKEN, person

CONSENT = {"consent_language": "en", "means": "spoken", "agreed": "on"}


def own_person(cast):
    return {"public_id": person(by=cast.noor, at=now()).public_id}


def opened_by_amina(cast):
    return {"opening_id": opening(cast.amina, own_person(cast)["public_id"]).public_id}


def own_sharing(cast):
    at = now()
    shared = services.record_sharing(
        person=person(by=cast.noor, at=at),
        organizations=[cast.elsewhere],
        data_classes=[DataClass.WORDS],
        agreement=SPOKEN,
        by=cast.noor,
        at=at,
    )
    return {"public_id": shared.public_id}


def partner_of(cast):
    """A person, and a partner to share with."""
    in_force(cast, at=now())
    return own_person(cast)


def shared(cast):
    return {**CONSENT, "organizations": [str(cast.elsewhere.public_id)], "data_classes": [DataClass.WORDS]}


ROUTES = {
    "people:search": Route(get=MAY_NAME, post=MAY_NAME, body=lambda cast: {"words": "example"}),
    "people:find": Route(post=MAY_NAME, body=lambda cast: {"words": "example", "field": "person"}),
    "people:add": Route(
        get=MAY_NAME, post=MAY_NAME, body=lambda cast: {"name": "Max Example", "someone_else": "on", **CONSENT}
    ),
    "people:person": Route(get=MAY_LOOK, names=own_person),
    "people:opened": Route(get=frozenset({Role.RESPONDER}), names=opened_by_amina),
    "people:consent": Route(post=MAY_NAME, names=own_person, body=lambda cast: CONSENT),
    "people:sharing": Route(get=MAY_NAME, post=MAY_NAME, names=partner_of, body=shared),
    "people:sharing-withdrawal": Route(post=MAY_WITHDRAW, names=own_sharing),
    "people:erasure": Route(
        get=MAY_ERASE, post=MAY_ERASE, names=own_person, body=lambda cast: {"reason": "asked", "understood": "on"}
    ),
    "people:withdrawal": Route(post=MAY_WITHDRAW, names=own_person),
}
