"""Two people at once, on a real PostgreSQL: nobody takes what another has taken."""

from threading import Barrier, Thread

import pytest
from conftest import NOON
from django.db import connection, connections

from tuque.accounts.tests.cast import make_cast
from tuque.core import wall
from tuque.core.ids import new_id
from tuque.core.wall import Purpose
from tuque.stock import services
from tuque.stock.models import Entry
from tuque.stock.problems import NotEnough
from tuque.stock.services import Gone
from tuque.stock.tests import factories

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]


@pytest.mark.django_db(transaction=True)
def test_ten_take_at_once_and_the_ledger_never_falls_below_zero():
    assert connection.vendor == "postgresql"
    cast = make_cast(at=NOON)
    room, socks = factories.store(cast), factories.item(cast)
    van = factories.store(cast, "Van")
    factories.received(cast.bea, socks, room, 12)
    gave = [factories.gave(cast.noor, socks=2) for _number in range(5)]
    together, refused = Barrier(10), []

    def follow(row):
        with wall.system(Purpose.UPKEEP):
            together.wait()
            factories.follow(row)
        connections.close_all()

    def move():
        with wall.system(Purpose.UPKEEP):
            together.wait()
            try:
                services.move(store=room, to=van, lines=[Gone(socks, None, 2)], by=cast.bea, key=new_id(), at=NOON)
            except NotEnough:
                refused.append(1)
        connections.close_all()

    threads = [Thread(target=follow, args=(row,)) for row in gave] + [Thread(target=move) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    moved = factories.left(socks, van)
    unexplained = sum(Entry.objects.filter(unexplained=True).values_list("quantity", flat=True))
    assert moved == 2 * (5 - len(refused))
    assert factories.left(socks, room) == 12 - moved - 10 + unexplained >= 0
    assert factories.left(socks, room) == max(0, 12 - moved - 10)


@pytest.mark.django_db(transaction=True)
def test_a_message_delivered_by_two_workers_at_once_takes_once():
    cast = make_cast(at=NOON)
    room, socks = factories.store(cast), factories.item(cast)
    factories.received(cast.bea, socks, room, 12)
    row = factories.gave(cast.noor, socks=3)
    together = Barrier(6)

    def follow():
        with wall.system(Purpose.UPKEEP):
            together.wait()
            factories.follow(row)
        connections.close_all()

    threads = [Thread(target=follow) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert factories.left(socks, room) == 9
