"""Where one is signed in: seen without any place, ended one by one or all together."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from conftest import NOON
from django.contrib.sessions.models import Session

from tuque.accounts import devices
from tuque.accounts.models import SignOut
from tuque.accounts.services import sessions
from tuque.accounts.services.sessions import session_hash
from tuque.accounts.tests.test_sign_in import enter

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
