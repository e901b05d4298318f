"""A merge loses nothing: what only the other one has stands on the one that is kept, follows its feed, and goes back."""

import pytest
from conftest import NOON

from tuque.directory import published, visibility
from tuque.directory.exports import choosing
from tuque.directory.imports import formats
from tuque.directory.imports.bundle import Bundle
from tuque.directory.models import (
    Attribute,
    EligibilityRule,
    FieldText,
    Pair,
    Phone,
    Proposal,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    SpecialDay,
    TaxonomyTerm,
)
from tuque.directory.services import duplicates, feeds
from tuque.directory.tests import factories
from tuque.directory.tests.test_feeds import LATER, a_service, bring, bundle_of

pytestmark = pytest.mark.django_db
OTHER = {"name": "Meals at Example House", "field_texts": [{"field": "description", "language": "fr", "text": "Repas"}]}


@pytest.fixture
def kept(cast):
    """By hand: a telephone, and nothing else."""
    row = factories.service(cast.downtown, "Meals at Example House", description="Meals at noon")
    Schedule.objects.filter(service=row).delete()
    return row


@pytest.fixture
def other(cast, tmp_path):
    """Of a feed: with another telephone, hours, a place, a language, a document, an area, a term, a topic, days and rules."""
    source = feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")
    bring(source, bundle_of(tmp_path, fed()))
    row = Service.objects.get(source=source)
    own = {"organization": cast.downtown, "service": row}
    SpecialDay.objects.create(**own, starts_on=NOON.date(), ends_on=NOON.date())
    EligibilityRule.objects.create(**own, kind="gender", values=["woman"], is_fed=True)
    row.topics.create(organization=cast.downtown, topic="meals")
    visibility.refresh(cast.downtown.pk)
    return row


def fed(**more):
    return a_service(
        **OTHER,
        **{
            "phones": [{"id": "p1", "number": "204-555-0101"}, {"id": "p2", "number": "204-555-0177"}],
            "required_documents": [{"id": "d1", "document": "A card"}],
            "service_areas": [{"id": "r1", "name": "Winnipeg"}],
            "attributes": [
                {"id": "x1", "link_entity": "service", "taxonomy_term": {"id": "t", "code": "food", "name": "Food"}}
            ],
            **more,
        },
    )


def merged(cast, kept, other):
    left, right = sorted((kept.public_id, other.public_id), key=str)
    pair = Pair.objects.create(
        organization=cast.downtown, entity="service", left=left, right=right, score=0.9, found_at=NOON
    )
    return pair, duplicates.merge(pair=pair, keep=kept.public_id, by=cast.dana, at=NOON)


def told(row):
    found = published.find(row.public_id)
    return {
        "phones": {one.number for one in found.phones},
        "places": [one.address[0] for one in found.places],
        "languages": [one.name for one in found.languages],
        "documents": [one.get("document", "en").text for one in found.documents],
        "areas": [one.get("name", "en").text for one in found.areas],
        "terms": [name for _code, name in found.terms],
        "topics": set(found.topics),
        "days": len(found.hours.specials),
        "rules": len(found.hours.rules) + sum(len(one.hours.rules) for one in found.places),
    }


def counted():
    return {
        model.__name__: list(model.objects.order_by("pk").values_list("pk", "service"))
        for model in (Phone, Schedule, ServiceAtLocation, RequiredDocument, ServiceArea, SpecialDay)
    }


def test_what_only_the_other_one_has_stands_on_the_one_that_is_kept(cast, kept, other):
    _pair, moved = merged(cast, kept, other)

    assert told(kept) == {
        "phones": {"204-555-0101", "204-555-0177"},
        "places": ["1 Example St"],
        "languages": ["Cantonese"],
        "documents": ["A card"],
        "areas": ["Winnipeg"],
        "terms": ["Food"],
        "topics": {"meals"},
        "days": 1,
        "rules": 2,
    }
    assert Phone.objects.filter(service=other).count() == 1  # the same number
    assert moved == 9
    asked = dict(Proposal.objects.filter(record=kept.public_id).values_list("field", "language"))
    assert asked == {"description": "fr", "eligibility_rules": ""}
    assert FieldText.objects.get().record == other.public_id


