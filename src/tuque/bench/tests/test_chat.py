"""What `tuque bench chat` counts: a message that a reader lacks, one that came twice; and a text signed as Twilio signs."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlencode

from tuque.bench import chat_
from tuque.bench.chat_load import Link, Load, Sent, Stream
from tuque.channels.providers.contract import Delivered
from tuque.channels.providers.twilio import receiving


def reader(*shown):
    return Stream(
        "http://127.0.0.1:1", "/", {}, shown=[(number, name, at) for number, (name, at) in enumerate(shown, 1)]
    )


def test_each_reader_must_have_each_acknowledged_message_once():
    sent = Sent(begun={"a": 1.0, "b": 2.0, "c": 3.0}, acknowledged={"a": 1.5, "b": 2.5})  # c was refused
    readers = {
        "one": [reader(("a", 1.2), ("b", 2.1)), reader(("a", 1.4))],
        "two": [reader(("x", 9.0), ("x", 9.1))],
    }

    found = chat_.compare(readers, Load(sent, 0.0, 0.0), {"a": "one", "b": "one", "c": "two"})

    assert (found.lost, found.doubled) == (1, 1)
    assert [round(wait, 3) for wait in found.waits] == [0.2, 0.4, 0.1]
    assert found.acknowledged == [0.5, 0.5]


def test_a_reader_takes_rows_in_pieces_and_knows_where_it_is():
    stream = Stream("http://127.0.0.1:1", "/", {})
    link = Link(stream, asyncio.new_event_loop().create_future())
    text = b'retry: 2000\n\nid: 4\nevent: beat\ndata: {}\n\n1a\r\nid: 5\ndata: {"payload":{"id":"a"}}\n\n'

    for place in range(0, len(text), 7):
        link.data_received(text[place : place + 7])

    assert link.opened.done()
    assert [(number, name) for number, name, _at in stream.shown] == [(5, "a")]
    assert stream.last == 5


def test_texts_are_signed_as_the_site_expects():
    url, fields = "https://bench.example/in/x", {"MessageSid": "SM1", "Body": "Êtes-vous là?", "From": "+12045550101"}
    head = {"content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": chat_.twilio_signature(url, fields, "secret")}  # fmt: skip
    delivered = Delivered("POST", url, head, urlencode(fields).encode(), at=datetime(2026, 1, 14, tzinfo=UTC))

    receiving.verify(delivered, {"auth_token": "secret"})
