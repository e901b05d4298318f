"""The first page of records, as each role asks for it, over a million of them."""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tuque.bench import ground
from tuque.bench.result import Figure, Result, Yardstick, percentile

if TYPE_CHECKING:
    from django.test import Client

ROWS, QUICK_ROWS = 1_000_000, 100_000
TIMES = 12
# Filters of the address; or a word that is looked for, which goes in a form and leads to the page that shows what was found.
PAGES = {
    "director": ("", "?origin=called", "?type=medical", "?outcome=to_hospital", "papers"),
    "supervisor": ("", "?origin=found"),
    "field worker": ("", "drink"),
}
WHO = {"director": "dana@demo.example", "supervisor": "bea@demo.example", "field worker": "noor@demo.example"}
BARE = (
    "SELECT public_id, occurred_at FROM interactions_interaction WHERE organization_id = %s "
    "ORDER BY occurred_at DESC, id DESC LIMIT 40"
)


def run(*, quick: bool) -> Result:
    """Fill a demonstration, then open the page of records as a browser would, without the wire.

    On PostgreSQL twice: behind the row policies, as a site is, and as a role that bypasses them.
    """
    rows = QUICK_ROWS if quick else ROWS
    postgres = ground.postgres_address() is not None
    with ground.scratch_database(postgres=postgres) as database, ground.environment_of(database) as environment:
        ground.run_module("tuque", "load-demo", "--interactions", str(rows), environment=environment)
        told = json.loads(ground.run_module("tuque.bench.list_", environment=environment))
        yardsticks = [Yardstick("bare_indexed_query_p50_ms", told["bare_ms"], "ms")]
        if postgres:  # the same pages as whoever made the tables, whom no policy stops: what the wall costs
            without = environment | {"TUQUE_DATABASE_URL": ground.as_administrator(database)}
            free = json.loads(ground.run_module("tuque.bench.list_", environment=without))
            yardsticks += [
                Yardstick("first_page_p95_without_policies_ms", free["p95_ms"], "ms"),
                Yardstick("first_page_p50_without_policies_ms", free["p50_ms"], "ms"),
                Yardstick("bare_indexed_query_without_policies_p50_ms", free["bare_ms"], "ms"),
            ]
    return Result(
        "list",
        [
            Figure("first_page_p95_ms", told["p95_ms"], "ms", 300),
            Figure("first_page_p50_ms", told["p50_ms"], "ms"),
            Figure("slowest_page_ms", told["slowest_ms"], "ms"),
        ],
        yardsticks,
        [f"{rows:,} records on {'PostgreSQL' if postgres else 'SQLite'}; slowest page: {told['slowest']}."],
    )


def measure() -> dict[str, object]:
    from django.db import connection
    from django.test import Client

    from tuque.accounts.api import Worker

    waits: list[float] = []
    slowest = (0.0, "")
    for role, queries in PAGES.items():
        browser = Client(HTTP_HOST="127.0.0.1")
        worker = Worker.objects.get(email=WHO[role])
        browser.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        for query in queries:
            ask = partial(open_records, browser, query)
            ask()  # warm
            taken = [seconds_of(ask) for _ in range(TIMES)]
            waits += taken
            slowest = max(slowest, (percentile(taken, 0.5), f"{role} {query or '(no filter)'}"))
    organization_id = worker.organization_id

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [organization_id])
            cursor.fetchall()

    return {
        "p95_ms": percentile(waits, 0.95) * 1000,
        "p50_ms": percentile(waits, 0.5) * 1000,
        "slowest_ms": slowest[0] * 1000,
        "slowest": slowest[1],
        "bare_ms": percentile([seconds_of(bare) for _ in range(50)], 0.5) * 1000,
    }


def open_records(browser: "Client", query: str) -> None:
    if query and not query.startswith("?"):
        answer = browser.post("/records", {"words": query}, follow=True)
    else:
        answer = browser.get(f"/records{query}")
    if answer.status_code != 200:
        raise RuntimeError(f"/records answered {answer.status_code}.")


def seconds_of(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    import django

    from tuque.core import wall

    django.setup()
    with wall.system(wall.Purpose.UPKEEP):
        sys.stdout.write(json.dumps(measure()))
