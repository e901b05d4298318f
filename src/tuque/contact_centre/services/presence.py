"""Whose page lives: told by the page every three seconds, looked at every second, and a silence of eight is the end of it.

A page that closed, a laptop that slept and a network that went away look alike from here, and are the same to whoever waits.
"""

from collections.abc import Sequence
from datetime import datetime

from tuque.accounts.api import Organization, Worker
from tuque.contact_centre.desk import desk
from tuque.contact_centre.models import SignOfLife
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.watch import Watch
from tuque.core import wall
from tuque.core.wall import Purpose

LOOK_SECONDS = 1.0


def tell_alive(*, by: Worker, at: datetime) -> bool:
    """Keep that this responder's page lives. False when they are not in the line: they never began, or were taken for gone."""
    name = str(by.public_id)
    if not desk.read(by.organization, lambda state: name in state.seats):
        return False
    SignOfLife.objects.update_or_create(organization=by.organization, responder=name, defaults={"seen_at": at})
    return True


class Lives:
    """What one process knows of the signs of life. Two processes may look: the second finds nothing left to do.

    The instant of a sign is this process's own, within a second: clocks of others may be off by more than the patience.
    """

    def __init__(self) -> None:
        self._watches: dict[int, Watch] = {}
        self._known: dict[tuple[int, str], datetime] = {}

    def look(self, *, at: datetime) -> int:
        """Take those who have been silent for too long out of their lines. Returns how many."""
        with wall.system(Purpose.TASKS):
            rows = list(SignOfLife.objects.values_list("organization_id", "responder", "seen_at"))
        self._note(rows, at.timestamp())
        gone = 0
        for number, watch in self._watches.items():
            for name in watch.look(at=at.timestamp()):
                self._vanish(number, name, at)
                gone += 1
        return gone

    def _note(self, rows: Sequence[tuple[int, str, datetime]], now: float) -> None:
        there = {(number, name): seen_at for number, name, seen_at in rows}
        for number, name in self._known.keys() - there.keys():
            self._watches[number].forget(name)
        for (number, name), seen_at in there.items():
            if self._known.get((number, name)) != seen_at:
                watch = self._watches.setdefault(number, Watch())
                watch.alive(name, at=min(now, max(seen_at.timestamp(), now - LOOK_SECONDS)))
        self._known = there

    def _vanish(self, number: int, name: str, at: datetime) -> None:
        self._known.pop((number, name), None)
        with wall.within(number):
            organization = Organization.objects.get(pk=number)
            signs = SignOfLife.objects.filter(organization=organization, responder=name)
            desk.run(organization, commands.vanish, name, at=at)
            signs.delete()
