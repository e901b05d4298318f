"""Records as their canonical form takes them, straight from the database: a million are read to verify a chain."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from tuque.audit.proof import hashing

# For each database, the columns as text: what `hashing.canonical` takes, with the key first.
_IDS = {"postgresql": "replace({0}::text, '-', '')", "sqlite": "{0}"}
_INSTANT = {
    "postgresql": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')""",
    "sqlite": "replace(substr(at || CASE WHEN instr(at, '.') = 0 THEN '.' ELSE '' END || '000000', 1, 26), ' ', 'T')",
}
_SEEN = {"postgresql": "replace(array_to_string(seen, ' '), '-', '')", "sqlite": "seen"}
_DETAILS = {"postgresql": "details::text", "sqlite": "details"}
_AMONG = {"postgresql": "id = ANY(%s)", "sqlite": "id IN (SELECT value FROM json_each(%s))"}


def contents_of(keys: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The key and the canonical content of each of these records that exists; in no order."""
    vendor = connection.vendor
    wanted: Any = list(keys) if vendor == "postgresql" else json.dumps(list(keys))
    with connection.cursor() as cursor:
        cursor.execute(_statement(vendor), [wanted])
        rows: list[Sequence[Any]] = cursor.fetchall()
    for key, *content in rows:
        yield key, hashing.canonical(content)


def leaves_of(keys: Sequence[int]) -> dict[int, bytes]:
    """Key -> hash of the content, for those that exist."""
    return {key: hashing.leaf(content) for key, content in contents_of(keys)}


def _statement(vendor: str) -> str:
    ids = _IDS[vendor]
    columns = (
        "id", ids.format("public_id"), "organization_id", _INSTANT[vendor], "action", "actor_kind", "worker_id",
        "actor_ref", "subject_type", ids.format("subject_id"), "purpose", ids.format("agreement_ref"),
        _DETAILS[vendor], _SEEN[vendor],
    )  # fmt: skip
    return f"SELECT {', '.join(columns)} FROM audit_auditrecord WHERE {_AMONG[vendor]}"  # noqa: S608  our own names
