"""Days that differ, of a feed that comes again: added, taken away, altered, as the rest; what people decided of them stays."""

from datetime import date, time

import pytest
from conftest import NOON

from tuque.directory.imports import formats
from tuque.directory.models import Metadata, Pair, Service, SpecialDay
from tuque.directory.models.sources import RunState
from tuque.directory.services import days, duplicates, feeds
from tuque.directory.tests.test_feeds import LATER, bring

pytestmark = pytest.mark.django_db
CANADA, XMAS = "s1,,true,,,2026-07-01,2026-07-01", "s1,,true,,,2026-12-25,2026-12-26"


@pytest.fixture
def source(cast):
    return feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")


def package(tmp_path, *rows, with_table=True):
    folder = tmp_path / f"package-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    (folder / "services.csv").write_text("id,name,status\ns1,Meals,active\ns2,Beds,active\n")
    if with_table:
        head = "id,service_id,location_id,closed,opens_at,closes_at,start_date,end_date\n"
        lines = "".join(f"{number},{row}\n" for number, row in enumerate(rows))
        (folder / "holiday_schedules.csv").write_text(head + lines)
    return formats.read(folder)


def told():
    return {(one.starts_on.isoformat(), one.opens_at and f"{one.opens_at:%H:%M}") for one in SpecialDay.objects.all()}


def test_holidays_of_a_feed_that_comes_again_are_added_altered_and_taken_away(cast, sign_in, source, tmp_path):
    bring(source, package(tmp_path, CANADA, XMAS))
    row = Service.objects.get(hsds_id="s1")
    new = "s1,,,10:00,14:00,2026-12-25,2026-12-26", "s1,,true,,,2027-01-01,2027-01-01"
    run = feeds.prepare(
        source=source, bundle=package(tmp_path, CANADA, *new), file_name="feed.zip", by=cast.dana, at=LATER
    )
    page = sign_in(cast.dana).get(f"/directory/imports/{run.public_id}").text

    assert run.state == RunState.PREVIEW
    assert run.counts["changes"]["special_days"] == {"added": 2, "changed": 0, "gone": 1, "back": 0, "same": 1}
    assert page.count('<th scope="row">Days that differ</th>') == 1
    assert "Gone (Days that differ): s1 2026-12-25" in page
    assert told() == {("2026-07-01", None), ("2026-12-25", None)}  # nothing yet

    feeds.apply(run=run, by=cast.dana, at=LATER)

    assert told() == {("2026-07-01", None), ("2026-12-25", "10:00"), ("2027-01-01", None)}
    lines = Metadata.objects.filter(resource=row.public_id, field_name="special_days").order_by("pk")
    assert [(one.previous_value, one.replacement_value) for one in lines] == [
        ("", "2026-12-25/2026-12-26 10:00-14:00"),
        ("", "2027-01-01"),
        ("2026-12-25/2026-12-26", ""),
    ]
    row.refresh_from_db()
    assert row.changed_at == LATER
    assert all(SpecialDay.objects.values_list("is_public", flat=True))
    _run, diff = bring(source, package(tmp_path, CANADA, *new), at=LATER)
    assert diff.is_empty


def test_a_feed_without_the_table_changes_no_day_and_an_empty_one_waits_for_a_person(cast, source, tmp_path):
    bring(source, package(tmp_path, CANADA, XMAS))

    bring(source, package(tmp_path, with_table=False), at=LATER)
    assert len(told()) == 2
    empty = package(tmp_path)
    assert feeds.prepare(source=source, bundle=empty, file_name="f", by=None, at=LATER).state == RunState.HELD
    later = package(tmp_path, "s1,,true,,,2027-07-01,2027-07-01")  # those of the year before have passed
    assert feeds.prepare(source=source, bundle=later, file_name="f", by=None, at=LATER).state == RunState.PREVIEW


def test_what_people_wrote_of_days_stays_and_what_they_took_off_does_not_come_back(cast, source, tmp_path):
    bring(source, package(tmp_path, CANADA, XMAS))
    row = Service.objects.get(hsds_id="s1")
    ours = {"starts_on": date(2026, 8, 3), "ends_on": date(2026, 8, 3), "opens_at": time(9), "closes_at": time(12)}
    days.add(service=row, values=ours, by=cast.carl, at=NOON)
    days.take_away(row=SpecialDay.objects.get(starts_on=date(2026, 12, 25)), by=cast.carl, at=NOON)

    bring(source, package(tmp_path, CANADA, XMAS, "s1,,true,,,2027-01-01,2027-01-01"), at=LATER)
    bring(source, package(tmp_path, "s1,,true,,,2027-01-01,2027-01-01", XMAS), at=LATER)

    assert told() == {("2026-08-03", "09:00"), ("2027-01-01", None)}


def test_days_told_before_this_was_remembered_are_taken_as_told_where_nobody_decided_since(cast, source, tmp_path):
    bring(source, package(tmp_path, CANADA, XMAS))
    Service.objects.update(said={})

    bring(source, package(tmp_path, XMAS, "s1,,true,,,2027-01-01,2027-01-01"), at=LATER)

    assert {day for day, _opens in told()} == {"2026-07-01", "2026-12-25", "2027-01-01"}
    Service.objects.update(said={})
    days.take_away(row=SpecialDay.objects.get(starts_on=date(2026, 12, 25)), by=cast.carl, at=NOON)
    bring(source, package(tmp_path, XMAS), at=LATER)
    assert {day for day, _opens in told()} == {"2026-07-01", "2027-01-01"}


def test_days_of_a_merged_service_stand_with_whoever_stands_for_it(cast, source, tmp_path):
    bring(source, package(tmp_path, CANADA))
    kept, other = Service.objects.get(hsds_id="s2"), Service.objects.get(hsds_id="s1")
    ids = {"left": kept.public_id, "right": other.public_id}
    pair = Pair.objects.create(organization=cast.downtown, entity="service", **ids, score=0.9, found_at=NOON)
    duplicates.merge(pair=pair, keep=kept.public_id, by=cast.dana, at=NOON)
    assert SpecialDay.objects.get().service == kept

    bring(source, package(tmp_path, XMAS), at=LATER)

    day = SpecialDay.objects.get()
    assert (day.service, day.starts_on) == (kept, date(2026, 12, 25))
