from access import EVERYONE, Route
from tuque.accounts.roles import Role
from tuque.geo.tests import factories

KEEPERS = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})


def own_place(cast):
    found = cast.downtown.places.first()
    return {"public_id": (found or factories.place(cast.downtown)).public_id}


def new_place(cast):
    return {"name": f"Corner {cast.downtown.places.count()}", "where.lon": "-97.1", "where.lat": "49.9"}


ROUTES = {
    # Boundaries are public: every organization reads the same ones, so there is no foreign row to hide.
    "geo:layer": Route(get=EVERYONE, public=True, names=factories.layer_code, shared=True),
    "geo:places": Route(get=KEEPERS),
    "geo:add-place": Route(post=KEEPERS, body=new_place),
    "geo:place-active": Route(post=KEEPERS, names=own_place, body=lambda cast: {"active": "no"}),
    "geo:layers": Route(get=KEEPERS),
    # The layer is everyone's; the choice is written for the worker's own organization.
    "geo:choose-territory": Route(post=KEEPERS, names=factories.layer_code, shared=True),
}
