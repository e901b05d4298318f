"""Where two sources speak of the same service, the one of the lower rank is heard first: shown first, proposed, asked about."""

import pytest
from conftest import NOON

from tuque.directory.models import Pair, Proposal, Service, Source
from tuque.directory.services import duplicates, feeds
from tuque.directory.tests.test_feeds import LATER, a_service, bring, bundle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast, tmp_path):
    """One service that two sources tell of, each under its own id."""
    for code in ("city", "club"):
        source = feeds.source_of(cast.downtown, code, at=NOON, name=f"The {code}")
        bring(source, bundle_of(tmp_path, a_service(1, description=f"As the {code} says", application_process="")))
    left, right = Service.objects.order_by("public_id")
    return Pair.objects.create(
        organization=cast.downtown,
        entity="service",
        left=left.public_id,
        right=right.public_id,
        score=0.9,
        found_at=NOON,
    )


def rank(code, number):
    Source.objects.filter(code=code).update(rank=number)


def of(code):
    return Service.objects.get(source__code=code)


def side_of(pair, code):
    return "left" if of(code).public_id == pair.left else "right"


@pytest.mark.parametrize("first", ["city", "club"])
@pytest.mark.parametrize(("language", "words"), [("en", "is heard first"), ("fr", "est entendue en premier")])
def test_among_duplicates_the_record_of_the_source_that_is_heard_first_stands_first(
    cast, sign_in, pair, first, language, words
):
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language=language)
    page = sign_in(cast.dana)
    assert words not in page.get("/directory/duplicates").text  # of equal rank
    rank(first, 10)

    told = page.get("/directory/duplicates").text

    assert words in told
    assert told.index(f'value="{side_of(pair, first)}"') < told.index('class="quiet" name="do"')
    page.post(f"/directory/duplicates/{pair.public_id}/decision", {"do": side_of(pair, first)})
    assert of({"city": "club", "club": "city"}[first]).merged_into == of(first).public_id


@pytest.mark.parametrize(
    ("number", "main", "other"), [(10, "take", "leave"), (200, "leave", "take"), (100, "take", "leave")]
)
def test_the_value_of_the_source_that_is_heard_first_is_the_one_proposed(cast, sign_in, pair, number, main, other):
    rank("club", number)
    duplicates.merge(pair=pair, keep=of("city").public_id, by=cast.dana, at=NOON)

    told = sign_in(cast.carl).get("/directory/proposals").text

    assert f'<button name="do" value="{main}">' in told
    assert f'<button class="quiet" name="do" value="{other}">' in told
    assert ("heard first" in told) is (number != 100)


@pytest.mark.parametrize(("number", "asked"), [(10, 2), (100, 2), (200, 1)])
def test_a_feed_that_is_heard_second_asks_only_of_what_the_first_does_not_say(cast, tmp_path, pair, number, asked):
    rank("club", number)
    duplicates.merge(pair=pair, keep=of("city").public_id, by=cast.dana, at=NOON)
    Proposal.objects.all().delete()
    club = Source.objects.get(code="club")

    bring(club, bundle_of(tmp_path, a_service(1, description="News", application_process="Ring first")), at=LATER)

    assert Proposal.objects.filter(record=of("city").public_id).count() == asked
    assert Proposal.objects.filter(field="application_process").exists()
    assert of("city").description == "As the city says"
