"""Records taken in a second: each is sent by HTTP with 250 answers, checked, numbered, audited, durable, then acknowledged."""

import json
import re
import selectors
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
        ground.run_module("tuque", "database", "migrate", environment=environment)
        secret = ground.run_module("tuque.bench.site", "prepare", str(QUESTIONS), environment=environment).strip()
        part = ["serve", "--pages", "--processes", "2"] if postgres else ["serve"]
        with ground.served(*part, environment=environment, folder=Path(folder)) as site:
            send_for(site, secret, bodies, seconds=2)  # warm
            sent = send_for(site, secret, bodies, seconds=seconds)
        bare = bare_inserts(database, bodies, seconds=3) if postgres else None
    return Result(
        "log",
        [
            Figure("records_per_s", len(sent.waits) / sent.elapsed, "records/s", 412, at_most=False),
            Figure("failed", sent.failed, "records", 0),
            Figure("p50_ms", percentile(sent.waits, 0.5) * 1000, "ms"),
            Figure("p95_ms", percentile(sent.waits, 0.95) * 1000, "ms"),
        ],
        [Yardstick("raw_durable_inserts_per_s", bare, "rows/s")] if bare else [],
        [
            f"{CLIENTS} clients on the same cores as the server and the database; {QUESTIONS} answers each. "
            f"The clients used {sent.client_seconds / sent.elapsed:.0%} of one core.",
            "A record is counted when its answer came: after the commit."
            if postgres
            else "No PostgreSQL answers here: measured on SQLite, where the goal does not apply as it is written.",
        ],
    )


@dataclass
class Line:
    """One client's connection, and the record it waits for."""

    link: socket.socket
    turn: int
    sent_at: float = 0.0
    received: bytes = b""


@dataclass
class Sent:
    """What came of sending for a while: seconds that each acknowledged record took, how many were not acknowledged, seconds
    in all, and those of the processor that the clients themselves used."""

    waits: list[float]
    failed: int
    elapsed: float
    client_seconds: float


def send_for(site: str, secret: str, bodies: Sequence[Mapping[str, object]], *, seconds: float) -> Sent:
    """Several clients, each sending its next record when the last one is acknowledged.

    Plain sockets and texts made beforehand, one thread for all: what the clients use of the processor, the server lacks.
    """
    host, port = urlsplit(site).netloc.split(":")
    texts = [json.dumps({"form": "wide", "answers": body})[1:] for body in bodies]
    waits: list[float] = []
    failed = 0
    used, started = time.process_time(), time.perf_counter()
    until = started + seconds

    def send(line: Line) -> None:
        line.turn += CLIENTS
        body = f'{{"id":"{new_id()}",{texts[line.turn % len(texts)]}'.encode()
        head = (
            f"POST /api/v1/interactions HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {secret}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line.received, line.sent_at = b"", time.perf_counter()
        line.link.sendall(head.encode() + body)

    with selectors.DefaultSelector() as waiting:
        for number in range(CLIENTS):
            line = Line(socket.create_connection((host, int(port)), timeout=30), number)
            waiting.register(line.link, selectors.EVENT_READ, line)
            send(line)
        while waiting.get_map():
            for key, _events in waiting.select(timeout=30):
                line = key.data
                line.received += line.link.recv(65536)
                if not is_whole(line.received):
                    continue
                if line.received.startswith(b"HTTP/1.1 201 "):
                    waits.append(time.perf_counter() - line.sent_at)
                else:
                    failed += 1
                if time.perf_counter() < until:
                    send(line)
                else:
                    waiting.unregister(line.link)
                    line.link.close()
    return Sent(waits, failed, time.perf_counter() - started, time.process_time() - used)


def is_whole(received: bytes) -> bool:
    """Whether an answer has come to its end. Raises ConnectionError when the server hung up."""
    if not received:
        raise ConnectionError("The site closed a connection before it answered.")
    head, found, rest = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    return bool(found) and (length is None or len(rest) >= int(length[1]))


def bare_inserts(database: str, bodies: list[dict[str, object]], *, seconds: float) -> float:
    """Rows of the same size that the store alone takes in a second, one durable commit each, from 8 clients."""
    with psycopg.connect(ground.as_administrator(database), autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (id uuid PRIMARY KEY, answers jsonb NOT NULL, at timestamptz NOT NULL)")
        connection.execute("CREATE INDEX ON bare (at)")
    texts = [json.dumps(body) for body in bodies]
    counts: list[int] = []
    until = time.perf_counter() + seconds

    def client(number: int) -> None:
        done = 0
        with psycopg.connect(ground.as_administrator(database), autocommit=True) as connection:
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
