"""Facts without a log, for measuring: as many rows as wanted in a few seconds, and the time of a whole board over them."""

import time
from collections.abc import Iterator
from datetime import datetime

from tuque.accounts.api import Worker
from tuque.insight import filters, permissions, selectors
from tuque.insight.facts import Facts
from tuque.insight.facts.local_time import day_number

DAYS = 3 * 365
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"period": "365"},
    {"period": "91", "origin": "called"},
    {"period": "7"},
    {"period": "365", "type": "medical"},
    {"from": "2020-01-01", "to": "2029-12-31"},
    {"from": "2020-01-01", "to": "2029-12-31", "origin": "found"},
)


def make_facts(viewer: Worker, *, rows: int, until: datetime) -> Facts:
    """An organization's facts filled with `rows` invented interactions of the last three years, the same at each call."""
    facts = Facts(viewer.organization)
    facts.refresh()
    last = day_number(until.astimezone(viewer.organization.zone).date())
    facts.rows(
        f"""INSERT INTO facts SELECT i, {last} - {DAYS} + (i * {DAYS} // {rows}) + 1, m, m // 60,
            ({last} - {DAYS} + (i * {DAYS} // {rows}) + 4) % 7,
            hash(i + 2) % 15, hash(i + 3) % 3, hash(i + 4) % 12, CASE WHEN hash(i + 5) % 20 = 0 THEN 2 ELSE 0 END,
            hash(i + 6) % 4, hash(i + 7) % 7200, CASE WHEN hash(i + 8) % 3 = 0 THEN hash(i + 9) % 90 ELSE -1 END,
            hash(i + 10) % 6, hash(i + 11) % 40, 622236750694711295 + (hash(i + 12) % 3000),
            CASE WHEN hash(i + 13) % 2 = 0 THEN 1 << (hash(i + 14) % 9)::INTEGER ELSE 0 END, hash(i + 15) % 3
            FROM (SELECT i, hash(i + 1) % 1440 AS m FROM range({rows}) AS numbers(i))"""  # noqa: S608
    )
    return facts


def time_boards(facts: Facts, viewer: Worker, *, at: datetime, times: int = 5) -> Iterator[float]:
    """Seconds that each of `times` whole boards takes, for each set of filters."""
    today = at.astimezone(viewer.organization.zone).date()
    scope = permissions.scope_of(viewer)
    for query in FILTERS:
        asked = filters.read(query, today=today)
        for _ in range(times):
            started = time.perf_counter()
            selectors.board_from(facts, asked, viewer=viewer, scope=scope, at=at)
            yield time.perf_counter() - started
