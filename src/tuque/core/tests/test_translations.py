"""Bringing a room's catalogue in line with its source: nothing that was written by hand is lost."""

import pytest
from babel.messages.mofile import read_mo

from tuque.core import translations

pytestmark = pytest.mark.once

PLURAL = 'ngettext("%(n)s door", "%(n)s doors", n)'
SINGULAR = '_("%(n)s door")'


@pytest.fixture
def room(tmp_path, monkeypatch):
    room = tmp_path / "hall"
    room.mkdir()
    (room / "__init__.py").write_text("")
    monkeypatch.setattr(translations, "PACKAGE", tmp_path)
    return room


def written(room):
    return {
        message.id: message.string
        for message in translations.read_catalogue(translations.catalogue_path(room))
        if message.id
    }


def test_a_message_that_loses_its_plural_keeps_its_french_singular(room):
    (room / "words.py").write_text(PLURAL)
    translations.update()
    write(room, ("%(n)s porte", "%(n)s portes"))

    (room / "words.py").write_text(SINGULAR)
    translations.update()

    assert written(room) == {"%(n)s door": "%(n)s porte"}
    assert translations.problems() == []


def test_a_message_that_gains_a_plural_keeps_its_french_and_waits_for_the_plural(room):
    (room / "words.py").write_text(SINGULAR)
    translations.update()
    write(room, "%(n)s porte")

    (room / "words.py").write_text(PLURAL)
    translations.update()

    assert written(room) == {("%(n)s door", "%(n)s doors"): ("%(n)s porte", "")}
    assert len(translations.problems()) == 1


def write(room, french):
    """What a person does by hand: the French of the only message."""
    path = translations.catalogue_path(room)
    catalogue = translations.read_catalogue(path)
    for message in catalogue:
        if message.id:
            message.string = french
    with path.open("wb") as file:
        translations.pofile.write_po(file, catalogue)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ville : %(town)s", "Ville\u00a0: %(town)s"),
        ("Non! <b>« Oui »</b>; bon.", "Non! <b>«\u00a0Oui\u00a0»</b>; bon."),
        ("Ouvert : « oui »?", "Ouvert\u00a0: «\u00a0oui\u00a0»?"),
        ("à 10:30, adresse :port", "à 10:30, adresse :port"),
    ],
)
def test_no_line_of_french_can_begin_with_a_colon(written, shown):
    assert translations.tied(written) == shown


@pytest.mark.parametrize("said", ["Vraiment ?", "Non\u00a0!", "Fini\u202f; ensuite"])
def test_a_space_that_french_has_only_in_france_is_named(room, said):
    (room / "words.py").write_text('_("Really?")')
    translations.update()
    write(room, said)

    assert "French of Canada" in translations.problems()[0]


def test_what_is_compiled_is_tied_and_what_is_written_stays_as_it_was(room):
    (room / "words.py").write_text('_("Town: %(name)s")')
    translations.update()
    write(room, "Ville : %(name)s")

    translations.compile_all()

    path = translations.catalogue_path(room)
    with path.with_suffix(".mo").open("rb") as file:
        assert read_mo(file).get("Town: %(name)s").string == "Ville\u00a0: %(name)s"
    assert "Ville : " in path.read_text()
