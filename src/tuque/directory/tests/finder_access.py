"""The finder is for anyone; what it writes is a count of questions without a find, about nobody."""

from access import EVERYONE, Route
from tuque.accounts.tests.cast import Cast
from tuque.directory.tests import factories


def a_service(cast: Cast) -> dict[str, object]:
    return {"public_id": factories.service(cast.downtown).public_id}


ROUTES = {
    # A search changes nothing of anyone's: it is not audited, since it is nobody's act.
    "finder:find": Route(get=EVERYONE, post=EVERYONE, public=True, body=lambda cast: {"words": "food"}, audited=False),
    "finder:list": Route(get=EVERYONE, public=True),
    "finder:offline": Route(get=EVERYONE, public=True),
    "finder:pack": Route(get=EVERYONE, public=True),
    "finder:service": Route(get=EVERYONE, public=True, names=a_service, shared=True),
}
