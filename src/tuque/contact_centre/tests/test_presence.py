"""Someone who vanishes is noticed in less than ten seconds, and nobody is taken for gone by mistake."""

from datetime import timedelta

import pytest
from conftest import NOON

from tuque.contact_centre.desk import desk
from tuque.contact_centre.models import RoutingFact, SignOfLife
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.facts import Offered
from tuque.contact_centre.routing.values import Channel, Contact, Responder, profile
from tuque.contact_centre.services.presence import Lives, tell_alive
from tuque.core.wall import context

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = profile(centres={"a"}, languages={"en"}, skills={"line": 1})


@pytest.fixture
def talking(cast):
    """Amina speaks with the first contact; a second one, that came before others, waits."""
    name = str(cast.amina.public_id)
    with context.within(cast.downtown.pk):
        desk.run(cast.downtown, commands.sign_in, Responder(name, PEOPLE), at=NOON)
        new = desk.run(cast.downtown, commands.queue, contact("first"), at=NOON)
        offered = next(fact for fact in new if isinstance(fact, Offered))
        desk.run(cast.downtown, commands.accept, offered.offer, responder=name, at=NOON)
        desk.run(cast.downtown, commands.queue, contact("second"), at=NOON)
        yield cast


def contact(name):
    return Contact(name, Channel.VOICE, "en", "line", "a")


def live(cast, lives, *, seconds, silent_from):
    """Each second is looked at; every third one the page tells that it lives, until it goes silent. When they were gone, or None."""
    for second in range(seconds):
        at = NOON + timedelta(seconds=second)
        if second % 3 == 0 and second <= silent_from:
            with context.within(cast.downtown.pk):
                tell_alive(by=cast.amina, at=at)
        if lives.look(at=at + timedelta(milliseconds=400)):
            return second + 0.4
    return None


def test_a_page_that_dies_is_noticed_within_ten_seconds_and_the_person_is_first_in_the_line(talking):
    gone = live(talking, Lives(), seconds=60, silent_from=21)

    first, second = desk.read(talking.downtown, lambda state: [name for _rank, name in state.waiting])
    assert gone is not None
    assert 8 <= gone - 21 < 10
    assert (first, second) == ("first", "second")
    assert RoutingFact.objects.filter(kind="Vanished").count() == 1
    assert not SignOfLife.objects.exists()


def test_whoever_comes_back_is_told_and_takes_nothing_from_the_next(talking):
    live(talking, Lives(), seconds=30, silent_from=3)

    assert tell_alive(by=talking.amina, at=NOON + timedelta(seconds=31)) is False
    assert not SignOfLife.objects.exists()


def test_a_page_that_lives_stays(talking):
    assert live(talking, Lives(), seconds=120, silent_from=120) is None


def test_a_watch_that_slept_takes_nobody_for_gone(talking):
    lives = Lives()
    live(talking, lives, seconds=10, silent_from=9)

    assert lives.look(at=NOON + timedelta(seconds=70)) == 0
    assert lives.look(at=NOON + timedelta(seconds=71)) == 0


def test_two_processes_that_look_make_one_fact(talking):
    one, other = Lives(), Lives()
    with context.within(talking.downtown.pk):
        tell_alive(by=talking.amina, at=NOON)
    for second in range(15):
        for lives in (one, other):
            lives.look(at=NOON + timedelta(seconds=second))

    assert RoutingFact.objects.filter(kind="Vanished").count() == 1


def test_who_never_began_is_not_kept_as_living(cast):
    with context.within(cast.downtown.pk):
        assert tell_alive(by=cast.noor, at=NOON) is False
    assert not SignOfLife.objects.exists()
