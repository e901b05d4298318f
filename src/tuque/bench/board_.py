"""A whole board, with every filter a director uses, over one and over five million rows."""

import json
import sys
import time

from tuque.bench import ground
from tuque.bench.result import Figure, Result, Yardstick, percentile

BARE = "SELECT cell, count(*) FROM read_parquet('{file}') GROUP BY cell"


def run(*, quick: bool) -> Result:
    """Fill the analytic copy, draw boards; beside them one bare heat-map query on a Parquet file of as many rows."""
    sizes = (1_000_000,) if quick else (1_000_000, 5_000_000)
    told = {}
    with ground.scratch_database(postgres=False) as database, ground.environment_of(database) as environment:
        ground.run_module("tuque", "load-demo", "--interactions", "200", environment=environment)
        for rows in sizes:
            told[rows] = json.loads(ground.run_module("tuque.bench.board_", str(rows), environment=environment))
    goals = {1_000_000: ("1m", 200), 5_000_000: ("5m", 600)}
    figures, yardsticks = [], []
    for rows, measured in told.items():
        name, goal = goals[rows]
        figures.append(Figure(f"p95_ms_{name}", measured["p95_ms"], "ms", goal))
        figures.append(Figure(f"p50_ms_{name}", measured["p50_ms"], "ms"))
        yardsticks.append(Yardstick(f"bare_heat_map_query_ms_{name}", measured["bare_ms"], "ms"))
    return Result(
        "board", figures, yardsticks, ["From the analytic copy to every figure of the page; drawing left out."]
    )


def measure(rows: int) -> dict[str, float]:
    import duckdb

    from tuque.accounts.api import Worker
    from tuque.core.clock import now
    from tuque.insight import synthetic

    director = Worker.objects.get(email="dana@demo.example")
    at = now()
    facts = synthetic.make_facts(director, rows=rows, until=at)
    list(synthetic.time_boards(facts, director, at=at, times=1))  # warm
    waits = list(synthetic.time_boards(facts, director, at=at, times=7))
    with ground.folder() as folder:
        file = folder / "cells.parquet"
        connection = duckdb.connect()
        connection.execute(f"COPY (SELECT hash(i) % 3000 AS cell FROM range({rows}) t(i)) TO '{file}'")  # noqa: S608
        bare = []
        for _ in range(9):
            started = time.perf_counter()
            connection.execute(BARE.format(file=file)).fetchall()
            bare.append(time.perf_counter() - started)
    return {
        "p95_ms": percentile(waits, 0.95) * 1000,
        "p50_ms": percentile(waits, 0.5) * 1000,
        "bare_ms": percentile(bare, 0.5) * 1000,
    }


if __name__ == "__main__":
    import django

    from tuque.core import wall

    django.setup()
    with wall.system(wall.Purpose.UPKEEP):
        sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
