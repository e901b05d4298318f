"""The invented directory: whole, in both languages, and its confidential place in nothing public."""

from conftest import NOON

from tuque.demo import services
from tuque.directory import published
from tuque.directory.finder import rooms
from tuque.directory.search import asking, following
from tuque.directory.search.asking import Ask


def test_sixty_services_are_public_in_both_languages_and_one_place_is_not_and_the_search_finds_them(cast):
    services.fill(cast.downtown, at=NOON)
    services.fill(cast.downtown, at=NOON)

    found = list(published.read(published.services()))
    assert len(found) >= 60
    for one in found:
        assert one.texts.get("name", "fr").language == "fr"
        assert one.topics
        assert all(language.spoken for language in one.languages)
    hidden = [one for one in found if one.agency.get("name", "en").text == services.HIDDEN]
    assert hidden
    assert not any(one.places for one in hidden)
    assert all(one.places for one in found if one not in hidden)
    assert following.stale() == 0
    assert asking.ask(Ask("j’ai faim", near="R3B"), at=NOON).results


def test_some_services_are_in_several_places_each_with_its_hours_and_number_and_one_place_is_closed(cast):
    services.fill(cast.downtown, at=NOON)

    found = [one for one in published.read(published.services()) if len(one.places) > 1]
    assert sorted(len(one.places) for one in found) == [2, 2, 3]
    for one in found:
        first, *others = one.places
        assert len({place.point for place in one.places}) == len(one.places)
        assert len({place.postal_code for place in one.places}) == len(one.places)
        for place in others:
            assert place.texts.get("name", "fr").language == "fr"
            assert place.phones
            assert place.hours.rules != first.hours.rules
    closed = [place for one in found for place in one.places if place.hours.specials]
    assert [place.texts.get("name", "en").text for place in closed] == [services.CLOSED]


def test_some_services_say_how_many_beds_are_free_and_since_when(cast):
    services.fill(cast.downtown, at=NOON)

    found = {
        one.texts.get("name", "en").text: one.capacities
        for one in published.read(published.services())
        if one.capacities
    }
    assert found.keys() == {"Night shelter", "Beds for youth", "Detox beds"}
    told = rooms.told(found["Night shelter"][0], reader="fr", zone=cast.downtown.zone, at=NOON)
    assert told.words.startswith("Lits")
    assert (NOON - found["Night shelter"][0].as_of).total_seconds() == 3600


def test_the_same_moment_makes_the_same_rows():
    first, second = services.bundle(NOON), services.bundle(NOON)

    assert first.rows == second.rows
    assert not first.refused
    assert not first.mended
