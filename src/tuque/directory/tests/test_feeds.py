"""Feeds brought in, again and changed; what a bad one may not do; the same out as in."""

import io
import json
import zipfile

import pytest
from conftest import NOON

from tuque.directory import published
from tuque.directory.exports import choosing
from tuque.directory.imports import formats
from tuque.directory.models import EligibilityRule, FieldText, ImportRun, Location, Metadata, Proposal, Service
from tuque.directory.models.sources import RunState
from tuque.directory.services import eligibility, feeds
from tuque.directory.services.eligibility import Rules

LATER = NOON.replace(month=3)


def a_service(number=1, **more):
    organization = {"id": "o1", "name": "Example House", "description": "We help."}
    place = {"id": f"l{number}", "location_type": "physical", "name": "Site", "latitude": 49.9, "longitude": -97.1}
    place["addresses"] = [
        {
            "id": f"a{number}",
            "address_1": f"{number} Example St",
            "city": "Winnipeg",
            "state_province": "MB",
            "postal_code": "R3C 0A1",
            "country": "CA",
            "address_type": "physical",
        }
    ]
    return {
        "id": f"s{number}",
        "name": f"Service {number}",
        "status": "active",
        "description": "Meals at noon",
        "assured_date": "2026-01-02",
        "organization": organization,
        "phones": [{"id": f"p{number}", "number": "204-555-0101"}],
        "schedules": [
            {"id": f"h{number}", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}
        ],
        "languages": [{"id": f"g{number}", "name": "Cantonese", "code": "yue"}],
        "service_at_locations": [{"id": f"t{number}", "location": place}],
        **more,
    }


def bundle_of(tmp_path, *services):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(services))
    return formats.read(path)


def bring(source, bundle, *, at=NOON):
    run = feeds.prepare(source=source, bundle=bundle, file_name="feed.json", by=None, at=at)
    return run, feeds.apply(run=run, by=None, at=at)


@pytest.fixture
def source(cast):
    return feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")


def test_a_nested_service_comes_in_whole_and_is_public(source, tmp_path):
    _run, diff = bring(source, bundle_of(tmp_path, a_service()))

    found = next(published.read(published.services()))
    assert diff.counts()["service"]["added"] == 1
    assert found.texts.get("name", "en").text == "Service 1"
    assert found.places[0].address == ("1 Example St", "Winnipeg MB R3C 0A1")
    assert [one.spoken for one in found.languages] == ["CANTONESE"]


def test_the_same_feed_again_changes_nothing(source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service(1), a_service(2)))

    _run, diff = bring(source, bundle_of(tmp_path, a_service(1), a_service(2)), at=LATER)

    assert diff.is_empty
    assert not Metadata.objects.exists()


def test_a_changed_feed_is_told_field_by_field_and_remembered(source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service(1), a_service(2)))
    FieldText.objects.create(
        organization=source.organization,
        entity="service",
        record=Service.objects.get(hsds_id="s1").public_id,
        field="description",
        language="fr",
        text="Repas à midi",
    )

    moved = a_service(1, description="Meals at six")
    second = {**a_service(1)["service_at_locations"][0]["location"], "id": "l9", "name": "Second site", "addresses": []}
    moved["service_at_locations"].append({"id": "t9", "location": second})
    _run, diff = bring(source, bundle_of(tmp_path, moved, a_service(2, status="inactive")), at=LATER)

    assert diff.changed["service"]["s1"]["description"] == ("Meals at noon", "Meals at six")
    assert diff.two_sites == ["s1"]
    assert diff.inactive == ["s2"]
    assert Metadata.objects.get(field_name="description").previous_value == "Meals at noon"
    assert FieldText.objects.get().state == "stale"


def test_what_is_gone_is_kept_and_comes_back(source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service(1), a_service(2)))
    bring(source, bundle_of(tmp_path, a_service(1)), at=LATER)
    public = published.services().count()

    bring(source, bundle_of(tmp_path, a_service(1), a_service(2)), at=LATER)

    assert (public, published.services().count(), Service.objects.count()) == (1, 2, 2)


def test_a_feed_that_drops_more_than_a_tenth_waits_for_a_person(cast, source, tmp_path):
    many = [a_service(number) for number in range(12)]
    bring(source, bundle_of(tmp_path, *many))

    run, diff = feeds.read_and_apply(
        source=source,
        path=tmp_path,
        bundle=bundle_of(tmp_path, *many[:10]),
        by=None,
        at=LATER,
        despite_drop=False,
        progress=lambda *_: None,
    )
    kept = Service.objects.filter(gone_at__isnull=True).count()
    feeds.apply(run=run, by=cast.dana, at=LATER)

    assert (run.state, diff, kept) == (RunState.HELD, None, 12)
    assert Service.objects.filter(gone_at__isnull=True).count() == 10
    assert ImportRun.objects.get(pk=run.pk).rows is None


