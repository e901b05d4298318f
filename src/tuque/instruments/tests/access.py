from access import Route
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.instruments import permissions
from tuque.instruments.models import Instrument
from tuque.instruments.tests import factories
from tuque.people.tests.factories import person

USERS, ALLOWS = frozenset(permissions.USERS), frozenset(permissions.ALLOWS)
# Noor's records are her team's: a case worker of no team does not see them.
HER_READERS = USERS - {Role.CASE_WORKER}


def asq(cast: Cast) -> dict[str, object]:
    return {"code": "asq"}


def allowed(cast: Cast) -> dict[str, object]:
    if not Instrument.objects.filter(organization=cast.downtown).exists():
        factories.allowed(cast)
    return {"code": "asq"}


def record(cast: Cast) -> dict[str, object]:
    return {"public_id": factories.filled(cast, "asq", factories.CALM).public_id}


def someone(cast: Cast) -> dict[str, object]:
    named = person(by=cast.noor, at=now())
    factories.filled(cast, "asq", {**factories.CALM, "person": str(named.public_id)})
    return {"public_id": named.public_id}


ROUTES = {
    "instruments:list": Route(get=USERS),
    # The code is of an instrument that comes with Tuque, the same for all; the permission is written for the worker's own.
    "instruments:allow": Route(post=ALLOWS, names=asq, shared=True),
    "instruments:withdraw": Route(post=ALLOWS, names=allowed, shared=True),
    "instruments:result": Route(get=HER_READERS, names=record),
    "instruments:person": Route(get=USERS, names=someone),
}
