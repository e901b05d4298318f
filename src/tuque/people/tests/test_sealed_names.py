"""Names are sealed in the database, found by blind marks, and were sealed where they stood in plain words."""

import pytest
from conftest import NOON
from django.db import connection

from tuque.core.crypto.fields import Sealed
from tuque.core.crypto.sealing import Unreadable
from tuque.people import selectors
from tuque.people.models import Person
from tuque.people.tests.factories import person


def raw(column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person ORDER BY id")  # noqa: S608  our own names
        return [bytes(value) if not isinstance(value, str) else value.encode() for (value,) in cursor.fetchall()]


def test_the_database_holds_no_letter_of_a_name(cast):
    person(by=cast.noor, at=NOON, name="Éloïse Sample")

    assert not any(part in raw("name")[0] for part in ("Éloïse".encode(), b"loise", b"Sample", b"sample"))
    assert len(raw("name_mark")[0]) == 3
    assert Person.objects.get().name == "Éloïse Sample"


def test_a_name_moved_to_another_row_is_refused(cast):
    first, second = (person(by=cast.noor, at=NOON, name=name) for name in ("Ada Sample", "Max Example"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET name = (SELECT name FROM people_person WHERE id = %s) WHERE id = %s",
            [first.pk, second.pk],
        )

    with pytest.raises(Unreadable):
        _ = Person.objects.get(pk=second.pk).name
    assert Person.objects.get(pk=first.pk).name == "Ada Sample"


def test_a_sealed_field_cannot_be_searched_or_overwritten_in_plain_words(cast):
    person(by=cast.noor, at=NOON)

    with pytest.raises(TypeError):
        Person.objects.filter(name="Ada Sample").first()
    with pytest.raises(TypeError):
        Person.objects.update(name="Ada Sample")


def test_a_row_that_is_saved_again_keeps_what_it_did_not_read(cast):
    found = Person.objects.get(pk=person(by=cast.noor, at=NOON, name="Ada Sample").pk)
    before = raw("name")
    found.birth_year = 1990
    found.save(update_fields=["birth_year"])

    assert raw("name") == before
    assert isinstance(Person.objects.values_list("name", flat=True).get(), Sealed)
    assert Person.objects.defer("name").get().name == "Ada Sample"


def test_several_names_share_a_mark_and_only_the_right_one_is_found(cast, monkeypatch):
    for name in ("Ada Sample", "Adele Example", "Max Example"):
        person(by=cast.noor, at=NOON, name=name)
    monkeypatch.setattr("tuque.core.crypto.blind.BITS", 0)
    Person.objects.update(name_mark="", name_starts="  ")

    assert [found.name for found in selectors.find_people("ad", viewer=cast.noor, at=NOON)] == [
        "Ada Sample",
        "Adele Example",
    ]
    assert [found.name for found in selectors.list_namesakes("ADA sample", viewer=cast.noor, at=NOON)] == ["Ada Sample"]
