"""Requests of two organizations, interleaved over two pooled connections, that fail in every way: nothing of one is left for
the next. 400 in the ordinary run; TUQUE_POOL_REQUESTS=10000 for the long one."""

import os
import random
import threading
import time
from collections import Counter

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tuque.accounts.models import Team, Worker
from tuque.core import wall
from tuque.core.tests.behind import administrator, begin_again
from tuque.core.wall import Purpose
from tuque.core.wall.middleware import Doorstep

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one wall"),
    pytest.mark.django_db(transaction=True),
]
REQUESTS = int(os.environ.get("TUQUE_POOL_REQUESTS", "400"))
THREADS = 8
WAYS = ("well", "well", "well", "in a transaction", "raises", "undone", "times out", "sleeps")
LEFT_BEHIND = (
    "SELECT concat(current_setting('tuque.organization', true), current_setting('tuque.worker', true), "
    "current_setting('tuque.purpose', true), current_setting('tuque.sharing', true))"
)


class Given(Exception):
    """What a view raises by itself."""


@pytest.fixture
def two_connections(cast):
    options = connection.settings_dict["OPTIONS"]
    usual = options["pool"]
    options["pool"] = {"min_size": 2, "max_size": 2, "timeout": 60}
    begin_again(connection)
    connection.close()
    yield cast
    begin_again(connection)
    options["pool"] = usual


def test_nothing_of_one_request_is_left_for_the_next(two_connections, rf):
    cast = two_connections
    people = [(worker.organization_id, worker.pk) for worker in (cast.noor, cast.odile, cast.dana)]
    connection.close()
    told = Counter[str]()
    ending = threading.Event()
    turns = iter(range(REQUESTS))
    lock = threading.Lock()

    def clients(seed: int) -> None:
        chance = random.Random(seed)
        while True:
            with lock:
                if next(turns, None) is None:
                    return
            happened = one_request(rf, *chance.choice(people), way=chance.choice(WAYS))
            with lock:
                told.update(happened)

    disturber = threading.Thread(target=disturb, args=(ending,))
    threads = [threading.Thread(target=clients, args=(seed,)) for seed in range(THREADS)]
    for thread in [disturber, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    ending.set()
    disturber.join()

    print(dict(told))
    assert told["requests"] == REQUESTS
    assert told["foreign rows"] == 0
    assert told["stale contexts"] == 0
    assert told["unexpected"] == 0
    assert told["well"] > REQUESTS * 0.2
    assert told["failed"] > REQUESTS * 0.1


def one_request(rf, organization: int, worker: int, *, way: str) -> Counter[str]:
    happened = Counter({"requests": 1})

    def view(request):
        wall.step_in(organization, worker_id=worker)
        for row in [*Worker.objects.all(), *Team.objects.all()]:
            happened["foreign rows"] += row.organization_id != organization
        with transaction.atomic() if way != "well" else wall.within(organization):
            happened["foreign rows"] += Worker.objects.exclude(organization=organization).count()
            if way == "raises":
                raise Given
            if way == "undone":
                Team.objects.create(
                    organization_id=organization, code=str(time.monotonic_ns()), name_en="x", name_fr="x"
                )
                transaction.set_rollback(True)
            if way in ("times out", "sleeps"):
                with connection.cursor() as cursor:
                    if way == "times out":
                        cursor.execute("SET LOCAL statement_timeout = 5")
                    cursor.execute("SELECT pg_sleep(%s)", [0.03])
        happened["foreign rows"] += Worker.objects.exclude(organization=organization).count()
        happened["well"] += 1

    try:
        happened["stale contexts"] += left_behind() != ""
        Doorstep(view)(rf.get("/"))
    except (Given, DatabaseError, psycopg.Error):
        happened["failed"] += 1
    except Exception as trouble:
        happened[f"unexpected {type(trouble).__name__}"] += 1
        happened["unexpected"] += 1
    finally:
        connection.close()
    return happened


def left_behind() -> str:
    connection.ensure_connection()
    return connection.connection.execute(LEFT_BEHIND).fetchone()[0]


def disturb(ending: threading.Event) -> None:
    """Cancel what one of the two is doing, and now and then end it."""
    chance = random.Random(0)
    with wall.system(Purpose.UPKEEP), administrator(connection) as own:
        others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while not ending.wait(chance.uniform(0.005, 0.03)):
            pids = [pid for (pid,) in own.execute(others).fetchall()]
            if pids:
                act = "pg_terminate_backend" if chance.random() < 0.1 else "pg_cancel_backend"
                own.execute(f"SELECT {act}(%s)", [chance.choice(pids)])
