"""Readers that are killed between the read and the reply, again and again; run as a program by test_looks.py.

Each asks for one record after the other, as its browser would, and notes on disk every answer that held the record. Each
statement waits a little, so that death comes anywhere between the first statement and the last byte of the answer.
Two answers are drawn before the first fork, so that a process dies at work and not while it starts; the connection is
closed then, since a connection must not be shared. The second one tells how long a reader must live on this machine, however
busy, to answer a few times.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import django

NOTE = "Sleeps by the boathouse"


def main(folder: Path, seed: int, kills: int) -> None:
    django.setup()
    chance = random.Random(seed)
    prepare(folder)
    assert has_note(ask(folder)), "the record is not shown"
    started = time.monotonic()
    ask(folder)
    longest = max(0.25, 6 * (time.monotonic() - started))
    let_go()
    for _ in range(kills):
        reader = fork(lambda: read_on(folder))
        time.sleep(0.02 + chance.uniform(0, longest))
        os.kill(reader, signal.SIGKILL)
        os.waitpid(reader, 0)
    report(folder)


def let_go() -> None:
    from django.db import connection, connections

    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()


def fork(task) -> int:
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


def prepare(folder: Path) -> None:
    from django.test import Client

    from tuque.accounts.models import Organization
    from tuque.accounts.tests.cast import make_cast
    from tuque.core.clock import now
    from tuque.interactions.tests import factories

    cast = make_cast(at=now())
    assert Organization.objects.count() == 2
    row = factories.interaction(cast.noor, at=now(), occurred_at=now(), note=NOTE)
    client = Client()
    client.force_login(cast.noor, backend="allauth.account.auth_backends.AuthenticationBackend")
    facts = {"record": str(row.public_id), "session": {name: one.value for name, one in client.cookies.items()}}
    (folder / "facts.json").write_text(json.dumps(facts))


def read_on(folder: Path) -> None:
    from django.db import connection

    chance = random.Random(os.getpid())

    def slowly(execute, sql, params, many, context):
        time.sleep(chance.uniform(0, 0.002))
        answer = execute(sql, params, many, context)
        time.sleep(chance.uniform(0, 0.002))
        return answer

    notes = os.open(folder / "disclosed", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with connection.execute_wrapper(slowly):
        while True:
            if has_note(ask(folder)):
                os.write(notes, b"1\n")


def ask(folder: Path) -> str:
    from django.test import Client

    facts = json.loads((folder / "facts.json").read_text())
    client = Client(HTTP_HOST="localhost")
    for name, value in facts["session"].items():
        client.cookies[name] = value
    return client.get(f"/records/{facts['record']}").content.decode()


def has_note(page: str) -> bool:
    return NOTE in page


def report(folder: Path) -> None:
    from tuque.audit.models import AuditRecord

    facts = json.loads((folder / "facts.json").read_text())
    looks = AuditRecord.objects.filter(action="interactions.record_seen", subject_id=facts["record"]).count()
    looks -= 2  # the first answers, before anyone was killed
    (folder / "found.json").write_text(json.dumps({"looks": looks}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
