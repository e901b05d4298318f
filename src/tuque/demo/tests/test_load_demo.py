"""`tuque load-demo`, by the command itself: the same seed makes the same rows, and never twice."""

from datetime import UTC, datetime

import pytest
from conftest import NOON
from typer.testing import CliRunner

from tuque.cli import app, serving
from tuque.core import clock
from tuque.demo import assessments, community, neighbours, shelves
from tuque.demo.loading import AlreadyLoaded
from tuque.interactions.models import Interaction, ItemGiven, Outing, Patrol

FIELDS = ("public_id", "occurred_at", "cleared_at", "base_type", "outcome", "lon", "lat", "people_count", "team__code")


@pytest.fixture(autouse=True)
def downtown(db, monkeypatch):
    monkeypatch.setenv("TUQUE_DATA_DIR", "var")
    monkeypatch.setattr(serving, "migrate", lambda: None)
    for what in (shelves, assessments, neighbours):  # of whoever made the demonstration, not of the seed
        monkeypatch.setattr(what, "fill", lambda *_, **__: None)
    return community.make(at=NOON)


def load(*words: str) -> str:
    done = CliRunner().invoke(app, ["load-demo", "--interactions", "80", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()[-1]


def rows():
    return list(Interaction.objects.order_by("sequence").values_list(*FIELDS))


def loaded_alone(*words: str):
    """The rows of one command, which then are gone."""
    load(*words)
    made = rows()
    for model in (ItemGiven, Patrol, Outing, Interaction):
        model.objects.all().delete()
    return made


def at(hour: int, monkeypatch) -> None:
    moment = datetime(2026, 11, 20, hour, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_the_same_seed_makes_the_same_rows_whatever_the_hour(monkeypatch):
    at(15, monkeypatch)
    first = loaded_alone("--seed", "7")
    at(22, monkeypatch)
    said = load("--seed", "7")

    assert rows() == first
    assert len(first) == 80
    assert said == "80 invented interactions over the year before 2026-11-20 in Downtown Street Team (demo); seed 7."


def test_a_day_makes_them_the_same_for_good():
    first, again = (loaded_alone("--seed", "7", "--until", "2026-01-31") for _ in range(2))
    other = loaded_alone("--seed", "8", "--until", "2026-01-31")

    assert first == again != other
    assert max(row[1] for row in first) < datetime(2026, 1, 31, 6, tzinfo=UTC)


def test_the_same_rows_are_never_there_twice():
    load("--seed", "7", "--until", "2026-01-31")

    with pytest.raises(AlreadyLoaded) as refused:
        load("--seed", "7", "--until", "2026-01-31")

    assert "another --seed" in refused.value.message()
    assert len(rows()) == 80


@pytest.mark.parametrize(("day", "said"), [("tomorrow", "not a day"), ("2999-01-01", "still to come")])
def test_a_day_that_cannot_be_is_refused(day, said):
    done = CliRunner().invoke(app, ["load-demo", "--until", day])

    assert done.exit_code == 2
    assert said in done.output + str(done.exception)
    assert not Interaction.objects.exists()
