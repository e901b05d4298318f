"""What belongs to another organization and what was never there answer alike: the same status, the same page."""

import os
import re
import time
from statistics import median
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from project.test_access import CLOSED, TABLE, VIEWS, send

ROUNDS = int(os.environ.get("TUQUE_TIMING_ROUNDS", "0"))
NAMED = [(name, method) for name, method in CLOSED if TABLE[name].names and not TABLE[name].shared and name in VIEWS]


def missing(names):
    """The same arguments, of things that are not there."""
    return {key: uuid4() if is_id(value) else value for key, value in names.items()}


def is_id(value) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def said(response, names) -> tuple[int, str]:
    """Status and page, without what differs between any two requests: the address asked for, the form's token, the time."""
    page = response.content.decode()
    for value in names.values():
        page = page.replace(str(value), "…")
    page = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', r"\1…", page)
    return response.status_code, re.sub(r"\d\d:\d\d(:\d\d)?", "…", page)


@pytest.mark.parametrize(("name", "method"), NAMED)
def test_a_foreign_thing_answers_as_a_missing_one(name, method, cast, sign_in):
    foreign = dict(TABLE[name].names(cast))
    absent = missing(foreign)
    if absent == foreign:
        pytest.skip("named by a code, not by an id: there is nothing foreign to name")
    browser = sign_in(cast.odile)

    theirs = send(browser, name, method, cast, reverse(name, kwargs=foreign))
    nobodys = send(browser, name, method, cast, reverse(name, kwargs=absent))

    assert said(theirs, foreign) == said(nobodys, absent)


@pytest.mark.skipif(not ROUNDS, reason="a measure, for a quiet machine: TUQUE_TIMING_ROUNDS=200")
@pytest.mark.parametrize("name", [name for name, method in NAMED if method == "get"])
def test_a_foreign_thing_takes_as_long_as_a_missing_one(name, cast, sign_in):
    """T-02: medians of requests that take turns, in the other order each time, within 10 % of one another."""
    foreign = dict(TABLE[name].names(cast))
    absent = missing(foreign)
    if absent == foreign:
        pytest.skip("named by a code")
    browser = sign_in(cast.odile)
    pair = [reverse(name, kwargs=foreign), reverse(name, kwargs=absent)]
    took: dict[str, list[float]] = {address: [] for address in pair}
    for turn in range(ROUNDS + 20):
        for address in pair if turn % 2 else reversed(pair):
            started = time.perf_counter()
            browser.get(address)
            if turn >= 20:
                took[address].append(time.perf_counter() - started)

    theirs, nobodys = (median(took[address]) * 1000 for address in pair)
    print(f"{name}: {theirs:.2f} ms foreign, {nobodys:.2f} ms missing, {theirs / nobodys - 1:+.1%}")
    assert abs(theirs / nobodys - 1) <= 0.10
