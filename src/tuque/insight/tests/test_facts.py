"""The analytic copy follows the log: every change, once, whatever the process and the snapshot it began with."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st

from tuque.insight import facts
from tuque.insight.facts import table
from tuque.insight.facts.local_time import day_of, local_days
from tuque.insight.facts.store import Store
from tuque.insight.tests import factories
from tuque.interactions.models import Interaction


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def count(organization, where="true"):
    return facts.facts_of(organization).rows(f"SELECT count(*) FROM facts WHERE {where}")[0][0]  # noqa: S608


def all_rows(organization):
    return facts.facts_of(organization).rows("SELECT * FROM facts ORDER BY id")


def test_a_record_is_there_as_soon_as_it_is_committed(cast):
    assert count(cast.downtown) == 0

    factories.interaction(cast.downtown, at=NOON)

    assert count(cast.downtown) == 1


def test_a_correction_replaces_what_was_there(cast):
    row = factories.interaction(cast.downtown, at=NOON, people_count=1)
    assert count(cast.downtown, "people = 1") == 1

    factories.change(row, people_count=4)

    assert count(cast.downtown, "people = 4") == 1
    assert count(cast.downtown) == 1


def test_a_void_record_is_counted_nowhere(cast):
    row = factories.interaction(cast.downtown, at=NOON)
    assert count(cast.downtown) == 1

    factories.change(row, status="void")

    assert count(cast.downtown) == 0


def test_two_organizations_have_nothing_in_common(cast):
    factories.interaction(cast.downtown, at=NOON)

    assert count(cast.elsewhere) == 0


def test_a_response_with_a_clock_set_wrong_is_no_response(cast):
    factories.interaction(cast.downtown, at=NOON, received_at=NOON, on_scene_at=NOON + timedelta(minutes=12))
    factories.interaction(cast.downtown, at=NOON, received_at=NOON, on_scene_at=NOON - timedelta(minutes=1))

    assert facts.facts_of(cast.downtown).rows("SELECT response FROM facts ORDER BY id") == [(12,), (-1,)]


def test_another_process_begins_with_the_snapshot_and_reads_what_came_since(cast):
    rows = factories.interactions(cast.downtown, 6, at=NOON)
    facts.facts_of(cast.downtown).save()
    facts.forget(cast.downtown)
    factories.change(rows[0], occurred_at=NOON - timedelta(days=90))
    factories.change(rows[1], status="void")
    factories.interaction(cast.downtown, at=NOON + timedelta(days=40))

    begun = all_rows(cast.downtown)

    facts.rebuild(cast.downtown)
    assert begun == all_rows(cast.downtown)
    assert len(begun) == 6


def test_a_record_that_moves_to_another_month_leaves_the_one_it_was_in(cast, monkeypatch):
    monkeypatch.setattr(table, "SNAPSHOT_EVERY", 1)
    row = factories.interaction(cast.downtown, at=NOON)
    factories.interaction(cast.downtown, at=NOON - timedelta(days=60))
    assert count(cast.downtown) == 2

    factories.change(row, occurred_at=NOON - timedelta(days=62))
    facts.facts_of(cast.downtown)
    facts.forget(cast.downtown)

    assert count(cast.downtown) == 2
    assert list(Store(cast.downtown.public_id).read(zone=cast.downtown.time_zone).months) == ["2025-11"]


def test_a_snapshot_of_another_log_is_not_used(cast):
    factories.interactions(cast.downtown, 3, at=NOON)
    facts.facts_of(cast.downtown).save()
    facts.forget(cast.downtown)
    cast.downtown.interactions.order_by("-sequence")[:1].get().delete()  # as an older copy of the database would be

    assert count(cast.downtown) == 2


def test_a_broken_snapshot_is_made_again_from_the_log(cast):
    factories.interactions(cast.downtown, 3, at=NOON)
    facts.facts_of(cast.downtown).save()
    facts.forget(cast.downtown)
    for path in Store(cast.downtown.public_id).folder.glob("*.parquet"):
        path.write_bytes(b"not a table")

    assert count(cast.downtown) == 3


def test_whoever_finds_the_folder_locked_still_answers(cast, monkeypatch):
    monkeypatch.setattr(table, "SNAPSHOT_EVERY", 1)
    factories.interaction(cast.downtown, at=NOON)

    with Store(cast.downtown.public_id).lock() as mine:
        assert mine
        assert count(cast.downtown) == 1

    assert Store(cast.downtown.public_id).read(zone=cast.downtown.time_zone).sequence == 0


@given(
    st.lists(st.datetimes(datetime(1995, 1, 1), datetime(2035, 1, 1)), min_size=1, max_size=30),  # noqa: DTZ001
    st.sampled_from(["America/Winnipeg", "America/St_Johns", "UTC", "Europe/Paris", "Asia/Kathmandu"]),
)
def test_local_days_and_minutes_are_those_of_the_zone(moments, name):
    zone = ZoneInfo(name)
    instants = [moment.replace(tzinfo=UTC, microsecond=0) for moment in moments]

    days, minutes = local_days(np.array([int(at.timestamp()) for at in instants]), zone=zone)

    local = [at.astimezone(zone) for at in instants]
    assert [day_of(int(day)) for day in days] == [at.date() for at in local]
    assert list(minutes) == [at.hour * 60 + at.minute for at in local]


def test_after_much_was_written_the_next_process_begins_with_all_of_it(cast):
    factories.interaction(cast.downtown, at=NOON)

    facts.catch_up(cast.downtown)
    facts.forget(cast.downtown)

    assert (
        Store(cast.downtown.public_id).read(zone=cast.downtown.time_zone).sequence == Interaction.objects.get().sequence
    )
    assert count(cast.downtown) == 1
