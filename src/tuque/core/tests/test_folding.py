import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.core.folding import fold

pytestmark = pytest.mark.once


def test_accents_capitals_ligatures_and_punctuation_do_not_matter():
    assert fold("L’Œuvre-Léger, École nº 3") == "l oeuvre leger ecole no 3"
    assert fold("ŒUVRE") == fold("œuvre") == fold("OEUVRE") == "oeuvre"
    assert fold("Ex æquo") == "ex aequo"
    assert fold("SAINT-JEAN  d'Iberville\n") == "saint jean d iberville"
    assert fold("Montréal") == fold("Montre\u0301al") == "montreal"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_capitals_do_not_matter(text):
    assert fold(text.upper()) == fold(text) or "µ" in text or "ÿ" in text


@given(st.text())
def test_there_is_never_a_double_space_or_a_space_at_an_end(text):
    folded = fold(text)

    assert "  " not in folded
    assert folded == folded.strip()
