"""The owner's package: what is confidential stays so, and what people decided comes along, into another source too."""

import zipfile
from datetime import date, time

import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st

from tuque.directory import published
from tuque.directory.exports import choosing
from tuque.directory.imports import formats, hsds_tables, packing, values
from tuque.directory.models import (
    Location,
    Phone,
    RefusedTopic,
    Service,
    ServiceTopic,
    SpecialDay,
    TaxonomyTerm,
    TopicMatch,
)
from tuque.directory.services import feeds, records
from tuque.directory.tests import factories


def taken(source, tmp_path):
    path = tmp_path / f"{source.code}.zip"
    path.write_bytes(choosing.everything(source))
    return formats.read(path)


def bring(source, bundle, *, at=NOON):
    run = feeds.prepare(source=source, bundle=bundle, file_name="package.zip", by=None, at=at)
    return feeds.apply(run=run, by=None, at=at)


@pytest.fixture
def copy(cast):
    return feeds.source_of(cast.elsewhere, "copy", at=NOON, name="A copy")


def test_a_confidential_place_is_still_so_where_its_package_is_brought_in(cast, copy, tmp_path):
    row = factories.service(cast.downtown)
    factories.place(row, "77 Hidden Lane", is_confidential=True)
    Phone.objects.filter(service=row).update(is_confidential=True)

    bring(copy, packing.unpack(packing.pack(taken(row.source, tmp_path))))

    place, phone = Location.objects.get(source=copy), Phone.objects.get(source=copy)
    shown = next(published.read(published.services().filter(source=copy)))
    assert (place.is_confidential, place.is_public) == (True, False)
    assert (phone.is_confidential, phone.is_public) == (True, False)
    assert not shown.places
    assert not shown.phones
    assert "Hidden" not in str(shown)
    assert "confidential.csv" not in factories.unzipped(choosing.open_data(row.source))


def test_what_people_decided_beside_hsds_comes_along(cast, copy, tmp_path):
    row = factories.service(cast.downtown, on_holidays="closed")
    place = factories.place(row)
    records.set_topics(service=row, topics={"food", "housing"}, by=cast.dana, at=NOON)
    records.set_topics(service=row, topics={"food"}, by=cast.dana, at=NOON)
    own = {"organization": cast.downtown, "service": row, "ends_on": date(2026, 7, 1)}
    SpecialDay.objects.create(
        **own, starts_on=date(2026, 6, 30), location=place, reason_en="Moving", reason_fr="Déménagement"
    )
    SpecialDay.objects.create(**own, starts_on=date(2026, 7, 1), opens_at=time(10), closes_at=time(12, 30))
    term = TaxonomyTerm.objects.create(
        organization=cast.downtown, source=row.source, hsds_id="T1", code="T1", name="Meals", taxonomy_name="ours"
    )
    TopicMatch.objects.create(organization=cast.downtown, term=term, topic="food")

    bring(copy, packing.unpack(packing.pack(taken(row.source, tmp_path))))

    there = Service.objects.get(source=copy)
    assert there.on_holidays == "closed"
    assert list(ServiceTopic.objects.filter(service=there).values_list("topic", "origin", "is_public")) == [
        ("food", "chosen", True)
    ]
    assert list(RefusedTopic.objects.filter(service=there).values_list("topic", flat=True)) == ["housing"]
    days = SpecialDay.objects.filter(service=there).order_by("starts_on")
    assert [(one.starts_on.day, one.opens_at, one.closes_at, one.reason_fr, one.is_public) for one in days] == [
        (30, None, None, "Déménagement", True),
        (1, time(10), time(12, 30), "", True),
    ]
    assert days[0].location == Location.objects.get(source=copy)
    assert TopicMatch.objects.get(organization=cast.elsewhere).term.hsds_id == "T1"
    assert (
        factories.unzipped(choosing.everything(copy)).keys()
        == factories.unzipped(choosing.everything(row.source)).keys()
    )


