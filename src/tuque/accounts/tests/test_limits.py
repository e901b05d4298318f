"""Limits: what is over is refused with 429; what cannot be counted is refused where closed, let through where open."""

import pytest
from django.db import DatabaseError

from tuque.core import limits
from tuque.core.limits import Fails, Limit, Per


@pytest.fixture
def few(monkeypatch, settings):
    """Two of each in an hour."""

    def set_to(purpose: str, per: Per, fails: Fails) -> None:
        monkeypatch.setitem(limits.LIMITS, purpose, (Limit(2, 3600, per, fails, "A test."),))
        settings.ACCOUNT_RATE_LIMITS = limits.for_allauth()

    return set_to


def statuses(client, address, body=None, times=3):
    send = client.get if body is None else lambda to: client.post(to, body)
    return [send(address).status_code for _ in range(times)]


def test_a_closed_limit_refuses_what_is_over(few, cast, sign_in):
    few("export", Per.WORKER, Fails.CLOSED)

    assert statuses(sign_in(cast.dana), "/export/?format=csv") == [200, 200, 429]
    assert sign_in(cast.odile).get("/export/?format=csv").status_code == 200


def test_an_open_limit_refuses_what_is_over_too(few, cast, sign_in):
    few("search", Per.WORKER, Fails.OPEN)

    assert statuses(sign_in(cast.noor), "/people", {"words": "nobody at all"}) == [200, 200, 429]
    assert sign_in(cast.carl).post("/people", {"words": "nobody at all"}).status_code == 200


def test_importing_inviting_and_searching_the_log_are_counted(few, cast, sign_in):
    for purpose in ("import", "invite"):
        few(purpose, Per.WORKER, Fails.CLOSED)
    few("search", Per.WORKER, Fails.OPEN)
    dana = sign_in(cast.dana)

    assert statuses(dana, "/import", {})[-1] == 429
    assert statuses(dana, "/workers/invite", {})[-1] == 429
    assert statuses(dana, dana.post("/records", {"words": "words"})["Location"])[-1] == 429
    assert statuses(dana, "/records") == [200, 200, 200]


def test_the_answer_says_what_to_do(few, cast, sign_in):
    few("export", Per.WORKER, Fails.CLOSED)
    cast.dana.language = "fr"
    cast.dana.save()
    dana = sign_in(cast.dana)
    statuses(dana, "/export/?format=csv", times=2)

    assert "Attendez quelques minutes" in dana.get("/export/?format=csv").content.decode()


def test_what_cannot_be_counted_is_refused_where_it_is_closed(cast, sign_in, monkeypatch):
    monkeypatch.setattr("django.core.cache.backends.db.DatabaseCache._base_set", lambda *_, **__: False)
    monkeypatch.setattr("allauth.core.internal.ratelimit.CACHE_LOCK_WAIT_TIMEOUT", 0)

    assert sign_in(cast.dana).get("/export/?format=csv").status_code == 429


def test_and_goes_on_where_it_is_open(cast, sign_in, monkeypatch):
    def away(*_args, **_named):
        raise DatabaseError

    monkeypatch.setattr("django.core.cache.backends.db.DatabaseCache.get", away)
    monkeypatch.setattr("django.core.cache.backends.db.DatabaseCache._base_set", away)

    assert sign_in(cast.noor).post("/people", {"words": "nobody at all"}).status_code == 200


def test_many_workers_behind_one_address_do_not_shut_one_another_out(few, cast, sign_in):
    few("search", Per.WORKER, Fails.OPEN)

    for worker in (cast.noor, cast.carl, cast.bea, cast.dana):
        assert statuses(sign_in(worker), "/people", {"words": "nobody"}, times=2) == [200, 200]
