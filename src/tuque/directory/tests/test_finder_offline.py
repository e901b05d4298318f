"""The copy that a phone takes along: whole, in parts, in both languages, and nothing in it that is not public."""

import gzip
import json

import pytest
from conftest import NOON

from tuque.directory import visibility
from tuque.directory.finder import pack
from tuque.directory.models import FieldText, Service
from tuque.directory.search import following
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meals(cast):
    row = factories.service(cast.downtown, "Community meals", description="Hot meals.")
    factories.place(row)
    FieldText.objects.create(
        organization=cast.downtown, entity="service", record=row.public_id, field="name", language="fr", text="Repas"
    )
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    return row


def taken(client, **asked):
    """Every part, as a phone asks for them."""
    parts = [client.get("/find/pack", asked).json()]
    while parts[-1]["next"]:
        parts.append(client.get("/find/pack", {**asked, "after": parts[-1]["next"]}).json())
    return parts


def test_a_copy_has_both_languages_the_hours_the_telephone_and_its_date(client, meals):
    (part,) = taken(client)

    (one,) = part["services"]
    assert one["name"] == {"en": "Community meals", "fr": "Repas"}
    assert one["phones"] == [["204-555-0101", "+12045550101"]]
    assert one["places"][0]["at"] == [-97.1, 49.9]
    assert one["places"][0]["hours"]["fr"] == ["Lundi à vendredi, de 9\xa0h à 17\xa0h"]
    assert part["total"] == 1
    assert part["as_of"]
    assert ["fr", "j’ai faim", "food"] in part["words"]
    assert ["R3C", -97.1, 49.9] in part["places"]


def test_what_is_confidential_is_in_no_copy(client, cast, meals):
    secret = factories.service(cast.downtown, "Secret house", is_confidential=True)
    factories.place(meals, "77 Hidden Street", is_confidential=True, longitude=-97.2222, latitude=49.8888)
    following.rebuild(today=NOON.date())

    told = json.dumps(taken(client))

    assert "Community meals" in told
    for word in ("Secret", "Hidden", "97.2222", str(secret.public_id)):
        assert word not in told


def test_parts_follow_one_another_and_miss_nothing(client, cast, meals, monkeypatch):
    monkeypatch.setattr(pack, "PART", 2)
    for number in range(4):
        factories.service(cast.downtown, f"Service {number}")

    parts = taken(client)

    assert [len(part["services"]) for part in parts] == [2, 2, 1]
    assert {one["id"] for part in parts for one in part["services"]} == {
        str(one) for one in Service.objects.values_list("public_id", flat=True)
    }
    assert "words" not in parts[1]


def test_a_town_brings_its_own_and_what_is_in_no_place(client, cast, meals):
    factories.service(cast.downtown, "Help line")

    assert len(taken(client, town="winnipeg")[0]["services"]) == 2
    assert [one["name"]["en"] for one in taken(client, town="Elsewhere")[0]["services"]] == ["Help line"]


def test_it_travels_small_and_a_nonsense_place_to_go_on_from_begins_anew(client, meals):
    response = client.get("/find/pack", {"after": "nonsense"}, headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(response.content))["total"] == 1


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "Find help without a network"), ("fr", "Trouver de l’aide sans réseau")]
)
def test_its_page_is_the_same_for_everyone(client, meals, lang, title):
    page = client.get(f"/find/offline?lang={lang}")

    assert title in page.text
    assert "/static/icons.svg" in page.text
    assert not page.cookies
