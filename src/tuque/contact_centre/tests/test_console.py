"""A responder's shift on the page: beginning, offers, breaks, the end."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.audit.models import AuditRecord
from tuque.contact_centre.console import relief, seats, seeing, toolbox
from tuque.contact_centre.console.models import ResponderCard, ShiftWord, Tool, ToolKind
from tuque.contact_centre.desk import desk
from tuque.contact_centre.models import SignOfLife
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.values import Channel, Contact
from tuque.contact_centre.tests import factories
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.wall import context

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    with context.within(cast.downtown.pk):
        yield cast.amina


def begin(worker, *, at=NOON, languages=("en",), hours=None):
    seats.begin_shift(languages=languages, hours=hours, by=worker, at=at)


def comes(worker, *, at=NOON, channel=Channel.CHAT, language="en", line=seats.LINE):
    contact = Contact(str(new_id()), channel, language, line)
    desk.run(worker.organization, commands.queue, contact, at=at)
    return contact.id


def test_a_responder_lands_on_the_console_and_finds_no_other_page(cast, sign_in):
    browser = sign_in(cast.amina)

    landed = browser.get("/", follow=True)
    page = landed.content.decode()

    assert landed.redirect_chain[-1][0] == reverse("contact_centre:console")
    assert 'aria-label="Main"' not in page
    assert "Begin to answer" in page
    assert f'href="{reverse("directory:services")}" target="_blank"' in page  # leaving the console would end the shift


def test_a_contact_is_offered_accepted_and_the_shift_waits_for_its_end(amina, sign_in):
    browser = sign_in(amina)
    browser.post(reverse("contact_centre:begin-shift"), {"languages": ["en", "fr"], "hours": "4"})
    contact = comes(amina, at=now())

    page = browser.get(reverse("contact_centre:console")).content.decode()
    offer = seeing.place_of(amina, at=now()).offer
    browser.post(reverse("contact_centre:answer-offer", args=[offer.number]), {"answer": "accept"})
    ended = browser.post(reverse("contact_centre:end-shift"))

    assert 'data-key="a"' in page
    assert [talk.contact for talk in seeing.place_of(amina, at=now()).talks] == [contact]
    assert ended.status_code == 409
    assert AuditRecord.objects.filter(action="contact_centre.shift_begun").count() == 1


def test_accepting_twice_is_one_conversation_and_an_offer_that_ran_out_is_told(amina):
    begin(amina)
    first = comes(amina)
    offer = seeing.place_of(amina, at=NOON).offer.number

    assert seats.accept(offer, by=amina, at=NOON) == first
    assert seats.accept(offer, by=amina, at=NOON) == first
    with pytest.raises(seats.OfferGone):
        seats.accept("123456", by=amina, at=NOON)


def test_a_break_has_a_reason_of_the_list_and_an_offer_goes_back(amina):
    begin(amina)
    comes(amina)

    seats.pause("meal", by=amina, at=NOON)
    place = seeing.place_of(amina, at=NOON)
    seats.resume(by=amina, at=NOON)
    seats.pause("no such reason", by=amina, at=NOON)

    assert (place.paused, place.offer, place.waiting) == ("meal", None, 1)
    assert seeing.place_of(amina, at=NOON).paused == "break"


def test_a_planned_shift_says_until_when_where_and_in_which_languages(amina):
    factories.shift(
        amina.organization, worker=amina, day=NOON.date(), starts=6, hours=9, languages=("fr",), centre="north"
    )
    start = seats.start_of(amina, at=NOON)
    begin(amina, languages=("en", "fr"))

    seat = desk.read(amina.organization, lambda state: state.seats[str(amina.public_id)].responder)
    assert start.ends_at is not None
    assert seat.profile.languages == {"fr"}
    assert seat.profile.centres == {"north"}
    assert seat.shift_ends_at == start.ends_at.timestamp()


def test_nobody_answers_in_a_language_that_their_card_does_not_have(amina):
    ResponderCard.objects.create(
        organization=amina.organization,
        worker=amina,
        languages=["en"],
        skills={"line": 3},
        written_at_once=1,
        changed_at=NOON,
    )
    begin(amina, languages=("en", "fr"))

    profile = desk.read(amina.organization, lambda state: state.seats[str(amina.public_id)].responder.profile)
    assert (profile.languages, profile.level("line")) == ({"en"}, 3)
    assert dict(profile.capacity) == {Channel.CHAT: 1, Channel.TEXT: 1}


def test_a_page_that_is_not_in_the_line_is_told_so(cast, sign_in):
    browser = sign_in(cast.amina)
    before = browser.post(reverse("contact_centre:alive")).status_code
    browser.post(reverse("contact_centre:begin-shift"), {"languages": ["en"], "hours": ""})

    assert before == 410
    assert browser.post(reverse("contact_centre:alive")).status_code == 204
    browser.post(reverse("contact_centre:end-shift"))
    assert not SignOfLife.objects.exists()
    assert browser.post(reverse("contact_centre:alive")).status_code == 410


def test_a_shift_without_a_language_is_refused_in_words_and_keeps_nothing(cast, sign_in):
    answer = sign_in(cast.amina).post(reverse("contact_centre:begin-shift"), {"hours": "4"})

    assert answer.status_code == 422
    assert "Choose at least one language" in answer.content.decode()


def test_the_toolbox_is_shipped_until_a_lead_changes_a_list(cast):
    with context.within(cast.downtown.pk):
        shipped = [tool.code for tool in toolbox.list_tools(cast.downtown, ToolKind.PAUSE)]
        words = {"title_en": "Tea", "title_fr": "Thé", "in_use": True}
        toolbox.save_tool(ToolKind.PAUSE, words, by=cast.bea, at=NOON)
        toolbox.save_tool(ToolKind.PAUSE, {"in_use": False}, code="meal", by=cast.bea, at=NOON + timedelta(hours=1))

        codes = [tool.code for tool in toolbox.list_tools(cast.downtown, ToolKind.PAUSE)]
        assert codes == [code for code in shipped if code != "meal"] + ["tea"]
        assert Tool.objects.filter(organization=cast.downtown).count() == len(shipped) + 1


def test_the_console_speaks_french(cast, sign_in):
    cast.amina.language = "fr"
    cast.amina.save()

    page = (
        sign_in(cast.amina).get(reverse("contact_centre:console"), headers={"accept-language": "fr"}).content.decode()
    )

    assert "Commencer à répondre" in page


def test_a_lead_changes_ready_answers_in_both_languages_and_what_was_typed_is_kept(cast, sign_in):
    browser = sign_in(cast.bea)
    address = reverse("contact_centre:save-tool", args=["canned"])
    words = {"title_en": "Soup", "title_fr": "Soupe", "body_en": "Is there soup?", "body_fr": "", "in_use": "on"}

    refused = browser.post(address, words)
    browser.post(address, words | {"body_fr": "Y a-t-il de la soupe?"})
    page = browser.get(reverse("contact_centre:toolbox")).content.decode()

    assert refused.status_code == 422
    assert "Write these words in this language too." in refused.content.decode()
    assert ">\nIs there soup?</textarea>" in refused.content.decode()
    assert "Soup" in page
    with context.within(cast.downtown.pk):
        tool = Tool.objects.get(organization=cast.downtown, code="soup")
        assert tool.body_in("fr") == "Y a-t-il de la soupe?"


def test_a_word_for_the_next_shift_is_found_for_a_day_and_by_nobody_elsewhere(amina, cast, sign_in):
    sent = {"text": "The river is high tonight.", "_key": str(new_id())}
    for _sent_twice in range(2):
        sign_in(cast.amina).post(reverse("contact_centre:leave-word"), sent)
    relief.leave_word("  ", key=new_id(), by=cast.amina, at=now())

    page = sign_in(cast.bea).get(reverse("contact_centre:console")).content.decode()

    assert page.count("The river is high tonight.") == 1
    assert AuditRecord.objects.filter(action="contact_centre.word_left").count() == 1
    assert relief.words_left(cast.odile, at=now()) == []
    assert relief.words_left(cast.bea, at=now() + timedelta(hours=25)) == []
    relief.leave_word("New", key=new_id(), by=cast.bea, at=now() + timedelta(hours=25))
    assert ShiftWord.objects.get().text == "New"
