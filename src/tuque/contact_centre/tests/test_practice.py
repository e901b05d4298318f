"""Practice on the real console with a scripted person: marked, never routed, never counted."""

import pytest
from django.urls import reverse

from tuque.channels import api as channels
from tuque.contact_centre.console import arriving, measures, practice, scripts, seeing
from tuque.contact_centre.console.models import Practice
from tuque.contact_centre.models import RoutingFact
from tuque.contact_centre.routing.values import Risk
from tuque.contact_centre.tests.test_talk import url
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.wall import context
from tuque.interactions.models import Interaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(cast):
    with context.within(cast.downtown.pk):
        yield cast


def said(conversation):
    return [one.text for one in channels.list_messages(conversation)]


def due(step):
    found = Practice.objects.get()
    practice.reply({"practice": str(found.public_id), "step": step}, new_id())


def test_six_invented_people_speak_both_languages_to_the_end():
    people = scripts.scripts()

    assert len(people) == 6
    for one in people:
        assert all(set(part) == {"en", "fr"} for step in one.says for part in step)
        assert one.lines(len(one.says), "en") == []
        assert 1 <= one.distress <= 5


def test_a_scripted_person_answers_once_for_each_time_they_are_answered(site, sign_in):
    browser = sign_in(site.amina)
    browser.post(reverse("contact_centre:begin-practice"), {"script": "exam", "language": "fr"})
    talk = Practice.objects.get().conversation

    for _turn in range(2):
        due(0)
    browser.post(url("say", talk), {"id": str(new_id()), "text": "Je suis là."})
    for _turn in range(2):
        due(1)

    script = scripts.find_script("exam")
    assert said(talk) == [*script.lines(0, "fr"), "Je suis là.", *script.lines(1, "fr")]


def test_practice_is_marked_never_routed_counted_or_recorded(site, sign_in):
    browser = sign_in(site.amina)
    browser.post(reverse("contact_centre:begin-practice"), {"script": "plan", "language": "en"})
    talk = Practice.objects.get().conversation
    arriving.ToRouter().arrived(talk)
    due(0)

    page = browser.get(url("talk", talk)).content.decode()
    browser.post(url("risk", talk), {"risk": "2"})
    browser.post(url("end-talk", talk), {"up_to": "99"})
    browser.post(url("record", talk), {"outcome": "helped", "duration": "5"})

    assert "is-practice" in page
    assert "ask a supervisor by the Colleagues tab" in page
    assert arriving.risk_of(talk) == (Risk.HIGH, True)
    assert seeing.place_of(site.amina, at=now()).waiting == 0
    assert not RoutingFact.objects.filter(kind="Queued").exists()
    assert measures.read(site.downtown, talk.started_at, now())[measures.ALL].came == 0
    assert not Interaction.objects.exists()


def test_an_unknown_script_is_not_there(site, sign_in):
    assert sign_in(site.amina).post(reverse("contact_centre:begin-practice"), {"script": "no-such"}).status_code == 404


def test_the_page_of_practice_speaks_both_languages(site, sign_in):
    site.amina.language = "fr"
    site.amina.save()

    page = (
        sign_in(site.amina).get(reverse("contact_centre:practice"), headers={"accept-language": "fr"}).content.decode()
    )

    assert "Sky, avant un examen" in page
    assert "Tester le microphone" in page
