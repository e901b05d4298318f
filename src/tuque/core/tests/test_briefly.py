import pytest

from tuque.core import briefly
from tuque.core.briefly import Briefly

pytestmark = pytest.mark.once


@pytest.fixture
def clock(monkeypatch):
    """`clock[0]` is what the clock shows, in seconds."""
    shown = [100.0]
    monkeypatch.setattr(briefly.time, "monotonic", lambda: shown[0])
    return shown


def test_a_value_is_read_anew_after_half_a_second_however_often_it_is_asked_for(clock):
    kept, readings = Briefly[int](), iter(range(10))

    values = []
    for _ in range(6):
        values.append(kept.get("a", lambda: next(readings)))
        clock[0] += 0.2

    assert values == [0, 0, 0, 1, 1, 1]


def test_time_counts_from_the_beginning_of_the_reading(clock):
    kept: Briefly[str] = Briefly()

    def slow() -> str:
        clock[0] += 0.6
        return "old"

    kept.get("a", slow)

    assert kept.get("a", lambda: "new") == "new"


def test_what_was_not_there_is_asked_for_again(clock):
    kept: Briefly[str] = Briefly()

    assert kept.get("a", lambda: None) is None
    assert kept.get("a", lambda: "there") == "there"


def test_what_is_forgotten_is_read_anew(clock):
    kept: Briefly[str] = Briefly()
    kept.get("a", lambda: "old")

    kept.forget()

    assert kept.get("a", lambda: "new") == "new"


def test_it_never_grows_past_its_size(clock, monkeypatch):
    monkeypatch.setattr(briefly, "MOST", 3)
    kept: Briefly[int] = Briefly()

    for number in range(10):
        kept.get(number, lambda number=number: number)

    assert len(kept._kept) <= 3
