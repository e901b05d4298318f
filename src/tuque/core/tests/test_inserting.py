import pytest
from conftest import NOON
from django.db import IntegrityError, connection, transaction

from tuque.core.inserting import insert, send_now, together
from tuque.core.models import OutboxMessage, RepeatableWrite
from tuque.core.tests.behind import administrator, begin_again


@pytest.mark.django_db
def test_a_row_is_written_as_save_writes_it(django_assert_num_queries):
    rows = [OutboxMessage(topic="t", payload={"é": [1, None]}, created_at=NOON, due_at=NOON) for _ in range(2)]

    rows[0].save(force_insert=True)
    with django_assert_num_queries(1):
        insert(rows[1])

    saved, inserted = (OutboxMessage.objects.filter(pk=row.pk).values().get() for row in rows)
    for own in ("id", "public_id"):
        saved.pop(own), inserted.pop(own)
    assert saved == inserted


@pytest.mark.django_db
def test_a_row_that_was_inserted_can_be_changed_and_saved():
    row = OutboxMessage(topic="t", created_at=NOON, due_at=NOON)
    insert(row)

    row.attempts = 3
    row.save()

    assert OutboxMessage.objects.get().attempts == 3


@pytest.mark.django_db
def test_the_tables_own_rules_hold():
    values = {"scope": "s", "key": "018f0000-0000-7000-8000-000000000000", "body_hash": "h", "status": 201}
    insert(RepeatableWrite(**values, created_at=NOON))

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(RepeatableWrite(**values, created_at=NOON))


class Refused(Exception):
    """Stands for a room's own problem."""


def write(number: int, **values) -> RepeatableWrite:
    key = f"018f0000-0000-7000-8000-{number:012}"
    return RepeatableWrite(**{"scope": "s", "key": key, "body_hash": "h", "status": 201, "created_at": NOON, **values})


def send(rows):
    with together():
        for row, refused in rows:
            insert(row, refused=refused)


@pytest.mark.django_db(transaction=True)
def test_rows_sent_together_are_all_there_with_their_keys():
    rows = [write(number) for number in range(3)]

    send([(row, None) for row in rows])

    assert sorted(RepeatableWrite.objects.values_list("pk", flat=True)) == sorted(row.pk for row in rows)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", range(3))
def test_when_one_is_refused_none_is_there_and_its_own_problem_is_raised(place):
    insert(write(place))
    others = {number: None for number in range(3) if number != place}

    with pytest.raises(Refused):
        send([(write(number), others.get(number, Refused)) for number in range(3)])

    assert RepeatableWrite.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_waits_can_be_sent_before_the_end_and_is_undone_with_the_rest():
    def change_and_fail():
        with together():
            row = write(1)
            insert(row)
            send_now()
            row.status = 202
            row.save()
            raise Refused

    with pytest.raises(Refused):
        change_and_fail()

    assert not RepeatableWrite.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_while_it_rested_is_replaced(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL has connections that break.")
    monkeypatch.setattr("tuque.core.postgresql.base.RESTS_SECONDS", -1.0)
    begin_again(connection)  # a pool of one
    pid = connection.ask_for_nobody("SELECT pg_backend_pid()")[0][0]
    connection.close()
    with administrator(connection) as own:
        own.execute("SELECT pg_terminate_backend(%s)", [pid])

    assert connection.ask_for_nobody("SELECT pg_backend_pid()")[0][0] != pid
    begin_again(connection)
