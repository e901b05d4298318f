"""How inquiries end: asked about, closed, let go; and what is seen of the open ones meanwhile."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.core import mail
from django.urls import reverse

from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.models import OutboxMessage
from tuque.referrals import letting_go, notices, selectors
from tuque.referrals.codes import NeedState, State, Unmet
from tuque.referrals.models import AnswerLink, Inquiry, Need, Referral
from tuque.referrals.problems import NotThatWay
from tuque.referrals.services import answering, following, inquiries, referring
from tuque.referrals.services.following import Heard
from tuque.referrals.services.inquiries import Reach
from tuque.referrals.tests import factories

pytestmark = pytest.mark.django_db
MONTH = NOON + timedelta(days=30)


@pytest.fixture
def need(cast):
    return factories.need_of(factories.inquiry(cast.carl))


def referred(need, cast, **options):
    row = factories.referral(need, cast.carl, **options)
    return Referral.objects.select_related("need__inquiry").get(pk=row.pk)


def moved(row, cast, state, *, reason="", at=NOON):
    return referring.move_on(row, state=state, reason=reason, note="", by=cast.carl, at=at)


def asked(row, cast, heard, *, reason="", note="", at=MONTH):
    return following.follow_up(row, heard=heard, reason=reason, note=note, by=cast.carl, at=at)


# Closed


@pytest.mark.parametrize("end", [State.REFUSED, State.WITHDRAWN])
def test_nobody_is_asked_about_a_refused_referral_so_it_keeps_no_inquiry_open(cast, need, end):
    factories.reached(need.inquiry, cast.carl)
    moved(referred(need, cast), cast, end, reason=Unmet.FULL)

    _row, closed = asked(referred(need, cast), cast, Heard.MET)

    assert closed
    assert Inquiry.objects.get().phone == ""


def test_an_inquiry_that_nobody_closed_is_let_go_once_nothing_was_done_in_it_for_as_long(cast, need):
    referred(need, cast, at=NOON + timedelta(days=10))

    early = letting_go.INQUIRIES.due(cast.downtown.pk, NOON + timedelta(days=5))
    still = letting_go.INQUIRIES.due(cast.downtown.pk, NOON + timedelta(days=10))
    late = letting_go.INQUIRIES.due(cast.downtown.pk, NOON + timedelta(days=10, seconds=1))

    assert (early.exists(), still.exists()) == (False, False)
    letting_go.INQUIRIES.let_go(list(late), NOON + timedelta(days=400))
    need.refresh_from_db()
    assert (need.words, Inquiry.objects.get().closed_at) == ("", NOON + timedelta(days=400))
    assert not late.all().exists()


# A yes that comes later, or is taken back


def test_a_yes_that_comes_after_a_referral_brings_its_follow_up_and_taking_it_back_takes_it_away(cast, need):
    waiting, refused = referred(need, cast), referred(need, cast)
    moved(refused, cast, State.REFUSED, reason=Unmet.FULL)

    factories.reached(need.inquiry, cast.carl, at=NOON + timedelta(days=2))

    days = dict(Referral.objects.values_list("pk", "follow_up_on"))
    assert days == {waiting.pk: MONTH.date(), refused.pk: None}
    inquiries.keep_reach(need.inquiry, reach=Reach(), by=cast.carl, at=NOON + timedelta(days=3))
    assert not Referral.objects.exclude(follow_up_on=None).exists()
    factories.reached(need.inquiry, cast.carl, at=NOON + timedelta(days=40))
    waiting.refresh_from_db()
    assert waiting.follow_up_on == (NOON + timedelta(days=40)).date()  # not a day that is past
    inquiries.keep_reach(need.inquiry, reach=Reach(name="Only a name"), by=cast.carl, at=NOON)
    assert not Referral.objects.exclude(follow_up_on=None).exists()


def test_a_day_that_was_agreed_for_another_try_stays_when_the_number_is_corrected(cast, need):
    factories.reached(need.inquiry, cast.carl)
    row = referred(need, cast)
    asked(row, cast, Heard.LATER, at=MONTH)

    factories.reached(need.inquiry, cast.carl, at=MONTH)

    row.refresh_from_db()
    assert row.follow_up_on == MONTH.date() + following.LATER


# What is open


def test_open_inquiries_that_a_service_leaves_without_an_answer_come_first_then_what_moved_last(cast):
    silent, old, moved_last, fresh = (
        factories.inquiry(cast.carl, at=NOON + timedelta(days=day)) for day in (0, 1, 2, 3)
    )
    referred(factories.need_of(silent), cast, at=NOON, is_wanted=True)
    inquiries.settle(
        factories.need_of(moved_last), state=NeedState.MET, reason=None, by=cast.carl, at=NOON + timedelta(days=4)
    )

    found = selectors.list_open(cast.carl, reader="en", at=NOON + timedelta(days=5))

    assert [line.inquiry.pk for line in found] == [one.pk for one in (silent, moved_last, fresh, old)]
    assert [line.is_silent for line in found] == [True, False, False, False]
    before = selectors.list_open(cast.carl, reader="en", at=NOON + timedelta(days=4, hours=23))
    assert [line.inquiry.pk for line in before][-1] == silent.pk


def test_every_open_inquiry_is_on_a_page_and_a_full_page_costs_as_many_queries_as_one_line(
    cast, sign_in, monkeypatch, django_assert_num_queries, django_assert_max_num_queries
):
    def heard(count):
        for _ in range(count):
            row = factories.inquiry(cast.carl, at=now())
            factories.referral(factories.need_of(row), cast.carl, at=now())

    heard(1)
    with django_assert_max_num_queries(5) as alone:
        assert len(selectors.list_open(cast.carl, reader="en", at=now())) == 1
    heard(6)
    monkeypatch.setattr(selectors, "A_PAGE", 4)

    with django_assert_num_queries(len(alone)):
        assert len(selectors.list_open(cast.carl, reader="en", at=now())) == 4
    browser, home = sign_in(cast.carl), reverse("referrals:home")
    first, last = (browser.get(home, {"page": page}).text for page in ("1", "2"))
    shown = [str(one) in first or str(one) in last for one in Inquiry.objects.values_list("public_id", flat=True)]
    assert shown == [True] * 7
    assert "1 / 2" in first
    assert f"{home}?page=2" in last  # what follows live is the page that is read


# What became of the need


def test_a_need_that_one_service_did_not_meet_after_all_is_open_while_another_is_under_way(cast, need):
    factories.reached(need.inquiry, cast.carl)
    first, second = referred(need, cast), referred(need, cast)
    moved(first, cast, State.MET)
    moved(second, cast, State.WAITING)

    asked(first, cast, Heard.UNMET, reason=Unmet.COST)

    need.refresh_from_db()
    assert (need.state, need.reason, need.settled_at) == ("open", "", None)
    moved(second, cast, State.UNMET, reason=Unmet.FULL, at=MONTH)
    need.refresh_from_db()
    assert (need.state, need.reason) == ("unmet", "full")


def test_who_is_not_reached_any_more_leaves_the_need_unmet_for_that_reason_once_nobody_else_may_be_asked(cast, need):
    factories.reached(need.inquiry, cast.carl)
    first, second = referred(need, cast), referred(need, cast)

    asked(first, cast, Heard.LOST, note="Three calls, no answer")
    need.refresh_from_db()
    assert need.state == "open"
    _row, closed = asked(second, cast, Heard.LOST)

    need.refresh_from_db()
    assert (need.state, need.reason, closed) == ("unmet", "lost", True)
    assert first.events.order_by("pk").last().note == "Three calls, no answer"


def test_what_a_service_met_stays_met_when_the_person_is_not_reached(cast, need):
    factories.reached(need.inquiry, cast.carl)
    row = moved(referred(need, cast), cast, State.MET)

    asked(row, cast, Heard.LOST)

    need.refresh_from_db()
    assert (need.state, need.reason) == ("met", "")


def test_a_note_of_a_follow_up_is_kept_also_where_nothing_moves(cast, need, sign_in):
    factories.reached(need.inquiry, cast.carl, at=now())
    row = moved(referred(need, cast, at=now()), cast, State.MET, at=now())
    Referral.objects.update(follow_up_on=now().date() - timedelta(days=1))
    browser = sign_in(cast.carl)

    page = browser.get(reverse("referrals:due")).text
    browser.post(reverse("referrals:follow-up", args=[row.public_id]), {"heard": "met", "note": "Goes every week"})

    assert 'name="note"' in page
    assert row.events.order_by("pk").last().note == "Goes every week"


# Written to again


@pytest.fixture
def post(settings, monkeypatch):
    """Mail that leaves on a day."""
    settings.EMAIL_SETTINGS = {"host": "mail.example"}
    moment = [NOON]
    monkeypatch.setattr(notices, "now", lambda: moment[0])

    def deliver(at):
        moment[0] = at
        outbox.deliver_due(clock=lambda: at)

    return deliver


@pytest.mark.parametrize("state", [State.ACCEPTED, State.WAITING, State.REACHED])
def test_a_service_that_answered_is_written_to_again_with_a_link_that_is_good_from_now(cast, need, post, state):
    row = referred(need, cast, is_wanted=True, email="meals@example.org")
    post(NOON)
    moved(row, cast, state)
    later = NOON + timedelta(days=60)

    referring.ask_again(row, origin="https://tuque.example", by=cast.carl, at=later)
    post(later)

    assert len(mail.outbox) == 2
    assert mail.outbox[1].subject == "Your link to answer about someone referred to Community meals"
    token = mail.outbox[1].body.split("/r/")[1].split()[0]
    link = answering.find_link(token, at=later + timedelta(days=44))
    answering.answer(link, state=State.MET, reason="", note="", at=later)
    assert Need.objects.get().state == "met"
    assert not OutboxMessage.objects.filter(topic=notices.ASK, payload__turn=notices.AGAIN, done_at=None).exists()


def test_a_letter_by_hand_begins_no_second_row_of_reminders(cast, need, post):
    row = referred(need, cast, is_wanted=True, email="meals@example.org")
    post(NOON)

    referring.ask_again(row, origin="https://tuque.example", by=cast.carl, at=NOON + timedelta(days=1))
    for days in (1, 3, 4, 7, 8, 14, 15, 40):
        post(NOON + timedelta(days=days))

    assert len(mail.outbox) == 1 + 1 + len(notices.REMINDERS)
    assert AnswerLink.objects.filter(is_reminder=False).count() == 1


def test_nothing_more_is_asked_of_a_service_once_it_is_over(cast, need, post):
    row = referred(need, cast, is_wanted=True, email="meals@example.org")
    referring.ask_again(row, origin="https://tuque.example", by=cast.carl, at=NOON)
    row = moved(row, cast, State.MET)

    with pytest.raises(NotThatWay):
        referring.ask_again(row, origin="https://tuque.example", by=cast.carl, at=NOON)
    post(NOON)

    assert not mail.outbox


def test_without_mail_a_new_link_is_given_by_hand(cast, need, sign_in):
    row = moved(referred(need, cast, at=now()), cast, State.WAITING, at=now())

    page = sign_in(cast.carl).post(reverse("referrals:ask", args=[need.inquiry.public_id, row.public_id]))

    assert page.status_code == 201
    assert answering.find_link(page.text.split("/r/")[1].split('"')[0], at=now()).referral == row
