"""The invented directory: whole, in both languages, and its confidential place in nothing public."""

from conftest import NOON

from tuque.demo import services
from tuque.directory import published


def test_sixty_services_are_public_in_both_languages_and_one_place_is_not(cast):
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
