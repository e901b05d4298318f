"""Writers that are killed without warning, again and again; run as a program by test_killed.py.

Each client sends numbered writes, one after the other, and notes on disk those that were acknowledged. A new process
takes a client up where its notes end: what was written but not acknowledged is sent a second time, as a phone would.
Nothing here touches the database before it forks: a connection must not be shared.
"""

import importlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import django

from tuque.core import wall

CLIENTS = 3
EVERYONE = wall.system(wall.Purpose.UPKEEP)
STREAM = "test:killed"


def main(folder: Path, seed: int, rounds: int) -> None:
    django.setup()
    EVERYONE.__enter__()
    for module in ("accounts.models", "core.outbox", "core.repeat", "core.streams"):
        importlib.import_module(f"tuque.{module}")  # once, here: a process is to be killed at work, not while it starts
    chance = random.Random(seed)
    reader = fork(lambda: read_as_it_grows(folder))
    patience = 1.0  # grows where the machine is so busy that nothing is written before the kill
    for _ in range(rounds):
        before = written(folder)
        tasks = [lambda client=client: send_for(client, folder) for client in range(CLIENTS)]
        started = [fork(task) for task in [*tasks, deliver]]
        for process in chance.sample(started, len(started)):
            time.sleep(chance.uniform(0.01, 0.08) * patience)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        if written(folder) <= before + 1:
            patience = min(patience * 1.5, 12)
    (folder / "enough").touch()
    os.waitpid(reader, 0)
    os.waitpid(fork(lambda: report(folder)), 0)


def fork(task: Callable[[], None]) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        task()
        status = 0
    finally:
        sys.stdout.flush()
        os._exit(status)


def written(folder: Path) -> int:
    return sum(len(acknowledged(client, folder)) for client in range(CLIENTS))


def key_of(client: int, number: int) -> UUID:
    return UUID(int=client * 1_000_000 + number + 1)


def acknowledged(client: int, folder: Path) -> list[list[int]]:
    notes = folder / f"client-{client}"
    return [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []


def send_for(client: int, folder: Path) -> None:
    from tuque.accounts.models import Organization
    from tuque.core import outbox, streams
    from tuque.core.clock import now
    from tuque.core.repeat import Answer, write_once

    organization, _ = Organization.objects.get_or_create(code="here", defaults={"name": "Here", "created_at": now()})
    number = len(acknowledged(client, folder))
    notes = os.open(folder / f"client-{client}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while True:
        body = {"client": client, "number": number}

        def write(body: dict[str, int] = body) -> Answer:
            outbox.post("test.killed", body, at=now())
            return Answer(201, {"sequence": streams.append(STREAM, kind="sent", payload=body, at=now()).sequence})

        answer = write_once(
            scope=f"client:{client}",
            key=key_of(client, number),
            body=body,
            organization=organization,
            at=now(),
            write=write,
        )
        os.write(notes, f"[{number}, {answer.body['sequence']}]\n".encode())
        number += 1


def handle(payload: dict[str, int], message_id: UUID) -> None:
    """Harmless the second time: the message's own id is the key of what is written."""
    from tuque.accounts.models import Organization
    from tuque.core import streams
    from tuque.core.clock import now
    from tuque.core.repeat import Answer, write_once

    def write() -> Answer:
        return Answer(200, {"n": streams.append("test:done", kind="done", payload=payload, at=now()).sequence})

    with wall.system(wall.Purpose.UPKEEP):
        here = Organization.objects.get(code="here")
        write_once(scope="outbox", key=message_id, body=payload, organization=here, at=now(), write=write)


def deliver() -> None:
    from tuque.core import outbox

    outbox.register("test.killed", handle, for_none=True)
    while True:
        outbox.deliver_due()
        time.sleep(0.005)


def read_as_it_grows(folder: Path) -> None:
    """A live screen: it asks for what comes after the last number it has, and never looks back."""
    from tuque.core import streams

    seen: list[int] = []
    while True:
        enough = (folder / "enough").exists()
        rows = streams.list_events(STREAM, after=seen[-1] if seen else 0)
        seen += [row.sequence for row in rows]
        if enough and not rows:
            break
        time.sleep(0.002)
    (folder / "seen").write_text(json.dumps(seen))


def report(folder: Path) -> None:
    from datetime import timedelta

    from tuque.core import outbox, streams
    from tuque.core.clock import now
    from tuque.core.models import OutboxMessage, StreamEvent

    # A process killed within its commit on SQLite may leave a write that shows only at the next opening: no number came
    # after it, so a reader that goes on where it was still misses nothing.
    seen = json.loads((folder / "seen").read_text())
    seen += [row.sequence for row in streams.list_events(STREAM, after=seen[-1] if seen else 0)]
    outbox.register("test.killed", handle, for_none=True)
    while outbox.deliver_due(clock=lambda: now() + timedelta(hours=1), limit=1000):
        pass
    events = StreamEvent.objects.filter(stream__name=STREAM).order_by("sequence")
    facts = {
        "events": [[row.sequence, row.payload["client"], row.payload["number"]] for row in events],
        "done": [
            [row.payload["client"], row.payload["number"]]
            for row in StreamEvent.objects.filter(stream__name="test:done")
        ],
        "waiting": OutboxMessage.objects.filter(done_at__isnull=True).count(),
        "seen": seen,
        "acknowledged": {client: acknowledged(client, folder) for client in range(CLIENTS)},
    }
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
