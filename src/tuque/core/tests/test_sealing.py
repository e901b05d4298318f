"""What is sealed opens in its own place, whole, with its own key; and in no other way."""

import os
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tuque.core.crypto import keyring, roots
from tuque.core.crypto.models import OrganizationKey
from tuque.core.crypto.sealing import HEAD, Key, Place, Unreadable, key_number, seal, unseal

KEY = Key(number=7, organization_id=1, version=1, secret=bytes(range(32)))
PLACE = Place(1, "people_person", "018f", "name")
TEXT = "Éloïse Sample".encode()


def test_a_sealed_value_opens_where_it_was_sealed():
    assert unseal(seal(TEXT, KEY, PLACE), KEY, PLACE) == TEXT


def test_the_same_words_are_never_sealed_alike():
    assert len({seal(TEXT, KEY, PLACE) for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(organization_id=2),
        PLACE._replace(table="interactions_interaction"),
        PLACE._replace(row="0190"),
        PLACE._replace(field="note"),
    ],
    ids=["organization", "table", "row", "field"],
)
def test_a_sealed_value_that_was_moved_does_not_open(elsewhere):
    """T-22."""
    same_key_there = Key(7, elsewhere.organization_id, 1, KEY.secret)
    for _ in range(100):
        with pytest.raises(Unreadable):
            unseal(seal(TEXT, KEY, PLACE), same_key_there, elsewhere)


def test_no_flipped_bit_passes():
    """T-22: each bit of the whole value, one at a time."""
    sealed = seal(TEXT, KEY, PLACE)
    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            opened_by_number(bytes(flipped))


@pytest.mark.parametrize("cut", [0, 1, HEAD.size, 20, 33, -1])
def test_a_cut_value_does_not_open(cut):
    with pytest.raises(Unreadable):
        opened_by_number(seal(TEXT, KEY, PLACE)[:cut])


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_what_was_never_sealed_does_not_open(noise):
    with pytest.raises(Unreadable):
        opened_by_number(noise)


def opened_by_number(sealed):
    """As the keyring does: the key is found by the number that the value names."""
    if key_number(sealed, PLACE) != KEY.number:
        raise Unreadable(str(PLACE))
    return unseal(sealed, KEY, PLACE)


def test_nothing_of_a_key_is_written_out():
    assert KEY.secret.hex() not in repr(KEY)
    assert str(bytes(KEY.secret)) not in repr(KEY)


@pytest.fixture
def root_file(tmp_path):
    file = roots.RootFile(tmp_path / "keys" / "root")
    roots.use(file)
    yield file
    roots.use(None)


@pytest.mark.django_db
class TestKeys:
    @pytest.fixture
    def organization(self, cast):
        return cast.downtown.pk

    def test_each_organization_has_a_key_of_its_own_made_when_first_needed(self, cast, root_file):
        ours, theirs = keyring.current(cast.downtown.pk), keyring.current(cast.odile.organization_id)

        assert ours.secret != theirs.secret
        assert keyring.current(cast.downtown.pk) is ours
        assert root_file.path.stat().st_mode & 0o777 == 0o600
        assert all(ours.secret not in bytes(row.wrapped) for row in OrganizationKey.objects.all())

    def test_another_process_finds_the_same_key(self, organization, root_file):
        sealed = keyring.seal_at(TEXT, PLACE._replace(organization_id=organization))
        keyring.forget()
        roots.use(roots.RootFile(root_file.path))

        assert keyring.unseal_at(sealed, PLACE._replace(organization_id=organization)) == TEXT

    def test_another_organizations_key_opens_nothing_of_ours(self, cast, root_file):
        place = PLACE._replace(organization_id=cast.downtown.pk)
        sealed = keyring.seal_at(TEXT, place)

        with pytest.raises(Unreadable):
            keyring.unseal_at(sealed, place._replace(organization_id=cast.odile.organization_id))

    def test_a_key_that_was_rolled_back_is_not_used_afterwards(self, organization, root_file):
        with transaction.atomic():
            lost = keyring.current(organization)
            transaction.set_rollback(True)

        assert keyring.current(organization).number != lost.number

    def test_a_missing_root_key_is_said_and_none_is_made_in_its_place(self, organization, root_file):
        keyring.current(organization)
        root_file.path.unlink()
        roots.use(roots.RootFile(root_file.path))
        keyring.forget()

        with pytest.raises(roots.RootKeyTrouble, match="from its copy"):
            keyring.check()
        with pytest.raises(roots.RootKeyTrouble):
            keyring.current(organization)
        assert not root_file.path.exists()

    def test_another_sites_root_key_wraps_nothing_here(self, cast, root_file):
        keyring.current(cast.downtown.pk)
        root_file.write([os.urandom(32)])
        keyring.forget()

        for act in (keyring.check, lambda: keyring.current(cast.odile.organization_id)):
            with pytest.raises(roots.RootKeyTrouble, match="is not this site's root key"):
                act()
        assert OrganizationKey.objects.count() == 1

    @pytest.mark.parametrize(
        ("spoil", "says"),
        [
            (lambda path: path.chmod(0o640), "chmod 600"),
            (lambda path: path.write_text("# nothing\n"), "no root key"),
            (lambda path: path.write_text(path.read_text()[:-6] + "AAAA=\n"), "damaged"),
        ],
        ids=["open to others", "empty", "damaged"],
    )
    def test_a_root_key_in_disorder_is_told_with_what_to_do(self, organization, root_file, spoil, says):
        keyring.current(organization)
        spoil(root_file.path)
        roots.use(roots.RootFile(root_file.path))
        keyring.forget()

        with pytest.raises(roots.RootKeyTrouble, match=says):
            keyring.check()

    def test_a_wrapped_key_that_was_changed_or_given_to_another_organization_is_refused(self, cast, root_file):
        keyring.current(cast.downtown.pk)
        OrganizationKey.objects.update(organization_id=cast.odile.organization_id)
        keyring.forget()

        with pytest.raises(roots.RootKeyTrouble, match="was changed"):
            keyring.check()


def test_two_processes_that_begin_at_once_share_one_root_key(tmp_path):
    first, second = (roots.RootFile(tmp_path / "root") for _ in range(2))
    first.write([os.urandom(32)])

    second.begin()

    assert first.current() == second.current()


def test_a_keys_address_that_is_not_understood_is_told():
    with pytest.raises(roots.RootKeyTrouble, match="TUQUE_KEYS_URL must look like"):
        roots.path_of("vault://somewhere")
    assert roots.path_of("file:///var/keys/root") == Path("/var/keys/root")
