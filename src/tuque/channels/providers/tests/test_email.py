"""E-mail in: kept once, answered at once with what is open now, never a program by a program; hostile letters do no harm."""

from email.message import EmailMessage

import pytest
from conftest import NOON
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from tuque.channels import services
from tuque.channels.codes import Author, Channel, Said, State
from tuque.channels.models import Conversation, Message
from tuque.channels.providers.contract import Forged
from tuque.channels.providers.email import mailbox, polling, reading, receiving
from tuque.channels.providers.email.reading import Automatic
from tuque.channels.providers.models import Account, Delivery, Envelope
from tuque.channels.providers.tests.postbox import postbox
from tuque.channels.tests import factories
from tuque.contact_centre.console import arriving, seats, seeing
from tuque.contact_centre.desk import desk
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.wall import context

database = pytest.mark.django_db(transaction=False)


def letter(text="Bonjour, je ne vais pas bien et je ne sais pas quoi faire.", *, number=1, sender="robin@mail.example", **headers):  # fmt: skip
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "help@line.example", "Besoin d’aide"
    made["Message-ID"] = f"<{number}@mail.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


@pytest.fixture
def box(cast, settings):
    factories.line(cast)
    with context.within(cast.downtown.pk), postbox() as made:
        settings.MAILBOX_URL = made.url
        settings.CSRF_TRUSTED_ORIGINS = ["https://line.example"]
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        yield made


def work():
    """What the minute brings, then the work behind the pages."""
    polling.poll()
    while outbox.deliver_due(clock=now):
        pass


# From the mailbox to an answer


@database
@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Bonjour, je ne vais pas bien et je ne sais pas quoi faire.", "fr", "Ceci est une réponse automatique"),
        ("Hello, I am not well and I do not know what to do.", "en", "This is an automatic answer"),
    ],
)
def test_a_letter_is_a_contact_and_is_answered_at_once_with_what_is_open(box, cast, text, language, said):
    box.letters.append(letter(text))

    work()

    conversation = Conversation.objects.get()
    sent = mail.outbox[0]
    assert (conversation.channel, conversation.language, conversation.state) == ("email", language, State.WAITING)
    assert conversation.address == "email:robin@mail.example"
    assert Message.objects.get(author=Author.PERSON).text == f"Besoin d’aide\n\n{text}"
    assert sent.body.startswith(said)
    assert "Ceci est une réponse automatique" in sent.body
    assert "This is an automatic answer" in sent.body
    assert "9-1-1" in sent.body
    assert f"https://line.example/c/north/{language}" in sent.body
    assert sent.to == ["robin@mail.example"]
    assert sent.extra_headers["Auto-Submitted"] == "auto-replied"
    assert box.seen == {0}
    assert Envelope.objects.get().raw == {}


@database
def test_the_same_letter_again_is_kept_once_also_after_a_crash_before_it_was_marked(box):
    box.letters.append(letter())
    work()
    box.seen.clear()

    work()

    assert Message.objects.filter(author=Author.PERSON).count() == 1
    assert len(mail.outbox) == 1


