"""Records taken in a second: each is sent by HTTP with 250 answers, checked, numbered, audited, durable, then acknowledged."""

import http.client
import json
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg

from tuque.bench import ground
from tuque.bench.result import Figure, Result, Yardstick, percentile
from tuque.bench.wide import wide_answers
from tuque.core.ids import new_id

QUESTIONS = 250
CLIENTS = 12


def run(*, quick: bool) -> Result:
    """Send records from several clients at once for a while; beside it, bare durable inserts of the same size."""
    seconds = 5 if quick else 20
    postgres = ground.postgres_address() is not None
    bodies = [wide_answers(QUESTIONS, seed=seed) for seed in range(50)]
    with (
        ground.scratch_database(postgres=postgres) as database,
        ground.environment_of(database) as environment,
        TemporaryDirectory() as folder,
    ):
        secret = ground.run_module("tuque.bench.site", "prepare", str(QUESTIONS), environment=environment).strip()
        part = ["serve", "--pages", "--processes", "2"] if postgres else ["serve"]
        with ground.served(*part, environment=environment, folder=Path(folder)) as site:
            send_for(site, secret, bodies, seconds=2)  # warm
            waits, failed, elapsed = send_for(site, secret, bodies, seconds=seconds)
        bare = bare_inserts(database, bodies, seconds=3) if postgres else None
    taken = len(waits)
    return Result(
        "log",
        [
            Figure("records_per_s", taken / elapsed, "records/s", 412, at_most=False),
            Figure("failed", failed, "records", 0),
            Figure("p50_ms", percentile(waits, 0.5) * 1000, "ms"),
            Figure("p95_ms", percentile(waits, 0.95) * 1000, "ms"),
        ],
        [Yardstick("raw_durable_inserts_per_s", bare, "rows/s")] if bare else [],
        [
            f"{CLIENTS} clients on the same two cores as the server and the database; {QUESTIONS} answers each.",
            "A record is counted when its answer came: after the commit."
            if postgres
            else "No PostgreSQL answers here: measured on SQLite, where the goal does not apply as it is written.",
        ],
    )


def send_for(
    site: str, secret: str, bodies: list[dict[str, object]], *, seconds: float
) -> tuple[list[float], int, float]:
    """Seconds that each acknowledged record took, how many were not acknowledged, and seconds in all."""
    waits: list[float] = []
    failures: list[int] = []
    started = time.perf_counter()
    until = started + seconds

    def client(number: int) -> None:
        line = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        turn = number
        while time.perf_counter() < until:
            turn += CLIENTS
            body = json.dumps({"id": str(new_id()), "form": "wide", "answers": bodies[turn % len(bodies)]})
            sent = time.perf_counter()
            line.request("POST", "/api/v1/interactions", body, headers)
            answer = line.getresponse()
            answer.read()
            if answer.status == 201:
                waits.append(time.perf_counter() - sent)
            else:
                failures.append(answer.status)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits, len(failures), time.perf_counter() - started


def bare_inserts(database: str, bodies: list[dict[str, object]], *, seconds: float) -> float:
    """Rows of the same size that the store alone takes in a second, one durable commit each, from 8 clients."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (id uuid PRIMARY KEY, answers jsonb NOT NULL, at timestamptz NOT NULL)")
        connection.execute("CREATE INDEX ON bare (at)")
    texts = [json.dumps(body) for body in bodies]
    counts: list[int] = []
    until = time.perf_counter() + seconds

    def client(number: int) -> None:
        done = 0
        with psycopg.connect(database, autocommit=True) as connection:
            while time.perf_counter() < until:
                row = (new_id(), texts[(done + number) % len(texts)])
                connection.execute("INSERT INTO bare VALUES (%s, %s, now())", row)
                done += 1
        counts.append(done)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
