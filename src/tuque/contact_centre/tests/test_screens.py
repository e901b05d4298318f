"""An instrument asked beside a conversation: in the person's language, kept with the contact, never deciding."""

import pytest
from django.urls import reverse

from tuque.channels import api as channels
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console import arriving, practice, screens
from tuque.contact_centre.console.models import ContactScreen
from tuque.contact_centre.routing.values import Risk
from tuque.contact_centre.tests.test_talk import HTMX, someone_writes, takes, url
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.wall import context
from tuque.instruments import services as instrument_services
from tuque.instruments.tests import factories
from tuque.interactions.models import Interaction

pytestmark = pytest.mark.django_db
ACUTE = {**factories.CALM, "thoughts": "yes", "right_now": "yes"}


@pytest.fixture
def site(cast):
    with context.within(cast.downtown.pk):
        talking.line(cast)
        yield cast


@pytest.fixture
def talk(site):
    """In French, answered by someone who works in English."""
    factories.allowed(site)
    conversation = someone_writes(site, language="fr")
    takes(site.amina)
    return conversation


def address(conversation):
    return reverse("contact_centre:screen", args=[conversation.public_id, "asq"])


def test_it_is_asked_in_the_persons_language_and_says_what_to_do_in_the_responders(site, talk, sign_in):
    browser, key = sign_in(site.amina), str(new_id())

    page = browser.get(address(talk), headers=HTMX).content.decode()
    browser.post(address(talk), {"_what": "draft", "_key": key, "thoughts": "yes"})
    again = browser.get(address(talk), headers=HTMX).content.decode()
    refused = browser.post(address(talk), {"_key": key, "thoughts": "yes"}, headers=HTMX)
    for _sent_twice in range(2):
        saved = browser.post(address(talk), {"_key": key, **ACUTE}, headers=HTMX).content.decode()

    row = Interaction.objects.get(type_code="asq")
    assert "avez-vous pensé à vous tuer" in page
    assert "See what it amounts to" in page
    assert f'value="{key}"' in again
    assert 'value="yes" checked' in again
    assert refused.status_code == 422
    assert "Acute positive screen" in saved
    assert row.recorded_by == site.amina
    assert ContactScreen.objects.get().interaction == row.public_id
    assert arriving.risk_of(talk) == (Risk.LOW, False)


def test_its_result_stands_with_the_contacts_record_for_whoever_is_in_it(site, talk, sign_in):
    sign_in(site.amina).post(address(talk), {"_key": str(new_id()), **ACUTE})

    assert "Acute positive screen" in sign_in(site.amina).get(url("record", talk)).content.decode()
    assert "Acute positive screen" in sign_in(site.bea).get(url("screens", talk)).content.decode()
    assert sign_in(site.noor).get(url("screens", talk)).status_code in {403, 404}

    Interaction.objects.update(status="void")
    assert screens.results_of(talk, viewer=site.bea) == []


def test_what_is_not_allowed_is_neither_offered_nor_answered(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)
    browser = sign_in(site.amina)

    def shown():
        return (
            reverse("contact_centre:screens", args=[conversation.public_id])
            in browser.get(url("talk", conversation)).content.decode()
        )

    before = shown()
    factories.allowed(site)
    allowed = shown()
    instrument_services.withdraw(code="asq", by=site.dana, at=now())

    assert [before, allowed, shown()] == [False, True, False]
    assert browser.post(address(conversation), ACUTE).status_code == 404


def test_practice_says_what_it_amounts_to_and_keeps_nothing(site, sign_in):
    factories.allowed(site)
    conversation = practice.begin("exam", language="en", by=site.amina, at=now())

    page = sign_in(site.amina).post(address(conversation), ACUTE, headers=HTMX).content.decode()

    assert "Acute positive screen" in page
    assert not ContactScreen.objects.exists()
    assert not Interaction.objects.exists()


def test_a_draft_goes_with_the_words_of_the_conversation(site, talk, sign_in):
    key = new_id()
    screens.keep_draft(talk, "asq", {"thoughts": "yes"}, key=key, by=site.amina, at=now())

    channels.erase(conversation=talk, at=now())

    assert not ContactScreen.objects.get(public_id=key).answers
