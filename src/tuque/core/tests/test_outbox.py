"""Work after a commit: done once it can be, tried again with pauses, set aside in the end, never in the way of others."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.db import transaction

from tuque.core import outbox
from tuque.core.models import OutboxMessage

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self):
        return self.time

    def advance(self, pause: timedelta) -> None:
        self.time += pause


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def done(monkeypatch) -> list[str]:
    """The payloads that reached the handler of `test.note`; `test.break` always fails."""
    done: list[str] = []

    def fail(payload, id_):
        raise ConnectionError("a name that must not be logged")

    monkeypatch.setattr(outbox, "_handlers", {"test.note": lambda p, id_: done.append(p["n"]), "test.break": fail})
    monkeypatch.setattr(outbox, "_for_none", {"test.note", "test.break"})
    return done


def test_a_message_is_delivered_once(done, clock):
    outbox.post("test.note", {"n": 1}, at=NOON)

    assert outbox.deliver_due(clock=clock) == 1
    assert outbox.deliver_due(clock=clock) == 0
    assert done == [1]


def test_a_message_waits_until_it_is_due(done, clock):
    outbox.post("test.note", {"n": 1}, at=NOON, due_at=NOON + timedelta(hours=1))

    outbox.deliver_due(clock=clock)
    assert done == []

    clock.advance(timedelta(hours=1))
    outbox.deliver_due(clock=clock)
    assert done == [1]


def test_a_message_that_fails_is_set_aside_after_eight_attempts_and_others_flow(done, clock):
    broken = outbox.post("test.break", {}, at=NOON)
    for n in range(8):
        outbox.post("test.note", {"n": n}, at=clock.time)
        outbox.deliver_due(clock=clock)
        clock.advance(outbox.LONGEST_PAUSE)

    broken.refresh_from_db()
    assert done == list(range(8))
    assert (broken.attempts, broken.last_error) == (8, "ConnectionError")
    assert broken.quarantined_at is not None
    assert outbox.deliver_due(clock=clock) == 0


def test_pauses_grow(done, clock):
    outbox.post("test.break", {}, at=NOON)

    outbox.deliver_due(clock=clock)
    clock.advance(timedelta(seconds=4))
    assert outbox.deliver_due(clock=clock) == 0
    clock.advance(timedelta(seconds=1))
    assert outbox.deliver_due(clock=clock) == 1
    clock.advance(timedelta(seconds=19))
    assert outbox.deliver_due(clock=clock) == 0


def test_what_was_set_aside_can_be_tried_again(done, clock):
    message = outbox.post("test.break", {}, at=NOON)
    OutboxMessage.objects.update(quarantined_at=NOON, attempts=8)

    assert outbox.retry_set_aside(at=NOON) == 1
    assert outbox.deliver_due(clock=clock) == 1
    message.refresh_from_db()
    assert message.attempts == 1


def test_a_message_whose_worker_died_is_taken_up_again(done, clock):
    outbox.post("test.note", {"n": 1}, at=NOON)
    assert outbox.claim(at=NOON) is not None  # and the worker dies here

    assert outbox.deliver_due(clock=clock) == 0
    clock.advance(outbox.LEASE)
    assert outbox.deliver_due(clock=clock) == 1
    assert done == [1]


def test_a_message_that_kills_its_worker_is_set_aside_too(done, clock):
    message = outbox.post("test.note", {"n": 1}, at=NOON)
    for _ in range(outbox.ATTEMPTS):
        outbox.claim(at=clock.time)
        clock.advance(outbox.LEASE)

    outbox.deliver_due(clock=clock)

    message.refresh_from_db()
    assert message.quarantined_at is not None
    assert done == []


def test_a_late_failure_does_not_undo_what_another_worker_did(done, clock):
    outbox.post("test.break", {}, at=NOON)
    slow = outbox.claim(at=NOON)
    OutboxMessage.objects.update(done_at=NOON)

    outbox.run(slow, clock=clock)

    assert OutboxMessage.objects.get().last_error == ""


def test_a_topic_that_no_room_takes_is_kept(done, clock):
    message = outbox.post("test.newer", {}, at=NOON)

    outbox.deliver_due(clock=clock)

    message.refresh_from_db()
    assert (message.last_error, message.done_at) == ("NoHandler", None)


@pytest.mark.django_db(transaction=True)
def test_a_message_goes_with_its_cause_or_not_at_all(done):
    with pytest.raises(RuntimeError):
        outbox.post("test.note", {}, at=NOON)
    with transaction.atomic():
        outbox.post("test.note", {}, at=NOON)
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()


def test_done_messages_are_forgotten_after_a_week(done, clock):
    outbox.post("test.note", {"n": 1}, at=NOON)
    outbox.deliver_due(clock=clock)

    assert outbox.forget_done(at=NOON + timedelta(days=6)) == 0
    assert outbox.forget_done(at=NOON + timedelta(days=8)) == 1


def test_a_message_of_no_organization_is_not_given_to_a_handler_that_expects_one(done, clock, monkeypatch):
    monkeypatch.setattr(outbox, "_for_none", set())
    message = outbox.post("test.note", {"n": 1}, at=NOON)

    outbox.deliver_due(clock=clock)

    message.refresh_from_db()
    assert done == []
    assert (message.done_at, message.last_error) == (None, "NoOrganization")


def test_long_work_stands_in_nobodys_way(done, clock, monkeypatch):
    monkeypatch.setattr(outbox, "_long", {"test.break"})
    for topic in ("test.break", "test.note"):
        outbox.post(topic, {"n": topic}, at=NOON)

    assert outbox.deliver_due(clock=clock, is_long=False) == 1
    assert done == ["test.note"]
    assert outbox.deliver_due(clock=clock, is_long=False) == 0
    assert outbox.deliver_due(clock=clock, is_long=True) == 1
