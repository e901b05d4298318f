"""So many sheets of paper give the root key; fewer give nothing, and a slip of the hand is told, with where to look."""

import itertools
import secrets

import pytest
from conftest import NOON
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from tuque.core.crypto import recovery, roots, sheets
from tuque.core.crypto.recovery import Gathering, Printed, SheetRefused

pytestmark = pytest.mark.once

SECRET = bytes(range(32))


@pytest.fixture(scope="module")
def five():
    return recovery.split(SECRET, needed=3, of=5)


def typed(sheet):
    return " ".join(sheet.words)


def gathered(*texts):
    gathering = Gathering()
    for text in texts:
        gathering.add(text)
    return gathering


def refused(do, *arguments):
    """What is said in both languages: never the same, never empty."""
    said = []
    for language in ("en", "fr"):
        with translation.override(language), pytest.raises(SheetRefused) as caught:
            do(*arguments)
        said.append(caught.value.message())
    assert said[0] != said[1]
    return said[0]


def test_any_three_of_five_give_the_key(five):
    for some in itertools.combinations(five, 3):
        assert gathered(*map(typed, some)).secret() == SECRET


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 16).flatmap(lambda of: st.tuples(st.integers(2, of), st.just(of))))
def test_any_set_gives_any_key(sizes):
    needed, of = sizes
    secret = secrets.token_bytes(32)

    printed = recovery.split(secret, needed=needed, of=of)

    assert gathered(*map(typed, printed[-needed:])).secret() == secret


@pytest.mark.parametrize(("needed", "of"), [(1, 1), (1, 5), (4, 3), (2, 17)])
def test_a_set_that_protects_nothing_or_cannot_be_is_refused(needed, of):
    with pytest.raises(ValueError, match="at least 2"):
        recovery.split(SECRET, needed=needed, of=of)


def test_too_few_sheets_give_nothing_and_say_how_many_are_missing(five):
    gathering = gathered(typed(five[0]), typed(five[1]))

    assert gathering.missing == 1
    assert "1 more sheet is needed" in refused(gathering.secret)
    assert "1 more sheet" in refused(Gathering().secret)


def test_the_same_sheet_twice_counts_once(five):
    assert "Sheet 1 was already read" in refused(gathered(typed(five[0])).add, typed(five[0]))


def test_a_sheet_of_another_set_of_the_same_key_is_told_at_once(five):
    other = recovery.split(SECRET, needed=3, of=5)

    assert "another set" in refused(gathered(typed(five[0])).add, typed(other[1]))


def test_numbers_capitals_lines_and_first_letters_are_taken(five):
    lines = "\n".join(f"{number}. {word[:4].upper()}," for number, word in enumerate(five[0].words, 1))

    assert recovery.read(lines) == five[0]


def test_a_word_that_does_not_exist_is_named_with_its_place_and_the_nearest(five):
    words = list(five[0].words)
    words[11] = "acadmic"
    assert "Word 12, “acadmic”, is not on any sheet. Is it “academic" in refused(recovery.read, " ".join(words))
    words[11] = "xyzzy"
    assert "Word 12, “xyzzy”, is not on any sheet. Look" in refused(recovery.read, " ".join(words))


def test_a_missing_or_doubled_word_is_counted(five):
    words = list(five[0].words)
    assert "these are 32 words" in refused(recovery.read, " ".join(words[1:]))
    assert "these are 34 words" in refused(recovery.read, " ".join([*words, words[0]]))


@pytest.mark.parametrize("place", [0, 3, 15, 32])
def test_a_word_taken_for_another_is_found(five, place):
    words = list(five[0].words)
    words[place] = next(word for word in WORDLIST if word != words[place])

    assert f"if word {place + 1} were “{five[0].words[place]}”" in refused(recovery.read, " ".join(words))


def test_two_words_that_changed_places_are_found(five):
    words = list(five[0].words)
    words[20], words[21] = words[21], words[20]

    assert "words 21 and 22 changed places" in refused(recovery.read, " ".join(words))


def test_two_wrong_words_are_never_taken_for_a_sheet(five):
    words = list(five[0].words)
    words[7] = next(word for word in WORDLIST if word != words[7])
    words[19] = next(word for word in WORDLIST if word != words[19])

    assert "two or more" in refused(recovery.read, " ".join(words))


def test_what_was_printed_is_remembered_beside_the_key_and_tells_nothing(tmp_path):
    file = roots.RootFile(tmp_path / "root")
    file.begin()
    roots.use(file)
    try:
        printed, made = recovery.print_set(needed=2, of=3, at=NOON)

        assert recovery.last_printed() == printed
        assert printed.root == file.current()
        kept = (tmp_path / "recovery.json").read_text()
        assert (tmp_path / "recovery.json").stat().st_mode & 0o077 == 0
        assert not any(" ".join(sheet.words[1:4]) in kept for sheet in made)
        assert not recovery.put_back(file.secrets()[0]), "it is there already"
        assert recovery.put_back(SECRET)
        assert file.secrets()[1] == SECRET, "beside a site's own key, another comes last"
    finally:
        roots.use(None)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sheet_of_paper_is_made_in_each_language(five, language):
    printed = Printed("1a2b3c4d", five[0].kin, 3, 5, "2026-01-14T18:00:00+00:00")
    with translation.override(language):
        pdf = sheets.as_pdf(five[0], printed, holder="", site="tuque.example")

    assert pdf.startswith(b"%PDF-")
