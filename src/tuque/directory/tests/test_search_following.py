"""What was changed is found by the search, by the message posted in the transaction of the change: imports, and single acts."""

import pytest
from conftest import NOON

from tuque.core import outbox
from tuque.core.clock import now
from tuque.directory.models import SearchRecord
from tuque.directory.search import asking, following
from tuque.directory.search.asking import Ask
from tuque.directory.services import feeds, records, upkeep
from tuque.directory.tests import factories
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


def test_every_single_act_is_followed(cast):
    row = records.add(entity="service", values={"name": "Pancake breakfast"}, links={}, by=cast.carl, at=NOON)
    deliver()
    assert len(found("pancake")) == 1

    records.change(entity="service", record=row, values={"name": "Porridge club"}, texts={}, by=cast.carl, at=NOON)
    deliver()
    assert (len(found("pancake")), len(found("porridge"))) == (0, 1)

    records.set_topics(service=row, topics={"meals"}, by=cast.carl, at=NOON)
    deliver()
    assert SearchRecord.objects.get().topics

    records.retire(entity="service", record=row, is_gone=True, by=cast.carl, at=NOON)
    deliver()
    assert not SearchRecord.objects.exists()

    records.retire(entity="service", record=row, is_gone=False, by=cast.carl, at=NOON)
    deliver()
    assert len(found("porridge")) == 1


def test_what_hangs_on_a_service_is_followed(cast):
    row = factories.service(cast.downtown, "Porridge club")
    deliver()
    arguments = {"parent": "service", "row": row, "texts": {}, "by": cast.carl, "at": NOON, "written_in": "en"}

    records.add_to(entity="location", values={"name": "Pancake corner", "location_type": "physical"}, **arguments)
    deliver()

    assert len(found("pancake")) == 1


def test_what_a_person_or_a_provider_verified_counts_in_the_search(cast):
    row = factories.service(cast.downtown, "Porridge club", assured_date=None)
    records.touch("service", row, at=NOON)
    deliver()
    before = SearchRecord.objects.get().quality

    records.verify(service=row, by=cast.carl, at=now())
    deliver()
    assert (verified := SearchRecord.objects.get().quality) > before

    type(row).objects.update(assured_date=None)
    link, _token = upkeep.make_link(service=row, email="desk@example.org", language="fr", by=cast.carl, at=now())
    upkeep.answer(link=link, said={}, is_right=True, at=now())
    deliver()
    assert SearchRecord.objects.get().quality == verified


def test_the_first_import_brings_the_everyday_words(cast, tmp_path):
    source = feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")
    bring(source, bundle_of(tmp_path, a_service(1), a_service(2, description="Tax forms")))

    deliver()

    assert found("j’ai faim") == ["s1"]
