"""A full disk: what a person writes is kept in a reserve, and comes into its conversation when there is room."""

import pytest
from conftest import NOON
from django.db import OperationalError, connection

from tuque.channels import reserve, services
from tuque.channels.models import Message
from tuque.channels.services import messages
from tuque.channels.tests import factories
from tuque.core.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def beside(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    reserve.prepare()


@pytest.fixture
def talk(cast):
    return factories.conversation(cast)


@pytest.fixture
def full(monkeypatch):
    """The database takes nothing, as it says itself."""

    def refuse(*args, **values):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(messages, "write_once", refuse)
        yield patched


def test_what_a_person_writes_on_a_full_disk_comes_in_once_there_is_room(talk, full):
    names = [new_id(), new_id()]
    for name, text in zip(names, ["Je ne dors plus", "Êtes-vous là? 🙂"], strict=True):
        factories.person_says(talk, text, message_id=name)
    factories.person_says(talk, "Je ne dors plus", message_id=names[0])  # the page sends it again
    waiting, raw = reserve.waiting(), reserve._path().read_bytes()
    full.undo()

    brought = [services.bring_in_reserve(), services.bring_in_reserve()]

    assert (waiting, brought) == (3, [3, 0])
    assert b"dors" not in raw
    assert [(one.public_id, one.text, one.at) for one in Message.objects.order_by("sequence")] == [
        (names[0], "Je ne dors plus", NOON),
        (names[1], "Êtes-vous là? 🙂", NOON),
    ]
    assert not reserve._path().read_bytes().strip(b"\0")
    assert reserve._path().stat().st_size == reserve.BYTES


def test_while_the_disk_stays_full_all_of_it_waits(talk, full):
    factories.person_says(talk, "Je ne dors plus")

    assert services.bring_in_reserve() == 0
    assert reserve.waiting() == 1


def test_a_thousand_messages_find_room_and_the_next_is_told_the_truth(talk, full):
    for _ in range(reserve.MESSAGES):
        factories.person_says(talk, "x" * 200)

    with pytest.raises(OperationalError):
        factories.person_says(talk, "one more")


def test_a_message_cut_in_the_middle_ends_the_list_and_harms_no_other(talk, full):
    factories.person_says(talk, "first")
    factories.person_says(talk, "second")
    path = reserve._path()
    content = bytearray(path.read_bytes())
    content[content.rindex(b"}")] = 0
    path.write_bytes(content)

    assert reserve.waiting() == 1


def test_what_was_erased_meanwhile_is_not_brought_back(talk, full):
    factories.person_says(talk, "Je ne dors plus")
    services.erase(conversation=talk, at=NOON)
    full.undo()

    services.bring_in_reserve()

    assert not Message.objects.exists()
    assert reserve.waiting() == 0


def test_a_responder_is_told_that_nothing_was_saved(cast, talk, full):
    services.join(conversation=talk, worker=cast.bea, at=NOON)

    with pytest.raises(OperationalError):
        factories.responder_says(talk, cast.bea)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="A database that may not grow: SQLite's own limit.")
@pytest.mark.django_db(transaction=True)
def test_a_database_that_may_really_not_grow(talk):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        text = "x" * 7_000
        for _ in range(12):
            factories.person_says(talk, text)
        waiting = reserve.waiting()
        cursor.execute("PRAGMA max_page_count = 1073741823")

    services.bring_in_reserve()

    assert waiting > 3
    assert Message.objects.count() == 12
    assert {one.text for one in Message.objects.all()} == {text}
