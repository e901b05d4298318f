"""Files are read back whole, from any position, and refused when a byte, a block or the end is not as written."""

import io
import os

import pytest

from tuque.core.crypto import files
from tuque.core.crypto.files import BLOCK, HEAD, SEALED_BLOCK
from tuque.core.crypto.sealing import Place, Unreadable

SIZES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7]


@pytest.fixture
def place(cast):
    return Place(cast.downtown.pk, "interactions_photo", "018f", "file")


def sealed_of(content, place):
    with files.sealed_copy(io.BytesIO(content), place) as copy:
        return copy.read()


def plain_of(sealed, place):
    with files.reader(io.BytesIO(sealed), place) as file:
        return file.read()


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_as_it_was(place, size):
    content = os.urandom(size)
    sealed = sealed_of(content, place)

    assert plain_of(sealed, place) == content
    assert size < 16 or content[:16] not in sealed


def test_a_file_is_read_from_any_position(place):
    content = os.urandom(3 * BLOCK + 7)
    with files.reader(io.BytesIO(sealed_of(content, place)), place) as file:
        for start in (2 * BLOCK - 5, 0, 3 * BLOCK, BLOCK):
            file.seek(start)
            assert file.read(20) == content[start : start + 20]
        assert file.seek(0, os.SEEK_END) == len(content)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_was_cut_anywhere_is_refused(place, size):
    sealed = sealed_of(os.urandom(size), place)
    lengths = {*range(0, len(sealed), max(1, len(sealed) // 40)), len(sealed) - 1, HEAD.size, HEAD.size + SEALED_BLOCK}

    for length in lengths - {len(sealed)}:
        if length < len(sealed):
            with pytest.raises(Unreadable):
                plain_of(sealed[:length], place)


def test_every_altered_byte_is_found(place):
    sealed = sealed_of(os.urandom(300), place)
    for number in range(len(sealed)):
        altered = bytearray(sealed)
        altered[number] ^= 1
        with pytest.raises(Unreadable):
            plain_of(bytes(altered), place)


def test_blocks_that_changed_places_are_refused(place):
    sealed = sealed_of(os.urandom(3 * BLOCK), place)
    first, second = (sealed[HEAD.size + n * SEALED_BLOCK : HEAD.size + (n + 1) * SEALED_BLOCK] for n in (0, 1))

    with pytest.raises(Unreadable):
        plain_of(sealed[: HEAD.size] + second + first + sealed[HEAD.size + 2 * SEALED_BLOCK :], place)


def test_another_rows_file_is_refused(cast, place):
    sealed = sealed_of(b"a face", place)

    for elsewhere in (place._replace(row="0190"), place._replace(organization_id=cast.odile.organization_id)):
        with pytest.raises(Unreadable):
            plain_of(sealed, elsewhere)


def test_what_was_not_closed_does_not_open(place):
    sink = io.BytesIO()
    sealing = files.writer(sink, place)
    sealing.write(os.urandom(2 * BLOCK))
    left = sink.getvalue()

    with pytest.raises(Unreadable):
        plain_of(left, place)
