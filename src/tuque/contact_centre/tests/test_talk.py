"""A conversation on the console: from the person's first word to the end, by the pages that a responder uses."""

import importlib.util
from datetime import timedelta

import pytest
from django.urls import reverse

from tuque.audit.models import AuditRecord
from tuque.channels import api as channels
from tuque.channels.tests import factories as talking
from tuque.contact_centre.console import arriving, floor, practice, seats, seeing, talks
from tuque.contact_centre.console.models import HardEnd
from tuque.contact_centre.desk import Desk, desk
from tuque.contact_centre.models import Rescue, RoutingFact
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.values import Risk
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.wall import context

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def site(cast):
    with context.within(cast.downtown.pk):
        talking.line(cast)
        yield cast


def someone_writes(cast, *, language="en", **values):
    """As the public page does; what the commit would tell the router is told here."""
    conversation = talking.conversation(cast, at=now(), language=language, **values)
    arriving.ToRouter().arrived(conversation)
    return conversation


def takes(worker, *, languages=("en", "fr")):
    """On shift, and the contact that is offered accepted."""
    seats.begin_shift(languages=languages, hours=None, by=worker, at=now())
    return accept_next(worker)


def accept_next(worker):
    offer = seeing.place_of(worker, at=now()).offer
    contact = seats.accept(offer.number, by=worker, at=now())
    return talks.come_in(contact, by=worker, at=now())


def url(name, conversation):
    return reverse(f"contact_centre:{name}", args=[conversation.public_id])


def test_a_person_is_answered_and_every_word_is_there_once(site, sign_in):
    conversation = someone_writes(site)
    talking.person_says(conversation, "Is anyone there?", at=now())
    browser = sign_in(site.amina)
    browser.post(reverse("contact_centre:begin-shift"), {"languages": ["en"], "hours": ""})
    offer = seeing.place_of(site.amina, at=now()).offer

    opened = browser.post(
        reverse("contact_centre:answer-offer", args=[offer.number]),
        {"answer": "accept"},
        headers=HTMX,
    ).content.decode()
    key = str(new_id())
    for _turn in range(2):
        sent = browser.post(
            url("say", conversation), {"id": key, "text": "Yes, I am."}, headers={"accept": "application/json"}
        )
    browser.post(url("read", conversation), {"up_to": "99"})
    conversation.refresh_from_db()

    assert "Is anyone there?" in opened
    assert sent.status_code == 201
    assert [one.text for one in channels.list_messages(conversation)] == ["Is anyone there?", "Yes, I am."]
    assert conversation.state == channels.State.OPEN
    assert channels.list_messages(conversation).first().read_at is not None
    assert AuditRecord.objects.filter(action="channels.read").exists()


def test_the_same_id_with_other_words_is_refused_and_both_are_kept(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)
    browser, key = sign_in(site.amina), str(new_id())

    browser.post(url("say", conversation), {"id": key, "text": "One"}, headers={"accept": "application/json"})
    other = browser.post(url("say", conversation), {"id": key, "text": "Two"}, headers={"accept": "application/json"})
    page = browser.post(url("say", conversation), {"id": key, "text": "Three"}).content.decode()

    assert other.status_code == 409
    assert ">Three</textarea>" in page


def test_a_message_of_nothing_is_refused_in_words(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)

    page = sign_in(site.amina).post(url("say", conversation), {"text": "   "}).content.decode()

    assert "There is nothing in this message" in page


def test_who_is_not_in_a_conversation_finds_nothing_and_a_supervisor_reads_audited(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)
    other = site.workers[site.amina.home_role] if site.workers[site.amina.home_role] != site.amina else site.noor

    assert sign_in(other).get(url("talk", conversation)).status_code in {403, 404}
    with context.within(site.elsewhere.pk):
        elsewhere = sign_in(site.odile)
    assert elsewhere.get(url("talk", conversation)).status_code in {403, 404}
    assert sign_in(site.bea).get(url("talk", conversation)).status_code == 200
    assert AuditRecord.objects.filter(action="channels.read", worker=site.bea).exists()


def test_a_confirmed_risk_reaches_the_router_and_keeps_a_second_conversation_away(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)
    before = arriving.risk_of(conversation)

    page = sign_in(site.amina).post(url("risk", conversation), {"risk": "2"}, headers=HTMX).content.decode()
    someone_writes(site)

    assert before == (Risk.LOW, False)
    assert arriving.risk_of(conversation) == (Risk.HIGH, True)
    assert "Risk: high" in page
    assert seeing.place_of(site.amina, at=now()).offer is None
    assert AuditRecord.objects.filter(action="contact_centre.risk_confirmed").count() == 1


