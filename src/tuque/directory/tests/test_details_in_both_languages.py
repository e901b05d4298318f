"""Details of a service in the reader's language: on its page, in the list to print, in the copy on a phone."""

import pytest
from conftest import NOON

from tuque.directory import published, visibility
from tuque.directory.finder import pack
from tuque.directory.models import (
    Accessibility,
    CostOption,
    FieldText,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
    ServiceCapacity,
    Unit,
)
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


def text(record, entity, field, french, **more):
    FieldText.objects.create(
        organization=record.organization,
        entity=entity,
        record=record.public_id,
        field=field,
        language="fr",
        text=french,
        **more,
    )


@pytest.fixture
def shelter(cast):
    row = factories.service(cast.downtown, "Night shelter", interpretation_services="Ask for one.", wait_time="A week")
    location = factories.place(row)
    own = factories._own
    unit = Unit.objects.create(**own(cast.downtown, name="beds"))
    text(unit, "unit", "name", "lits")
    told = (
        (Phone.objects.get(service=row), "phone", "description", "After dark", "La nuit"),
        (RequiredDocument(**own(cast.downtown, service=row)), "required_document", "document", "Card", "Carte"),
        (ServiceArea(**own(cast.downtown, service=row)), "service_area", "name", "Downtown", "Centre-ville"),
        (Schedule.objects.get(service=row), "schedule", "notes", "Ring twice", "Sonner deux fois"),
        (CostOption(**own(cast.downtown, service=row, amount=5)), "cost_option", "option", "Adults", "Adultes"),
        (
            Language(**own(cast.downtown, service=row, spoken="CREE", name="Cree")),
            "language",
            "note",
            "Some",
            "Parfois",
        ),
        (Accessibility(**own(cast.downtown, location=location)), "accessibility", "details", "A ramp", "Une rampe"),
    )
    for record, entity, field, english, french in told:
        setattr(record, field, english)
        record.save()
        text(record, entity, field, french)
    ServiceCapacity.objects.create(**own(cast.downtown, service=row, unit=unit, available=3, maximum=20, updated=NOON))
    text(row, "service", "interpretation_services", "Demandez-en un.")
    text(row, "service", "wait_time", "Une semaine", state="machine")
    visibility.refresh(cast.downtown.pk)
    return row


ENGLISH = ("After dark", "Card", "Downtown", "Ring twice", "Adults: $5", "A ramp", "Beds: 3 free of 20")
FRENCH = (
    "La nuit",
    "Carte",
    "Centre-ville",
    "Sonner deux fois",
    "Adultes : 5 $",
    "Une rampe",
    "Lits : 3 libres sur 20",
)


@pytest.mark.parametrize("page", ["/find/service/{}?", "/find/list?s={}&"])
@pytest.mark.parametrize(("lang", "told", "others"), [("en", ENGLISH, FRENCH), ("fr", FRENCH, ENGLISH)])
def test_details_are_in_the_readers_language(client, shelter, page, lang, told, others):
    shown = (
        client.get(f"{page.format(shelter.public_id)}lang={lang}").text.replace("\u00a0", " ").replace("\u202f", " ")
    )

    assert [one for one in told if one not in shown] == []
    assert [one for one in others if one in shown] == []


def test_the_copy_on_a_phone_has_both(shelter):
    (kept,) = pack.part(after=None, town="", at=NOON)["services"]

    assert kept["phones"][0][2] == {"en": "After dark", "fr": "La nuit"}
    assert kept["bring"] == {"en": ["Card"], "fr": ["Carte"]}
    assert kept["places"][0]["hours"]["fr"][1:] == ["Sonner deux fois"]
    assert kept["area"] == {"en": ["Downtown"], "fr": ["Centre-ville"]}
    assert kept["places"][0]["access"] == {"en": ["A ramp"], "fr": ["Une rampe"]}
    assert kept["room"]["fr"][0].replace("\u00a0", " ").startswith("Lits : 3 libres sur 20 (compté le 14 janvier 2026")
    assert kept["wait"] == {"en": "A week", "fr": "Une semaine", "fr_is": "machine"}


def test_a_text_that_no_person_made_sure_of_says_so(client, shelter):
    text(shelter, "service", "description", "Un toit.", state="stale")
    type(shelter).objects.filter(pk=shelter.pk).update(description="A roof, and soup.")
    visibility.refresh(shelter.organization_id)

    french = client.get(f"/find/service/{shelter.public_id}?lang=fr").text
    english = client.get(f"/find/service/{shelter.public_id}?lang=en").text

    assert "traduit par une machine" in french
    assert "peut ne plus être à jour" in french
    assert "doubt" not in english


def test_what_only_names_a_kind_of_access_is_said_once(client, cast, shelter):
    location = shelter.at_locations.get().location
    more = {"description": "Wheelchair accessible", "kind": "FULLACCESSIBLE"}
    Accessibility.objects.create(**factories._own(cast.downtown, location=location, **more))
    visibility.refresh(cast.downtown.pk)

    shown = client.get(f"/find/service/{shelter.public_id}?lang=fr").text

    assert "Entièrement accessible" in shown
    assert "Wheelchair accessible" not in shown


def test_details_of_many_services_cost_no_question_each(cast, shelter, django_assert_max_num_queries):
    for number in range(5):
        factories.place(factories.service(cast.downtown, f"Service {number}"), f"{number} Example Street")

    with django_assert_max_num_queries(25):
        assert len(list(published.read(published.services()))) == 6
