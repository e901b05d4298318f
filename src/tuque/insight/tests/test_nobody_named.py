"""The analytic files hold numbers and our own codes: no name, no word, no place typed by hand, no id that is used elsewhere."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import NOON
from pyarrow import types

from tuque.insight import facts
from tuque.insight.facts import table
from tuque.insight.facts.store import Store
from tuque.insight.tests import factories
from tuque.interactions.codes import BaseType, Origin, Outcome
from tuque.people.tests.factories import person

MARK = "Zephyrine"
# A column more is a question: can it tell who someone is? Answer it here, in the review of the change.
ALLOWED = {
    "id",  # of the row, within the database; it is in no address, log or export
    "day", "minute", "hour", "weekday", "type", "origin", "outcome", "emergency", "people", "seconds", "response",
    "team", "area", "cell",
    "actions", "follow_up",  # what a team did, of our own short list, and yes or no: as the outcome, nothing of who someone is
}  # fmt: skip


@pytest.mark.django_db
def test_the_files_hold_numbers_of_allowed_columns_and_no_word(cast, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(table, "SNAPSHOT_EVERY", 1)
    someone = person(f"{MARK} Samplewalk", by=cast.noor, at=NOON)
    row = factories.interaction(
        cast.downtown, at=NOON, person=someone, type_code=f"{MARK.lower()}-type", source=f"{MARK}-log", source_key=MARK,
        note=MARK, place_text=MARK, answers={"said": MARK}, source_row={"note": MARK},
    )  # fmt: skip
    facts.facts_of(cast.downtown)

    store = Store(cast.downtown.public_id)
    files = store.files(store.read(zone=cast.downtown.time_zone))

    assert files
    for file in files:
        schema = pq.read_schema(file)
        assert set(schema.names) <= ALLOWED
        assert all(types.is_integer(column.type) for column in schema), "a text could hold anything"
    ids = [
        one.encode() for one in (str(row.public_id), row.public_id.hex, str(someone.public_id), someone.public_id.hex)
    ]
    for path in Path(tmp_path / "facts").rglob("*"):
        raw = path.read_bytes().lower() if path.is_file() else b""
        assert MARK.lower().encode() not in raw
        assert not any(one in raw for one in [*ids, row.public_id.bytes, someone.public_id.bytes])


@pytest.mark.django_db
def test_the_manifest_names_only_codes_that_are_the_same_everywhere(cast, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(table, "SNAPSHOT_EVERY", 1)
    factories.interaction(cast.downtown, at=NOON, type_code="our-own-word")
    facts.facts_of(cast.downtown)

    codes = Store(cast.downtown.public_id).read(zone=cast.downtown.time_zone).codes

    assert set(codes) == {"type", "origin", "outcome"}
    known = {*BaseType.values, *Origin.values, *Outcome.values, ""}
    assert {code for some in codes.values() for code in some} <= known
