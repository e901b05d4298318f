"""The whole way in: a provider knocks, is answered once it is kept, and each thing is worked on once."""

import itertools
import random
from datetime import timedelta

import pytest
from conftest import NOON
from django.test import Client

from tuque.channels.models import Conversation, Message
from tuque.channels.providers import outside
from tuque.channels.providers.models import Account, Delivery, Envelope, Outcome, Reach, Stop
from tuque.channels.providers.registry import PROVIDERS
from tuque.channels.providers.tests import recorded
from tuque.channels.providers.tests.factories import account, knock, twilio, work
from tuque.channels.providers.tests.fake import fake_provider
from tuque.channels.providers.tests.recorded import LINE, PERSON
from tuque.channels.tests import factories
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.logs import Line
from tuque.core.models import OutboxMessage

pytestmark = pytest.mark.django_db


def said():
    return [row.text for row in Message.objects.order_by("sequence")]


def delivery_for(code, at):
    """The recorded delivery, signed now: two providers refuse what is old."""
    if code == "telnyx":
        return recorded.telnyx(recorded.telnyx_said(), signed_at=at, at=at)
    if code == "pocket":
        return recorded.pocket(recorded.pocket_said(), signed_at=at, at=at)
    return recorded.SAID[code]()


@pytest.fixture
def server(monkeypatch):
    """Every provider is looked for on this machine."""
    with fake_provider() as fake:
        for code in PROVIDERS:
            monkeypatch.setitem(outside.ELSEWHERE, code, fake.origin)
        yield fake


@pytest.mark.parametrize("code", [code for code in PROVIDERS if code not in {"voipms", "twilio"}])
def test_what_a_person_wrote_is_in_a_conversation_of_the_line(code, cast):
    made = account(cast, code)

    answer = knock(made, delivery_for(code, now()))
    work()

    assert (answer.status_code, answer.content.decode()) == (200, made.kind.reply.body)
    (message,) = Message.objects.select_related("conversation")
    assert message.author == "person"
    assert message.conversation.channel == "text"
    assert message.conversation.line == made.line
    envelope = Envelope.objects.get()
    assert (envelope.outcome, envelope.raw) == (Outcome.DONE, {})


def test_twilio_is_answered_by_an_empty_response(cast):
    made = account(cast)

    answer = twilio(made, recorded.twilio_said("I need to talk"))
    work()

    assert answer.content.endswith(b"<Response/>")
    assert answer["Content-Type"].startswith("text/xml")
    assert said() == ["I need to talk"]
    assert Conversation.objects.get().address == PERSON


def test_the_same_delivery_ten_times_is_one_message(cast):
    made = account(cast)

    for number in range(10):
        assert twilio(made, recorded.twilio_said()).status_code == 200
        if number % 3 == 0:
            work()
    work()

    assert Message.objects.count() == Envelope.objects.count() == 1


@pytest.mark.parametrize("seed", range(5))
def test_deliveries_shuffled_and_repeated_are_each_heard_once(seed, cast):
    made = account(cast)
    fields = [recorded.twilio_said(f"word {number}", sid=f"SM{number:032d}") for number in range(8)]
    deliveries = list(itertools.chain.from_iterable([one] * 3 for one in fields))
    random.Random(seed).shuffle(deliveries)

    for one in deliveries:
        twilio(made, one)
        if random.Random(seed).random() < 0.3:
            work()
    work()

    assert sorted(said()) == sorted(one["Body"] for one in fields)
    assert Conversation.objects.count() == 1


def test_a_worker_that_dies_after_the_words_were_kept_does_no_harm(cast, monkeypatch):
    made = account(cast)
    twilio(made, recorded.twilio_said())
    start = now()

    with monkeypatch.context() as dying:
        dying.setattr(Envelope, "save", lambda *_, **__: 1 / 0)
        work()
    assert (len(said()), Envelope.objects.get().processed_at) == (1, None)
    outbox.deliver_due(clock=lambda: start + timedelta(minutes=3))

    assert len(said()) == 1
    assert Envelope.objects.get().outcome == Outcome.DONE


@pytest.mark.parametrize("code", PROVIDERS)
def test_what_is_forged_is_refused_and_nothing_is_kept(code, cast):
    made = account(cast, code)
    forged = {
        "twilio": lambda: recorded.twilio(recorded.twilio_said(), token="other", url=made.webhook),
        "telnyx": lambda: recorded.telnyx(recorded.telnyx_said(), signed_at=now() - timedelta(minutes=6)),
        "voipms": lambda: recorded.voipms(number="x"),
        "whatsapp": lambda: recorded.meta(recorded.whatsapp(messages=[recorded.whatsapp_said()]), secret="other"),
        "messenger": lambda: recorded.meta(recorded.messenger(recorded.messenger_said()), secret="other"),
        "pocket": lambda: recorded.pocket(recorded.pocket_said(), secret="other", signed_at=now()),
    }[code]()

    answer = knock(made, forged)

    assert (answer.status_code, answer.content) == (403, b"")
    assert not Envelope.objects.exists()
    assert not OutboxMessage.objects.filter(topic="channels.envelope").exists()
    made.refresh_from_db()
    assert (made.refused, made.last_heard_at) == (1, None)


