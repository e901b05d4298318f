"""What may be forgotten: Redis that is away costs no page, and little time."""

import time

from tuque.core.quick import QuickCache


def test_where_redis_is_away_the_process_remembers_by_itself():
    cache = QuickCache("redis://127.0.0.1:1/0", {})

    assert cache.add("seen", True, 60)
    assert not cache.add("seen", True, 60)
    cache.set("rate", [1.0], 60)
    assert cache.get("rate") == [1.0]


def test_redis_that_is_away_is_not_asked_at_every_request():
    cache = QuickCache("redis://127.0.0.1:1/0", {})
    cache.get("anything")

    start = time.perf_counter()
    for _ in range(1000):
        cache.get("anything")

    assert time.perf_counter() - start < 0.5
