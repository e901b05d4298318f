"""From what someone needs to what came of it: the services, the link of the service, the follow-up."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tuque.accounts import letters
from tuque.audit.models import AuditRecord
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.models import OutboxMessage
from tuque.core.problems import NotFound
from tuque.directory import visibility
from tuque.directory.models import Location
from tuque.directory.search import following as following_index
from tuque.directory.tests import factories as directory
from tuque.referrals import finding, forgetting, letting_go, notices, sending
from tuque.referrals.codes import Delivery, Handover, NeedState, State, Unmet, Way
from tuque.referrals.models import AnswerLink, Inquiry, Need, Referral, ReferralEvent
from tuque.referrals.problems import InquiryClosed, LinkClosed, NotThatWay, NoWayThere, ServiceGone
from tuque.referrals.services import answering, following, inquiries, referring
from tuque.referrals.services.following import Heard
from tuque.referrals.services.inquiries import About, Reach
from tuque.referrals.services.referring import Asking
from tuque.referrals.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(cast):
    return factories.need_of(factories.inquiry(cast.carl))


def referred(need, cast, **options):
    row = factories.referral(need, cast.carl, **options)
    return Referral.objects.select_related("need__inquiry").get(pk=row.pk)


def test_sent_twice_it_is_one_inquiry_one_need_one_referral(cast):
    key, meals = new_id(), factories.service(cast.carl)

    for _ in range(2):
        row = inquiries.begin(key=key, about=About(), topic="food", words="Hungry", by=cast.carl, at=NOON)
        need = factories.need_of(row)
        referring.refer(need, key=key, service=meals.public_id, way=Way.PRINT, asking=Asking(), by=cast.carl, at=NOON)

    assert (Inquiry.objects.count(), Need.objects.count(), Referral.objects.count()) == (1, 1, 1)
    assert ReferralEvent.objects.count() == 1


def test_the_service_answers_and_the_need_follows(cast, need):
    row = referred(need, cast, is_wanted=True)
    link = answering.find_link(factories.link_to(row), at=NOON)

    answering.open_referral(link, at=NOON)
    for state in (State.ACCEPTED, State.ACCEPTED, State.REACHED, State.MET):
        answering.answer(link, state=state, reason="", note="", at=NOON)

    story = list(row.events.order_by("pk").values_list("state", "actor"))
    assert story == [
        ("sent", "worker"),
        ("seen", "provider"),
        ("accepted", "provider"),
        ("reached", "provider"),
        ("met", "provider"),
    ]
    need.refresh_from_db()
    assert need.state == NeedState.MET
    with pytest.raises(NotThatWay):
        answering.answer(link, state=State.UNMET, reason=Unmet.FULL, note="", at=NOON)


def test_a_refusal_leaves_the_need_open_for_another_service(cast, need):
    row = referred(need, cast)
    link = answering.find_link(factories.link_to(row), at=NOON)

    answering.answer(link, state=State.REFUSED, reason=Unmet.FULL, note="", at=NOON)

    need.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, row.reason, need.state) == ("refused", "full", "open")


def test_the_persons_word_a_month_after_weighs_more_and_then_all_that_reaches_them_goes(cast, need):
    factories.reached(need.inquiry, cast.carl)
    row = referred(need, cast)
    referring.move_on(row, state=State.MET, reason="", note="", by=cast.carl, at=NOON)

    row, closed = following.follow_up(
        row, heard=Heard.UNMET, reason=Unmet.NOT_SAFE, note="", by=cast.carl, at=NOON + timedelta(days=30)
    )

    inquiry = Inquiry.objects.get()
    need.refresh_from_db()
    assert closed
    assert (need.state, need.reason) == ("unmet", "not_safe")
    assert (inquiry.name, inquiry.phone, inquiry.email, inquiry.consent_at) == ("", "", "", None)
    assert inquiry.closed_at is not None


def test_nobody_reached_is_tried_again_in_three_days(cast, need):
    factories.reached(need.inquiry, cast.carl)
    row = referred(need, cast)

    row, closed = following.follow_up(row, heard=Heard.LATER, reason="", note="", by=cast.carl, at=NOON)

    assert not closed
    assert row.follow_up_on == NOON.date() + timedelta(days=3)


def test_without_a_yes_nobody_is_followed_up(cast, need):
    assert referred(need, cast).follow_up_on is None


@pytest.mark.once
def test_a_way_that_does_not_exist_is_refused_with_what_to_do(cast, need):
    with pytest.raises(NoWayThere, match="no_way_there") as caught:
        referred(need, cast, way=Way.TEXT)
    assert "How to reach them" in caught.value.message()

    factories.reached(need.inquiry, cast.carl)
    with pytest.raises(NoWayThere) as caught:
        referred(need, cast, way=Way.EMAIL)
    assert "No mail" in caught.value.message()


def test_a_service_that_is_gone_or_hidden_is_not_referred_to(cast, need):
    hidden = factories.service(cast.carl, "Hidden", is_confidential=True)

    with pytest.raises(ServiceGone):
        referring.refer(
            need, key=new_id(), service=hidden.public_id, way=Way.PRINT, asking=Asking(), by=cast.carl, at=NOON
        )


class Phone:
    """A sender of text messages that keeps what it is given."""

    def __init__(self):
        self.sent, self.is_down = [], False

    def can_send(self, organization):
        return True

    def send(self, organization, *, to, text, message_id):
        if self.is_down:
            raise sending.NotSent(is_final=False)
        self.sent.append((to, text))


@pytest.fixture
def phone(monkeypatch):
    made = Phone()
    monkeypatch.setattr(sending, "_texts", [made])
    return made


def test_the_person_is_sent_the_service_in_their_language(cast, phone):
    need = factories.need_of(factories.inquiry(cast.carl, language="fr"))
    factories.reached(need.inquiry, cast.carl)
    row = referred(need, cast, way=Way.TEXT)
    assert row.delivery == Delivery.WAITING

    phone.is_down = True
    outbox.deliver_due(clock=lambda: NOON)
    row.refresh_from_db()
    assert row.delivery == Delivery.WAITING
    phone.is_down = False
    outbox.deliver_due(clock=lambda: NOON + timedelta(minutes=5))

    row.refresh_from_db()
    (to, text) = phone.sent[0]
    assert (to, row.delivery, len(phone.sent)) == ("+12045550123", Delivery.SENT, 1)
    assert "204-555-0101" in text
    assert "Community meals" in text
    assert "Heures" in text


def test_the_service_is_written_to_and_reminded_until_it_answers(cast, need, settings, monkeypatch):
    settings.EMAIL_SETTINGS = {"host": "mail.example"}
    row = referred(need, cast, is_wanted=True, email="meals@example.org")
    moment = [NOON]
    monkeypatch.setattr(notices, "now", lambda: moment[0])

    for days in (0, 3, 7):
        moment[0] = NOON + timedelta(days=days)
        outbox.deliver_due(clock=lambda: moment[0])
    first, second, third = mail.outbox
    link = answering.find_link(first.body.split("/r/")[1].split()[0], at=moment[0])
    answering.answer(link, state=State.ACCEPTED, reason="", note="", at=moment[0])
    moment[0] = NOON + timedelta(days=20)
    outbox.deliver_due(clock=lambda: moment[0])

    assert len(mail.outbox) == 3
    assert second.subject.startswith("Reminder")
    assert "https://tuque.example/r/" in first.body
    assert factories.WORDS not in first.body + second.body + third.body
    assert AnswerLink.objects.filter(referral=row, is_reminder=True).count() == 2


class Killed(BaseException):
    """As if the process died there and then: nothing catches it, nothing is noted."""


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_letter_to_a_service_whose_process_died_leaves_with_the_same_link(cast, need, settings, monkeypatch, is_gone):
    settings.EMAIL_SETTINGS = {"host": "mail.example"}
    row = referred(need, cast, is_wanted=True, email="meals@example.org")
    monkeypatch.setattr(notices, "now", lambda: NOON)
    send = letters.send

    def die(*told, **more):
        if is_gone:
            send(*told, **more)  # it had left already
        raise Killed

    monkeypatch.setattr(letters, "send", die)
    with pytest.raises(Killed):
        outbox.deliver_due(clock=lambda: NOON)
    monkeypatch.setattr(letters, "send", send)
    outbox.deliver_due(clock=lambda: NOON + timedelta(minutes=5))

    tokens = [one.body.split("/r/")[1].split()[0] for one in mail.outbox]
    assert len(tokens) == (2 if is_gone else 1)
    assert answering.find_link(tokens[0], at=NOON).referral_id == row.pk
    assert AnswerLink.objects.count() == 1
    assert OutboxMessage.objects.filter(topic=notices.ASK, done_at=None).count() == 1  # one reminder waits, not two


def test_a_link_ends_with_its_time_with_the_inquiry_and_is_nothing_when_guessed(cast, need):
    row = referred(need, cast)
    token = factories.link_to(row)

    with pytest.raises(LinkClosed):
        answering.find_link("guessed", at=NOON)
    with pytest.raises(LinkClosed):
        answering.find_link(token, at=NOON + timedelta(days=45))
    link = answering.find_link(token, at=NOON)
    inquiries.close(need.inquiry, by=cast.carl, at=NOON)
    with pytest.raises(LinkClosed):
        answering.open_referral(link, at=NOON)
    with pytest.raises(InquiryClosed):
        inquiries.hear(need.inquiry, key=new_id(), topic="food", words="More", by=cast.carl, at=NOON)


def test_what_reaches_them_goes_after_ninety_days_and_their_words_by_the_rule(cast, need):
    factories.reached(need.inquiry, cast.carl)
    message = OutboxMessage.objects.get(topic=notices.ERASE)
    assert message.due_at == NOON + inquiries.KEPT_FOR
    row = referred(need, cast, is_wanted=True, note="Testwords of the note")

    notices.erase_contact(message.payload, message.public_id)  # now is past it
    inquiries.close(need.inquiry, by=cast.carl, at=NOON)
    due = letting_go.INQUIRIES.due(cast.downtown.pk, NOON + timedelta(days=1))
    letting_go.INQUIRIES.let_go(list(due), NOON + timedelta(days=1))

    need.refresh_from_db()
    row = Referral.objects.get()
    assert Inquiry.objects.get().phone == ""
    assert (need.words, row.note, need.topic) == ("", "", "food")
    assert not letting_go.INQUIRIES.due(cast.downtown.pk, NOON + timedelta(days=2)).exists()


def test_the_story_never_changes(cast, need):
    event = referred(need, cast).events.get()

    for change in (
        lambda: ReferralEvent.objects.filter(pk=event.pk).update(state="met"),
        lambda: ReferralEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    forgetting.erase_words([need.inquiry], at=NOON)


def test_another_organization_finds_nothing(cast, need):
    with pytest.raises(NotFound):
        inquiries.close(need.inquiry, by=cast.odile, at=NOON)


def test_words_and_numbers_are_sealed(cast, need):
    factories.reached(need.inquiry, cast.carl)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM referrals_need")
        words = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT name, phone, email FROM referrals_inquiry")
        reach = b"".join(bytes(one) for one in cursor.fetchone())

    assert b"Testwords" not in words
    assert b"Testname" not in reach
    assert b"2045550123" not in reach


def test_a_search_for_a_need_is_not_counted_twice(cast, need):
    from tuque.directory.models import SearchGap

    finding.search(need.inquiry, {"words": "xyzzy"}, reader="en", at=NOON)

    assert not SearchGap.objects.exists()


# Pages


def test_a_specialist_begins_searches_and_refers_in_a_few_presses(cast, sign_in):
    meals = factories.service(cast.carl)
    browser = sign_in(cast.carl)
    asked = {"_key": new_id(), "came": "call", "age_group": "adult", "area": "r3b 1g7", "language": "fr"}

    page = browser.post(reverse("referrals:home"), asked | {"words": "Something to eat", "topic": "food"}, follow=True)

    need = Need.objects.get()
    assert page.status_code == 200
    assert need.inquiry.area == "R3B"
    assert "Something to eat" in page.content.decode()
    address = reverse("referrals:refer", args=[need.inquiry.public_id, need.public_id])
    page = browser.post(address, {"_key": new_id(), "service": meals.public_id, "way": "handoff", "ask": "on"})
    text = page.content.decode()
    assert page.status_code == 201
    assert "/r/" in text
    token = text.split("/r/")[1].split('"')[0]
    visitor = sign_in(None)
    seen = visitor.get(reverse("referrals:answer", args=[token]))
    assert seen.status_code == 200
    assert "Something to eat" not in seen.content.decode()
    answered = visitor.post(reverse("referrals:answer", args=[token]), {"state": "refused"})
    assert answered.status_code == 422
    assert "Say why" in answered.content.decode()
    answered = visitor.post(reverse("referrals:answer", args=[token]), {"state": "accepted"})
    assert answered.status_code == 201
    home = browser.get(reverse("referrals:home")).content.decode()
    assert "Accepted" in home
    sheet = browser.get(reverse("referrals:sheet", args=[need.inquiry.public_id]))
    assert sheet.headers["Content-Language"] == "fr"
    assert "Des services pour vous" in sheet.content.decode()


def test_a_worker_of_another_organization_may_answer_by_the_link(cast, need, sign_in):
    token = factories.link_to(referred(need, cast), at=NOON)
    AnswerLink.objects.update(expires_at=NOON + timedelta(days=36500))

    page = sign_in(cast.odile).post(reverse("referrals:answer", args=[token]), {"state": "accepted"})

    assert page.status_code == 201
    assert Referral.objects.get().state == "accepted"


def test_a_program_that_only_asks_for_the_head_opens_nothing(cast, need, client):
    token = factories.link_to(referred(need, cast))
    AnswerLink.objects.update(expires_at=NOON + timedelta(days=36500))

    client.head(reverse("referrals:answer", args=[token]))
    assert Referral.objects.get().state == "sent"
    client.get(reverse("referrals:answer", args=[token]))
    assert Referral.objects.get().state == "seen"


def test_reading_an_inquiry_is_recorded(cast, need, sign_in):
    sign_in(cast.carl).get(reverse("referrals:inquiry", args=[need.inquiry.public_id]))

    assert AuditRecord.objects.filter(action="referrals.inquiry_read", subject_id=need.inquiry.public_id).count() == 1


@pytest.mark.once
def test_a_number_is_kept_only_with_a_yes(cast, need, sign_in):
    browser, address = sign_in(cast.carl), reverse("referrals:reach", args=[need.inquiry.public_id])

    refused = browser.post(address, {"phone": "204-555-0123"})
    browser.post(address, {"phone": "204-555-0123", "consent": "on"})

    assert refused.status_code == 422
    assert "Ask them" in refused.content.decode()
    assert Inquiry.objects.get().phone == "+12045550123"
    inquiries.keep_reach(need.inquiry, reach=Reach(), by=cast.carl, at=NOON)
    assert Inquiry.objects.get().phone == ""


# At one of its places


@pytest.fixture
def two_places(cast):
    meals = factories.service(cast.carl)
    here, there = (directory.place(meals, street) for street in ("5 Example Street", "900 Example Avenue"))
    Location.objects.filter(pk=there.pk).update(name="East hall")
    directory.hours(here, opens_at="08:00", closes_at="09:00")
    directory.phone(there, "204-555-0177")
    following_index.rebuild(today=NOON.date())
    return meals, here, there


def test_the_place_that_was_chosen_is_the_one_that_the_person_and_the_service_are_told(
    cast, need, sign_in, phone, two_places, settings
):
    settings.EMAIL_SETTINGS = {"host": "mail.example"}
    meals, _here, there = two_places
    factories.reached(need.inquiry, cast.carl, at=now())
    browser = sign_in(cast.carl)
    address = reverse("referrals:refer", args=[need.inquiry.public_id, need.public_id])
    chosen = {"service": meals.public_id, "place": there.public_id}

    asked = {"need": need.public_id, "words": "meals", "near": "R3C"}
    found = browser.post(reverse("referrals:find", args=[need.inquiry.public_id]), asked).text
    for way in ("text", "email"):
        browser.post(address, chosen | {"_key": new_id(), "way": way})
    outbox.deliver_due(clock=now)
    handed = browser.post(address, chosen | {"_key": new_id(), "way": "print", "ask": "on"}).text
    answer = sign_in(None).get(reverse("referrals:answer", args=[handed.split("/r/")[1].split('"')[0]])).text
    sheet = browser.get(reverse("referrals:sheet", args=[need.inquiry.public_id])).text

    assert f'value="{there.public_id}"' in found
    assert "50 m away</option>" in found
    assert set(Referral.objects.values_list("place", flat=True)) == {there.public_id}
    for told in (phone.sent[0][1], mail.outbox[0].body, sheet, answer, handed.split('id="search"')[0]):
        assert "East hall" in told
        assert "900 Example Avenue" in told
        assert "5 Example Street" not in told
    for told in (phone.sent[0][1], mail.outbox[0].body, sheet):
        assert "204-555-0177" in told


def test_a_place_of_another_service_is_not_referred_to_and_one_that_was_hidden_since_is_told_nobody(
    cast, need, sign_in, two_places
):
    meals, here, _there = two_places
    other = directory.place(factories.service(cast.carl, "Other meals"), "7 Example Street")
    ask = {
        "key": new_id(),
        "service": meals.public_id,
        "way": Way.PRINT,
        "asking": Asking(),
        "by": cast.carl,
        "at": NOON,
    }
    with pytest.raises(ServiceGone):
        referring.refer(need, place=other.public_id, **ask)
    referring.refer(need, place=here.public_id, **ask)
    Location.objects.filter(pk=here.pk).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)

    browser = sign_in(cast.carl)
    page = browser.get(reverse("referrals:inquiry", args=[need.inquiry.public_id])).text
    sheet = browser.get(reverse("referrals:sheet", args=[need.inquiry.public_id])).text

    assert "no longer in the directory" in page
    assert "5 Example Street" not in page + sheet


# Handed over


def test_a_warm_hand_over_is_a_call_and_what_came_of_it(cast, need, sign_in):
    meals, browser = factories.service(cast.carl), sign_in(cast.carl)
    address = reverse("referrals:refer", args=[need.inquiry.public_id, need.public_id])

    page = browser.post(address, {"_key": new_id(), "service": meals.public_id, "way": "handoff"}, follow=True).text
    row = Referral.objects.get()
    calls = reverse("referrals:hand-over", args=[need.inquiry.public_id, row.public_id])
    unsaid = browser.post(calls, {})
    for result in ("no_answer", "spoken", "spoken", "taken"):
        browser.post(calls, {"result": result, "note": f"Testnote {result}"})
    after = browser.get(reverse("referrals:inquiry", args=[need.inquiry.public_id])).text
    late = browser.post(calls, {"result": "spoken"})

    assert 'href="tel:+12045550101"' in page.split('id="search"')[0]
    assert calls in page
    assert unsaid.status_code == 422
    story = [(one.state, one.reason, one.note) for one in row.events.order_by("pk")]
    assert story == [
        ("sent", "", ""),
        ("sent", "no_answer", "Testnote no_answer"),
        ("spoken", "", "Testnote spoken"),
        ("spoken", "", "Testnote spoken"),
        ("accepted", "", "Testnote taken"),
    ]
    assert calls not in after
    assert late.status_code == 409


def test_what_is_not_a_hand_over_is_not_handed_over(cast, need):
    with pytest.raises(NotThatWay):
        referring.hand_over(referred(need, cast), result=Handover.TAKEN, note="", by=cast.carl, at=NOON)


# By the link


@pytest.mark.parametrize("may_share", [False, True])
def test_a_service_is_given_a_name_and_a_number_only_with_a_yes(cast, need, client, may_share):
    factories.reached(need.inquiry, cast.carl, at=now(), may_share=may_share)
    token = factories.link_to(referred(need, cast, at=now(), is_wanted=True, note="Uses a cane"), at=now())

    page = client.get(reverse("referrals:answer", args=[token])).text
    answered = client.post(reverse("referrals:answer", args=[token]), {"state": "accepted"}).text

    for told in (page, answered):
        assert "Uses a cane" in told
        assert [one in told for one in ("Testname", "2045550123", "person@example.org")] == [may_share] * 3
    factories.reached(need.inquiry, cast.carl, at=now(), may_share=False)
    assert "Testname" not in client.get(reverse("referrals:answer", args=[token])).text
