"""Areas by the names that people give them."""

import pytest

from tuque.geo import selectors
from tuque.geo.naming import NamedArea, Names, plain
from tuque.geo.tests import factories


def area(name_en, name_fr=""):
    return NamedArea(name_en, name_fr or name_en, "Quarters", "Quartiers", -97.1, 49.9)


VILLERAY = area("Villeray–Saint-Michel–Parc-Extension")
PETITE_PATRIE = area("La Petite-Patrie")
DOWNTOWN = area("Downtown", "Centre-ville")
NAMES = Names.of([(VILLERAY, "1"), (PETITE_PATRIE, "2"), (DOWNTOWN, "R3C"), (area("Sainte-Marie"), "4")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("downtown", DOWNTOWN),
        ("Centre-Ville", DOWNTOWN),
        ("le centre ville", DOWNTOWN),
        ("r3c", DOWNTOWN),
        ("Villeray", VILLERAY),
        ("parc extension", VILLERAY),
        ("quartier de la petite patrie", PETITE_PATRIE),
        ("Petite Patrei", PETITE_PATRIE),
        ("Ste. Marie", area("Sainte-Marie")),
    ],
)
def test_an_area_is_found_as_people_write_it(text, found):
    assert NAMES.find(text) == (found,) or list(NAMES.find(text)) == [found]


@pytest.mark.parametrize("text", ["", "la", "4", "Xyzzy"])
def test_what_is_no_name_finds_nothing(text):
    assert not NAMES.find(text)


def test_a_word_that_many_areas_hold_is_no_name():
    many = Names.of((area(f"Quarter {number}"), str(number)) for number in range(20))

    assert not many.find("quarter")
    assert many.find("Quarter 3")
    assert plain("the") == "the"


@pytest.mark.django_db
def test_names_are_of_the_edition_imported_last():
    factories.layer(vintage="2020")
    factories.layer(vintage="2026", imported_at=factories.THEN.replace(month=3))

    assert len(selectors.area_names().exactly("quartier se")) == 1
