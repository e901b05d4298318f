"""What an import changed is found by the search, by the message posted in the import's own transaction."""

import pytest
from conftest import NOON

from tuque.core import outbox
from tuque.directory.search import asking, following
from tuque.directory.search.asking import Ask
from tuque.directory.services import feeds
from tuque.directory.tests.test_feeds import a_service, bring, bundle_of

pytestmark = pytest.mark.django_db


def deliver():
    for _ in range(2):  # one message finds what changed, and posts the reading in small ones
        outbox.deliver_due(clock=lambda: NOON.replace(year=2030))


def found(words):
    return [one.service.hsds_id for one in asking.ask(Ask(words), at=NOON).results]


def test_an_import_is_followed_by_the_search(cast, tmp_path):
    source = feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")
    bring(source, bundle_of(tmp_path, a_service(1, name="Pancake breakfast"), a_service(2)))
    assert following.stale() == 2

    deliver()

    assert found("pancake") == ["s1"]
    assert following.stale() == 0


def test_what_a_later_feed_renames_is_found_by_its_new_name_alone(cast, tmp_path):
    source = feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")
    bring(source, bundle_of(tmp_path, a_service(1, name="Pancake breakfast")))
    deliver()

    bring(source, bundle_of(tmp_path, a_service(1, name="Porridge club")), at=NOON.replace(month=3))
    deliver()

    assert found("porridge") == ["s1"]
    assert found("pancake") == []
