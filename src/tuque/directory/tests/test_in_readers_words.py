"""What a provider is asked and what an editor looks at: in their own language, with the place where it is, never in codes."""

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.core.clock import now
from tuque.directory.models import EligibilityRule, FieldText, Phone, Proposal, Schedule, ServiceAtLocation
from tuque.directory.services import upkeep
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hampers(cast):
    """In two places, one of them with hours and a number of its own."""
    row = factories.service(cast.downtown, "Food hampers")
    _say(cast, "service", row.public_id, "Paniers de nourriture")
    factories.place(row)
    branch = factories.place(row, "2 Example Street")
    type(branch).objects.filter(pk=branch.pk).update(name="Market hall")
    _say(cast, "location", branch.public_id, "Salle du marché")
    tie = ServiceAtLocation.objects.get(location=branch)
    own = {"service_at_location": tie}
    Phone.objects.create(**factories._own(cast.downtown, number="204-555-0172", type="voice", **own))
    Phone.objects.create(**factories._own(cast.downtown, number="204-555-0173", type="fax", **own))
    hours = {"freq": "WEEKLY", "byday": "SA", "opens_at": "10:00", "closes_at": "13:00"}
    Schedule.objects.create(**factories._own(cast.downtown, **hours, **own))
    return row


def _say(cast, entity, record, text):
    own = {"organization": cast.downtown, "entity": entity, "record": record, "field": "name", "language": "fr"}
    FieldText.objects.create(**own, text=text)


def link_to(cast, row):
    _link, token = upkeep.make_link(service=row, email="house@example.org", language="fr", by=cast.carl, at=now())
    return reverse("directory:update", args=[token])


def test_the_providers_page_is_in_french_and_says_at_which_place_a_detail_is(cast, client, hampers):
    page = client.get(link_to(cast, hampers)).text

    assert "<h1>Paniers de nourriture</h1>" in page
    assert "Téléphone\u00a0: 204-555-0172, Salle du marché" in page
    assert "204-555-0173, télécopieur, Salle du marché" in page
    assert "Samedi, de 10\u00a0h à 13\u00a0h, Salle du marché" in page
    assert "voice" not in page
    assert page.index("<summary>En français</summary>") < page.index("<summary>En anglais</summary>")
    assert "open" in page.split("<summary>En français</summary>")[0].rsplit("<details", 1)[1]


def test_an_answer_that_is_not_understood_is_said_at_the_top_with_the_way_to_it(cast, client, hampers):
    address = link_to(cast, hampers)

    page = client.post(address, {"new.schedule": ["FR"], "new.schedule.opens_at": "soon"})

    assert page.status_code == 422
    assert "Une réponse n’a pas été comprise" in page.text
    assert 'href="#f-new.schedule"' in page.text
    assert 'id="f-new.schedule"' in page.text


def test_what_waits_is_told_in_french_with_what_stands_now(cast, sign_in, hampers):
    own = {"organization": cast.downtown, "origin": "provider", "told_by": "x@example.org", "made_at": NOON}
    phone, rules = Phone.objects.get(number="204-555-0172"), {"entity": "service", "record": hampers.public_id}
    EligibilityRule.objects.create(organization=cast.downtown, service=hampers, kind="age", least=18)
    Proposal.objects.create(**own, entity="phone", record=phone.public_id, field="gone", after="yes")
    Proposal.objects.create(**own, entity="schedule", record=hampers.public_id, field="new", after="FR 9:00-11:00")
    Proposal.objects.create(**own, **rules, field="eligibility_rules", before="age,18,,\n", after="age,16,,\n")
    Proposal.objects.create(**own, **rules, field="eligibility_description", after="Adults downtown")

    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language="fr")
    page = sign_in(cast.carl).get("/directory/proposals").text

    assert "Food hampers" not in page
    assert "Paniers de nourriture, Téléphone 204-555-0172, Salle du marché" in page
    assert page.count("204-555-0172, Salle du marché") == 2
    assert "Vendredi, de 9\u00a0h à 11\u00a0h" in page
    assert "Règles\u00a0: à qui il s’adresse" in page
    assert page.index("À partir de 18 ans") < page.index("À partir de 16 ans")
    assert "rien encore" in page
    assert "14 janvier 2026" in page
    assert "<p>-</p>" not in page


def test_an_editor_reads_and_adds_what_is_of_the_service_at_one_place(cast, sign_in, hampers):
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language="fr")
    editor = sign_in(cast.carl)
    tie = ServiceAtLocation.objects.get(location__name="Market hall")
    address = f"/directory/services/{hampers.public_id}"

    page = editor.get(address).text.split('id="places-title"')[1]
    own = page[
        page.index("Salle du marché") : page.index("Le lieu, pour tous les services", page.index("Salle du marché"))
    ]
    editor.post(f"/directory/records/service_at_location/{tie.public_id}/new/phone", {"f.number": "204-555-0188"})
    history = editor.get(f"/directory/records/service/{hampers.public_id}/history").text

    assert "204-555-0172" in own
    assert "Samedi, de 10\u00a0h à 13\u00a0h" in own
    assert Phone.objects.get(number="204-555-0188").service_at_location == tie
    assert "204-555-0188" in editor.get(address).text
    assert "204-555-0188" in history
    hall = tie.location
    assert "<h1>Lieu\u00a0: Salle du marché</h1>" in editor.get(f"/directory/records/location/{hall.public_id}").text


def test_the_editors_form_says_whose_it_is_and_keeps_the_topics_aside(cast, sign_in, hampers):
    hampers.topics.create(organization=cast.downtown, topic="food-bank")
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language="fr")

    page = sign_in(cast.carl).get(f"/directory/records/service/{hampers.public_id}").text

    assert "<h1>Service\u00a0: Paniers de nourriture</h1>" in page
    assert page.index('name="f.name"') < page.index('name="fee_type"')
    summary = page.split("<summary><span>Thèmes")[1].split("</summary>")[0]
    assert "Banques alimentaires et paniers" in summary
    assert 'value="food-bank" checked' in page