def test_an_address_that_we_never_gave_is_not_there(cast, client):
    made = account(cast)

    assert client.post("/in/another").status_code == 404
    Account.objects.update(retired_at=NOON)
    assert twilio(made, recorded.twilio_said()).status_code == 404


def test_a_delivery_of_a_megabyte_is_not_even_read(cast):
    made = account(cast, "whatsapp")

    answer = knock(made, recorded.delivered(b"x" * (1024 * 1024 + 1), headers={"content-type": recorded.JSON}))

    assert answer.status_code == 403
    assert not Envelope.objects.exists()


def test_what_is_proven_and_not_in_the_known_form_is_kept_sealed(cast):
    made = account(cast, "whatsapp")
    delivered = recorded.meta(
        {"entry": [{"changes": [{"field": "messages", "value": {"messages": [{"x": "Zephyrine"}]}}]}]}
    )

    assert knock(made, delivered).status_code == 200
    assert knock(made, delivered).status_code == 200
    work()

    envelope = Envelope.objects.get()
    assert envelope.outcome == Outcome.UNREADABLE
    assert "Zephyrine" in envelope.raw["body"]
    assert b"Zephyrine" not in bytes(Envelope.objects.values_list("raw", flat=True).get())


def test_the_handshake_of_meta_is_answered(cast):
    made = account(cast, "whatsapp")

    answer = knock(made, recorded.handshake())

    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert knock(made, recorded.handshake("wrong")).status_code == 403


def test_a_picture_is_told_and_not_fetched(cast):
    made = account(cast, language="fr")
    fields = recorded.twilio_said(
        "", NumMedia="2", MediaUrl0="https://api.twilio.com/x", MediaContentType0="image/jpeg"
    )

    twilio(made, fields)
    work()

    (text,) = said()
    assert text.startswith("[2 images ou enregistrements")


def test_the_language_is_told_by_the_words_and_else_is_that_of_the_number(cast):
    made = account(cast, language="en")
    for number, text in enumerate(["J'ai besoin d'aide, je ne vais pas bien", "I need help, please", "👍"]):
        twilio(made, recorded.twilio_said(text, sid=f"SM{number}", sender=f"+1204555013{number}"))
    work()

    assert [row.language for row in Conversation.objects.order_by("pk")] == ["fr", "en", "en"]


def test_a_person_who_writes_again_after_the_end_is_heard_again(cast):
    made = account(cast)
    twilio(made, recorded.twilio_said("one", sid="SM1"))
    work()
    conversation = Conversation.objects.get()
    factories.services.end(conversation=conversation, at=now())

    twilio(made, recorded.twilio_said("two", sid="SM2"))
    work()

    conversation.refresh_from_db()
    assert conversation.state == "waiting"
    assert said() == ["one", "two"]


# VoIP.ms, which signs nothing


def confirmed(text="What was really written", **values):
    row = {"id": "1234567", "type": "1", "did": "2045550100", "contact": "2045550123", "message": text}
    return 200, {"status": "success", "sms": [row | values]}


def test_voipms_is_asked_for_the_message_and_believed_as_it_answers(cast, server):
    made = account(cast, "voipms")
    server.will(confirmed())

    answer = knock(made, recorded.voipms("What someone invented"))
    assert server.asked == []  # answered before anyone else is asked
    work()

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert said() == ["What was really written"]


def test_what_voipms_does_not_have_is_shown_to_nobody(cast, server):
    made = account(cast, "voipms")
    server.will((200, {"status": "no_sms"}))

    knock(made, recorded.voipms("What someone invented"))
    work()

    assert said() == []
    assert Envelope.objects.get().outcome == Outcome.UNCONFIRMED


def test_while_voipms_is_away_the_message_waits_and_is_not_lost(cast, server):
    made = account(cast, "voipms")
    server.will((503, {}), (0, {}), confirmed())
    knock(made, recorded.voipms())
    late = now()

    for minute in range(4):
        outbox.deliver_due(clock=lambda: late + timedelta(minutes=minute))  # noqa: B023

    assert said() == ["What was really written"]


def test_words_and_numbers_stand_in_no_line_of_the_log(cast, server, caplog):
    made = account(cast, "voipms")
    server.will((500, "<html>Zephyrine</html>"))

    with caplog.at_level("DEBUG"):
        knock(made, recorded.voipms("Zephyrine"))
        work()
        knock(made, recorded.voipms("Zephyrine", number="x"))
        Client().get("/in/nowhere?message=Zephyrine&from=2045550123")

    line = Line("%(asctime)s %(name)s %(message)s")
    written = [line.format(record) for record in caplog.records if not record.name.startswith("urllib3")]
    assert any("/in/…" in one for one in written)
    for secret in ("Zephyrine", "2045550123", made.path):
        assert not [one for one in written if secret in one]


# The way out


