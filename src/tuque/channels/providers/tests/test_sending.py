"""Sending by each provider's own interface, to a server on this machine that answers as their documentation shows."""

import base64

import pytest

from tuque.channels.providers.contract import NotSent, Outgoing, Said
from tuque.channels.providers.registry import PROVIDERS
from tuque.channels.providers.tests.fake import fake_provider
from tuque.channels.providers.tests.recorded import CREDENTIALS, LINE, PERSON
from tuque.core import outgoing

pytestmark = pytest.mark.once

TAKEN = {
    "twilio": (201, {"sid": "SM1", "status": "queued", "error_code": None}),
    "telnyx": (200, {"data": {"record_type": "message", "id": "40318f29", "to": [{"status": "queued"}]}}),
    "voipms": (200, {"status": "success", "sms": 23434}),
    "whatsapp": (200, {"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": "wamid.BBB1"}]}),
    "messenger": (200, {"recipient_id": "PSID-1", "message_id": "m_BBB1"}),
    "pocket": (201, {"id": "p1"}),
}
# What each says of someone who wants no more messages, of a mistake that no second try mends, and of a busy hour.
STOPPED = {
    "twilio": (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}),
    "telnyx": (400, {"errors": [{"code": "40300", "title": "Blocked due to STOP message"}]}),
    "whatsapp": (400, {"error": {"code": 131050, "message": "User has stopped marketing messages"}}),
    "messenger": (400, {"error": {"code": 551, "message": "This person isn't available right now."}}),
    "pocket": (403, {"code": "21610"}),
}
FINAL = {
    "twilio": (400, {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}),
    "telnyx": (422, {"errors": [{"code": "40310", "title": "Invalid 'to' address"}]}),
    "voipms": (200, {"status": "invalid_dst"}),
    "whatsapp": (400, {"error": {"code": 131047, "message": "Re-engagement message"}}),
    "messenger": (400, {"error": {"code": 10, "message": "outside of allowed window"}}),
    "pocket": (404, {"code": "no_phone"}),
}
BUSY = {
    "twilio": (429, {"code": 20429, "message": "Too Many Requests", "status": 429}),
    "telnyx": (429, {"errors": [{"code": "40318", "title": "Queue full"}]}),
    "voipms": (200, {"status": "api_limit_exceeded"}),
    "whatsapp": (400, {"error": {"code": 130429, "message": "Rate limit hit"}}),
    "messenger": (400, {"error": {"code": 613, "message": "Calls to this api have exceeded the rate limit."}}),
    "pocket": (503, {}),
}


@pytest.fixture
def server():
    with fake_provider() as fake:
        yield fake


def send(code, fake, text="Nous sommes là. We are here."):
    message = Outgoing(sender=LINE, to=PERSON, text=text, callback="https://line.example/in/secret", id="one")
    return PROVIDERS[code].send(message, CREDENTIALS[code], outgoing.session(trusted=[fake.origin]), fake.origin)


@pytest.mark.parametrize("code", PROVIDERS)
def test_what_the_provider_takes_has_its_id_and_our_words(code, server):
    server.will(TAKEN[code])

    sent = send(code, server)

    assert sent.id
    assert "Nous sommes là. We are here." in str(server.bodies[0])
    assert server.asked[0]["query"] == ""  # an address stands in logs


@pytest.mark.parametrize("code", STOPPED)
def test_someone_who_wants_no_more_messages_is_told_apart(code, server):
    server.will(STOPPED[code])

    with pytest.raises(NotSent) as problem:
        send(code, server)

    assert problem.value.stopped
    assert problem.value.is_final


@pytest.mark.parametrize(("answers", "is_final"), [(FINAL, True), (BUSY, False)])
@pytest.mark.parametrize("code", PROVIDERS)
def test_what_no_second_try_mends_is_told_from_what_one_may(code, answers, is_final, server):
    server.will(answers[code])

    with pytest.raises(NotSent) as problem:
        send(code, server)

    assert problem.value.is_final is is_final
    assert not problem.value.stopped
    assert problem.value.error


