"""A conversation's rows after a number: whole, in order, read once for everyone who follows."""

import pytest
from conftest import NOON

from tuque.accounts.roles import Role
from tuque.channels import reading, services
from tuque.channels.codes import Said
from tuque.channels.tests import factories
from tuque.core import streams

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast):
    """Messages, marks of reading and a whisper, in turns."""
    amina = cast.workers[Role.RESPONDER]
    conversation = factories.conversation(cast)
    factories.person_says(conversation)
    services.join(conversation=conversation, worker=amina, at=NOON)
    factories.responder_says(conversation, amina)
    services.mark_read(conversation=conversation, up_to=3, at=NOON)
    factories.responder_says(conversation, amina, kind=Said.WHISPER)
    factories.person_says(conversation)
    factories.person_says(conversation)
    services.mark_read(conversation=conversation, up_to=7, at=NOON, by=amina)
    return conversation


@pytest.mark.parametrize("read", [reading.for_person, reading.for_workers])
def test_whatever_number_a_reader_has_the_rest_comes_without_a_gap(talk, read):
    every = read(talk.stream, 0)

    assert [row.sequence for row in every] == list(range(1, streams.last_sequence(talk.stream) + 1))
    assert len(every) == 8
    for after in range(len(every) + 1):
        assert read(talk.stream, after) == every[after:]


def test_a_page_of_a_long_conversation_leaves_the_rest_for_the_next(talk, monkeypatch):
    every = reading.for_workers(talk.stream, 0)
    monkeypatch.setattr(reading, "PAGE", 3)

    assert reading.for_workers(talk.stream, 0) == every[:3]
    assert reading.for_workers(talk.stream, 4) == every[4:7]


def test_a_person_and_their_responder_are_read_by_one_question(talk, django_assert_num_queries):
    last = streams.last_sequence(talk.stream)
    factories.person_says(talk, "Êtes-vous là?")

    with django_assert_num_queries(1):
        person, worker = streams.read_all(talk.stream, [(reading.for_person, last), (reading.for_workers, last)])

    assert [row.payload["text"] for row in (*person, *worker)] == ["Êtes-vous là?"] * 2
    assert "worker" not in person[0].payload
