"""The page that describes the interface: in both languages, nothing left in the other one."""

import pytest

from tuque.releases import wording
from tuque.releases.endpoints.root import api


def texts():
    for methods in api.get_openapi_schema()["paths"].values():
        for details in methods.values():
            yield details["summary"]
            yield details.get("description", "")
            yield from (one["schema"].get("description", "") for one in details.get("parameters", []))


def test_every_sentence_of_the_description_has_its_words():
    missing = {" ".join(text.split()) for text in texts() if text} - wording.WORDS

    assert not missing, f"Add these to releases/wording.py, and to the French catalogue: {missing}"


@pytest.mark.parametrize(("language", "words"), [("en", "One interaction"), ("fr", "Interventions par page.")])
def test_the_page_is_read_in_the_readers_language(db, client, language, words):
    page = client.get("/api/", headers={"accept-language": language}).content.decode()

    assert words in page
    assert ("Interactions on a page." in page) == (language == "en")
