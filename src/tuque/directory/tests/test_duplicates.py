"""Records that may be the same: found with reasons, merged or kept apart by a person, undone; measured on real records."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st

from tuque.audit.models import AuditRecord
from tuque.core import wall
from tuque.core.ids import new_id
from tuque.directory import published
from tuque.directory.duplicates import comparing, reading
from tuque.directory.duplicates.comparing import Record
from tuque.directory.duplicates.comparing import compare as real_compare
from tuque.directory.models import (
    Address,
    Agency,
    Location,
    Pair,
    Phone,
    Proposal,
    Service,
    ServiceAtLocation,
)
from tuque.directory.services import duplicates
from tuque.directory.tests import factories

PITTSBURGH = Path(__file__).parents[5] / "shared" / "data" / "directory" / "pittsburgh_food_2021-04.csv"
LABELLED = Path(__file__).parent / "data" / "pittsburgh-pairs.csv"


def likeness(one, other):
    corpus = comparing.prepare([one, other])
    return comparing.compare(corpus, one.id, other.id)


def record(row_id, name, address="12 Example Street", **more):
    return Record(row_id, [name], addresses=[address], postal_codes=["R3C 0A1"], **more)


@pytest.mark.parametrize(
    ("name", "address", "other", "other_address"),
    [
        ("Kuhn's", "661 Lincoln Avenue", "KUHNS MARKET", "661 Lincoln Ave."),
        (
            "Comm. Ctr. of St. Boniface",
            "20 Rue des Érables",
            "Community Centre of Saint Boniface",
            "20, rue des Erables",
        ),
        ("Popote roulante", "5 Fifth Avenue North", "Popotte roulante inc.", "5 5th Ave N, Suite 3"),
    ],
)
def test_one_thing_written_two_ways_is_found(name, address, other, other_address):
    assert likeness(record("a", name, address), record("b", other, other_address)).score >= comparing.WORTH_LOOKING


@pytest.mark.parametrize(
    ("name", "address", "other", "other_address"),
    [
        ("Example House", "12 Example Street", "Example House", "980 Far Avenue"),  # two sites of one name
        ("Food pantry of Mercy Church", "12 Example Street", "Legal clinic", "12 Example Street"),
        ("Mercy Church Backpack", "12 Example Street", "Mercy Church Food Pantry", "12 Example Street"),
    ],
)
def test_two_things_are_less_alike_than_one(name, address, other, other_address):
    assert likeness(record("a", name, address), record("b", other, other_address)).score < 0.8


def test_reasons_say_of_each_thing_how_alike_it_is():
    near = {"points": [(-97.1, 49.9)], "phones": frozenset({"2045550101"})}

    found = likeness(record("a", "Noon meal", **near), record("b", "Noon meals", **near))

    assert found.reasons["phone"] == found.reasons["distance"] == found.reasons["address"] == 1.0
    assert 0.9 < found.score <= 1


@pytest.mark.once
@pytest.mark.skipif(not PITTSBURGH.exists(), reason="the records of Pittsburgh are not beside this checkout")
def test_on_pittsburghs_records_it_keeps_the_precision_and_recall_that_are_published():
    with PITTSBURGH.open(encoding="utf-8-sig", errors="replace") as file:
        rows = [{key: "" if value == "NA" else value for key, value in row.items()} for row in csv.DictReader(file)]
    with LABELLED.open() as file:
        same = {frozenset((row["left"], row["right"])): row["same"] == "1" for row in csv.DictReader(file)}

    found = {frozenset((one, other)): each.score for one, other, each in comparing.find(map(of_pittsburgh, rows))}

    asked = [pair for pair in found if pair in same]
    sure = [pair for pair in asked if found[pair] >= 0.85]
    assert len(asked) == len(found)  # every pair that is found was judged
    assert sum(same[pair] for pair in asked) / sum(same.values()) >= 0.90
    assert sum(same[pair] for pair in asked) / len(asked) >= 0.69
    assert sum(same[pair] for pair in sure) / len(sure) >= 0.95


def of_pittsburgh(row):
    try:
        point = (float(row["longitude"]), float(row["latitude"]))
    except ValueError:
        point = (0.0, 0.0)
    figures = "".join(letter for letter in row["phone"] if letter.isdigit())[-10:]
    return Record(
        row["id"],
        [row["name"]],
        addresses=[row["address"]] if row["address"] else [],
        postal_codes=[row["zip_code"]] if row["zip_code"] else [],
        points=[point] if abs(point[0]) > 1 else [],
        phones=frozenset([figures] if len(figures) == 10 else []),
        site=comparing.site_of(row["url"]) if row["url"] else "",
        source=row["source_org"],
    )


@pytest.fixture
def pair(cast, sign_in):
    one = factories.service(cast.downtown, "Community meals", source=factories.source(cast.downtown, "city"))
    other = factories.service(cast.downtown, "Community Meals Inc.", url="https://meals.example.org")
    for row in (one, other):
        factories.place(row)
    factories.service(cast.downtown, "Legal help")
    page = sign_in(cast.dana)
    page.post("/directory/duplicates/search")
    return page, Pair.objects.get(), one, other


@pytest.mark.django_db
def test_a_pair_waits_with_its_reasons_and_looking_again_asks_once(pair):
    page, found, _one, _other = pair

    page.post("/directory/duplicates/search")

    assert Pair.objects.get().pk == found.pk
    assert found.reasons["address"] == 1
    text = page.get("/directory/duplicates").text
    assert "Community Meals Inc." in text
    assert "Name: " in text


@pytest.mark.django_db
def test_a_merge_hides_one_proposes_what_it_alone_says_and_is_undone(pair):
    page, found, one, other = pair
    side = "left" if found.left == one.public_id else "right"

    page.post(f"/directory/duplicates/{found.public_id}/decision", {"do": side})

    assert published.find(other.public_id) is None
    assert published.find(one.public_id) is not None
    assert Proposal.objects.get(field="url").after == "https://meals.example.org"
    assert "Merged. It can be undone below." in page.get("/directory/duplicates").text
    page.post(f"/directory/duplicates/{found.public_id}/decision", {"do": "undo"})
    assert published.find(other.public_id) is not None
    assert Service.objects.get(pk=other.pk).merged_into is None


@pytest.mark.django_db
def test_where_two_say_otherwise_a_person_chooses_field_by_field_and_undoing_takes_back_what_waits(pair):
    page, found, one, other = pair
    Service.objects.filter(pk=one.pk).update(description="Lunch at noon.", email="desk@example.org")
    Service.objects.filter(pk=other.pk).update(description="Supper at six.", email=" Desk@example.org")
    side = "left" if found.left == one.public_id else "right"

    page.post(f"/directory/duplicates/{found.public_id}/decision", {"do": side})

    proposals = Proposal.objects.filter(record=one.public_id)
    description = proposals.get(field="description")
    assert (description.before, description.after) == ("Lunch at noon.", "Supper at six.")
    assert not proposals.filter(field="email").exists(), "the same in other capitals and spaces"
    shown = page.get("/directory/proposals").text
    assert "Lunch at noon." in shown
    assert "Supper at six." in shown
    page.post(f"/directory/proposals/{description.public_id}/decision", {"do": "take"})
    assert Service.objects.get(pk=one.pk).description == "Supper at six."
    page.post(f"/directory/duplicates/{found.public_id}/decision", {"do": "undo"})
    assert list(proposals.values_list("field", "state")) == [("description", "taken")]


@pytest.mark.django_db
def test_what_was_kept_apart_is_not_asked_again_and_two_who_decide_do_it_once(pair):
    page, found, one, other = pair

    page.post(f"/directory/duplicates/{found.public_id}/decision", {"do": "apart"})
    page.post(f"/directory/duplicates/{found.public_id}/decision", {"do": "left"})
    page.post("/directory/duplicates/search")

    assert Pair.objects.get().state == "apart"
    assert published.find(one.public_id) is not None
    assert published.find(other.public_id) is not None


@pytest.mark.django_db
def test_after_an_import_only_what_it_changed_is_compared_with_the_rest(cast, monkeypatch):
    city = factories.source(cast.downtown, "city")
    one, other, third, fourth = (
        factories.service(cast.downtown, name, source=city)
        for name in ("Noon meals", "Noon meals inc.", "Noon meals ltd.", "Legal help")
    )
    for row in (one, other, third, fourth):
        factories.place(row)
    duplicates.look_for(organization=cast.downtown, by=None, at=NOON)
    before = {frozenset((pair.left, pair.right)): pair.pk for pair in Pair.objects.all()}
    assert len(before) == 3
    later = NOON + timedelta(days=1)
    Service.objects.filter(pk=third.pk).update(name="Toy library", changed_at=later)
    compared = []
    monkeypatch.setattr(comparing, "compare", lambda *told: compared.append(told[1:]) or real_compare(*told))

    with wall.within(cast.downtown.pk):
        duplicates.look_after_import({"since": later.isoformat()}, new_id())

    assert {frozenset((pair.left, pair.right)): pair.pk for pair in Pair.objects.all()} == {
        key: pk for key, pk in before.items() if key == {one.public_id, other.public_id}
    }
    assert all(str(third.public_id) in pair for pair in compared)
    assert AuditRecord.objects.latest("pk").details == {"changed": 1, "pairs": 0}


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["service", "agency", "phone", "address", "tie", "location"])
def test_whatever_is_compared_of_a_service_and_changed_makes_it_changed(cast, part):
    row, other = factories.service(cast.downtown, "Meals"), factories.service(cast.downtown, "Legal help")
    location = factories.place(row)
    factories.place(other)
    later = NOON + timedelta(days=1)
    rows = {
        "service": Service.objects.filter(pk=row.pk),
        "agency": Agency.objects.filter(pk=row.agency_id),
        "phone": Phone.objects.filter(service=row),
        "address": Address.objects.filter(location=location),
        "tie": ServiceAtLocation.objects.filter(location=location),
        "location": Location.objects.filter(pk=location.pk),
    }
    assert reading.changed_since(cast.downtown.pk, later) == set()

    rows[part].update(changed_at=later)

    assert reading.changed_since(cast.downtown.pk, later) == {row.public_id}


@given(
    st.lists(st.tuples(st.sampled_from(["Noon meals", "Legal help", "Toy library"]), st.integers(1, 3)), max_size=12)
)
def test_what_is_found_for_some_is_what_would_be_found_for_all(told):
    records = [record(str(at), name, f"{number} Example Street") for at, (name, number) in enumerate(told)]
    some = {str(at) for at in range(0, len(records), 3)}

    found = [pair for pair in comparing.find(records) if pair[0] in some or pair[1] in some]

    assert list(comparing.find(records, only=some)) == found