@pytest.mark.parametrize("code", PROVIDERS)
@pytest.mark.parametrize("answer", [(502, "<html>Bad gateway</html>"), (500, {}), (200, "not JSON")])
def test_an_answer_that_cannot_be_read_is_tried_again(code, answer, server):
    server.will(answer)

    with pytest.raises(NotSent) as problem:
        send(code, server)

    assert not problem.value.is_final


def test_a_long_answer_goes_in_parts_in_order(server):
    server.will((200, {"status": "success", "sms": 1}), (200, {"status": "success", "sms": 2}))
    words = "We are here with you tonight. " * 10

    sent = send("voipms", server, words)

    assert sent.id == "2"
    assert " ".join(body["message"] for body in server.bodies) == words.strip()
    assert all(len(body["message"]) <= 160 for body in server.bodies)


def test_twilio_and_telnyx_are_told_where_to_say_what_became_of_it(server):
    server.will(TAKEN["twilio"], TAKEN["telnyx"])

    send("twilio", server)
    send("telnyx", server)

    first, second = server.asked
    assert first["path"] == f"/2010-04-01/Accounts/{CREDENTIALS['twilio']['account_sid']}/Messages.json"
    assert base64.b64decode(first["auth"].removeprefix("Basic ")).decode().endswith(":12345")
    assert first["body"]["StatusCallback"] == second["body"]["webhook_url"] == "https://line.example/in/secret"
    assert second["auth"] == "Bearer KEY-example"


def confirm(server, said):
    session = outgoing.session(trusted=[server.origin])
    return PROVIDERS["voipms"].confirm(said, CREDENTIALS["voipms"], session, server.origin)


def test_a_message_of_voipms_is_believed_as_its_interface_has_it(server):
    row = {"id": "1234567", "date": "2026-01-14 13:00:00", "type": "1", "did": "2045550100", "contact": "2045550123"}
    server.will((200, {"status": "success", "sms": [row | {"message": "What was really written"}]}))
    said = Said(id="1234567", sender="+12045550199", recipient=LINE, text="What someone invented")

    found = confirm(server, said)

    assert (found.sender, found.recipient, found.text) == (PERSON, LINE, "What was really written")
    assert server.bodies[0]["method"] == "getSMS"
    assert server.asked[0]["query"] == ""


def test_a_message_that_voipms_does_not_have_is_none(server):
    said = Said(id="1234567", sender=PERSON, recipient=LINE, text="What someone invented")
    ours = {"id": "1234567", "type": "0", "did": "2045550100", "contact": "2045550123", "message": "Ours"}
    server.will((200, {"status": "no_sms"}), (200, {"status": "success", "sms": [ours]}), (200, {"status": "success"}))

    assert [confirm(server, said) for _ in range(3)] == [None, None, None]


@pytest.mark.parametrize(
    ("code", "answer", "name"),
    [
        ("twilio", (200, {"friendly_name": "Example Line", "status": "active"}), "Example Line"),
        ("telnyx", (200, {"data": {"organization_id": "org-1", "user_id": "u-1"}}), "org-1"),
        ("voipms", (200, {"status": "success", "balance": {"current_balance": "1.0"}}), "line@example.org"),
        ("whatsapp", (200, {"verified_name": "Example Line", "id": "1"}), "Example Line"),
        ("messenger", (200, {"name": "Example Line", "id": "1"}), "Example Line"),
    ],
)
def test_an_account_is_tried_out_without_sending_anything(code, answer, name, server):
    server.will(answer, (401, {"code": 20003, "errors": [{"code": "10009"}], "error": {"code": 190}, "status": "x"}))
    session = outgoing.session(trusted=[server.origin])

    assert PROVIDERS[code].try_out(CREDENTIALS[code], session, server.origin) == name
    with pytest.raises(NotSent) as problem:
        PROVIDERS[code].try_out(CREDENTIALS[code], session, server.origin)
    assert problem.value.is_final