def test_an_attempt_is_flagged_from_the_first_screen_and_seen_everywhere_at_once(site, sign_in):
    someone_writes(site, first_answers={"distress": 5})
    conversation = takes(site.amina)
    other = someone_writes(site, first_answers={"distress": 5})
    browser = sign_in(site.amina)
    first = browser.get(url("talk", conversation)).content.decode()

    for _pressed_twice in range(2):
        opened = browser.post(url("attempt", conversation), headers=HTMX).content.decode()

    flagged = reverse("contact_centre:conversation-rescue", args=[conversation.public_id])
    rescue = Rescue.objects.get()
    lines = floor.look(site.bea, at=now()).contacts
    assert reverse("contact_centre:attempt", args=[conversation.public_id]) in first
    assert f'hx-get="{flagged}" hx-trigger="load"' in opened
    assert (rescue.attempt, str(rescue.conversation)) == (True, str(conversation.public_id))
    assert arriving.risk_of(conversation) == (Risk.IMMINENT, True)
    assert [(one.id, one.attempt) for one in lines] == [
        (str(conversation.public_id), True),
        (str(other.public_id), False),
    ]
    for browser, page in (
        (sign_in(site.bea), reverse("contact_centre:floor")),
        (sign_in(site.bea), url("talk", conversation)),
        (sign_in(site.amina), url("risk", conversation)),
        (sign_in(site.amina), reverse("contact_centre:console")),
    ):
        assert "Attempt in progress" in browser.get(page, follow=True).content.decode()


def test_a_rescue_that_ends_takes_the_flag_away(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)
    browser = sign_in(site.amina)
    browser.post(reverse("contact_centre:conversation-rescue", args=[conversation.public_id]), {"attempt": "on"})
    said = [
        arriving.risk_of(conversation),
        "Attempt in progress" in browser.get(url("risk", conversation), headers=HTMX).content.decode(),
    ]

    Rescue.objects.update(closed_at=now())

    assert said == [(Risk.IMMINENT, True), True]
    assert "Attempt in progress" not in browser.get(url("risk", conversation), headers=HTMX).content.decode()


def test_practice_pages_nobody(site, sign_in):
    conversation = practice.begin("exam", language="en", by=site.amina, at=now())

    page = sign_in(site.amina).post(url("attempt", conversation), follow=True).content.decode()

    assert "Risk: imminent" in page
    assert not Rescue.objects.exists()


def test_several_conversations_at_once_by_capacity(site):
    someone_writes(site)
    someone_writes(site)
    someone_writes(site)
    takes(site.amina)
    accept_next(site.amina)

    place = seeing.place_of(site.amina, at=now())
    assert (len(place.talks), place.offer, place.waiting) == (2, None, 1)


def test_a_hand_over_is_warm_and_its_summary_is_never_shown_to_the_person(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)
    browser = sign_in(site.amina)

    browser.post(url("hand-over", conversation), {"summary": "Prefers short sentences."})
    waiting = seeing.place_of(site.amina, at=now()).talks[0].passed_on
    seats.begin_shift(languages=["en"], hours=None, by=site.bea, at=now())
    offer = seeing.place_of(site.bea, at=now()).offer
    accepted = seats.accept(offer.number, by=site.bea, at=now())
    talks.come_in(accepted, by=site.bea, at=now())

    whisper = channels.list_messages(conversation).get(kind=channels.Said.WHISPER)
    assert waiting
    assert offer.handed_over
    assert "Prefers short sentences." in whisper.text
    assert not channels.is_in(site.amina, conversation)
    assert channels.is_in(site.bea, conversation)
    assert seeing.place_of(site.amina, at=now()).talks == ()


def test_an_end_waits_for_words_that_came_meanwhile(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)
    first = talking.person_says(conversation, "One", at=now())
    talking.person_says(conversation, "And one more thing", at=now())
    browser = sign_in(site.amina)

    refused = browser.post(url("end-talk", conversation), {"up_to": str(first.sequence)}).content.decode()
    last = channels.list_messages(conversation).last().sequence
    browser.post(url("end-talk", conversation), {"up_to": str(last), "hard": "on"})
    conversation.refresh_from_db()
    arriving.ToRouter().ended(conversation)

    place = seeing.place_of(site.amina, at=now())
    assert "wrote again in the meantime" in refused
    assert conversation.state == channels.State.ENDED
    assert (place.talks, place.recovering) == ((), True)


