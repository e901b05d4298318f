"""The list of services stands in the order of the names that its reader sees, accents and capitals aside."""

from datetime import date

import pytest

from tuque.directory import sorting
from tuque.directory.models import FieldText
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db
NAMES = {"Meals": "Écoute", "Beds": "abri", "Advice": "Zone d’aide", "Shower": "", "Clothes": "Éclair"}


@pytest.fixture
def services(cast):
    agency = factories.agency(cast.downtown, "Example House")
    for number, (name, french) in enumerate(NAMES.items(), start=1):
        row = factories.service(cast.downtown, name, agency=agency, assured_date=date(2020, 1, 1 + number % 2))
        if french:
            own = {"organization": cast.downtown, "entity": "service", "record": row.public_id}
            FieldText.objects.create(**own, field="name", language="fr", text=french)
    own = {"organization": cast.downtown, "entity": "organization", "record": agency.public_id}
    FieldText.objects.create(**own, field="name", language="fr", text="Maison Exemple")


def order(page, address, names):
    told = page.get(address).text
    return sorted((name for name in names if f">{name}<" in told), key=lambda name: told.index(f">{name}<"))


def test_in_french_by_the_french_names_and_in_english_by_the_english_ones(cast, sign_in, services):
    page = sign_in(cast.carl)
    english = ["Advice", "Beds", "Clothes", "Meals", "Shower"]
    assert order(page, "/directory", english) == english
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language="fr")

    french = ["abri", "Éclair", "Écoute", "Shower", "Zone d’aide"]
    assert order(page, "/directory", french) == french
    assert "Maison Exemple" in page.get("/directory").text
    assert order(page, "/directory?show=verify", french) == ["abri", "Shower", "Éclair", "Écoute", "Zone d’aide"]


def test_postgresql_without_icu_has_the_same_order(cast, sign_in, services, monkeypatch):
    monkeypatch.setattr(sorting, "_has_icu", lambda _alias: False)
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language="fr")
    french = ["abri", "Éclair", "Écoute", "Shower", "Zone d’aide"]

    assert order(sign_in(cast.carl), "/directory", french) == french