def test_what_a_person_changed_here_waits_for_a_person_when_the_source_says_something_new(source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service()))
    Service.objects.update(description="Ours", said={"description": "Meals at noon"})

    bring(source, bundle_of(tmp_path, a_service()), at=LATER)
    quiet = Proposal.objects.count()
    bring(source, bundle_of(tmp_path, a_service(description="Theirs")), at=LATER)
    bring(source, bundle_of(tmp_path, a_service(description="Theirs")), at=LATER)

    assert quiet == 0
    assert Service.objects.get().description == "Ours"
    assert Proposal.objects.get().after == "Theirs"


def test_a_feed_may_hide_a_place_and_never_shows_one_that_was_hidden(source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service()))
    Location.objects.update(is_confidential=True)

    bring(source, bundle_of(tmp_path, a_service(description="New")), at=LATER)

    assert Location.objects.get().is_confidential
    assert not next(published.read(published.services())).places


def package_rows(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info).decode() for info in archive.infolist()}


def round_trip(first, second, tmp_path):
    """Out of one source, into another, out again."""
    out = choosing.everything(first)
    path = tmp_path / "package.zip"
    path.write_bytes(out)
    bring(second, formats.read(path))
    again = choosing.everything(second)
    return package_rows(out), package_rows(again)


def test_what_goes_out_and_comes_in_goes_out_the_same(cast, source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service(1), a_service(2)))
    row = Service.objects.get(hsds_id="s1")
    FieldText.objects.create(
        organization=cast.downtown,
        entity="service",
        record=row.public_id,
        field="name",
        language="fr",
        text="Repas",
        origin="A feed",
        dated_on=NOON.date(),
    )
    own = {"organization": cast.downtown, "service": row}
    EligibilityRule.objects.create(**own, kind="income", most=36000, values=["24000", "36000"])
    EligibilityRule.objects.create(**own, kind="area", values=["R3B", "Sainte-Anne, Manitoba"])
    other = feeds.source_of(cast.elsewhere, "copy", at=NOON, name="A feed")

    before, after = round_trip(source, other, tmp_path)

    assert before == after
    assert "field_texts.csv" in before
    assert "eligibility_rules.csv" in before


RULES = "service_id,kind,least,most,values\n"


def package(tmp_path, rules):
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("services.csv", "id,name,status\ns1,Meals,active\n")
        archive.writestr("eligibility_rules.csv", RULES + rules)
    return formats.read(path)


def test_rules_of_a_feed_follow_it_until_a_person_writes_their_own(cast, source, tmp_path):
    bring(source, package(tmp_path, "s1,gender,,,woman\ns1,age,16,24,\n"))
    assert dict(EligibilityRule.objects.values_list("kind", "is_public")) == {"gender": True, "age": True}
    bring(source, package(tmp_path, "s1,gender,,,woman|nonbinary\n"))
    assert list(EligibilityRule.objects.values_list("kind", "values")) == [("gender", ["woman", "nonbinary"])]

    row = Service.objects.get()
    eligibility.write(service=row, rules=Rules(genders=["man"]), by=cast.dana, at=NOON)
    bring(source, package(tmp_path, "s1,gender,,,woman\n"))

    assert list(EligibilityRule.objects.values_list("kind", "values")) == [("gender", ["man"])]
    eligibility.write(service=row, rules=Rules(), by=cast.dana, at=NOON)
    bring(source, package(tmp_path, "s1,gender,,,woman|nonbinary\n"))
    assert not EligibilityRule.objects.exists()


def test_a_rule_that_nobody_could_be_held_to_is_refused_with_its_reason(source, tmp_path):
    lines = ["s1,gender,,,wizard", "s1,shoe size,,40,", "s1,income,,lots,", "s1,income,,-5,", "s1,age,,,", ",age,1,2,"]

    bundle = package(tmp_path, "\n".join([*lines, "s1,age,1,2,"]) + "\n")

    assert [one.reason for one in bundle.refused] == ["no_rule"] * 6
    counts = bundle.counts()["eligibility_rules"]
    assert (counts["read"], counts["taken"], counts["refused"]) == (7, 1, 6)
