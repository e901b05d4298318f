"""The facts of one organization in this process: the snapshot, and on top of it every change of the log since.

Merge on read: before each question the changes after the last number read are taken in, so an answer holds what was
committed when it was asked. A process that ends loses nothing: the next one starts from the snapshot.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tuque.accounts.api import Organization
from tuque.core.ids import new_id
from tuque.insight.facts import source
from tuque.insight.facts.local_time import day_number, day_of
from tuque.insight.facts.store import Manifest, Store

log = logging.getLogger(__name__)
SNAPSHOT_EVERY = 20_000  # changes; below it, reading them again from the log is quicker than writing files
KEPT_IN_MEMORY = 24  # organizations, the least asked for leaves first
COLUMNS = """id BIGINT, day INTEGER, minute USMALLINT, hour UTINYINT, weekday UTINYINT, type UTINYINT, origin UTINYINT,
    outcome UTINYINT, emergency UTINYINT, people INTEGER, seconds INTEGER, response SMALLINT, team INTEGER,
    area INTEGER, cell BIGINT, actions USMALLINT, follow_up UTINYINT"""


class Facts:
    """Ask with `rows(sql, values)`: the table is `facts`, one row for each interaction that is not void.

    day        local day, days since 1970-01-01; minute, hour and weekday (Monday 0) of that local day
    type, origin, outcome   numbers of `codes`; emergency: bits, police 1, ambulance 2, fire service 4
    actions    bits of what was done, 0 where nothing is said; follow_up: 0 is not said, 1 not needed, 2 needed
    seconds    duration; response: whole minutes from received to on scene; team, area, cell: -1 is none
    """

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self.store = Store(organization.public_id)
        self.lock = threading.Lock()
        self.started = False
        self.codes = source.Codes()
        self.sequence = 0
        self.snapshot = Manifest()
        self._dirty: set[str] = set()
        self._database = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        cursor = self._database.cursor()
        try:
            return list(cursor.execute(sql, list(values)).fetchall())
        finally:
            cursor.close()

    def arrow(self, sql: str, values: Sequence[object] = ()) -> Any:
        cursor = self._database.cursor()
        try:
            return cursor.execute(sql, list(values)).to_arrow_table()
        finally:
            cursor.close()

    def refresh(self) -> int:
        """Take in what changed since; the number of the last change known."""
        with self.lock:
            last = source.last_sequence(self.organization.pk)
            if not self.started or last < self.sequence:  # a log that went back is another log: a restored copy
                self._start(last)
            if last > self.sequence:
                self._take_changes()
                if self.sequence - self.snapshot.sequence >= SNAPSHOT_EVERY:
                    self._save()
            return self.sequence

    def _start(self, last: int) -> None:
        manifest = self.store.read(zone=self.organization.time_zone)
        if manifest.sequence > last:
            manifest = Manifest(zone=self.organization.time_zone)
        try:
            self._load(manifest)
        except duckdb.Error:
            # A newer snapshot may have replaced the files meanwhile; anything else is mended by reading the log again.
            log.warning("insight.snapshot_unreadable %s", self.organization.public_id)
            self._load(Manifest(zone=self.organization.time_zone))
        self.started = True

    def _load(self, manifest: Manifest) -> None:
        cursor = self._database.cursor()
        cursor.execute(f"CREATE OR REPLACE TABLE facts ({COLUMNS})")
        files = self.store.files(manifest)
        if files:
            cursor.execute("INSERT INTO facts BY NAME SELECT * FROM read_parquet(?)", [files])
        self.codes = source.Codes(manifest.codes)
        self.sequence = manifest.sequence
        self.snapshot = manifest
        self._dirty = set()

    def _take_changes(self) -> None:
        started = time.monotonic()
        before = self.sequence
        zone = self.organization.zone
        for change in source.changes(self.organization.pk, after=self.sequence, zone=zone, codes=self.codes):
            self._take(change)
        if time.monotonic() - started > 1:
            log.info("insight.facts_read %s changes %s", self.organization.public_id, self.sequence - before)

    def _take(self, change: source.Change) -> None:
        cursor = self._database.cursor()
        cursor.register("changed_rows", change.rows)
        cursor.register("changed_ids", _id_table(change))
        cursor.execute("BEGIN")
        gone = cursor.execute(
            "DELETE FROM facts WHERE id IN (SELECT id FROM changed_ids) RETURNING day"
            if self.sequence
            else "SELECT 0 WHERE false"
        ).fetchall()
        cursor.execute("INSERT INTO facts BY NAME SELECT * FROM changed_rows")
        cursor.execute("COMMIT")
        cursor.close()
        days = {day for (day,) in gone} | set(change.rows.column("day").unique().to_pylist())
        self._dirty |= {_month(day) for day in days}
        self.sequence = change.last_sequence

    def _save(self) -> None:
        """Write the months that changed since the snapshot, unless another process is doing it or has done it."""
        with self.store.lock() as mine:
            if not mine:
                return
            former = self.store.read(zone=self.organization.time_zone)
            if former.sequence >= self.sequence:
                return
            # The snapshot may be newer than the one this table began with: what changed since the older one covers it.
            usable = former.sequence >= self.snapshot.sequence and self.codes.begin_with(former.codes)
            months = dict(former.months) if usable else {}
            for month in self._dirty if months else self._all_months():
                months.pop(month, None)
                name = self._write_month(month)
                if name:
                    months[month] = name
            manifest = Manifest(
                sequence=self.sequence, zone=self.organization.time_zone, codes=self.codes.lists, months=months
            )
            self.store.publish(manifest, former=former)
        self.snapshot = manifest
        self._dirty = set()

    def _all_months(self) -> set[str]:
        return {_month(day) for (day,) in self.rows("SELECT DISTINCT day FROM facts")}

    def _write_month(self, month: str) -> str:
        first, after = _bounds(month)
        if not self.rows("SELECT 1 FROM facts WHERE day >= ? AND day < ? LIMIT 1", [first, after]):
            return ""
        name = f"{month}-{new_id()}.parquet"
        path = str(self.store.folder / name)
        cursor = self._database.cursor()
        query = f"SELECT * FROM facts WHERE day >= {first} AND day < {after} ORDER BY day, minute"  # noqa: S608
        cursor.execute(f"COPY ({query}) TO '{_quoted(path)}' (FORMAT parquet, COMPRESSION zstd)")
        return name

    def save(self) -> None:
        """Write a snapshot now, whatever the number of changes."""
        with self.lock:
            if self.sequence > self.snapshot.sequence:
                self._save()


def _id_table(change: source.Change) -> pa.Table:
    return pa.table({"id": change.ids})


def _quoted(path: str) -> str:
    return path.replace("'", "''")


def _month(day: int) -> str:
    return f"{day_of(day):%Y-%m}"


def _bounds(month: str) -> tuple[int, int]:
    year, number = (int(part) for part in month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return day_number(date(year, number, 1)), day_number(following)


_tables: OrderedDict[tuple[object, ...], Facts] = OrderedDict()
_tables_lock = threading.Lock()


def facts_of(organization: Organization) -> Facts:
    """The organization's facts, up to date with the log."""
    key = (organization.public_id, organization.time_zone)
    with _tables_lock:
        facts = _tables.pop(key, None) or Facts(organization)
        _tables[key] = facts
        while len(_tables) > KEPT_IN_MEMORY:
            _tables.popitem(last=False)
    facts.refresh()
    return facts


def forget(organization: Organization) -> None:
    """Drop what this process holds of the organization; the next question starts from the snapshot."""
    with _tables_lock:
        for key in [key for key in _tables if key[0] == organization.public_id]:
            del _tables[key]


def catch_up(organization: Organization) -> None:
    """Take in what was written since, and keep it in the snapshot: after much was written, so that the next board is quick."""
    facts_of(organization).save()


def rebuild(organization: Organization) -> int:
    """Make the snapshot again from the whole log; the number of rows it holds."""
    store = Store(organization.public_id)
    Path(store.folder / "manifest.json").unlink(missing_ok=True)
    forget(organization)
    facts = facts_of(organization)
    facts.save()
    return int(facts.rows("SELECT count(*) FROM facts")[0][0])
