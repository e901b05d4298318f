"""Many rows at once."""

import pytest
from conftest import NOON
from django.db import transaction

from tuque.core.crypto import keyring
from tuque.core.ids import new_id
from tuque.interactions import bulk
from tuque.interactions.models import Interaction


@pytest.mark.django_db(transaction=True)
def test_rows_are_sealed_with_a_key_that_is_made_in_the_same_transaction(cast):
    """A connection that copies cannot answer another question: the key is asked for before."""
    keyring.forget()
    row = {
        "organization_id": cast.downtown.pk,
        "public_id": new_id(),
        "sequence": 1,
        "recorded_at": NOON,
        "updated_at": NOON,
        "occurred_at": NOON,
        "base_type": "other",
        "type_code": "other",
        "origin": "found",
        "note": "A note",
    }
    with transaction.atomic():
        bulk.insert(Interaction, [row], fields=list(row))

    assert Interaction.objects.get().note == "A note"


@pytest.mark.django_db
def test_a_yes_or_no_that_nobody_gave_is_unknown_and_not_no(cast):
    row = {
        "organization_id": cast.downtown.pk, "public_id": new_id(), "sequence": 1, "recorded_at": NOON, "updated_at": NOON,
        "occurred_at": NOON, "base_type": "medical", "origin": "found", "type_code": "medical",
    }  # fmt: skip

    bulk.insert(Interaction, [row], fields=tuple(row))

    assert Interaction.objects.get().follow_up is None
