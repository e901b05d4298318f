"""A new key seals what is written from now on and what was written before; nothing is unreadable meanwhile."""

import io
from datetime import timedelta

import pytest
from conftest import NOON
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from tuque.core.crypto import keyring, rotation
from tuque.core.crypto.models import OrganizationKey
from tuque.core.ids import new_id
from tuque.interactions import kept_files
from tuque.interactions.models import Interaction, Photo
from tuque.interactions.tests import factories
from tuque.people import selectors
from tuque.people.models import Person
from tuque.people.tests.factories import person

LATER = NOON + rotation.KEPT + timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def on_disk(settings, tmp_path):
    whole = {"BACKEND": "tuque.core.files.WholeFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": whole}


@pytest.fixture
def site(cast, monkeypatch):
    """Forty records with a note, three people, one photo, of Downtown; one record of Odile's."""
    monkeypatch.setattr(rotation, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(keyring, "BELIEVED_SECONDS", 0.0)
    for number in range(40):
        row = factories.interaction(cast.noor)
        row.note = f"note {number}"
        row.save()
    for name in ("Alba Testname", "Éloïse Sampleton", "Bruno Fictif"):
        person(name, by=cast.noor, at=NOON)
    photo = Photo(
        organization=cast.downtown, public_id=new_id(), interaction=Interaction.objects.first(), file_hash="", width=1,
        height=1, added_at=NOON, added_by=cast.noor,
    )  # fmt: skip
    kept_files.keep(photo, "file", io.BytesIO(b"pixels" * 50_000), called="one.jpg")
    photo.save()
    factories.interaction(cast.odile)
    return cast


def rotate(organization, *, at=NOON):
    key, _ = rotation.begin(organization.pk)
    OrganizationKey.objects.filter(number=key.number).update(created_at=at - timedelta(hours=1))
    done = rotation.seal_anew(organization.pk)
    return key, done


def is_whole(cast):
    notes = set(Interaction.objects.filter(organization=cast.downtown).values_list("pk", flat=True))
    read = {row.note for row in Interaction.objects.filter(pk__in=notes)}
    with kept_files.opened(Photo.objects.get(), "file") as file:
        pixels = file.read()
    found = [one.name for one in selectors.find_people("sampl", viewer=cast.noor, at=NOON)]
    return read == {f"note {number}" for number in range(40)} and pixels == b"pixels" * 50_000 and found == ["Éloïse Sampleton"]  # fmt: skip


def test_everything_is_sealed_with_the_new_key_and_still_read(site):
    key, done = rotate(site.downtown)

    assert (done.rows >= 43, done.files, done.unreadable) == (True, 1, [])
    assert rotation.left(site.downtown.pk) == 0
    keyring.forget()
    assert is_whole(site)
    numbers = {keyring.key_number(bytes(note), None) for note in raw_notes(site) if note}
    assert numbers == {key.number}


def raw_notes(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM interactions_interaction WHERE organization_id = %s", [cast.downtown.pk])
        return [bytes(note) for (note,) in cursor.fetchall()]


def test_half_way_both_keys_are_read_and_people_are_found(site):
    rotation.begin(site.downtown.pk)

    for most in range(1, 100):  # tables that hold nothing take a turn too
        turns = iter([True] * most)
        done = rotation.seal_anew(site.downtown.pk, going=lambda turns=turns: next(turns, False))
        if done.rows:
            break

    assert 0 < done.rows < 43
    keyring.forget()
    assert is_whole(site)
    assert rotation.is_under_way(site.downtown.pk)
    assert rotation.begin(site.downtown.pk)[1] is False, "what was interrupted goes on, with the same new key"


def test_another_organizations_rows_are_left_alone(site):
    before = OrganizationKey.objects.filter(organization=site.odile.organization).values_list("number", flat=True)
    rotate(site.downtown)

    assert list(before) == list(
        OrganizationKey.objects.filter(organization=site.odile.organization).values_list("number", flat=True)
    )
    assert not rotation.former(site.odile.organization_id).exists()


def test_a_former_key_is_destroyed_only_when_nothing_needs_it_twice(site):
    rotate(site.downtown)
    assert rotation.note_emptied(site.downtown.pk, at=NOON)

    assert rotation.retire(site.downtown.pk, at=NOON + timedelta(days=1)) == 0
    assert rotation.retire(site.downtown.pk, at=LATER) == 1
    destroyed = OrganizationKey.objects.get(organization=site.downtown, version=1)
    assert (destroyed.destroyed_at, bytes(destroyed.wrapped)) == (LATER, b"")
    keyring.forget()
    assert is_whole(site)


def test_a_value_written_back_under_the_former_key_keeps_it_alive(site):
    """A page that was open during the change saves what it had read before."""
    row = Interaction.objects.filter(organization=site.downtown).first()
    rotate(site.downtown)
    assert rotation.note_emptied(site.downtown.pk, at=NOON)
    row.save()

    assert rotation.retire(site.downtown.pk, at=LATER) == 0
    assert rotation.is_under_way(site.downtown.pk)
    rotation.seal_anew(site.downtown.pk)
    assert rotation.note_emptied(site.downtown.pk, at=LATER)
    assert rotation.retire(site.downtown.pk, at=LATER + rotation.KEPT) == 1
    assert is_whole(site)


def test_a_key_is_not_empty_while_another_process_may_still_seal_with_it(site, monkeypatch):
    monkeypatch.setattr(keyring, "BELIEVED_SECONDS", 7200.0)
    rotate(site.downtown)

    assert not rotation.note_emptied(site.downtown.pk, at=NOON)


def test_a_damaged_value_is_named_stops_nothing_and_keeps_its_key(site):
    row = Interaction.objects.filter(organization=site.downtown).first()
    with connection.cursor() as cursor:
        spoilt = bytearray(raw_notes(site)[0])
        spoilt[-1] ^= 1
        cursor.execute("UPDATE interactions_interaction SET note = %s WHERE id = %s", [bytes(spoilt), row.pk])

    _key, done = rotate(site.downtown)

    assert [str(row.public_id) in one for one in done.unreadable] == [True]
    assert not rotation.note_emptied(site.downtown.pk, at=NOON)


def test_a_mark_that_lags_behind_is_made_anew(site):
    rotate(site.downtown)
    Person.objects.filter(organization=site.downtown).update(name_mark="000")

    assert rotation.left(site.downtown.pk) >= 2
    rotation.seal_anew(site.downtown.pk)
    assert rotation.left(site.downtown.pk) == 0


def test_a_file_that_went_missing_stops_nothing(site):
    default_storage.delete(Photo.objects.get().file.name)

    _key, done = rotate(site.downtown)

    assert done.files == 0
    assert rotation.note_emptied(site.downtown.pk, at=NOON)


def test_whoever_is_reading_a_file_reads_it_to_its_end(on_disk, site):
    with kept_files.opened(Photo.objects.get(), "file") as file:
        start = file.read(10)
        rotate(site.downtown)
        assert start + file.read() == b"pixels" * 50_000
    assert is_whole(site)


def test_a_file_is_replaced_whole_for_whoever_opens_it_next(on_disk):
    name = default_storage.save("x/one", ContentFile(b"one"))
    with default_storage.open(name) as before:
        default_storage.replace(name, ContentFile(b"two"))
        assert before.read() == b"one"

    with default_storage.open(name) as file:
        assert file.read() == b"two"
    assert default_storage.listdir("x") == ([], ["one"])
