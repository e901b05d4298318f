"""A call in the database: who is in it, what each page is told, and what is left of it afterwards."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from conftest import NOON
from django.test import Client

from tuque.channels import services
from tuque.channels.codes import Said, State
from tuque.channels.models import Joining
from tuque.channels.tests import factories as talks
from tuque.channels.voice import browser, calls, ending, silence, turn
from tuque.channels.voice.hearing import Part
from tuque.channels.voice.models import CallParty, CallSignal
from tuque.channels.voice.port import VoicePort
from tuque.channels.voice.problems import CallOver, NotInCall
from tuque.channels.voice.tests.factories import call
from tuque.core.problems import NotFound

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def told(made, party, **values):
    return browser.look(made, party, after=values.get("after", 0), at=NOON)


def test_the_one_who_comes_calls_those_who_were_there(cast):
    made, caller, _token = call(cast)
    amina = calls.connect(made, cast.amina, part=Part.TALKS, at=NOON + SECOND)

    assert told(made, amina)["calls"] == [str(caller.public_id)]
    assert told(made, caller)["calls"] == []
    assert told(made, caller)["parties"] == [
        {"id": str(amina.public_id), "part": "talks", "speaks": True, "heard": True}
    ]
    made.conversation.refresh_from_db()
    assert made.conversation.state == State.OPEN


def test_signals_are_for_one_page_in_order_and_gone_with_the_call(cast):
    made, caller, _token = call(cast)
    amina = calls.connect(made, cast.amina, part=Part.TALKS, at=NOON + SECOND)
    bea = calls.connect(made, cast.bea, part=Part.LISTENS, at=NOON + 2 * SECOND)
    to_caller = [{"to": str(caller.public_id), "content": {"candidate": {"n": n}}} for n in range(3)]
    browser.tell(made, amina, to_caller, at=NOON)
    browser.tell(made, bea, [{"to": str(amina.public_id), "content": {}}, {"to": "nobody"}], at=NOON)

    found = told(made, caller)["signals"]

    assert [one["content"]["candidate"]["n"] for one in found] == [0, 1, 2]
    assert told(made, caller, after=found[1]["number"])["signals"] == found[2:]
    assert len(told(made, amina)["signals"]) == 1
    calls.hang_up(made, at=NOON)
    assert not CallSignal.objects.exists()


def test_what_pages_tell_one_another_is_sealed(cast):
    made, caller, _token = call(cast)
    amina = calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)

    browser.tell(made, amina, [{"to": str(caller.public_id), "content": {"candidate": "192.0.2.77"}}], at=NOON)

    assert b"192.0.2.77" not in bytes(CallSignal.objects.values_list("content", flat=True).get())


def test_a_transfer_leaves_nobody_alone(cast):
    made, caller, _token = call(cast)
    calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)

    with pytest.raises(NotInCall):
        calls.transfer(made, to=cast.carl, by=cast.amina, at=NOON)
    calls.connect(made, cast.carl, part=Part.TALKS, at=NOON + SECOND)
    calls.transfer(made, to=cast.carl, by=cast.amina, at=NOON + SECOND)

    assert [one["part"] for one in told(made, caller)["parties"]] == ["talks"]
    assert calls.party_of(made, cast.carl)
    with pytest.raises(NotInCall):
        calls.party_of(made, cast.amina)


def test_the_caller_waits_again_when_everyone_who_talks_is_gone(cast):
    made, caller, _token = call(cast)
    amina = calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)

    calls.leave(made, amina, at=NOON)

    made.conversation.refresh_from_db()
    assert made.conversation.state == State.WAITING
    assert told(made, caller)["answered"] is False


def test_when_the_caller_hangs_up_it_is_over_for_all(cast):
    made, caller, _token = call(cast)
    calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)

    calls.leave(made, caller, at=NOON)

    made.conversation.refresh_from_db()
    assert made.conversation.state == State.ENDED
    assert not CallParty.objects.filter(left_at__isnull=True).exists()
    with pytest.raises(CallOver):
        calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)


def watch(at, *, times=1):
    """As the work behind the pages does each second; `port` is new, as in a process that has just begun."""
    port = browser.BrowserPort()
    for _ in range(times):
        port.watch(calls.gone, at=at)
    return port


def seen(at, *parties):
    CallParty.objects.filter(pk__in=[party.pk for party in parties]).update(seen_at=at)


def test_a_caller_whose_page_vanished_waits_no_more(cast):
    """Two people call; the page of one is closed without a goodbye, and nobody asks about its call."""
    made, gone, _token = call(cast)
    other, here, _token = call(cast)
    port = watch(NOON)
    later = NOON + silence.GONE_AFTER + SECOND
    seen(later, here)

    port.watch(calls.gone, at=later)
    port.watch(calls.gone, at=later + SECOND)

    made.conversation.refresh_from_db()
    other.conversation.refresh_from_db()
    assert (made.conversation.state, other.conversation.state) == (State.ENDED, State.WAITING)
    gone.refresh_from_db()
    assert gone.left_at is not None


def test_a_silent_responder_is_out_and_the_caller_waits_again(cast):
    made, caller, _token = call(cast)
    amina = calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)
    port = watch(NOON)
    later = NOON + silence.GONE_AFTER + SECOND
    seen(later, caller)

    port.watch(calls.gone, at=later)

    amina.refresh_from_db()
    made.conversation.refresh_from_db()
    assert amina.left_at == later
    assert made.conversation.state == State.WAITING


def test_a_site_that_was_away_hangs_up_on_nobody(cast):
    """Voices go on between the pages; the first that asks again does not have the others thrown out."""
    made, caller, _token = call(cast)
    calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)
    port = watch(NOON)
    back = NOON + 2 * silence.GONE_AFTER

    port.watch(calls.gone, at=back)
    seen(back + SECOND, caller)
    port.watch(calls.gone, at=back + SECOND)

    assert len(told(made, caller)["parties"]) == 1
    port.watch(calls.gone, at=NOON + silence.GONE_AFTER_DOUBT + SECOND)
    assert told(made, caller)["parties"] == []


def test_the_line_speaks_to_whoever_waits_again_and_again(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made, caller, _token = call(cast)
    first = told(made, caller)["says"]

    for second in (1, 44, 45, 46):
        calls.tend(at=NOON + second * SECOND)

    again = told(made, caller)["says"]
    assert "dans la file" in first["words"].lower()
    assert (again["number"] - first["number"], again["words"]) == (1, first["words"])


def test_on_hold_the_line_says_so_and_to_whoever_talks_it_says_nothing(cast, django_capture_on_commit_callbacks):
    made, caller, _token = call(cast)
    calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)
    calls.tend(at=NOON + calls.SAID_EVERY)
    silent = told(made, caller)["says"]["number"]
    with django_capture_on_commit_callbacks(execute=True):
        calls.hold(made, held=True, by=cast.amina, at=NOON)

    held = told(made, caller)["says"]

    assert silent == 0
    assert "ne quittez pas" in held["words"].lower() or "restez en ligne" in held["words"].lower()


def test_only_those_who_oversee_listen_or_whisper(cast):
    made, _caller, _token = call(cast)

    for part in (Part.LISTENS, Part.WHISPERS):
        with pytest.raises(NotFound):
            calls.connect(made, cast.amina, part=part, at=NOON)
        assert calls.connect(made, cast.bea, part=part, at=NOON).part == part


class Switch:
    """A port of another kind: it notes what it is asked."""

    def __init__(self):
        self.asked = []

    def __getattr__(self, verb):
        return lambda *_values, **named: self.asked.append((verb, named.get("held")) if "held" in named else verb)


def test_a_port_is_asked_for_each_thing_once_it_is_committed(cast, django_capture_on_commit_callbacks, monkeypatch):
    switch = Switch()
    monkeypatch.setitem(calls.PORTS, "browser", switch)
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        made, _caller, _token = call(cast)
        assert not switch.asked
        calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)
        bea = calls.connect(made, cast.bea, part=Part.LISTENS, at=NOON)
        calls.hold(made, held=True, by=cast.amina, at=NOON)
        calls.hold(made, held=True, by=cast.amina, at=NOON)
        calls.hold(made, held=False, by=cast.amina, at=NOON)
        calls.leave(made, bea, at=NOON)
        calls.hang_up(made, at=NOON)

    assert waiting
    assert switch.asked == [
        "take_in", "play", "connect", "connect", ("hold", True), "play", ("hold", False), "leave", "end"
    ]  # fmt: skip


def test_the_browsers_port_has_every_verb_of_a_port():
    verbs = {name for name in vars(VoicePort) if not name.startswith("_")}

    assert verbs <= set(vars(browser.BrowserPort))


def post(what, made, key, **body):
    return Client().post(
        f"/v/voice/{made.public_id}/{what}", json.dumps(body), content_type="application/json", headers={"X-Key": key}
    )


def test_whoever_answered_stays_in_the_conversation_of_a_call_that_is_over_and_its_words_were_shown(cast):
    made, caller, _token = call(cast)
    answering = calls.connect(made, cast.amina, part=Part.TALKS, at=NOON)
    for kind in (Said.SAID, Said.WHISPER):
        talks.responder_says(made.conversation, cast.amina, str(kind), kind=kind)
    shown = [told(made, party)["written"] for party in (caller, answering)]
    services.end(conversation=made.conversation, at=NOON)

    calls.leave(made, answering, at=NOON)

    assert shown == [["said"], []]
    assert Joining.objects.filter(conversation=made.conversation, worker=cast.amina, left_at__isnull=True).exists()


def test_a_conversation_that_is_ended_elsewhere_hangs_up(cast):
    made, caller, _token = call(cast)
    services.end(conversation=made.conversation, at=NOON)

    for _told_twice in range(2):
        ending.Ending().ended(made.conversation)

    assert told(made, caller)["ended"] is True


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
    assert 'href="tel:911"' in page.text  # what else helps can be tapped
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
