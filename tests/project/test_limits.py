"""The page of limits says what the code holds, line by line; and nothing is counted that the page does not know."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tuque.core.limits import DAY, HOUR, LIMITS, MINUTE, Limit

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
WHOSE = {
    "key": "account",
    "ip": "network address",
    "user": "worker",
    "token": "token",
    "conversation": "conversation",
    "line": "line",
}


def row(purpose: str, limit: Limit) -> str:
    state = "" if limit.in_use else " *Not used yet.*"
    span = {MINUTE: "a minute", HOUR: "an hour", DAY: "a day"}[limit.seconds]
    whose = WHOSE[limit.per.value]
    return f"| `{purpose}` | {limit.amount} {span} | {whose} | {limit.fails.value} | {limit.why}{state} |"


def test_the_page_of_limits_is_the_table_of_the_code():
    written = re.findall(r"^\| `.*$", (ROOT / "docs/reference/limits.md").read_text(), re.MULTILINE)

    expected = [row(purpose, limit) for purpose, limits in LIMITS.items() for limit in limits]

    assert written == expected, "Write these lines in docs/reference/limits.md:\n" + "\n".join(expected)


def test_each_limit_is_counted_somewhere():
    source = "\n".join(path.read_text() for path in (ROOT / "src/tuque").rglob("*.py"))
    asked_for = set(re.findall(r'limits\.check\(request, "(\w+)"\)', source))

    counted_by_others = {name for name in LIMITS if name in settings.ACCOUNT_RATE_LIMITS and name not in asked_for}

    assert asked_for <= LIMITS.keys()
    # django-allauth counts the ways in, the interface and the chat of the public their own requests.
    counted_by_us = {"api", *re.findall(r'LIMITS\["(crisis_chat|chat_words|letters)"\]', source)}
    assert LIMITS.keys() - asked_for - counted_by_others == counted_by_us
    assert counted_by_others == {
        "login",
        "login_failed",
        "reset_password",
        "reset_password_from_key",
        "change_password",
        "reauthenticate",
    }
