"""What stands beside a conversation: the record that writes itself, the safety plan, colleagues, what came before."""

import pytest
from django.urls import reverse

from tuque.channels import api as channels
from tuque.channels.services import messages as saying
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console import arriving, asking, beside, seats, seeing, talks
from tuque.contact_centre.console.models import Ask, ContactDraft, SafetyPlan
from tuque.contact_centre.tests.test_talk import HTMX, someone_writes, takes, url
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.wall import context
from tuque.interactions.models import Interaction

pytestmark = pytest.mark.django_db
assert seats, seeing  # of the same cast as test_talk


@pytest.fixture
def site(cast):
    with context.within(cast.downtown.pk):
        talking.line(cast)
        yield cast


@pytest.fixture
def talk(site):
    conversation = someone_writes(site, first_answers={"distress": 4})
    takes(site.amina)
    conversation.refresh_from_db()
    return conversation


def test_the_record_fills_itself_is_kept_as_it_is_typed_and_saved_once(site, talk, sign_in):
    browser = sign_in(site.amina)

    page = browser.get(url("record", talk)).content.decode()
    browser.post(url("record", talk), {"_what": "draft", "about": ["lonely"], "note": "A hard week."})
    again = browser.get(url("record", talk)).content.decode()
    refused = browser.post(url("record", talk), {"note": "No outcome yet"})
    body = {
        "outcome": "helped",
        "about": ["lonely"],
        "duration": "12",
        "people": "",
        "channel": "chat",
        "language": "fr",
    }
    for _turn in range(2):
        browser.post(url("record", talk), body)

    row = Interaction.objects.get(type_code="line-contact")
    assert 'value="chat" checked' in page or 'value="chat" selected' in page or "chat" in page
    assert "A hard week." in again
    assert refused.status_code == 422
    assert (row.outcome, row.duration_seconds, row.origin) == ("helped", 720, "called")
    assert row.occurred_at == talk.answered_at
    assert ContactDraft.objects.get().interaction == row.public_id


def test_once_recorded_and_over_its_words_are_closed_to_whoever_answered(site, talk, sign_in):
    browser = sign_in(site.amina)
    talks.end(talk, up_to=0, hard=False, by=site.amina, at=now())

    answer = browser.post(url("record", talk), {"outcome": "helped", "duration": "5"}, headers=HTMX)

    assert answer.headers["HX-Redirect"] == reverse("contact_centre:console")
    assert browser.get(url("talk", talk)).status_code == 404


def test_recorded_while_it_goes_on_the_panel_says_so_and_the_page_stays(site, talk, sign_in):
    answer = sign_in(site.amina).post(url("record", talk), {"outcome": "helped", "duration": "5"}, headers=HTMX)

    assert "This contact is recorded." in answer.content.decode()
    assert channels.is_in(site.amina, talk)


def test_a_safety_plan_is_sent_in_the_persons_language_once_and_goes_with_their_words(site, sign_in):
    talk = someone_writes(site, language="fr")
    takes(site.amina)
    browser, key = sign_in(site.amina), str(new_id())
    body = {"what": "send", "key": key, "step-signs": "Je dors mal", "step-ask": "Ma soeur"}

    for _turn in range(2):
        browser.post(url("plan", talk), body)

    (sent,) = channels.list_messages(talk)
    assert sent.text.startswith("Mon plan de sécurité\n\nÀ quoi je remarque que ça devient difficile\nJe dors mal")
    assert sent.text.index("Je dors mal") < sent.text.index("Ma soeur")
    channels.erase(conversation=talk, at=now())
    assert SafetyPlan.objects.get().steps == {}


def test_the_toolbox_speaks_the_persons_language(site, sign_in):
    talk = someone_writes(site, language="fr")
    takes(site.amina)

    page = sign_in(site.amina).get(url("tools", talk)).content.decode()

    assert "Prenez tout le temps qu’il vous faut" in page
    assert "Five things around you" in page  # the titles are the reader's


def test_a_colleague_who_is_asked_comes_and_whispers_and_the_person_never_sees_it(site, talk, sign_in):
    browser = sign_in(site.amina)
    browser.post(url("ask", talk), {"who": "supervisor", "words": "Is this a rescue?"})
    seen = sign_in(site.bea).get(reverse("contact_centre:console")).content.decode()
    ask = Ask.objects.get()

    sign_in(site.bea).post(reverse("contact_centre:come", args=[ask.public_id]))
    talks.say(talk, message_id=new_id(), text="Ask where they are.", is_whisper=True, by=site.bea, at=now())

    public = [row for row in _rows_of_person(talk) if row.payload.get("text")]
    assert "asks you" in seen
    assert [one.kind for one in channels.list_messages(talk)] == ["whisper", "whisper"]
    assert public == []
    assert arriving.holds(site.amina, talk)
    assert asking.asked_of(site.bea) == []


def _rows_of_person(talk):
    from tuque.channels import reading

    return reading.for_person(talk.stream, 0)


def test_what_came_before_is_told_by_address_and_read_by_a_supervisor_alone(site, sign_in):
    first = someone_writes(site, channel=channels.Channel.TEXT, address="+15555550101")
    channels.end(conversation=first, at=now())
    other = someone_writes(site, channel=channels.Channel.TEXT, address="+15555550199")
    again = someone_writes(site, channel=channels.Channel.TEXT, address="+15555550101")
    channels.join(conversation=again, worker=site.amina, at=now())

    mine = sign_in(site.amina).get(url("earlier", again)).content.decode()
    theirs = sign_in(site.bea).get(url("earlier", again)).content.decode()

    assert mine.count("<li>") == 1
    assert str(first.public_id) not in mine
    assert str(first.public_id) in theirs
    assert str(other.public_id) not in theirs


def test_words_sent_after_the_record_still_find_their_conversation(site, talk):
    beside.keep_draft(talk, {"note": "x"}, by=site.amina, at=now())
    saying.say(conversation=talk, message_id=new_id(), text="One more", author=channels.Author.PERSON, at=now())

    assert channels.list_messages(talk).count() == 1
