"""How much room there is and what it costs, as the finder says them."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON
from django.utils import translation

from tuque.directory.finder import costs, rooms
from tuque.directory.public_values import PublicCapacity, PublicCost, Texts, Told

pytestmark = pytest.mark.once

ZONE = ZoneInfo("America/Winnipeg")
NO_WORDS = Texts({}, "en")


def words(**fields):
    return Texts({name: {"en": Told(text, "en")} for name, text in fields.items()}, "en")


def room(available, maximum=None, *, unit=None, ago=timedelta(), lang="en"):
    one = PublicCapacity(UUID(int=1), available, maximum, unit, NO_WORDS, NOON - ago)
    with translation.override(lang):
        told = rooms.told(one, reader=lang, zone=ZONE, at=NOON)
    return str(told).replace("\u00a0", " ").replace("\u202f", " "), told.is_old


@pytest.mark.parametrize(
    ("ago", "lang", "said", "is_old"),
    [
        (timedelta(), "en", "Beds: 12 free of 20 (counted today at noon)", False),
        (timedelta(hours=2), "fr", "Beds : 12 libres sur 20 (compté aujourd’hui à 10 h)", False),
        (timedelta(hours=23), "en", "Beds: 12 free of 20 (counted yesterday at 1 p.m.)", False),
        (timedelta(days=3), "en", "Beds: 12 free of 20 (counted on Jan. 11, 2026 at noon, 3 days ago)", True),
        (timedelta(days=3), "fr", "Beds : 12 libres sur 20 (compté le 11 janvier 2026 à 12 h, il y a 3 jours)", True),
    ],
)
def test_a_count_is_never_told_without_its_time(ago, lang, said, is_old):
    assert room(12, 20, unit=words(name="beds"), ago=ago, lang=lang) == (said, is_old)


def test_a_count_without_a_unit_or_a_maximum():
    assert room(1, lang="fr")[0] == "Places : 1 libre (compté aujourd’hui à 12 h)"
    assert room(0)[0] == "Places: 0 free (counted today at noon)"


def test_a_text_of_another_region_is_in_the_readers_language():
    texts = Texts(
        {"name": {"en": Told("Meals", "en"), "fr-CA": Told("Repas", "fr-CA"), "es": Told("Comidas", "es")}}, "en"
    )

    assert [texts.get("name", language).text for language in ("en", "fr", "es", "de")] == [
        "Meals",
        "Repas",
        "Comidas",
        "Meals",
    ]


def cost(lang="en", fee_type="", **values):
    known = {"amount": None, "currency": "", "valid_from": "", "valid_to": "", "texts": NO_WORDS, **values}
    service = SimpleNamespace(fee_type=fee_type, costs=[PublicCost(**known)])
    with translation.override(lang):
        return [
            line.replace("\u00a0", " ").replace("\u202f", " ")
            for line in costs.told(service, reader=lang, on=date(2026, 1, 14))
        ]


def test_a_cost_says_what_for_how_much_and_when():
    adults = {"texts": words(option="Adults", amount_description="per visit")}

    assert cost(amount=Decimal("5.50"), **adults) == ["Adults: $5.50, per visit"]
    assert cost("fr", amount=Decimal("5.50"), **adults) == ["Adults : 5,50 $, per visit"]
    assert cost(amount=Decimal(0), texts=words(option="Children")) == ["Children: Free of charge"]
    assert cost(amount=Decimal(12), currency="EUR") == ["12 EUR"]
    assert cost(fee_type="DONATION", texts=words(amount_description="As you can")) == ["Donation", "As you can"]
    assert cost(amount=Decimal(9), valid_to="2025-12-31") == []
    assert cost(amount=Decimal(9), valid_from="2026-03-01") == ["$9 (from March 1, 2026)"]
