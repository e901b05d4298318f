"""The work behind the pages: messages of the outbox, and the tasks that rooms queue."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, close_old_connections

from tuque.accounts import attempts
from tuque.accounts.services import sessions
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import api as contact_centre
from tuque.core import bell, bus, outbox, wall
from tuque.core.clock import now
from tuque.core.wall import Purpose
from tuque.directory import api as directory
from tuque.retention import api as retention
from tuque.serving import backups, keys

logger = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
TIDY_EVERY = timedelta(hours=1)
TEND_EVERY = timedelta(seconds=15)
CHANGE_EVERY = timedelta(minutes=1)
CHANGE_SELDOM = timedelta(minutes=15)
WATCH_EVERY = timedelta(minutes=3)
MAIL_EVERY = timedelta(minutes=1)
FOLLOW_EVERY = timedelta(minutes=2)
STOP_SECONDS = 10
PARENT = "TUQUE_PARENT_PROCESS"


class Loop(threading.Thread):
    """Calls `work` again and again: at once when it did something, else at the next ring or a second later."""

    def __init__(self, name: str, work: Callable[[], bool], *, ending: threading.Event) -> None:
        super().__init__(name=name)
        self.work = work
        self.ending = ending
        self.rang = threading.Event()

    def run(self) -> None:
        while not self.ending.is_set():
            self.rang.clear()
            if not self.did_something():
                self.rang.wait(LOOK_SECONDS)

    def did_something(self) -> bool:
        close_old_connections()
        try:
            return self.work()
        except OperationalError as trouble:
            logger.warning("serving.database_away %s", type(trouble).__name__)
            self.ending.wait(5)
        except Exception:
            logger.exception("serving.work_failed %s", self.name)
            self.ending.wait(5)
        finally:
            close_old_connections()
        return False


class Tidying:
    """Drops what is old, once an hour; asks each night what the organizations no longer want kept."""

    def __init__(self) -> None:
        self.next_at = now()

    def __call__(self) -> bool:
        if now() >= self.next_at:
            self.next_at = now() + TIDY_EVERY
            outbox.forget_done(at=now())
            with wall.system(Purpose.OPERATOR):
                sessions.forget_expired(at=now())
                attempts.forget_old(at=now())
            retention.tend(at=now())
            directory.tend(at=now())
            channels.erase_due(at=now())
        return False


class Tending:
    """What the audit asks for, four times a minute."""

    def __init__(self) -> None:
        self.next_at = now()

    def __call__(self) -> bool:
        if now() >= self.next_at:
            self.next_at = now() + TEND_EVERY
            audit.tend(at=now())
        return False


def wake_lines() -> bool:
    """Does what time and silence bring in the line of each organization and in its calls, and brings in what waited in the
    reserve. Says that it did nothing, so as to be called once a second."""
    channels.bring_in_reserve()
    channels.tend_calls(at=now())
    contact_centre.notice_silence(at=now())
    contact_centre.wake_lines(at=now())
    return False


class Mailing:
    """Looks into the line's mailbox, once a minute, where the administrator set one."""

    def __init__(self) -> None:
        self.next_at = now()

    def __call__(self) -> bool:
        if now() >= self.next_at:
            self.next_at = now() + MAIL_EVERY
            channels.poll_mailbox()
        return False


class Watching:
    """Has the rules of unusual looking judge what is new, every few minutes."""

    def __init__(self) -> None:
        self.next_at = now()

    def __call__(self) -> bool:
        if now() >= self.next_at:
            self.next_at = now() + WATCH_EVERY
            audit.watch(at=now())
        return False


class Following:
    """Has the boards' own copy follow what was corrected or let go, every two minutes."""

    def __init__(self) -> None:
        self.next_at = now()

    def __call__(self) -> bool:
        if now() >= self.next_at:
            self.next_at = now() + FOLLOW_EVERY
            from tuque.insight import facts  # DuckDB is read in when it is needed, not at each start

            facts.follow_log()
        return False