def test_undoing_gives_it_all_back(cast, kept, other):
    before = counted(), told(kept), told(other)
    pair, _moved = merged(cast, kept, other)

    duplicates.undo(pair=pair, by=cast.dana, at=LATER)

    assert (counted(), told(kept), told(other)) == before
    assert not any(row.said for row in (*Phone.objects.all(), *Attribute.objects.all(), *Schedule.objects.all()))
    assert not Proposal.objects.exists()
    pair.refresh_from_db()
    assert pair.moved == []


def test_hours_of_the_one_that_is_kept_are_heard_alone(cast, other):
    kept = factories.service(cast.downtown, "Meals at Example House")

    merged(cast, kept, other)

    assert Schedule.objects.get(service=other).opens_at == "09:00"
    assert Schedule.objects.filter(service=kept).count() == 1


def test_a_place_that_both_have_stands_once_with_what_only_the_other_record_tells_of_it(cast, kept, other):
    factories.place(kept, "1 example st", latitude=49.8, longitude=-97.3)
    there = other.at_locations.get().location
    own = {"organization": cast.downtown, "source": other.source}
    Phone.objects.create(hsds_id="at", location=there, number="204-555-0188", **own)

    merged(cast, kept, other)

    found = published.find(kept.public_id)
    assert [one.address[0] for one in found.places] == ["1 example st"]
    assert [one.number for one in found.places[0].phones] == ["204-555-0188"]


def test_a_detail_that_moved_follows_its_feed_and_stays_where_it_is(cast, kept, other, tmp_path):
    merged(cast, kept, other)
    phones = [{"id": "p1", "number": "204-555-0101"}, {"id": "p2", "number": "204-555-0199"}]

    run, diff = bring(other.source, bundle_of(tmp_path, fed(phones=phones)), at=LATER)

    assert diff.changed == {"phone": {"p2": {"number": ("204-555-0177", "204-555-0199")}}}
    assert "204-555-0199" in told(kept)["phones"]
    assert run.counts["drops"] == {}


def test_the_owners_package_has_what_moved_where_its_source_says(cast, kept, other, tmp_path):
    before = factories.unzipped(choosing.everything(other.source))

    merged(cast, kept, other)

    after = factories.unzipped(choosing.everything(other.source))
    for name in ("phones.csv", "schedules.csv", "service_at_location.csv", "attributes.csv", "required_documents.csv"):
        assert after[name] == before[name], name
    path = tmp_path / "package.zip"
    path.write_bytes(choosing.everything(other.source))
    assert isinstance(formats.read(path), Bundle)
    assert not formats.read(path).refused


def test_an_open_package_names_nothing_that_is_not_in_it(cast, kept, other, tmp_path):
    kept.source.__class__.objects.filter(pk__in=[kept.source_id, other.source_id]).update(is_open=True)
    merged(cast, kept, other)

    for source in (kept.source, other.source):
        path = tmp_path / "open.zip"
        path.write_bytes(choosing.open_data(source))
        bundle = formats.read(path)
        assert not [one for one in (*bundle.refused, *bundle.mended) if one.reason == "parent_missing"]
    assert bundle.counts()["location"]["taken"] == 1


def test_a_merge_of_a_merge_is_undone_in_either_order(cast, kept, other):
    third = factories.service(cast.downtown, "Meals, Example House")
    Phone.objects.filter(service=third).delete()
    before = counted()
    first, _moved = merged(cast, kept, other)
    second, _moved = merged(cast, third, kept)
    assert told(third)["phones"] == {"204-555-0101", "204-555-0177"}

    duplicates.undo(pair=first, by=cast.dana, at=LATER)
    assert told(third)["phones"] == {"204-555-0101"}
    assert told(other)["phones"] == {"204-555-0101", "204-555-0177"}
    duplicates.undo(pair=second, by=cast.dana, at=LATER)

    assert counted() == before
    assert TaxonomyTerm.objects.count() == 1
