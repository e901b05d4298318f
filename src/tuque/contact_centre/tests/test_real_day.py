"""A real day of the log, lived again: as it was, under the rules of then, under others."""

import json
from datetime import timedelta

import pytest
from conftest import NOON
from typer.testing import CliRunner

from tuque.cli import app
from tuque.contact_centre.desk import desk
from tuque.contact_centre.planning.rota import midnight
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.routing.values import Channel, Contact, Responder, profile
from tuque.contact_centre.selectors import days
from tuque.contact_centre.simulator import real
from tuque.contact_centre.simulator.peers import POLICIES
from tuque.core.ids import new_id
from tuque.core.wall import context

pytestmark = [pytest.mark.django_db, pytest.mark.once]
POLICY = Policy(steps=(Step(0, Reach.LOCAL), Step(30, Reach.EVERYONE)))


@pytest.fixture
def day(cast):
    """From before midnight: Ana (centre a) is in conversation, Ben (b) begins at eight. One call at nine is answered after 34 s by
    Ben, one at ten is given up after 50 s while both are taken, one at eleven is answered in 4 s."""
    start = midnight(NOON.astimezone(cast.downtown.zone).date(), cast.downtown.zone)

    def do(seconds, command, *values, **named):
        return desk.run(cast.downtown, command, *values, at=start + timedelta(seconds=seconds), **named)

    def someone(name, centre):
        return Responder(name, profile(centres={centre}, languages={"en"}, skills={"line": 1}))

    def talk(name, centre, *, at, wait, until):
        new = do(at, commands.queue, Contact(name, Channel.VOICE, "en", "line", centre))
        new += desk.look(cast.downtown, at=start + timedelta(seconds=at + max(0, wait - 4)))
        offered = next(fact for fact in new if type(fact).__name__ == "Offered")
        do(at + wait, commands.accept, offered.offer, responder=offered.responder)
        if until:
            do(until, commands.end, name)

    with context.within(cast.downtown.pk):
        do(-7200, commands.set_policy, POLICY)
        do(-7200, commands.sign_in, someone("ana", "a"))
        talk("night", "a", at=-900, wait=4, until=None)
        do(1200, commands.end, "night")
        do(8 * 3600, commands.sign_in, someone("ben", "b"))
        do(8 * 3600 + 60, commands.pause, "ana")
        talk("one", "a", at=9 * 3600, wait=34, until=None)
        do(10 * 3600, commands.queue, Contact("two", Channel.VOICE, "en", "line", "a", person="p"))
        do(10 * 3600 + 50, commands.leave, "two")
        do(9 * 3600 + 5400, commands.end, "one")
        do(10 * 3600 + 7200, commands.resume, "ana")
        talk("three", "a", at=13 * 3600, wait=4, until=13 * 3600 + 600)
        do(16 * 3600, commands.sign_out, "ana")
        do(16 * 3600, commands.sign_out, "ben")
        yield start.date(), cast.downtown


def test_the_day_is_read_as_it_was(day):
    found = days.find_real_day(day[1], day[0])
    was = real.as_it_was(found)

    assert [(round(came.at), came.wait and round(came.wait), came.gave_up_after) for came in found.came] == [
        (9 * 3600, 34, None),
        (10 * 3600, None, 50.0),
        (13 * 3600, 4, None),
    ]
    assert [came.talked and round(came.talked) for came in found.came] == [5366, None, 596]
    assert [seen.is_local for seen in was.contacts] == [False, False, True]
    assert was.staff_seconds == pytest.approx((16 + 8) * 3600, abs=1)


def test_the_same_rules_give_the_same_day_again(day):
    found = days.find_real_day(day[1], day[0])

    again = real.live_again(found, found.policy, seed=1)

    assert [seen.answered_at is not None for seen in again.contacts] == [True, False, True]
    assert again.contacts[0].answered_at - again.contacts[0].at >= 30
    assert again.contacts[1].left_at - again.contacts[1].at == pytest.approx(50)


def test_other_rules_change_the_wait_and_not_who_came(day):
    found = days.find_real_day(day[1], day[0])

    at_once = real.live_again(found, POLICIES["longest-idle"], seed=1)
    silos = real.live_again(found, POLICIES["silos"], seed=1)

    assert at_once.contacts[0].answered_at - at_once.contacts[0].at < 30
    assert silos.contacts[0].answered_at is None
    assert len(at_once.contacts) == len(silos.contacts) == 3


def test_a_day_without_a_contact_is_no_day(day):
    assert days.find_real_day(day[1], day[0] - timedelta(days=3)) is None


def test_the_command_lives_it_again_and_keeps_it_as_a_file_without_ids(day, tmp_path, monkeypatch):
    kept = tmp_path / "day.json"
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    words = ["simulate", "line", "--days", "2", "--against", "silos"]

    first = CliRunner().invoke(
        app, [*words, "--replay", day[0].isoformat(), "--organization", "downtown", "--keep", str(kept)]
    )
    second = CliRunner().invoke(app, [*words, "--day", str(kept), "--json"])

    assert first.exit_code == 0, first.output
    assert "Côte à côte" in first.output
    assert second.exit_code == 0, second.output
    assert list(json.loads(second.stdout.splitlines()[-1])["policies"]) == ["comme elle a été", "in-force", "silos"]
    assert not {"ana", "ben", "night", "one"} & set(kept.read_text().replace('"', " ").split())


@pytest.mark.parametrize(
    "words",
    [
        ["--replay", "2026-01-15"],
        ["--replay", "yesterday", "--organization", "downtown"],
        ["--replay", "1999-01-01", "--organization", "downtown"],
        ["--keep", "day.json"],
        ["--day", "/nowhere.json"],
        ["--policy", str(new_id())],
    ],
)
def test_what_cannot_be_asked_is_said(cast, words):
    assert CliRunner().invoke(app, ["simulate", "line", *words]).exit_code == 2