def test_what_people_took_off_since_does_not_come_back_with_the_package(cast, copy, tmp_path):
    row = factories.service(cast.downtown, on_holidays="closed")
    records.set_topics(service=row, topics={"food"}, by=cast.dana, at=NOON)
    SpecialDay.objects.create(
        organization=cast.downtown, service=row, starts_on=date(2026, 6, 30), ends_on=date(2026, 7, 1)
    )
    bring(copy, taken(row.source, tmp_path))
    there = Service.objects.get(source=copy)
    there.topics.all().delete()
    there.special_days.all().delete()
    Service.objects.filter(pk=there.pk).update(on_holidays="open")

    bring(copy, taken(row.source, tmp_path), at=NOON.replace(month=3))

    assert not there.topics.exists()
    assert not there.special_days.exists()
    assert Service.objects.get(source=copy).on_holidays == "open"


def test_a_row_of_the_package_that_means_nothing_is_refused_with_its_reason(cast, copy, tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "services.csv").write_text("id,name,status\ns1,Meals,active\n")
    (folder / "confidential.csv").write_text("entity,id\nservice,s9\nplace,s1\nservice,s1\n")
    (folder / "service_topics.csv").write_text("service_id,topic,decided\ns1,no-such,chosen\ns1,food,perhaps\n")
    (folder / "special_days.csv").write_text(
        "service_id,location_id,starts_on,ends_on,opens_at,closes_at\ns1,,2026-07-02,2026-07-01,,\ns1,,2026-07-01,2026-07-01,9am,\n"
    )
    (folder / "field_texts.csv").write_text(
        "entity,id,field,language,text\nservice,s1,nothing,fr,Repas\nservice,s1,name,a language,Repas\nservice,s2,name,fr,Repas\n"
    )

    bundle = formats.read(folder)

    assert [(one.table, one.reason) for one in bundle.refused] == [
        ("confidential", "unknown_table"),
        ("field_texts", "unknown_field"),
        ("field_texts", "no_language"),
        ("service_topics", "unknown_topic"),
        ("service_topics", "not_understood"),
        ("special_days", "not_a_date"),
        ("special_days", "not_a_time"),
        ("field_texts", "parent_missing"),
        ("confidential", "parent_missing"),
    ]
    assert all(one["read"] == one["taken"] + one["refused"] for one in bundle.counts().values())
    assert bundle.confidential == {("service", "s1")}


def test_what_hsds_has_no_field_for_comes_along_to_the_owner_alone(cast, copy, tmp_path):
    extra = {"Siège": "Rue de l’Église", "beds": {"men": 4, "notes": ["NA", "<script>"]}}
    row = factories.service(cast.downtown, extra=extra)
    term = TaxonomyTerm.objects.create(
        organization=cast.downtown, source=row.source, hsds_id="T1", code="T1", name="Meals", extra={"kind": "NA"}
    )

    bring(copy, packing.unpack(packing.pack(taken(row.source, tmp_path))))

    cleaned = {**extra, "beds": {"men": 4, "notes": ["NA", ""]}}
    assert Service.objects.get(source=copy).extra == cleaned
    assert TaxonomyTerm.objects.get(source=copy).extra == term.extra
    assert "extras.csv" not in factories.unzipped(choosing.open_data(row.source))


@pytest.mark.once
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('service,s1,"[1]"', "empty"),
        ('service,s1,"{"', "not_understood"),
        ('service,s1,"{""a"": {""b"": {""c"": {""d"": {}}}}}"', "not_understood"),
        ('nothing,s1,"{""a"": 1}"', "unknown_table"),
        ('service,s2,"{""a"": 1}"', "parent_missing"),
    ],
)
def test_an_extra_that_means_nothing_is_refused(tmp_path, line, reason):
    (tmp_path / "services.csv").write_text("id,name,status\ns1,Meals,active\n")
    (tmp_path / "extras.csv").write_text(f"entity,id,values\n{line}\n")

    bundle = formats.read(tmp_path)

    assert [(one.table, one.reason) for one in bundle.refused] == [("extras", reason)]
    assert all(one["read"] == one["taken"] + one["refused"] for one in bundle.counts().values())


