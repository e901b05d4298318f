"""Finders of a theme: made without code, readable by everyone, public when someone says so, in the pages of named sites alone."""

import pytest
from conftest import NOON

from tuque.directory import visibility
from tuque.directory.finder import colours
from tuque.directory.models import ServiceTopic, ThemedFinder
from tuque.directory.search import following
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db
WRITTEN = {
    "title_en": "For youth",
    "title_fr": "Pour les jeunes",
    "intro_en": "Hello.",
    "intro_fr": "Bonjour.",
    "topic": ["food"],
    "colour": "#1d4f91",
    "hosts": "https://www.example.org/\nhttps://school.example.ca",
}


@pytest.fixture
def services(cast):
    for name, topic in (("Community meals", "food"), ("Community clinic", "health")):
        row = factories.service(cast.downtown, name)
        ServiceTopic.objects.create(organization=cast.downtown, service=row, topic=topic)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())


@pytest.fixture
def youth(cast, sign_in, services):
    page = sign_in(cast.dana)
    page.post("/directory/finders/new", {**WRITTEN, "slug": "youth"})
    return page, ThemedFinder.objects.get(slug="youth")


def test_a_draft_is_seen_by_those_who_made_it_and_published_it_is_everyones(client, youth):
    page, row = youth
    assert client.get("/find/youth").status_code == 404
    assert "For youth" in page.get(f"/directory/finders/{row.public_id}/preview").text

    page.post(f"/directory/finders/{row.public_id}/publication", {"do": "publish"})

    assert "For youth" in client.get("/find/youth?lang=en").text
    assert "Pour les jeunes" in client.get("/find/youth?lang=fr").text
    page.post(f"/directory/finders/{row.public_id}", {**WRITTEN, "title_en": "For the young"})
    assert "For the young" not in client.get("/find/youth?lang=en").text
    page.post(f"/directory/finders/{row.public_id}/publication", {"do": "withdraw"})
    assert client.get("/find/youth").status_code == 404


def test_only_its_topics_are_found(client, youth):
    page, row = youth
    page.post(f"/directory/finders/{row.public_id}/publication", {"do": "publish"})

    found = client.post("/find/youth", {"words": "community"}).text

    assert "Community meals" in found
    assert "Community clinic" not in found
    assert 'action="/find/youth"' in found


def test_it_shows_in_the_pages_of_named_sites_alone(client, youth):
    page, row = youth
    assert client.get("/find/youth/embed").status_code == 404
    page.post(f"/directory/finders/{row.public_id}/publication", {"do": "publish"})

    answer = client.get("/find/youth/embed")

    assert (
        "frame-ancestors https://www.example.org https://school.example.ca" in answer.headers["Content-Security-Policy"]
    )
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors 'none'" in client.get("/find/youth").headers["Content-Security-Policy"]
    assert "/find/youth/embed" in page.get(f"/directory/finders/{row.public_id}").text
    page.post(f"/directory/finders/{row.public_id}", {**WRITTEN, "hosts": ""})
    assert client.get("/find/youth/embed").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"colour": "#ffee88"}, "cannot be read by everyone"),
        ({"colour": "red"}, "Write the colour as #"),
        ({"hosts": "*"}, "not the beginning of a site"),
        ({"hosts": "https://a.example.org; script-src *"}, "not the beginning of a site"),
        ({"hosts": "http://www.example.org"}, "not the beginning of a site"),
        ({"slug": "offline"}, "is taken"),
        ({"title_fr": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_used_is_said(cast, sign_in, wrong, said):
    page = sign_in(cast.dana).post("/directory/finders/new", {**WRITTEN, "slug": "seniors", **wrong})

    assert page.status_code == 422
    assert said in page.text
    assert not ThemedFinder.objects.exists()


def test_an_address_is_one_for_the_whole_site(cast, sign_in, youth):
    page = sign_in(cast.dana).post("/directory/finders/new", {**WRITTEN, "slug": "youth"})

    assert page.status_code == 422
    assert "“youth” is taken" in page.text


@pytest.mark.parametrize("colour", ["#1d4f91", "#000000", "#ffff00", "#ff0000", "#7f7f7f", "#ffffff"])
def test_every_colour_becomes_one_that_can_be_read_light_and_dark(colour):
    assert colours.is_readable(colours.nearest_readable(colour))
    assert colours.contrast(colours.for_dark(colour), colours.DARK_CARD) >= colours.LEAST
    assert "url" not in colours.sheet(colour)
