"""Attempts to sign in are counted in the database: for every process, without Redis, and no address is kept."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from tuque.accounts import attempts
from tuque.accounts.models import Attempts
from tuque.accounts.tests.test_sign_in import enter
from tuque.core.clock import now

ANOTHER_PROCESS = """
import django, sys
from django.conf import settings
from django.db import connections
django.setup()
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from django.core.cache import cache
from tuque.core import wall
with wall.system(wall.Purpose.DOORSTEP):
    print(cache.get("counted"))
"""


def test_what_one_process_counts_another_reads(transactional_db):
    database = str(connection.settings_dict["NAME"])
    if "memory" in database:
        pytest.skip("the embedded tests keep their database within the process")
    cache.set("counted", 7, 60)

    other = subprocess.run([sys.executable, "-c", ANOTHER_PROCESS, database], capture_output=True, text=True)

    assert other.stdout.strip() == "7", other.stderr


def test_failures_leave_counts_and_neither_address_nor_name(noor, client):
    enter(client, noor.email, "not the right one")

    kept = str(list(Attempts.objects.values()))
    assert Attempts.objects.count() >= 2
    assert "127.0.0.1" not in kept
    assert "noor" not in kept


def test_when_counts_cannot_be_kept_nobody_gets_in(noor, client, monkeypatch):
    monkeypatch.setattr("django.core.cache.backends.db.DatabaseCache._base_set", lambda *_, **__: False)

    response = enter(client, noor.email)

    assert response.status_code in {200, 429}
    assert client.get("/me").status_code == 302


def test_what_is_old_is_dropped_and_nothing_else(db):
    cache.set("old", 1, 60)
    Attempts.objects.update(expires=now() - timedelta(minutes=1))
    cache.set("new", 1, 60)

    assert attempts.forget_old(at=now()) == 1
    assert cache.get("new") == 1