class Backing:
    """Makes a backup once a day, from the hour that the settings name on."""

    def __call__(self) -> bool:
        here = now().astimezone(ZoneInfo(settings.TIME_ZONE))
        due = here.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
        last = backups.newest()
        if here >= due and (last is None or backups.made_at(last) < due):
            with audit.upkeep("upkeep.backup_begun", at=now()):
                path, contents = backups.make(at=now())
            logger.info("serving.backup_made %s %s rows", path.name, contents.rows)
        return False


class ChangingKeys:
    """Goes on with a change of keys that was begun and interrupted; destroys former keys when it is time."""

    def __init__(self, *, ending: threading.Event) -> None:
        self.ending = ending
        self.next_at = now()

    def __call__(self) -> bool:
        if now() < self.next_at:
            return False
        did_something = keys.go_on(at=now(), going=lambda: not self.ending.is_set())
        # What cannot be read keeps a change from ending: looked at again, but not all the time.
        self.next_at = now() + (CHANGE_EVERY if did_something else CHANGE_SELDOM)
        return did_something


def verify_chains() -> bool:
    """In a loop of its own: a chain of a year takes minutes to read, and messages must not wait for it."""
    return audit.go_on_checking()


def deliver_messages() -> bool:
    return outbox.deliver_due(is_long=False) > 0


def do_long_work() -> bool:
    """In a loop of its own: a file of sixty thousand records takes minutes to read, and messages must not wait for it. One at a
    time: what is asked meanwhile is seen in between."""
    return outbox.deliver_due(is_long=True, limit=1) > 0


def run_tasks() -> bool:
    """Run what rooms have queued. Asks first without a lock: an idle worker must not hold up SQLite's only writer."""
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    with wall.system(Purpose.TASKS):
        if not DBTaskResult.objects.ready().filter(backend_name="default").exists():
            return False
        Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=20,
            worker_id=f"{os.getpid()}",
            excluded_queue_names=[],
        ).run()
        return True


def works_of(ending: threading.Event) -> dict[str, Callable[[], bool]]:
    """Everything that is done again and again behind the pages, each in a loop of its own, the outbox first.

    Each says itself for whom it acts: a thread begins without a context. tests/project/test_contexts.py holds them to it.
    """
    return {
        "outbox": deliver_messages,
        "long": do_long_work,
        "tidying": Tidying(),
        "audit": Tending(),
        "watch": Watching(),
        "facts": Following(),
        "line": wake_lines,
        "mailbox": Mailing(),
        "checks": verify_chains,
        "keys": ChangingKeys(ending=ending),
        "tasks": run_tasks,
        "backup": Backing(),
    }


def work_until_stopped() -> None:
    """Work until asked to stop, or until the process that started this one is gone."""
    ending = threading.Event()
    works = works_of(ending)
    if not settings.TASKS["default"]["BACKEND"].endswith("DatabaseBackend"):
        del works["tasks"]
    if not 0 <= settings.BACKUP_HOUR < 24:
        del works["backup"]
    loops = [Loop(name, work, ending=ending) for name, work in works.items()]
    for loop in loops[:2]:
        bell.listen(outbox.BELL, loop.rang.set)
    ear = bus.Ear(settings.BUS_URL, bell.ring_here) if settings.BUS_URL else None
    for thread in [*loops, *([ear] if ear else [])]:
        thread.start()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ending.set())
    parent = os.environ.get(PARENT)
    while not ending.wait(1):
        if parent and os.getppid() != int(parent):
            break
    ending.set()
    for loop in loops:
        loop.rang.set()
        loop.join(timeout=STOP_SECONDS)


@contextmanager
def working_beside() -> Iterator[None]:
    """The work in a process of its own beside this one: heavy tasks must not slow the pages. It ends with this one."""
    environment = {**os.environ, PARENT: str(os.getpid())}
    process = subprocess.Popen([sys.executable, "-m", "tuque", "work"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            process.kill()
