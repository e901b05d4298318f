"""Streams: numbers without gaps, rows after a number, kinds that live pages may follow."""

import pytest
from conftest import NOON
from django.db import transaction

from tuque.core import bell, streams


@pytest.mark.django_db
def test_numbers_follow_one_another_in_each_stream():
    assert list(streams.allocate("a")) == [1]
    assert list(streams.allocate("a", count=3)) == [2, 3, 4]
    assert list(streams.allocate("b")) == [1]
    assert streams.last_sequences(["a", "b", "c"]) == {"a": 4, "b": 1}


@pytest.mark.django_db(transaction=True)
def test_a_number_whose_transaction_was_undone_is_given_again():
    with transaction.atomic():
        streams.allocate("a")
        transaction.set_rollback(True)

    with transaction.atomic():
        assert list(streams.allocate("a")) == [1]


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        streams.allocate("a")


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_on_commit_and_not_before():
    rings = []
    stop = bell.listen("a", lambda: rings.append(1))

    with transaction.atomic():
        streams.append("a", kind="said", payload={}, at=NOON)
        assert rings == []
    assert rings == [1]
    stop()


def test_a_listener_that_fails_harms_neither_the_writer_nor_the_others():
    rings = []
    stops = [bell.listen("a", lambda: 1 / 0), bell.listen("a", lambda: rings.append(1))]

    bell.ring("a")

    assert rings == [1]
    for stop in stops:
        stop()


@pytest.mark.django_db
def test_events_are_read_after_a_number():
    for n in range(3):
        streams.append("a", kind="said", payload={"n": n}, at=NOON)

    assert [row.payload["n"] for row in streams.read_events("a", 1)] == [1, 2]
    assert streams.read_last("a", 1) == [streams.Row(3, "changed")]
    assert streams.read_last("a", 3) == []


def test_two_kinds_cannot_share_a_name(monkeypatch):
    monkeypatch.setattr(streams, "_kinds", {})
    streams.register(streams.Kind("a", lambda viewer, ref: ref))

    with pytest.raises(ValueError, match="'a'"):
        streams.register(streams.Kind("a", lambda viewer, ref: None))
