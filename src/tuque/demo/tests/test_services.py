"""The invented directory: whole, in both languages, and its confidential place in nothing public."""

from conftest import NOON

from tuque.demo import services
from tuque.directory import published
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
