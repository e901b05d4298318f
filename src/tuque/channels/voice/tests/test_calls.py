"""A call in the database: who is in it, what each page is told, and what is left of it afterwards."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from conftest import NOON
from django.test import Client

from tuque.channels.codes import State
from tuque.channels.voice import browser, turn
from tuque.channels.voice.hearing import Part
from tuque.channels.voice.models import CallParty, CallSignal
from tuque.channels.voice.port import Happened
from tuque.channels.voice.problems import CallOver, NotInCall
from tuque.channels.voice.tests.factories import call
from tuque.core.problems import NotFound

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def told(made, party, **values):
    return browser.look(made, party, after=values.get("after", 0), at=NOON)


def test_the_one_who_comes_calls_those_who_were_there(cast):
    made, caller, _token = call(cast)
    amina = browser.connect(made, cast.amina, part=Part.TALKS, at=NOON + SECOND)

    assert told(made, amina)["calls"] == [str(caller.public_id)]
    assert told(made, caller)["calls"] == []
    assert told(made, caller)["parties"] == [
        {"id": str(amina.public_id), "part": "talks", "speaks": True, "heard": True}
    ]
    made.conversation.refresh_from_db()
    assert made.conversation.state == State.OPEN


def test_signals_are_for_one_page_in_order_and_gone_with_the_call(cast):
    made, caller, _token = call(cast)
    amina = browser.connect(made, cast.amina, part=Part.TALKS, at=NOON + SECOND)
    bea = browser.connect(made, cast.bea, part=Part.LISTENS, at=NOON + 2 * SECOND)
    to_caller = [{"to": str(caller.public_id), "content": {"candidate": {"n": n}}} for n in range(3)]
    browser.tell(made, amina, to_caller, at=NOON)
    browser.tell(made, bea, [{"to": str(amina.public_id), "content": {}}, {"to": "nobody"}], at=NOON)

    found = told(made, caller)["signals"]

    assert [one["content"]["candidate"]["n"] for one in found] == [0, 1, 2]
    assert told(made, caller, after=found[1]["number"])["signals"] == found[2:]
    assert len(told(made, amina)["signals"]) == 1
    browser.hang_up(made, at=NOON)
    assert not CallSignal.objects.exists()


def test_what_pages_tell_one_another_is_sealed(cast):
    made, caller, _token = call(cast)
    amina = browser.connect(made, cast.amina, part=Part.TALKS, at=NOON)

    browser.tell(made, amina, [{"to": str(caller.public_id), "content": {"candidate": "192.0.2.77"}}], at=NOON)

    assert b"192.0.2.77" not in bytes(CallSignal.objects.values_list("content", flat=True).get())


def test_a_transfer_leaves_nobody_alone(cast):
    made, caller, _token = call(cast)
    browser.connect(made, cast.amina, part=Part.TALKS, at=NOON)

    with pytest.raises(NotInCall):
        browser.transfer(made, to=cast.carl, by=cast.amina, at=NOON)
    browser.connect(made, cast.carl, part=Part.TALKS, at=NOON + SECOND)
    browser.transfer(made, to=cast.carl, by=cast.amina, at=NOON + SECOND)

    assert [one["part"] for one in told(made, caller)["parties"]] == ["talks"]
    assert browser.party_of(made, cast.carl)
    with pytest.raises(NotInCall):
        browser.party_of(made, cast.amina)


def test_the_caller_waits_again_when_everyone_who_talks_is_gone(cast):
    made, caller, _token = call(cast)
    amina = browser.connect(made, cast.amina, part=Part.TALKS, at=NOON)

    browser.leave(made, amina, at=NOON)

    made.conversation.refresh_from_db()
    assert made.conversation.state == State.WAITING
    assert told(made, caller)["answered"] is False


def test_when_the_caller_hangs_up_it_is_over_for_all(cast):
    made, caller, _token = call(cast)
    browser.connect(made, cast.amina, part=Part.TALKS, at=NOON)

    browser.leave(made, caller, at=NOON)

    made.conversation.refresh_from_db()
    assert made.conversation.state == State.ENDED
    assert not CallParty.objects.filter(left_at__isnull=True).exists()
    with pytest.raises(CallOver):
        browser.connect(made, cast.amina, part=Part.TALKS, at=NOON)


def test_a_page_that_is_silent_is_gone(cast):
    made, caller, _token = call(cast)
    browser.connect(made, cast.amina, part=Part.TALKS, at=NOON)
    later = NOON + browser.SIGNALS_KEPT + SECOND
    browser.look(made, caller, after=0, at=later)

    browser.drop_silent(made, at=later)

    assert told(made, caller)["parties"] == []


def test_only_those_who_oversee_listen_or_whisper(cast):
    made, _caller, _token = call(cast)

    for part in (Part.LISTENS, Part.WHISPERS):
        with pytest.raises(NotFound):
            browser.connect(made, cast.amina, part=part, at=NOON)
        assert browser.connect(made, cast.bea, part=part, at=NOON).part == part


def test_what_happens_is_reported(cast, django_capture_on_commit_callbacks, monkeypatch):
    reported = []
    monkeypatch.setattr(browser, "_reports", [lambda what, call, at: reported.append(what)])

    with django_capture_on_commit_callbacks(execute=True):
        made, _caller, _token = call(cast)
        browser.connect(made, cast.amina, part=Part.TALKS, at=NOON)
        browser.hold(made, held=True, by=cast.amina, at=NOON)
        browser.hold(made, held=False, by=cast.amina, at=NOON)
        browser.hang_up(made, at=NOON)

    assert reported == [Happened.OFFERED, Happened.CONNECTED, Happened.HELD, Happened.RESUMED, Happened.ENDED]


def post(what, made, key, **body):
    return Client().post(
        f"/v/voice/{made.public_id}/{what}", json.dumps(body), content_type="application/json", headers={"X-Key": key}
    )


def test_a_page_without_the_secret_finds_no_call(cast):
    made, _caller, token = call(cast)

    assert post("look", made, "another").status_code == 404
    assert post("look", made, "").status_code == 404
    assert post("look", made, token, after=0).json()["answered"] is False
    assert post("leave", made, "", token=token).status_code == 200
    assert post("look", made, token).json()["ended"] is True


def test_someone_calls_from_a_page_that_sets_no_cookie(cast, client):
    call(cast)
    page = client.get("/v/voice/fr")
    begun = client.post("/v/voice/call", json.dumps({"language": "fr"}), content_type="application/json")

    assert (page.status_code, begun.status_code) == (200, 201)
    assert not page.cookies
    assert not begun.cookies
    assert page["Referrer-Policy"] == "no-referrer"
    assert begun.json()["ice"] == {"iceServers": []}


def test_with_turn_all_sound_goes_by_it_under_a_password_that_ends(settings):
    settings.TURN_URL = "turns:turn.example:5349?secret=between-us"

    found = turn.configuration(at=NOON)

    (server,) = found["iceServers"]
    expected = hmac.new(b"between-us", server["username"].encode(), hashlib.sha1).digest()
    assert server["urls"] == ["turns:turn.example:5349"]
    assert server["credential"] == base64.b64encode(expected).decode()
    assert int(server["username"].partition(":")[0]) == int((NOON + turn.LASTS).timestamp())
    assert found["iceTransportPolicy"] == "relay"
