"""The stock by the interface: pages without loss or double, nothing of who gave, nothing of another organization."""

from datetime import timedelta

import pytest
from conftest import NOON

from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import give_role
from tuque.audit.models import AuditRecord
from tuque.releases.scopes import Scope
from tuque.releases.tests.test_endpoints import caller
from tuque.stock.tests import factories


@pytest.fixture
def shelf(cast):
    socks, room = factories.item(cast), factories.store(cast)
    for number in range(5):
        factories.received(cast.bea, socks, room, 10, donor="Testname Giver", at=NOON + timedelta(hours=number))
    return socks, room


def test_levels_say_what_is_left_in_each_store(cast, shelf):
    page = caller(cast.dana, Scope.STOCK).get("/api/v1/stock/levels").json()

    (level,) = page["items"]
    assert (level["item"], [place["quantity"] for place in level["places"]]) == ("socks", [50])
    assert not page["has_more"]


def test_acts_follow_one_another_without_loss_or_double(cast, shelf):
    client, seen, cursor = caller(cast.dana, Scope.STOCK), [], None
    while True:
        page = client.get("/api/v1/stock/acts", {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += page["items"]
        cursor = page["cursor"]
        if not page["has_more"]:
            break

    assert len({act["id"] for act in seen}) == len(seen) == 5
    assert sum(line["quantity"] for act in seen for line in act["lines"]) == 50
    assert "Testname" not in str(seen)
    assert AuditRecord.objects.filter(action="stock.read_by_token").count() == 3


def test_what_changed_since_an_instant_comes_alone(cast, shelf):
    client = caller(cast.dana, Scope.STOCK)
    since = {"updated_since": (NOON + timedelta(hours=3)).isoformat()}

    assert len(client.get("/api/v1/stock/acts", since).json()["items"]) == 2
    assert len(client.get("/api/v1/stock/levels", since).json()["items"]) == 1
    later = {"updated_since": (NOON + timedelta(days=3)).isoformat()}
    assert client.get("/api/v1/stock/levels", later).json()["items"] == []


@pytest.mark.parametrize("number", ["1700000000", "-5", "1e9", "5.755616667794188e-163"])
def test_a_bare_number_is_no_instant(cast, number):
    answer = caller(cast.dana, Scope.STOCK).get("/api/v1/stock/levels", {"updated_since": number})

    assert answer.status_code == 422


def test_another_organization_and_another_scope_read_nothing(cast, shelf):
    assert caller(cast.dana, Scope.INTERACTIONS).get("/api/v1/stock/acts").status_code == 403
    act = caller(cast.dana, Scope.STOCK).get("/api/v1/stock/acts").json()["items"][0]["id"]
    give_role(cast.odile, Role.DIRECTOR, at=NOON)
    theirs = caller(cast.odile, Scope.STOCK)

    assert theirs.get("/api/v1/stock/levels").json()["items"] == []
    assert theirs.get("/api/v1/stock/acts").json()["items"] == []
    assert theirs.get("/api/v1/stock/acts", {"cursor": act}).status_code == 404
