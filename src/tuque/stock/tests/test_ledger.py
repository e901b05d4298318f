"""The arithmetic against a simple model, by property."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.stock import ledger
from tuque.stock.ledger import Left, Line

pytestmark = pytest.mark.once

TODAY = date(2026, 1, 14)
STORE = 7
lots = st.lists(
    st.builds(
        Left,
        lot=st.none() | st.integers(1, 6),
        quantity=st.integers(0, 9),
        expires_on=st.none() | st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days)),
    ),
    max_size=6,
    unique_by=lambda one: one.lot,
)


@given(lots, st.integers(1, 40))
def test_giving_takes_exactly_what_was_given_and_nothing_falls_below_zero(left, quantity):
    lines = ledger.give(left, quantity, store=STORE, on=TODAY)

    after = {(STORE, one.lot): one.quantity for one in left}
    for line in lines:
        after[line.where] = after.get(line.where, 0) + line.quantity
        assert after[line.where] >= 0
    assert ledger.given_by(lines) == quantity
    missing = max(0, quantity - sum(one.quantity for one in left))
    assert sum(line.quantity for line in lines if line.unexplained) == missing


@given(lots, st.integers(1, 40))
def test_the_first_to_expire_goes_first_and_what_is_past_goes_last(left, quantity):
    lines = [line for line in ledger.give(left, quantity, store=STORE, on=TODAY) if not line.unexplained]
    taken: dict[int | None, int] = {}
    for line in lines:
        taken[line.lot] = taken.get(line.lot, 0) - line.quantity

    good = sorted((one for one in left if one.expires_on and one.expires_on >= TODAY), key=lambda one: one.expires_on)
    for earlier, later in pairwise(good):
        if earlier.expires_on != later.expires_on and taken.get(later.lot):
            assert taken.get(earlier.lot, 0) >= earlier.quantity
    if any(taken.get(one.lot) for one in left if one.expires_on and one.expires_on < TODAY):
        assert all(taken.get(one.lot, 0) >= one.quantity for one in good)


@given(lots, st.lists(st.integers(0, 15), min_size=1, max_size=6))
def test_a_record_corrected_any_number_of_times_leaves_what_its_last_state_would(left, states):
    first = {(STORE, one.lot): one.quantity for one in left if one.quantity}
    dates = {one.lot: one.expires_on for one in left}
    lines: list[Line] = []

    def now():
        sums = dict(first)
        for line in lines:
            sums[line.where] = sums.get(line.where, 0) + line.quantity
        return sums

    for wanted in states:
        more = wanted - ledger.given_by(lines)
        if more > 0:
            there = [Left(lot, quantity, dates.get(lot)) for (_store, lot), quantity in now().items() if quantity]
            lines += ledger.give(there, more, store=STORE, on=TODAY)
        elif more < 0:
            lines += ledger.put_back(lines, -more)
        assert ledger.given_by(lines) == wanted
        assert all(quantity >= 0 for quantity in now().values())
        # What the ledger had and the record did not take is there: nothing was lost, nothing made up.
        assert sum(now().values()) == max(0, sum(first.values()) - wanted)


def test_what_would_fall_below_zero_is_named():
    lines = [Line(STORE, 1, -3), Line(STORE, 2, -1)]

    assert ledger.short_of(lines, {(STORE, 1): 2, (STORE, 2): 1}) == {(STORE, 1): 1}
