"""The access matrix again with the first wall taken down: the filters by organization and the roles are gone from the code,
and PostgreSQL alone keeps one organization from another's rows."""

from collections import Counter
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, models
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn

from project.test_access import BY_TOKEN, CLOSED, TABLE, address_of, send
from tuque.accounts.models import Organization, Worker
from tuque.accounts.roles import Role
from tuque.core import wall
from tuque.core.tests.behind import as_superuser
from tuque.releases.tests.factories import token

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one wall")
NAMED = [case for case in CLOSED if TABLE[case[0]].names and not TABLE[case[0]].shared]
# What an agreement's parties wrote and signed, they see: there a partner's rows are not foreign.
OURS_ALONE = [(name, method) for name, method in CLOSED if not name.startswith("agreements:")]
# Names of organizations are no secret; who is asking is found out before the wall knows for whom.
EVERYONES = (Organization,)


@contextmanager
def without_the_first_wall():
    """Every condition on an organization is true, and everyone holds every role."""

    def always(original):
        def as_sql(self, compiler, connection):
            target = getattr(self.lhs, "target", None)
            if getattr(target, "related_model", None) is Organization:
                return "%s = %s", [1, 1]
            return original(self, compiler, connection)

        return as_sql

    with pytest.MonkeyPatch.context() as patched:
        for lookup in (RelatedExact, RelatedIn):
            patched.setattr(lookup, "as_sql", always(lookup.as_sql))
        patched.setattr(Worker, "holds", lambda self, *roles: True)
        patched.setattr(Worker, "roles", frozenset(Role))
        yield


@contextmanager
def foreign_rows():
    """Counts, by model, the rows that reached the code for one organization though they are another's."""
    met: Counter[str] = Counter()
    original = models.Model.from_db.__func__

    def from_db(cls, db, names, values):
        row = original(cls, db, names, values)
        here, owner = wall.current(), row.__dict__.get("organization_id")
        if here and here.organization and owner not in (None, here.organization) and cls not in EVERYONES:
            met[cls._meta.label] += 1
        return row

    models.Model.from_db = classmethod(from_db)
    try:
        yield met
    finally:
        models.Model.from_db = classmethod(original)


@pytest.mark.parametrize(("name", "method"), OURS_ALONE)
def test_no_row_of_another_organization_reaches_the_code(name, method, cast, sign_in):
    address = address_of(name, cast)

    with without_the_first_wall(), foreign_rows() as met:
        answer = send(sign_in(cast.odile), name, method, cast, address)

    assert not met, f"{method.upper()} {name} read {dict(met)}"
    if (name, method) in NAMED:
        assert answer.status_code >= 400, f"{method.upper()} {name} answered {answer.status_code}"


@pytest.mark.parametrize("name", BY_TOKEN)
def test_no_row_of_another_organization_reaches_a_program(name, cast, sign_in):
    cache.clear()
    headers = {"Authorization": f"Bearer {token(cast.odile)}"}

    with without_the_first_wall(), foreign_rows() as met:
        for method in ("get", "post"):
            if getattr(TABLE[name], method) is not None:
                client = sign_in(None)
                address = address_of(name, cast) + TABLE[name].query
                getattr(client, method)(
                    address, headers=headers, **({"content_type": "application/json"} if method == "post" else {})
                )

    assert not met, f"{name} read {dict(met)}"


def test_without_either_wall_the_same_requests_read_others_rows(cast, sign_in):
    """What the tests above would say if nothing stood: the superuser, whom no policy stops."""
    browser = sign_in(cast.odile)

    addresses = [(name, method, address_of(name, cast)) for name, method in NAMED if method == "get"][:8]

    with as_superuser(connection), without_the_first_wall(), foreign_rows() as met:
        for name, method, address in addresses:
            send(browser, name, method, cast, address)

    assert sum(met.values()) > 0