def another_process():
    """What another process has in its memory: nothing."""
    found = importlib.util.find_spec(arriving.__name__)
    fresh = importlib.util.module_from_spec(found)
    found.loader.exec_module(fresh)
    fresh.desk = Desk()
    return fresh


@pytest.mark.parametrize("hard", [True, False])
def test_a_hard_end_that_another_process_tells_gives_its_rest_and_another_end_does_not(site, hard):
    conversation = someone_writes(site)
    takes(site.amina)
    last = talking.person_says(conversation, "Goodbye", at=now()).sequence

    talks.end(conversation, up_to=last, hard=hard, by=site.amina, at=now())
    conversation.refresh_from_db()
    for _told_twice in range(2):
        another_process().ToRouter().ended(conversation)

    assert seeing.place_of(site.amina, at=now()).recovering is hard


def test_a_responder_says_that_it_was_hard_when_the_person_ended_it(site, sign_in):
    conversation = someone_writes(site)
    takes(site.amina)
    browser, address = sign_in(site.amina), reverse("contact_centre:pause")
    before = browser.post(address, {"what": "hard"}, follow=True).content.decode()
    channels.end(conversation=conversation, at=now())
    conversation.refresh_from_db()
    arriving.ToRouter().ended(conversation)
    offered = browser.get(reverse("contact_centre:console")).content.decode()

    for _pressed_twice in range(2):
        after = browser.post(address, {"what": "hard"}, follow=True).content.decode()

    place = seeing.place_of(site.amina, at=now())
    assert place.recovering
    assert place.rests_until > now() + timedelta(minutes=4)
    assert ['name="what" value="hard"' in page for page in (before, offered, after)] == [False, True, False]
    assert RoutingFact.objects.filter(kind="Recovering").count() == 1


def test_an_end_that_did_not_happen_was_not_hard_either(site):
    conversation = someone_writes(site)
    takes(site.amina)
    talking.person_says(conversation, "And one more thing", at=now())

    with pytest.raises(channels.WroteMeanwhile):
        talks.end(conversation, up_to=0, hard=True, by=site.amina, at=now())

    assert not HardEnd.objects.exists()


def test_an_end_told_late_takes_nobody_from_a_person_who_wrote_again(site):
    conversation = someone_writes(site)
    takes(site.amina)
    talks.end(conversation, up_to=0, hard=True, by=site.amina, at=now())

    talking.person_says(conversation, "I am still here", at=now())
    conversation.refresh_from_db()
    another_process().ToRouter().ended(conversation)
    talks.come_in(str(conversation.public_id), by=site.amina, at=now())
    conversation.refresh_from_db()

    assert arriving.holds(site.amina, conversation)
    assert conversation.state == channels.State.OPEN


def test_news_told_twice_changes_nothing_and_who_writes_is_always_in_the_line(site):
    conversation = someone_writes(site)
    arriving.ToRouter().arrived(conversation)
    desk.run(site.downtown, commands.leave, str(conversation.public_id), at=now())

    arriving.ToRouter().said(talking.person_says(conversation, "Still here", at=now()))

    assert seeing.place_of(site.amina, at=now()).waiting == 1


def test_whoever_the_line_has_already_takes_no_lock_of_it(site, monkeypatch):
    """A hundred messages a second, and one lock for the whole line: most of them have nothing to tell it."""
    conversation = someone_writes(site)
    message = talking.person_says(conversation, "Are you there?", at=now())
    monkeypatch.setattr(desk, "_run", lambda *_values, **_named: pytest.fail("the line was locked"))

    arriving.ToRouter().said(message)

    assert arriving.is_held(conversation)


def test_what_the_person_said_first_orders_the_line_before_anyone_could_ask(site):
    someone_writes(site)
    urgent = someone_writes(site, first_answers={"distress": 5})

    assert takes(site.amina) == urgent


@pytest.mark.parametrize(("channel", "part"), [("text", "reach"), ("voice", "voice")])
def test_what_a_channel_needs_stands_in_its_conversation_and_in_no_other(site, sign_in, channel, part):
    someone_writes(site, channel=channel)
    conversation = takes(site.amina)
    browser = sign_in(site.amina)
    address = reverse(f"channels:{part}", args=[conversation.public_id])

    page = browser.get(url("talk", conversation)).content.decode()

    assert f'hx-get="{address}"' in page
    assert page.count('hx-trigger="load" hx-swap="outerHTML"') == 1
