import pytest
from conftest import NOON
from django.db import IntegrityError, transaction

from tuque.core.inserting import insert
from tuque.core.models import OutboxMessage, RepeatableWrite


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
