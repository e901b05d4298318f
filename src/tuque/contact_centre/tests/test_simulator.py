"""The simulator is the router: it agrees with theory, keeps its seeds, and shows what the tables show."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tuque.cli import app
from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.routing.values import Channel
from tuque.contact_centre.simulator import day as days
from tuque.contact_centre.simulator import tables
from tuque.contact_centre.simulator.day import BOTH, busy_hour, read_day
from tuque.contact_centre.simulator.peers import OURS, PLAIN, POLICIES
from tuque.contact_centre.simulator.results import summarize
from tuque.contact_centre.simulator.running import run_day
from tuque.contact_centre.simulator.theory import erlang_a

pytestmark = pytest.mark.once

NATIONAL = Path(__file__).resolve().parents[4] / "docs" / "data" / "national-day" / "national-day.json"


def drawn(policy, day=None, *, count=4):
    return summarize([run_day(day or busy_hour(), tables.without_writing(policy), seed=seed) for seed in range(count)])


def test_theory_gives_the_known_values():
    """42 people, 75 calls an hour: 98 % in 20 s and 0.6 % who give up, as computed before and elsewhere."""
    found = erlang_a(people=42, calls_an_hour=75, handle_mean=tables.HANDLE, patience_mean=180, seconds=20)
    silo = erlang_a(people=6, calls_an_hour=75 / 7, handle_mean=tables.HANDLE, patience_mean=180, seconds=20)

    assert found.within == pytest.approx(0.983, abs=0.002)
    assert found.abandoned == pytest.approx(0.0059, abs=0.0005)
    assert silo.abandoned == pytest.approx(0.1205, abs=0.001)


def test_erlang_c_refuses_more_calls_than_people_can_take():
    with pytest.raises(ValueError, match="never ends"):
        erlang_a(people=3, calls_an_hour=75, handle_mean=1482, patience_mean=None, seconds=20)


@pytest.mark.parametrize(("people", "calls", "patience"), [(35, 75.0, 180.0), (20, 40.0, 60.0), (38, 75.0, None)])
def test_the_router_agrees_with_theory(people, calls, patience):
    theory, _results, within = tables.grid_row(people, calls, patience, days=8, tell=lambda done: None)

    assert within.holds(100 * theory.within, slack=1.0)


def test_the_same_seed_is_the_same_day_and_draws_the_same_contacts_for_every_policy():
    one, again = (run_day(busy_hour(hours=4), OURS, seed=3) for _turn in range(2))
    other = run_day(busy_hour(hours=4), POLICIES["silos"], seed=3)

    assert one.contacts == again.contacts
    assert [(seen.at, seen.handle, seen.language) for seen in one.contacts] == [
        (seen.at, seen.handle, seen.language) for seen in other.contacts
    ]


def test_pooling_answers_more_with_the_same_people():
    pooled, silos = (drawn(policy, busy_hour(people=((BOTH, 42),))).of("all") for policy in (PLAIN, POLICIES["silos"]))

    assert pooled.within_20.mean > 96
    assert 78 < silos.within_20.mean < 86
    assert silos.abandoned.mean > 8


def test_a_reserve_closes_the_gap_that_the_total_hides():
    without, with_one = drawn(replace(OURS, reserves={})), drawn(OURS)

    assert without.of("all").within_20.mean > 96
    assert without.of("language", "fr").within_20.mean < 94
    assert with_one.of("language", "fr").within_20.mean > 94.5


def test_a_timer_equal_to_the_target_fails_it_once_people_take_time_to_press():
    slow = replace(busy_hour(people=((BOTH, 42),)), accept_seconds=3.0)
    late, early = (
        drawn(replace(PLAIN, steps=(Step(0, Reach.LOCAL), Step(after, Reach.EVERYONE))), slow, count=3).of("all")
        for after in (20, 12)
    )

    assert early.within_20.mean - late.within_20.mean > 8


def test_ours_answers_in_time_in_each_language_where_others_do_not():
    def worst(name):
        days = drawn(POLICIES[name])
        return min(days.of("language", language).within_20.mean for language in ("en", "fr"))

    assert worst("tuque") > max(worst(name) for name in ("longest-idle", "asterisk-penalties", "us-988", "silos"))


def test_the_national_day_is_read_and_run():
    ran = run_day(read_day(NATIONAL), OURS, seed=1)
    results = summarize([ran])

    assert 1500 < results.of("all").contacts.mean < 2000
    assert {group.name for group in results.groups if group.kind == "channel"} == {"voice", "text"}
    assert results.of("all").answered.mean > 90
    assert results.of("all").redials.mean > 0


def test_a_surge_beyond_the_staff_is_shown_as_it_is():
    results = summarize([run_day(read_day(NATIONAL).surged(4.5), OURS, seed=1)])

    assert results.of("all").abandoned.mean > 40


def test_a_day_without_staff_answers_nobody_and_a_thousand_in_a_second_are_all_seen():
    nobody = busy_hour(people=(), hours=1)
    crowd = replace(
        busy_hour(people=((BOTH, 5),), hours=1),
        streams=[days.Stream(Channel.VOICE, "en", [1000.0] + [0.0] * 95, 600, 1.0, 120.0)],
    )

    assert summarize([run_day(nobody, OURS, seed=1)]).of("all").answered.mean == 0
    ran = run_day(crowd, Policy(), seed=1)
    assert len(ran.contacts) > 900
    assert all((seen.answered_at is None) != (seen.left_at is None) for seen in ran.contacts)


def test_the_command_compares_two_policies_and_draws_them(tmp_path):
    chart = tmp_path / "compared.svg"
    done = CliRunner().invoke(
        app, ["simulate", "line", "--days", "2", "--against", "silos", "--chart", str(chart), "--json"]
    )

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert set(told["policies"]) == {"tuque", "silos"}
    assert chart.read_text().startswith("<svg")


def test_the_command_says_which_policies_there_are():
    done = CliRunner().invoke(app, ["simulate", "line", "--policy", "magic"])

    assert done.exit_code == 2


def test_the_command_runs_days_of_faults():
    done = CliRunner().invoke(app, ["simulate", "faults", "--days", "3", "--from-seed", "5"])

    assert done.exit_code == 0
    assert "3 days" in done.stdout


def test_the_tables_come_with_a_picture_of_each_rule_in_each_language(tmp_path, monkeypatch):
    for name in ("pooling", "overflow", "reserves"):
        monkeypatch.setattr(tables, name, lambda: iter(()))
    monkeypatch.setattr(tables, "GRID", ())
    monkeypatch.setattr(tables, "POLICIES", {name: POLICIES[name] for name in ("tuque", "silos")})
    picture = tmp_path / "rules.svg"

    printed = CliRunner().invoke(app, ["simulate", "tables", "--days", "1", "--chart", str(picture)])

    assert printed.exit_code == 0
    assert "| silos |" in printed.output
    drawn = picture.read_text()
    assert all(words in drawn for words in ("tuque", "silos", "In English", "In French"))
