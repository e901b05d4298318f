"""Scripted people of the demonstration: they write, are answered by turns, and go."""

from datetime import timedelta

import pytest

from tuque.accounts.models import Worker
from tuque.channels import api as channels
from tuque.contact_centre.console import floor, scripts, seats, seeing
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands
from tuque.contact_centre.services.presence import tell_alive
from tuque.core.clock import now
from tuque.core.wall import context
from tuque.demo import callers, community, line, scripted

pytestmark = pytest.mark.once
STEP = timedelta(seconds=10)


@pytest.fixture
def downtown(db):
    made = community.make(at=now() - timedelta(days=1))
    with context.within(made.pk):
        line.make_volunteers(made, at=now())
        yield made


@pytest.fixture
def talk(downtown, django_capture_on_commit_callbacks):
    """Someone has begun to write, and the line knows."""
    with django_capture_on_commit_callbacks(execute=True):
        return scripted.open_one(scripted.make_line(downtown, at=now()), at=now())


def go_on(organization, *, steps, real=()):
    of, start = scripted.make_line(organization, at=now()), now()
    for number in range(1, steps + 1):
        scripted.go_on(of, at=start + number * STEP, real=real)


def sign_in(organization, worker):
    shift = line.OnShift(str(worker.public_id), "Lynx", frozenset({"en", "fr"}), 0, 4e9, 0, 0)
    desk.run(organization, commands.sign_in, shift.responder, at=now())


def test_an_invented_responder_answers_by_turns_until_the_script_is_over(
    downtown, talk, django_capture_on_commit_callbacks
):
    volunteers = Worker.objects.filter(email__startswith="volunteer")
    answering = next(one for one in volunteers if callers.answers_scripted(str(one.public_id)))
    sign_in(downtown, answering)

    with django_capture_on_commit_callbacks(execute=True):
        go_on(downtown, steps=36)

    talk.refresh_from_db()
    authors = list(talk.messages.order_by("sequence").values_list("author", flat=True))
    turns = [one for place, one in enumerate(authors) if place == 0 or authors[place - 1] != one]
    assert turns == ["person", "responder"] * len(scripts.scripts()[0].says)
    assert talk.messages.filter(author="responder").last().text in scripted.ANSWERS[-1].values()
    assert talk.state == channels.State.ENDED


def test_whoever_sits_at_a_console_presses_and_writes_for_themselves(
    downtown, talk, django_capture_on_commit_callbacks
):
    amina = Worker.objects.get(email="amina@demo.example")
    scripted.fill(downtown, at=now())
    seats.begin_shift(languages=("en", "fr"), hours=None, by=amina, at=now())
    tell_alive(by=amina, at=now())
    real = line.at_consoles(downtown)

    scripted.go_on(talk.line, at=now() + timedelta(seconds=10), real=real)

    assert seeing.place_of(amina, at=now()).offer.contact == str(talk.public_id)
    assert not talk.messages.exclude(author="person").exists()


def test_who_is_invented_leaves_it_to_whoever_is_free_at_a_console(downtown, talk, django_capture_on_commit_callbacks):
    volunteers = Worker.objects.filter(email__startswith="volunteer")
    sign_in(downtown, next(one for one in volunteers if callers.answers_scripted(str(one.public_id))))
    amina = Worker.objects.get(email="amina@demo.example")
    scripted.fill(downtown, at=now())
    seats.begin_shift(languages=("en", "fr"), hours=None, by=amina, at=now())
    tell_alive(by=amina, at=now())

    scripted.go_on(talk.line, at=now() + timedelta(seconds=5), real=line.at_consoles(downtown))

    assert seeing.place_of(amina, at=now()).offer.contact == str(talk.public_id)


def test_nobody_is_there_and_the_person_goes_after_some_minutes(downtown, talk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        scripted.go_on(talk.line, at=now() + scripted.PATIENCE / 2)
        waits = floor.look(Worker.objects.get(email="bea@demo.example"), at=now()).contacts
        scripted.go_on(talk.line, at=now() + scripted.PATIENCE + 3 * STEP)

    talk.refresh_from_db()
    assert [one.id for one in waits] == [str(talk.public_id)]
    assert talk.state == channels.State.ENDED
    assert not desk.read(downtown, lambda state: list(state.held))


def test_they_are_never_too_many_and_their_line_has_no_public_address(
    downtown, client, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(scripted, "MOST_AT_ONCE", 1)

    with django_capture_on_commit_callbacks(execute=True):
        opened = [scripted.play(downtown, at=now(), opens=True)]
    with django_capture_on_commit_callbacks(execute=True):
        opened += [scripted.play(downtown, at=now(), opens=True) for _ in range(2)]

    assert opened == [True, False, False]
    assert client.get(f"/c/{scripted.CODE}/en").status_code == 404