@database
def test_what_is_kept_comes_before_the_mark_and_the_answer(box, monkeypatch):
    box.letters.append(letter())
    monkeypatch.setattr(polling.receiving, "keep", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        polling.poll()

    assert box.seen == set()
    assert mail.outbox == []


@database
def test_two_programs_do_not_write_to_each_other_for_ever(box):
    for number in range(5):
        box.letters.append(letter(number=number))

    work()

    assert Message.objects.filter(author=Author.PERSON).count() == 5
    assert len(mail.outbox) == 1


@database
@pytest.mark.parametrize(
    ("headers", "contacts"),
    [
        ({"Auto_Submitted": "auto-replied"}, 0),
        ({"Return_Path": "<>"}, 0),
        ({"List_Id": "<people.mail.example>"}, 0),
        ({"sender": "MAILER-DAEMON@mail.example"}, 0),
        ({"Precedence": "bulk"}, 1),
        ({"X_Auto_Response_Suppress": "All"}, 1),
        ({"sender": "no-reply@mail.example"}, 1),
    ],
)
def test_what_a_program_wrote_is_never_answered_by_a_program(box, headers, contacts):
    box.letters.append(letter(**headers))

    work()

    assert mail.outbox == []
    assert Conversation.objects.count() == contacts
    assert box.seen == {0}


@database
def test_one_address_cannot_fill_the_line(box, monkeypatch):
    monkeypatch.setattr(polling.limits, "has_room_for_letter", lambda sender: False)
    box.letters.append(letter())

    work()

    assert not Conversation.objects.exists()
    assert Account.objects.get().refused == 1


@database
def test_a_person_answers_from_the_console_and_it_leaves_as_a_letter(box, cast):
    box.letters.append(letter())
    work()
    conversation = Conversation.objects.get()
    services.join(conversation=conversation, worker=cast.amina, at=now())

    factories.responder_says(conversation, cast.amina, "Je suis là. Racontez-moi.", at=now())
    factories.responder_says(conversation, cast.amina, "between us", kind=Said.WHISPER, at=now())
    work()

    assert [one.body for one in mail.outbox[1:]] == ["Je suis là. Racontez-moi."]
    assert "Auto-Submitted" not in mail.outbox[1].extra_headers
    assert mail.outbox[1].subject == "Votre message à Ligne du Nord"
    assert Delivery.objects.filter(state="sent").count() == 2


@database
def test_the_router_has_it_as_a_contact_that_may_wait(box, cast):
    box.letters.append(letter())
    work()

    arriving.ToRouter().arrived(Conversation.objects.get())  # as the news after the commit does

    held = desk.read(cast.downtown, lambda state: list(state.held.values()))
    seats.begin_shift(languages=["en", "fr"], hours=None, by=cast.amina, at=now())
    place = seeing.place_of(cast.amina, at=now())

    assert [one.contact.channel for one in held] == [Channel.EMAIL]
    assert (place.offer, place.letters) == (None, 1)  # nobody is rung for it: it is picked
    assert seats.take_next(by=cast.amina, at=now()) == str(Conversation.objects.get().public_id)
    assert seats.take_next(by=cast.amina, at=now()) == ""
    assert arriving.declared_risk(Conversation.objects.get().first_answers) == 0


@database
@pytest.mark.parametrize("broken", ["LOGIN", "SELECT", "UID FETCH"])
def test_a_mailbox_that_refuses_is_noted_and_looked_at_again(box, broken, caplog):
    box.letters.append(letter())
    box.broken = broken
    work()
    noted = Account.objects.get().tried_error
    box.broken = ""

    work()

    assert noted
    assert "secret" not in caplog.text
    assert "robin" not in caplog.text
    assert Conversation.objects.count() == 1
    assert polling.last_look().error == ""


# Hostile letters


@database
def test_a_letter_of_ten_megabytes_is_read_by_its_beginning(box):
    made = EmailMessage()
    made["From"], made["Message-ID"], made["Subject"] = "robin@mail.example", "<big@mail.example>", "Big"
    made.set_content("I am not well.")
    made.add_attachment(b"x" * 10_000_000, maintype="application", subtype="octet-stream", filename="x.bin")
    box.letters.append(made.as_bytes())

    work()

    assert "I am not well." in Message.objects.get(author=Author.PERSON).text
    assert any(f"<0.{mailbox.LARGEST}>" in one for one in box.asked)


def test_only_html_becomes_plain_words():
    raw = b"From: a@mail.example\nContent-Type: text/html; charset=utf-8\n\n<style>p{}</style><p>Hello <b>there</b></p><script>alert(1)</script><p>&lt;ok&gt;</p>"

    found = reading.read(raw)

    assert found.words == "Hello there\n<ok>"


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@mail.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=nothing-known\n\nWords\n--x",
        b"From: a@mail.example\nContent-Transfer-Encoding: base64\n\n!!!not base64",
        b"From: a@mail.example\nSubject: =?utf-8?b?=FF=?= =?nothing?q?x?=\n\nWords",
        b"From: a@mail.example\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 2000,
        b"From: a@mail.example\r\nBcc: all@mail.example\r\n\r\nWords\x00\xff\xfe",
    ],
)
def test_a_broken_letter_is_read_as_far_as_it_goes(raw):
    found = reading.read(raw)

    assert found.sender == "a@mail.example"
    assert found.automatic == Automatic.NO
    assert found.text.isprintable() or "\n" in found.text or "Words" in found.text


@pytest.mark.parametrize(
    "sender",
    ["", "nobody", "a@b", "a@mail.example\nBcc: all@mail.example", "<script>@mail.example", "a b@mail.example, c@x.example", '"a@x"@@mail.example'],
)  # fmt: skip
def test_a_sender_that_could_not_be_answered_is_nobody(sender):
    found = reading.read(b"From: " + sender.encode() + b"\n\nWords")

    assert found is None or found.sender == "a@mail.example"


def test_who_forges_the_id_of_another_letter_keeps_nothing_away():
    one, other = (reading.read(letter(sender=sender)).id for sender in ("a@mail.example", "b@mail.example"))

    assert one != other


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_a_fault(noise):
    for raw in (noise, b"From: a@mail.example\n" + noise, b"From: a@mail.example\nContent-Type: multipart/mixed; boundary=a\n\n--a\n" + noise):  # fmt: skip
        found = reading.read(raw)
        assert found is None or len(found.text) <= reading.LONGEST + reading.LONGEST_SUBJECT + 2


def test_every_byte_of_a_letter_is_kept():
    raw = bytes(range(256))

    assert receiving.delivered_of(raw, at=NOON).text.encode("latin-1") == raw


def test_nobody_can_post_a_letter_to_the_site():
    with pytest.raises(Forged):
        receiving.verify(receiving.delivered_of(letter(), at=NOON), {})


@pytest.mark.parametrize("url", ["imaps://host/INBOX", "imaps://a%40b.example:x@host/INBOX", "http://a%40b.example@host/?line=x", "imaps:///?line=x"])  # fmt: skip
def test_a_setting_that_says_too_little_is_refused(url):
    with pytest.raises(ValueError, match="mailbox"):
        mailbox.from_url(url)
