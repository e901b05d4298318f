"""Each provider's deliveries: genuine, forged, stale, malformed; and what is read in them. Pure: no table."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from conftest import NOON
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tuque.channels.providers.contract import (
    FAR,
    Forged,
    Refused,
    Said,
    Stale,
    State,
    Told,
    Unreadable,
    furthest,
    parts,
)
from tuque.channels.providers.registry import PROVIDERS
from tuque.channels.providers.tests import recorded
from tuque.channels.providers.tests.recorded import CREDENTIALS, LINE, PERSON, SAID
from tuque.channels.providers.twilio.receiving import signature

pytestmark = pytest.mark.once

SIGNING = [code for code in PROVIDERS if code != "voipms"]


def verify(code, delivered, **changed):
    PROVIDERS[code].verify(delivered, CREDENTIALS[code] | changed)


@pytest.mark.parametrize("code", PROVIDERS)
def test_a_genuine_delivery_is_taken_and_says_who_wrote_what_to_whom(code):
    delivered = SAID[code]()

    verify(code, delivered)
    (said,) = PROVIDERS[code].read(delivered)

    assert isinstance(said, Said)
    assert said.text
    assert said.id
    if PROVIDERS[code].is_numbers:
        assert (said.sender, said.recipient) == (PERSON, LINE)


@pytest.mark.parametrize("code", SIGNING)
def test_one_changed_byte_and_it_is_refused(code):
    delivered = SAID[code]()
    for place in range(0, len(delivered.body), 7):
        changed = bytearray(delivered.body)
        changed[place] ^= 1
        with pytest.raises(Refused):
            verify(code, replace(delivered, body=bytes(changed)))


@pytest.mark.parametrize("code", SIGNING)
def test_what_is_not_signed_or_signed_with_nothing_is_refused(code):
    delivered = SAID[code]()
    emptied = dict.fromkeys(CREDENTIALS[code], "")

    with pytest.raises(Forged):
        verify(code, replace(delivered, headers={"content-type": delivered.headers["content-type"]}))
    with pytest.raises(Forged):
        PROVIDERS[code].verify(delivered, emptied)
    with pytest.raises(Forged):
        PROVIDERS[code].verify(delivered, {})


@pytest.mark.parametrize("code", PROVIDERS)
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"entry": 3}', b'{"data": {"payload": {}}}']
)
def test_what_is_signed_and_cannot_be_read_is_said_to_be_so(code, body):
    url = recorded.URL if code != "voipms" else f"{recorded.URL}?id=12"

    try:
        found = PROVIDERS[code].read(recorded.delivered(body, headers={"content-type": recorded.JSON}, url=url))
    except Unreadable:
        return

    assert found == []


# Twilio


def test_twilio_signs_as_its_own_documentation_shows():
    """The example of twilio.com/docs/usage/security, and that of its library for a body in JSON."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    pairs = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    body = b'{"property": "value", "boolean": true}'
    hashed = f"{url}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    headers = {"content-type": "application/json", "x-twilio-signature": "a9nBmqA0ju/hNViExpshrM61xv4="}

    assert signature(url, pairs.items(), "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    verify("twilio", recorded.delivered(body, url=hashed, headers=headers))
    with pytest.raises(Forged):
        verify("twilio", recorded.delivered(body + b" ", url=hashed, headers=headers))
    with pytest.raises(Forged):
        verify("twilio", recorded.delivered(body, url=url, headers=headers))


def test_twilio_is_understood_while_its_token_is_being_changed_and_not_after():
    delivered = recorded.twilio(recorded.twilio_said(), token="former")

    verify("twilio", delivered, previous_auth_token="former")
    with pytest.raises(Forged):
        verify("twilio", delivered)


@pytest.mark.parametrize("called", ["https://line.example/in/secret", "https://line.example:443/in/secret"])
def test_twilio_may_call_with_the_port_or_without(called):
    delivered = recorded.twilio(recorded.twilio_said(), url=called)

    verify("twilio", replace(delivered, url="https://line.example/in/secret"))
    verify("twilio", replace(delivered, url="https://line.example:443/in/secret"))
    with pytest.raises(Forged):
        verify("twilio", replace(delivered, url="https://other.example/in/secret"))
    with pytest.raises(Forged):
        verify("twilio", replace(delivered, url="https://line.example/in/other"))


def test_twilio_tells_what_became_of_a_message_and_why_it_was_not_delivered():
    read = PROVIDERS["twilio"].read

    (sent,) = read(recorded.twilio(recorded.twilio_told("delivered")))
    (failed,) = read(recorded.twilio(recorded.twilio_told("undelivered", error="30003")))

    assert sent == Told(id=f"{sent.message}:delivered", message=sent.message, state=State.DELIVERED)
    assert (failed.state, failed.error) == (State.FAILED, "30003")
    with pytest.raises(Unreadable):
        read(recorded.twilio(recorded.twilio_told("no-such-state")))


def test_twilio_says_that_it_took_a_word_for_a_request_to_stop():
    (said,) = PROVIDERS["twilio"].read(recorded.twilio(recorded.twilio_said("STOP", OptOutType="STOP")))
    (again,) = PROVIDERS["twilio"].read(recorded.twilio(recorded.twilio_said("START", OptOutType="START")))

    assert said.stops
    assert not said.starts
    assert again.starts
    assert not again.stops


# Telnyx


def test_telnyx_is_refused_with_the_key_of_another_and_when_it_is_too_old():
    other = Ed25519PrivateKey.generate()
    verify("telnyx", recorded.telnyx(recorded.telnyx_said(), at=NOON + timedelta(minutes=5)))
    verify("telnyx", recorded.telnyx(recorded.telnyx_said(), at=NOON - timedelta(minutes=5)))

    with pytest.raises(Forged):
        verify("telnyx", recorded.telnyx(recorded.telnyx_said(), key=other))
    for late in (timedelta(minutes=5, seconds=1), -timedelta(minutes=5, seconds=1)):
        with pytest.raises(Stale):
            verify("telnyx", recorded.telnyx(recorded.telnyx_said(), at=NOON + late))


def test_telnyx_keeps_accented_letters_and_says_when_it_was_sent():
    (said,) = PROVIDERS["telnyx"].read(recorded.telnyx(recorded.telnyx_said("À l'aide, ça déborde")))
    (told,) = PROVIDERS["telnyx"].read(recorded.telnyx(recorded.telnyx_told("delivery_failed", error="40300")))

    assert said.text == "À l'aide, ça déborde"
    assert said.sent_at.isoformat() == "2026-01-14T17:59:58.123000+00:00"
    assert (told.state, told.error) == (State.FAILED, "40300")


# VoIP.ms


@pytest.mark.parametrize("number", ["", "abc", "1' OR 1=1", "٣", "1" * 21])
def test_voipms_gives_numbers_for_ids_and_nothing_else(number):
    with pytest.raises(Forged):
        verify("voipms", recorded.voipms(number=number))


def test_voipms_never_posts_and_is_answered_by_the_word_that_it_waits_for():
    with pytest.raises(Forged):
        verify("voipms", replace(recorded.voipms(), method="POST"))
    assert PROVIDERS["voipms"].reply.body == "ok"
    assert PROVIDERS["voipms"].confirm is not None


# Meta


@pytest.mark.parametrize("code", ["whatsapp", "messenger"])
def test_the_handshake_gives_the_challenge_back_to_whoever_knows_our_word(code):
    answer = PROVIDERS[code].handshake(recorded.handshake(), CREDENTIALS[code])

    assert answer.body == "1158201444"
    for wrong in ("", "another"):
        with pytest.raises(Forged):
            PROVIDERS[code].handshake(recorded.handshake(wrong), CREDENTIALS[code])
    with pytest.raises(Forged):
        PROVIDERS[code].handshake(recorded.handshake(""), CREDENTIALS[code] | {"verify_token": ""})
    assert PROVIDERS[code].handshake(SAID[code](), CREDENTIALS[code]) is None


def test_the_challenge_is_never_a_page():
    answer = PROVIDERS["whatsapp"].handshake(recorded.handshake(challenge="<script>1"), CREDENTIALS["whatsapp"])

    assert answer.body == "script1"
    assert answer.content_type.startswith("text/plain")


def test_metas_signature_is_that_of_the_bytes_as_they_came():
    """Written again, "Ç" would no longer be the escape that was signed."""
    delivered = SAID["whatsapp"]()
    again = json.dumps(json.loads(delivered.body), ensure_ascii=False).encode()

    verify("whatsapp", delivered)
    assert again != delivered.body
    with pytest.raises(Forged):
        verify("whatsapp", replace(delivered, body=again))


def test_one_delivery_of_whatsapp_may_hold_several_messages_and_states():
    messages = [recorded.whatsapp_said("one"), recorded.whatsapp_said("two", wamid="wamid.AAA2")]
    statuses = [recorded.whatsapp_told("read"), recorded.whatsapp_told("failed", wamid="wamid.BBB2", error=131047)]

    events = PROVIDERS["whatsapp"].read(recorded.meta(recorded.whatsapp(messages=messages, statuses=statuses)))

    assert [getattr(event, "text", event.id) for event in events] == [
        "one",
        "two",
        "wamid.BBB1:read",
        "wamid.BBB2:failed",
    ]
    assert events[3].error == "131047"


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("image", {"caption": "regarde", "id": "9"}, "regarde"),
        ("audio", {"id": "9"}, ""),
        ("button", {"text": "Yes", "payload": "y"}, "Yes"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "y", "title": "Oui"}}, "Oui"),
        ("unsupported", {}, ""),
    ],
)
def test_whatsapp_tells_what_was_chosen_and_that_a_picture_came(kind, content, text):
    message = {key: value for key, value in recorded.whatsapp_said().items() if key != "text"} | {
        "type": kind,
        kind: content,
    }

    (said,) = PROVIDERS["whatsapp"].read(recorded.meta(recorded.whatsapp(messages=[message])))

    assert (said.text, said.media) == (text, int(kind in {"image", "audio"}))


def test_messenger_tells_deliveries_by_id_and_until_an_instant_and_echoes_are_ours():
    events = PROVIDERS["messenger"].read(
        recorded.meta(
            recorded.messenger(
                recorded.messenger_said(is_echo=True),
                recorded.messenger_delivery(mids=["m_BBB1"]),
                recorded.messenger_delivery(kind="read"),
            )
        )
    )

    assert [(event.state, event.message, event.to, event.until) for event in events] == [
        (State.DELIVERED, "m_BBB1", "", None),
        (State.DELIVERED, "", "PSID-1", NOON),
        (State.READ, "", "PSID-1", NOON),
    ]


# Whatever the order


@given(st.lists(st.sampled_from(State), min_size=1, max_size=8))
def test_states_end_the_same_in_any_order(states):
    def end(told):
        state = State.WAITING
        for one in told:
            state = furthest(state, one)
        return state

    assert (
        end(states) == end(list(reversed(states))) == end(sorted(states)) == max([State.WAITING, *states], key=FAR.get)
    )


@given(st.text(min_size=1, max_size=800), st.integers(10, 200))
def test_cut_words_lose_no_letter_and_fit(text, longest):
    found = parts(text, longest=longest)

    assert all(len(part) <= longest for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())
