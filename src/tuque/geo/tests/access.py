from access import EVERYONE, Route
from tuque.geo.tests import factories

ROUTES = {
    # Boundaries are public: every organization reads the same ones, so there is no foreign row to hide.
    "geo:layer": Route(get=EVERYONE, names=factories.layer_code, shared=True),
}
