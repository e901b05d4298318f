"""The pure figures, held against naive versions of themselves and against esda."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuque.insight.statistics.false_discovery import adjusted
from tuque.insight.statistics.hot_spots import Kind, chance_of_at_least, find_hot_spots
from tuque.insight.statistics.spread import quantile
from tuque.insight.statistics.usual import Standing, usual_of

pytestmark = pytest.mark.once


@given(st.lists(st.integers(0, 500), min_size=4, max_size=12))
def test_the_usual_range_holds_the_middle_and_forgets_no_more_than_two_days(counts):
    usual = usual_of(counts)

    assert usual is not None
    assert min(counts) <= usual.low <= usual.middle <= usual.high <= max(counts)
    assert sum(not usual.low <= count <= usual.high for count in counts) <= 2
    assert usual.standing(max(counts) + 1) == Standing.ABOVE


@given(st.lists(st.integers(0, 500), max_size=3))
def test_three_days_say_nothing_of_what_is_usual(counts):
    assert usual_of(counts) is None


@given(st.lists(st.integers(0, 200), min_size=1), st.sampled_from([0.5, 0.9]))
def test_a_quantile_is_the_smallest_value_that_covers_its_share(values, share):
    counted = {value: values.count(value) for value in set(values)}

    found = quantile(counted, share)

    assert found is not None
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_false_discovery_rates_are_ordered_as_the_probabilities_and_never_smaller(values):
    p = np.array(values)

    q = adjusted(p)

    order = np.argsort(p)
    assert np.all(np.diff(q[order]) >= -1e-12)
    assert np.all(q >= p - 1e-12)
    assert np.all(q <= 1)
    naive = [
        min(1.0, min(p[j] * len(p) / np.sum(p <= p[j]) for j in range(len(p)) if p[j] >= p[i])) for i in range(len(p))
    ]
    assert q == pytest.approx(naive)


def ring(count: int) -> list[list[int]]:
    return [[(place - 1) % count, (place + 1) % count] for place in range(count)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=30, max_size=60).filter(lambda counts: sum(counts) >= 50))
def test_gi_star_is_the_one_of_its_definition(counts):
    neighbours = ring(len(counts))

    found = find_hot_spots(counts, neighbours)

    assert found is not None
    x = np.array(counts, dtype=float)
    n, mean, s = len(x), x.mean(), np.sqrt((x**2).mean() - x.mean() ** 2)
    for i, near in enumerate(neighbours):
        w = np.zeros(n)
        w[[i, *near]] = 1
        below = s * np.sqrt((n * (w**2).sum() - w.sum() ** 2) / (n - 1))
        expected = (w @ x - mean * w.sum()) / below if s > 1e-9 else 0
        assert found.score[i] == pytest.approx(expected, abs=1e-6)


@pytest.mark.slow
def test_gi_star_is_the_one_of_esda():
    esda = pytest.importorskip("esda")
    libpysal = pytest.importorskip("libpysal")
    counts = np.random.default_rng(7).poisson(3, 80)
    neighbours = ring(80)
    weights = libpysal.weights.W(dict(enumerate(neighbours)))

    theirs = esda.G_Local(counts.astype(float), weights, transform="B", star=True, permutations=0)

    found = find_hot_spots(counts, neighbours)
    assert found is not None
    assert found.score == pytest.approx(theirs.Zs)


def test_the_chance_is_the_one_that_shuffling_would_find():
    random = np.random.default_rng(3)
    counts = random.negative_binomial(1, 0.3, 200)
    sizes = np.full(200, 3)
    sums = counts + np.roll(counts, 1) + np.roll(counts, -1)

    p = chance_of_at_least(counts, sums, sizes)

    drawn = random.choice(counts, size=(40_000, 3)).sum(axis=1)
    shuffled = np.array([(drawn >= total).mean() for total in sums])
    assert p == pytest.approx(shuffled, abs=0.01)


def test_a_large_count_does_not_slow_or_break_the_chance():
    counts = np.array([0] * 100 + [90_000, 120_000])

    p = chance_of_at_least(counts, counts, np.full(102, 7))

    assert 0 < p[-1] < 0.1
    assert p[0] == pytest.approx(1)


def test_chance_alone_makes_few_hot_spots():
    random = np.random.default_rng(11)

    maps_with_one = 0
    for _ in range(60):
        found = find_hot_spots(random.poisson(4, 300), ring(300))
        assert found is not None
        maps_with_one += Kind.HOT in found.kinds

    assert maps_with_one <= 8  # five in a hundred are expected


def test_a_cluster_is_found_where_it_is():
    counts = np.random.default_rng(5).poisson(2, 300)
    counts[100:106] += 14

    found = find_hot_spots(counts, ring(300))

    assert found is not None
    hot = {place for place, kind in enumerate(found.kinds) if kind == Kind.HOT}
    assert hot >= set(range(100, 106))
    assert hot <= set(range(98, 108))


@pytest.mark.parametrize("counts", [[9] * 29, [0] * 200, [1] * 40])
def test_too_little_is_said_to_be_too_little(counts):
    assert find_hot_spots(counts, ring(len(counts))) is None
