"""Reads the log, from a number of its stream of changes: what is new, what was corrected, what became void."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from django.db import connection

from tuque.insight.facts.local_time import local_days
from tuque.interactions.codes import Action, BaseType, EmergencyService, Origin, Outcome, Status

CHUNK = 20_000
NO_VALUE = -1
ACTION_BITS = {action: 1 << place for place, action in enumerate(Action)}
UNSAID, NOT_NEEDED, NEEDED = 0, 1, 2  # whether a follow-up is
EMERGENCY_BITS = {EmergencyService.POLICE: 1, EmergencyService.AMBULANCE: 2, EmergencyService.FIRE_SERVICE: 4}
MAX_RESPONSE_SECONDS = 24 * 3600


class Codes:
    """Codes as small numbers, in the order in which they were first met; an order once written never changes."""

    def __init__(self, known: dict[str, list[str]] | None = None) -> None:
        start = {"type": list(BaseType.values), "origin": list(Origin.values), "outcome": ["", *Outcome.values]}
        self.lists: dict[str, list[str]] = {
            name: list(dict.fromkeys([*(known or {}).get(name, []), *values])) for name, values in start.items()
        }
        self._numbers = {name: {code: n for n, code in enumerate(values)} for name, values in self.lists.items()}

    def number(self, name: str, code: str) -> int:
        numbers = self._numbers[name]
        if code not in numbers:
            numbers[code] = len(numbers)
            self.lists[name].append(code)
        return numbers[code]

    def begin_with(self, other: dict[str, list[str]]) -> bool:
        """Whether every number of `other` means the same here."""
        return all(self.lists[name][: len(codes)] == codes for name, codes in other.items())

    def code(self, name: str, number: int) -> str:
        return self.lists[name][number]


@dataclass(frozen=True)
class Change:
    """A part of the log: rows to take in, and the ids of every row met, whose former state is to be forgotten."""

    rows: pa.Table
    ids: pa.Array
    last_sequence: int


def last_sequence(organization_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(MAX(sequence), 0) FROM interactions_interaction WHERE organization_id = %s",
            [organization_id],
        )
        return int(cursor.fetchone()[0])


def has_changed(organization_id: int, *, after: int, up_to_id: int) -> bool:
    """Whether a row that was there before the change `after` has changed since: those added later have a greater id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM interactions_interaction WHERE organization_id = %s AND sequence > %s AND id <= %s)",
            [organization_id, after, up_to_id],
        )
        return bool(cursor.fetchone()[0])


def changes(organization_id: int, *, after: int, zone: ZoneInfo, codes: Codes) -> Iterator[Change]:
    """Every row whose number is greater than `after`, in the order of the stream, in chunks."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_select(), [organization_id, after, CHUNK])
            rows = cursor.fetchall()
        if not rows:
            return
        change = as_change(rows, zone=zone, codes=codes)
        yield change
        after = change.last_sequence
        if len(rows) < CHUNK:
            return


def _select() -> str:
    # Whole seconds are asked of the database: reading five million dates into Python would take minutes.
    postgres = connection.vendor == "postgresql"

    def second(column: str) -> str:
        return f"EXTRACT(EPOCH FROM {column})::bigint" if postgres else f"CAST(strftime('%%s', {column}) AS INTEGER)"

    def bits(column: str, worth: Mapping[Any, int]) -> str:
        found = (
            f"CASE WHEN CAST({column} AS text) LIKE '%%\"{code}\"%%' THEN {bit} ELSE 0 END"
            for code, bit in worth.items()
        )
        return f"CASE WHEN {column} IS NULL THEN 0 ELSE {' + '.join(found)} END"

    return f"""
        SELECT id, sequence, status, {second("occurred_at")},
               {second("on_scene_at")} - {second("received_at")}, duration_seconds, people_count,
               team_id, area_id, CASE WHEN out_of_area THEN NULL ELSE cell END, base_type, origin, outcome,
               {bits("emergency_services", EMERGENCY_BITS)}, {bits("actions", ACTION_BITS)},
               CASE WHEN follow_up IS NULL THEN {UNSAID} WHEN follow_up THEN {NEEDED} ELSE {NOT_NEEDED} END
        FROM interactions_interaction
        WHERE organization_id = %s AND sequence > %s ORDER BY sequence LIMIT %s
    """  # noqa: S608  every part is a constant of this file


def as_change(rows: list[tuple[object, ...]], *, zone: ZoneInfo, codes: Codes) -> Change:
    """Rows as the database gives them, in the order of `_select`, as columns."""
    columns = list(zip(*rows, strict=True))
    kept = np.array([status != Status.VOID for status in columns[2]], dtype=bool)
    seconds = np.array(columns[3], dtype=np.int64)
    day, minute = local_days(seconds, zone=zone)
    response = _numbers(columns[4])
    # A clock set wrong, or an arrival never written: no response time is better than a false one.
    response[(response < 0) | (response > MAX_RESPONSE_SECONDS)] = NO_VALUE
    arrays = {
        "id": pa.array(np.array(columns[0], dtype=np.int64)),
        "day": pa.array(day),
        "minute": pa.array(minute.astype(np.uint16)),
        "hour": pa.array((minute // 60).astype(np.uint8)),
        "weekday": pa.array(((day + 3) % 7).astype(np.uint8)),  # 1970-01-01 was a Thursday; Monday is 0
        "type": _coded(columns[10], "type", codes),
        "origin": _coded(columns[11], "origin", codes),
        "outcome": _coded(columns[12], "outcome", codes),
        "emergency": pa.array(np.array(columns[13], dtype=np.uint8)),
        "people": pa.array(np.array(columns[6], dtype=np.int32)),
        "seconds": pa.array(_numbers(columns[5]).astype(np.int32)),
        "response": pa.array(np.where(response < 0, NO_VALUE, response // 60).astype(np.int16)),
        "team": pa.array(_numbers(columns[7]).astype(np.int32)),
        "area": pa.array(_numbers(columns[8]).astype(np.int32)),
        "cell": pa.array(_numbers(columns[9])),
        "actions": pa.array(np.array(columns[14], dtype=np.uint16)),
        "follow_up": pa.array(np.array(columns[15], dtype=np.uint8)),
    }
    table = pa.table(arrays).filter(pa.array(kept))
    return Change(rows=table, ids=arrays["id"], last_sequence=int(str(columns[1][-1])))


def _numbers(values: tuple[object, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([NO_VALUE if value is None else value for value in values], dtype=np.int64)


def _coded(values: tuple[object, ...], name: str, codes: Codes) -> pa.Array:
    return pa.array(np.array([codes.number(name, str(value)) for value in values], dtype=np.uint8))
