"""A little life while the demonstration is served: now and then somebody, somewhere in town, logs something."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import numpy as np
from django.db import OperationalError, close_old_connections

from tuque.accounts.models import Organization
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.wall import Purpose
from tuque.demo import loading, shelves

# A newcomer sees the board move at once; later it moves as an evening does, or today would tower over every other day.
FIRST_FEW = 6
SECONDS_AT_FIRST, SECONDS_LATER = 20.0, 900.0


def live_on(stop: threading.Event) -> threading.Thread:
    """Log one interaction every so often, in a thread of its own, until `stop` is set."""
    thread = threading.Thread(target=_live, args=(stop,), name="demo-life", daemon=True)
    thread.start()
    return thread


def pauses(chance: np.random.Generator) -> Iterator[float]:
    """The seconds before each interaction."""
    for number in count():
        yield (SECONDS_AT_FIRST if number < FIRST_FEW else SECONDS_LATER) * float(chance.uniform(0.5, 1.5))


def _live(stop: threading.Event) -> None:
    chance = np.random.default_rng()
    for pause in pauses(chance):
        if stop.wait(pause):
            return
        try:
            log_one(seed=int(chance.integers(2**31)))
        except OperationalError:
            continue  # the database is busy or going away: the demonstration can do without this one
        finally:
            close_old_connections()


def log_one(*, seed: int) -> None:
    """One interaction that began some minutes ago and has just been recorded."""
    with wall.system(Purpose.OPERATOR):
        downtown = Organization.objects.get(code="downtown")
    moment = now()
    with wall.within(downtown.pk):
        loading.load(downtown, count=1, start=moment - timedelta(minutes=5), end=moment, seed=seed, with_patrols=False)
        shelves.follow(downtown, at=moment)