def answering(cast, provider="twilio", **values):
    """Someone wrote, and Amina answers."""
    made = account(cast, provider, **values)
    knock_with = {"twilio": lambda: twilio(made, recorded.twilio_said())}
    knock_with.get(provider, lambda: knock(made, delivery_for(provider, now())))()
    work()
    conversation = Conversation.objects.get()
    factories.services.join(conversation=conversation, worker=cast.amina, at=now())
    return made, conversation


def reply(cast, conversation, text="We are here.", **values):
    return factories.responder_says(conversation, cast.amina, text, at=now(), **values)


def taken(number):
    return 201, {"sid": f"SM-ours-{number}", "status": "queued"}


def test_an_answer_goes_out_by_the_account_that_they_wrote_to(cast, server):
    _made, conversation = answering(cast)
    server.will(taken(1))

    reply(cast, conversation)
    reply(cast, conversation, "Between us", kind="whisper")
    work()

    (body,) = server.bodies
    assert (body["To"], body["From"], body["Body"]) == (PERSON, LINE, "We are here.")
    assert Delivery.objects.get().state == "sent"


def test_answers_go_in_order_though_the_provider_stumbles(cast, server):
    _made, conversation = answering(cast)
    server.will((503, {}), taken(1), (0, {}), taken(2), taken(3))
    for text in ("one", "two", "three"):
        reply(cast, conversation, text)
    start = now()

    for minute in range(8):
        outbox.deliver_due(clock=lambda: start + timedelta(minutes=minute))  # noqa: B023

    assert [body["Body"] for body in server.bodies] == ["one", "one", "two", "two", "three"]
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["sent"] * 3


def test_states_are_taken_in_any_order_and_before_we_noted_that_we_sent(cast, server):
    made, conversation = answering(cast)
    server.will(taken(1))
    told = [recorded.twilio_told(state, sid="SM-ours-1") for state in ("delivered", "sent", "queued", "delivered")]
    twilio(made, told[0])
    work()  # not ours yet: it waits
    message = reply(cast, conversation)
    work()
    for one in told[1:]:
        twilio(made, one)
    start = now()
    for second in range(30):
        outbox.deliver_due(clock=lambda: start + timedelta(seconds=second))  # noqa: B023

    assert Delivery.objects.get().state == "delivered"
    message.refresh_from_db()
    assert message.delivered_at is not None


def test_a_state_of_a_message_that_is_not_ours_is_left_alone_in_the_end(cast):
    made = account(cast)
    twilio(made, recorded.twilio_told("delivered", sid="SM-elsewhere"))
    start = now()

    for minute in range(5):
        outbox.deliver_due(clock=lambda: start + timedelta(minutes=minute))  # noqa: B023
        Envelope.objects.update(received_at=start - timedelta(minutes=minute))

    assert Envelope.objects.get().outcome == Outcome.UNKNOWN


def test_a_message_that_cannot_arrive_is_told_with_its_reason(cast, server):
    made, conversation = answering(cast)
    server.will(taken(1))
    reply(cast, conversation)
    work()

    twilio(made, recorded.twilio_told("undelivered", sid="SM-ours-1", error="30003"))
    work()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == ("failed", "30003")
    assert Reach.objects.get().stop == Stop.NO


def test_nobody_is_written_to_freely_after_the_window_of_whatsapp(cast, server):
    _made, conversation = answering(cast, "whatsapp")
    Reach.objects.update(heard_at=now() - timedelta(hours=24, minutes=1))

    reply(cast, conversation)
    work()

    assert server.asked == []
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == ("failed", "outside_window")


def test_all_that_messenger_says_was_read_until_then_is_read(cast, server):
    made, conversation = answering(cast, "messenger")
    server.will((200, {"message_id": "m_1"}), (200, {"message_id": "m_2"}))
    reply(cast, conversation, "one")
    reply(cast, conversation, "two")
    work()

    until = now() + timedelta(seconds=1)
    knock(made, recorded.meta(recorded.messenger(recorded.messenger_delivery(kind="read", until=until))))
    work()

    assert set(Delivery.objects.values_list("state", flat=True)) == {"read"}


# Words at which networks stop


def test_a_word_to_stop_is_heard_told_and_decided_by_nobody_but_a_person(cast, server):
    made, conversation = answering(cast)

    twilio(made, recorded.twilio_said("Stop.", sid="SM-stop"))
    work()

    assert said()[-1] == "Stop."
    assert Reach.objects.get().stop == Stop.DOUBT
    server.will(taken(1))
    reply(cast, conversation)
    work()
    assert len(server.asked) == 1  # an answer is tried all the same


def test_the_network_refuses_and_says_so(cast, server):
    made, conversation = answering(cast)
    twilio(made, recorded.twilio_said("STOP", sid="SM-stop"))
    work()
    server.will((400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"}), taken(2))

    reply(cast, conversation)
    work()

    assert Reach.objects.get().stop == Stop.REFUSED
    assert Delivery.objects.get().error == "21610"
    twilio(made, recorded.twilio_said("START", sid="SM-start"))
    work()
    reply(cast, conversation, "You are back.")
    work()
    assert Reach.objects.get().stop == Stop.NO
    assert server.bodies[-1]["Body"] == "You are back."
