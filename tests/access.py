"""The words of the access tables: `src/tuque/<room>/tests/access.py` holds `ROUTES`, one line for each address.

    ROUTES = {
        "interactions:list": Route(get=FIELD | DESK),
        "interactions:void": Route(post=FIELD, names=own_interaction, body=lambda cast: {"reason": "Typed twice"}),
    }

`tests/project/test_access.py` tries every route x method x role, a worker of another organization, and a visitor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import Cast

EVERYONE = frozenset(Role)


@dataclass(frozen=True)
class Route:
    """Who may do what at one address.

    get, post   the roles that may; None means that the method answers 405
    public      anyone may, signed in or not
    names       makes the row that the address names, in `cast.downtown`, and gives the address's arguments: Odile gets 404
    body        what a POST needs to be accepted
    query       what a GET needs after the question mark
    by_token    only a program with a token gets in: visitors and signed-in workers get 401
    shared      what the address names belongs to every organization alike: a comment says why
    answers     the statuses that getting in may have here, where a success is not one of them: say why beside it
    asks        it asks another organization something: the kinds of rows, one of each, which that one then owns
    audited     an accepted POST leaves an audit record; where it is False, a comment says why
    """

    get: frozenset[Role] | None = None
    post: frozenset[Role] | None = None
    public: bool = False
    names: Callable[[Cast], Mapping[str, object]] | None = None
    body: Callable[[Cast], Mapping[str, object]] | None = None
    query: str = ""
    shared: bool = False
    asks: tuple[str, ...] = ()
    audited: bool = True
    by_token: bool = False
    answers: frozenset[int] | None = None
