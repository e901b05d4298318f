"""Patrols sent by another program."""

from datetime import timedelta

import h3.api.basic_int as h3
import pytest
from conftest import NOON
from django.test import Client

from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.models import ConflictingWrite
from tuque.geo import services as geo_services
from tuque.geo.tests import factories as geo
from tuque.interactions.models import Outing, Patrol
from tuque.releases.scopes import Scope
from tuque.releases.tests import factories

pytestmark = pytest.mark.django_db
NE = {"lon": -97.13, "lat": 49.91}


@pytest.fixture
def program(cast):
    geo_services.choose_territory(organization=cast.downtown, layer=geo.layer(), at=NOON)
    return Client(headers={"Authorization": f"Bearer {factories.token(cast.dana, Scope.PATROLS)}"})


def ago(minutes: int) -> str:
    return (now().replace(microsecond=0) - timedelta(minutes=minutes)).isoformat()


def send(client, **changes):
    body = {"id": str(new_id()), "team": "van", "starts_at": ago(120), "ends_at": ago(60), **changes}
    return client.post("/api/v1/patrols", body, content_type="application/json")


def seconds(**also: object) -> int:
    return sum(Patrol.objects.filter(**also).values_list("seconds", flat=True))


def test_a_patrol_is_added_once_however_often_it_is_sent(program, cast):
    one = {"id": str(new_id()), "starts_at": ago(120), "ends_at": ago(60), "areas": ["NE", "SE"]}

    answers = [send(program, **one) for _ in range(3)]

    assert [(answer.status_code, answer.json()["seconds"]) for answer in answers] == [(201, 3600)] * 3
    outing = Outing.objects.get()
    assert (outing.team, outing.source, str(outing.public_id)) == (cast.van, "api", one["id"])
    assert seconds() == 3600
    assert seconds(area__code="NE") == pytest.approx(1800, abs=2)


def test_positions_are_kept_as_cells(program):
    positions = [{"at": ago(110), **NE}, {"at": ago(70), "lon": -97.15, "lat": 49.89}]

    assert send(program, positions=positions).status_code == 201

    assert seconds(cell=h3.latlng_to_cell(NE["lat"], NE["lon"], 10)) == 1800
    assert seconds() == 3600


def test_other_content_under_the_same_id_is_refused_and_kept(program):
    key = str(new_id())
    send(program, id=key)

    assert send(program, id=key, team="foot-patrol").status_code == 409
    assert ConflictingWrite.objects.count() == 1
    assert Outing.objects.get().team.code == "van"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"team": "there"}, "team"),
        ({"areas": ["XX"]}, "areas"),
        ({"ends_at": ago(180)}, "ends_at"),
        ({"starts_at": "2026-01-10T18:00:00"}, "starts_at"),
        ({"areas": ["NE"], "positions": [{"at": ago(100), **NE}]}, "areas"),
        ({"positions": [{"at": ago(300), **NE}]}, "where"),
        ({"positions": [{"at": ago(100), "lon": 200, "lat": 0}]}, "positions"),
    ],
)
def test_what_cannot_be_added_is_named(program, changes, where):
    answer = send(program, **changes)

    assert answer.status_code == 422
    assert any(where in name for name in answer.json()["errors"])
    assert not Outing.objects.exists()


def test_a_key_for_interactions_adds_no_patrol(cast):
    client = Client(headers={"Authorization": f"Bearer {factories.token(cast.dana, Scope.WRITE)}"})

    assert send(client).status_code == 403
    assert not Outing.objects.exists()


def test_what_a_program_sent_is_not_changed_on_a_phone(program, cast, sign_in):
    key = send(program).json()["id"]

    assert sign_in(cast.dana).get(f"/patrols/{key}").status_code == 404