def test_words_that_look_like_nothing_come_in_again_and_those_of_other_tools_do_not(cast, copy, tmp_path):
    row = factories.service(cast.downtown, "NA", description="None", fees_description="N/A", alert="-")

    bring(copy, taken(row.source, tmp_path))

    there = Service.objects.get(source=copy)
    assert (there.name, there.description, there.fees_description, there.alert) == ("NA", "None", "N/A", "-")
    (tmp_path / "services.csv").write_text("id,name,description,fees_description\ns1,NA,None,N/A\n")
    other = formats.read(tmp_path).rows["service"]["s1"]
    assert (other["name"], other["description"], other["fees_description"]) == ("NA", "", "")


@pytest.mark.once
@pytest.mark.parametrize("described", ["", "[]", "{", '{"resources": [5, {"schema": {"missingValues": 5}}]}'])
def test_a_description_that_says_nothing_of_use_is_passed_over(tmp_path, described):
    (tmp_path / "datapackage.json").write_text(described)
    (tmp_path / "services.csv").write_text("id,name,description\ns1,Meals,NA\n")

    assert formats.read(tmp_path).rows["service"]["s1"]["description"] == ""


@pytest.mark.once
@given(st.text(alphabet=st.sampled_from("a <>/&;ampltgbr\\n\u200f\xa0\n#60"), max_size=60))
def test_words_that_were_made_plain_are_plain(text):
    assert values.words(values.words(text)) == values.words(text)


@pytest.mark.once
def test_marks_hidden_within_marks_are_not_followed_for_ever():
    deep = "<" * 20_000 + "b>" * 20_000

    assert values.words(deep) == values.words(values.words(deep))
    assert "<" not in values.words("a" + "&amp;" * 5 + "amp;" * 40 + "lt;b>")


def test_a_table_of_a_name_that_is_none_is_said_with_the_name_that_it_may_be_meant_to_bear(cast, sign_in, tmp_path):
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("our feed/services.csv", "id,name,status\ns1,Meals,active\n")
        for name in ("phone_numbers.csv", "regular_schedule.csv", "Board members.csv", "._services.csv", "read me.txt"):
            archive.writestr(f"our feed/{name}", "id,name\n1,A\n")

    bundle = formats.read(path)

    assert [(one.row, one.reason, one.value) for one in bundle.refused] == [
        ("our feed/phone_numbers.csv", "unknown_file", ""),
        ("our feed/regular_schedule.csv", "unknown_file_near", "regular_schedules.csv"),
        ("our feed/Board members.csv", "unknown_file", ""),
    ]
    source = feeds.source_of(cast.downtown, "feed", at=NOON)
    run = feeds.prepare(source=source, bundle=bundle, file_name="package.zip", by=None, at=NOON)
    told = sign_in(cast.dana).get(f"/directory/imports/{run.public_id}").text
    assert "call it regular_schedules.csv" in told
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language="fr")
    told = sign_in(cast.dana).get(f"/directory/imports/{run.public_id}").text
    assert "nommez-le regular_schedules.csv" in told
    assert "<td>Fichier our feed/regular_schedule.csv</td>" in told


def test_a_file_that_is_too_large_to_be_read_is_said(tmp_path, monkeypatch):
    (tmp_path / "services.csv").write_text("id,name,status\ns1,Meals,active\n")
    (tmp_path / "phones.csv").write_text("id,number,service_id\n" + "p1,204-555-0101,s1\n" * 9)
    monkeypatch.setattr(hsds_tables, "LARGEST_FILE", 100)

    assert [(one.row, one.reason) for one in formats.read(tmp_path).refused] == [("phones.csv", "file_too_large")]
