"""Where one is signed in: seen without any place, ended one by one or all together."""

from datetime import timedelta
from math import log2

import pytest
from allauth.usersessions.models import UserSession
from conftest import NOON
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import RequestFactory

from tuque.accounts import devices
from tuque.accounts.models import SignOut
from tuque.accounts.services import sessions
from tuque.accounts.services.sessions import session_hash
from tuque.accounts.tests.test_sign_in import acts, enter
from tuque.core.clock import now
from tuque.web import streams

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def two(noor, sign_in):
    here, there = sign_in(None), sign_in(None)
    here.defaults["HTTP_USER_AGENT"], there.defaults["HTTP_USER_AGENT"] = PHONE, DESK
    enter(here, noor.email)
    enter(there, noor.email)
    return here, there


def test_sessions_are_named_by_their_device_and_this_one_is_marked(two):
    lines = two[0].get("/me").context["sessions"]

    assert [(line.device, line.is_current, line.is_phone) for line in lines] == [
        ("Safari on iPhone", True, True),
        ("Firefox on Linux", False, False),
    ]


def test_no_network_address_is_kept(two):
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"0.0.0.0"}  # noqa: S104  what stands for none


def test_one_session_is_ended_alone(two):
    here, there = two

    here.post("/me/sessions/end", {"session": session_hash(there.session.session_key)})

    assert there.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


def test_all_the_others_end_together(two):
    here, there = two

    here.post("/me/sessions/end-others")

    assert there.get("/me").status_code == 302
    assert len(here.get("/me").context["sessions"]) == 1


def left_for(browser, minutes):
    """As if nothing had been done in this browser for so long."""
    caches["quick"].clear()
    UserSession.objects.filter(session_key=browser.session.session_key).update(
        last_seen_at=now() - timedelta(minutes=minutes)
    )


def test_a_session_left_unused_ends_and_the_other_goes_on(two, noor):
    here, there = two
    left_for(here, minutes=121)

    assert here.get("/me")["Location"] == "/account/login/?next=/me"
    assert there.get("/me").status_code == 200
    assert not UserSession.objects.filter(user=noor).exclude(session_key=there.session.session_key).exists()
    assert SignOut.objects.filter(worker=noor).count() == 1
    assert acts()[-1] == "accounts.session_left_unused"


def test_a_session_that_was_used_within_the_time_goes_on_and_says_so(two):
    here, _there = two
    left_for(here, minutes=119)

    assert here.get("/me").status_code == 200
    seen = UserSession.objects.get(session_key=here.session.session_key).last_seen_at
    assert now() - seen < timedelta(minutes=1)


def test_a_page_that_listens_is_in_use(two, noor):
    here, _there = two
    left_for(here, minutes=119)
    request = RequestFactory().get("/streams")
    request.session, request.worker = here.session, noor
    name, read = "interactions", list
    opened = streams.opening(request, "interactions", str(noor.organization.public_id), name=name, read=read, after=0)

    opened.is_still_allowed()

    seen = UserSession.objects.get(session_key=here.session.session_key).last_seen_at
    assert now() - seen < timedelta(minutes=1)


def test_a_session_ends_after_twelve_hours_however_much_it_was_used(two):
    here, there = two
    ends = [row.expire_date - now() for row in Session.objects.all()]
    assert all(timedelta(hours=11, minutes=59) < one <= timedelta(hours=12) for one in ends)
    Session.objects.filter(session_key=here.session.session_key).update(expire_date=now() - timedelta(seconds=1))

    assert here.get("/me").status_code == 302
    assert there.get("/me").status_code == 200


def test_the_name_of_a_session_cannot_be_guessed(two):
    keys = {browser.session.session_key for browser in two}

    assert len(keys) == 2
    assert all(len(key) * log2(36) >= 128 and key.isalnum() for key in keys)


def test_someone_elses_session_cannot_be_ended(two, cast, sign_in):
    _here, there = two

    response = sign_in(cast.bea).post("/me/sessions/end", {"session": session_hash(there.session.session_key)})

    assert response.status_code == 404
    assert there.get("/me").status_code == 200


def test_a_director_ends_every_session_of_a_worker(two, cast, sign_in):
    sign_in(cast.dana).post(f"/workers/{cast.noor.public_id}/sessions/end")

    assert [browser.get("/me").status_code for browser in two] == [302, 302]


def test_an_unknown_browser_has_no_name():
    assert devices.describe("") == ("", "")


def test_what_no_one_can_use_any_more_is_dropped(two, cast):
    first, second = two
    key = first.session.session_key
    Session.objects.filter(session_key=key).update(expire_date=NOON)
    UserSession.objects.update(created_at=NOON - timedelta(days=2))
    SignOut.objects.create(worker=cast.noor, at=NOON - timedelta(days=2))
    SignOut.objects.create(worker=cast.noor, at=NOON - timedelta(days=2))

    sessions.forget_expired(at=NOON + timedelta(seconds=1))

    left = second.session.session_key
    assert [row.session_key for row in Session.objects.all()] == [left]
    assert [row.session_key for row in UserSession.objects.all()] == [left]
    assert SignOut.objects.count() == 1  # open streams count on from the last one
