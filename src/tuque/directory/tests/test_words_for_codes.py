"""Codes are stored; pages say them in words, in either language: kinds of telephone and address, states, days, topics, units."""

import pytest
from conftest import NOON
from django.test import Client
from django.utils import translation

from tuque.directory import labels
from tuque.directory.finder import pack
from tuque.directory.lines import in_one_line
from tuque.directory.models import Address, Phone, ServiceCapacity, Unit
from tuque.directory.services import records
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast):
    service = factories.service(cast.downtown)
    factories.place(service)
    fax = {"organization": cast.downtown, "source": service.source, "hsds_id": "fax", "is_public": True}
    Phone.objects.create(**fax, service=service, number="204-555-0199", type="Fax")
    Phone.objects.filter(number="204-555-0101").update(type="voice")
    return service


@pytest.fixture
def page(cast, sign_in, language):
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language=language)
    return sign_in(cast.carl)


@pytest.mark.parametrize(("language", "fax", "voice"), [("en", "fax", "Voice"), ("fr", "télécopieur", "Voix")])
def test_the_kind_of_a_telephone_is_in_words_on_the_record_its_form_and_the_public_page(
    page, row, fax, voice, language
):
    told = page.get(f"/directory/services/{row.public_id}").text
    assert f"204-555-0199, {fax}" in told
    assert "204-555-0101, voice" not in told

    phone = Phone.objects.get(number="204-555-0199")
    form = page.get(f"/directory/records/phone/{phone.public_id}").text
    assert f'<option value="voice">{voice}</option>' in form
    assert '<option value="Fax" selected>' in form  # as its source wrote it, until somebody chooses

    public = Client().get(f"/find/service/{row.public_id}?lang={language}").text
    assert f"204-555-0199 ({fax})" in public
    assert "tel:+12045550199" not in public  # nobody answers there
    assert public.index("204-555-0101") < public.index("204-555-0199")


@pytest.mark.parametrize("language", ["en"])
def test_saving_a_telephone_changes_no_kind_that_nobody_chose(page, row, language):
    phone = Phone.objects.create(
        organization=row.organization, source=row.source, hsds_id="x", service=row, number="204-555-0123", type=""
    )

    page.post(f"/directory/records/phone/{phone.public_id}", {"f.number": "204-555-0124", "f.type": ""})

    phone.refresh_from_db()
    assert (phone.number, phone.type, list(phone.said)) == ("204-555-0124", "", [])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Temporarily closed", "Closed on those days", "Food", "Out of date|The other language changed since"]),
        ("fr", ["Fermé ces jours-là"]),
    ],
)
def test_the_history_says_codes_in_words(cast, page, row, language, words):
    values = {"status": "temporarily closed", "on_holidays": "closed"}
    records.change(entity="service", record=row, values=values, texts={}, by=cast.carl, at=NOON)
    records.set_topics(service=row, topics={"food"}, by=cast.carl, at=NOON)

    told = page.get(f"/directory/records/service/{row.public_id}/history").text

    assert ">temporarily closed<" not in told
    assert ">closed<" not in told
    assert ">food<" not in told
    assert words[-1 if language == "fr" else 1] in told


def test_a_line_says_kinds_and_units_in_words(row):
    address = Address(address_1="Box 12", city="Exampleville", address_type="postal")
    room = ServiceCapacity(available=4, unit=Unit(name="beds", identifier="beds"))
    known = next(iter(labels.vocabulary.units().values()))
    room.unit.identifier = known.code

    with translation.override("fr"):
        assert in_one_line("address", address) == "Box 12, Exampleville, Pour le courrier"
        assert in_one_line("service_capacity", room) == f"4 {known.name('fr')}"
        assert labels.value("schedule", "byday", "MO,1TU", reader="fr") == "lundi, 1TU"
        assert labels.value("phone", "type", "Textphone", reader="fr") == "Téléimprimeur (ATS)"
        assert labels.value("service", "name.state", "stale", reader="fr") != "stale"
        assert labels.value("service", "is_confidential", "True", reader="fr") == "Oui"


def test_the_copy_on_a_phone_says_that_a_number_is_a_fax(row):
    shown = pack._phone(pack.PublicPhone("204-555-0199", "", "fax", pack.Texts({}, "en")))

    assert shown[-1] == {"en": "fax", "fr": "télécopieur"}
