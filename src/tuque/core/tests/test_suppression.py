"""Small counts are kept back in tables of several sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.core.suppression import FEWEST, kept_back

TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=4)
)


@pytest.mark.once
@given(TABLES)
def test_no_sum_of_a_table_gives_away_what_is_kept_back(table):
    width = len(table[0])
    rows = [[*row, sum(row)] for row in table]
    rows.append([sum(row[column] for row in rows) for column in range(width + 1)])
    counts = {(line, column): count for line, row in enumerate(rows) for column, count in enumerate(row)}
    sums = [[(line, column) for column in range(width + 1)] for line in range(len(rows))]
    sums += [[(line, column) for line in range(len(rows))] for column in range(width + 1)]

    hidden = kept_back(counts, sums)

    assert {key for key, count in counts.items() if 0 < count < FEWEST} <= hidden
    assert not any(counts[key] == 0 for key in hidden)
    assert all(sum(key in hidden for key in keys) != 1 for keys in sums)
