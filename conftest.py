"""What every test may ask for: the cast, a signed-in visitor, a fixed instant."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice

import hypothesis
import pytest
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.crypto import get_random_string
from pytest_django.plugin import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from tuque.accounts.journal import seen_key
from tuque.accounts.models import Worker
from tuque.accounts.tests.cast import Cast, make_cast
from tuque.channels.selectors import forget_lines
from tuque.core import wall
from tuque.core.crypto import keyring
from tuque.core.tests.behind import as_superuser, stand_behind_the_wall
from tuque.core.tests.databases import fill_from_migrated, migrated_template
from tuque.core.wall import Purpose

# A loaded machine draws its examples slowly; that says nothing of what is tried with them.
hypothesis.settings.register_profile(
    "tuque", suppress_health_check=[hypothesis.HealthCheck.too_slow], deadline=None, parent=hypothesis.settings()
)
hypothesis.settings.load_profile("tuque")

NOON = datetime(2026, 1, 14, 18, 0, tzinfo=UTC)  # noon in Winnipeg, a Wednesday


# The same hash of a password, made quickly: that it is slow where it counts is Django's own care.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1

# What a test itself writes and reads is everyone's; what it asks of a page is done for whoever signed in there.
EVERYONE = wall.system(Purpose.UPKEEP)
EVERYONE.__enter__()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process of the tests begins with its share of the slow ones, so that none of them is what the others wait for at the end.

    They are given an even stretch of the list each, and take from one another only what comes late in it.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.get_closest_marker("slow")]
    others = iter([item for item in items if not item.get_closest_marker("slow")])
    if processes > 1:
        left = len(items)
        dealt: list[pytest.Item] = []
        for number in range(processes):
            share, own = left // (processes - number), slow[number::processes]
            dealt += [*own, *islice(others, share - len(own))]
            left -= share
        items[:] = dealt


def pytest_collection_finish() -> None:
    """A process of tests holds half a million objects until its end: looking through them for what nobody holds is done rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The tables are not migrated to, but copied from where that was done once."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["MIGRATE"] = False
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let tests empty the audit table between them; src/tuque/audit/tests/test_records.py locks it again for itself.

    On PostgreSQL, everything after this is done as the application's role, whom the policies stop.
    """
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            fill_from_migrated(connection)
        import_module("tuque.audit.migrations.0010_kept_never_changes").unlock(None, Statements())
        import_module("tuque.audit.migrations.0006_proof_never_changes").unlock(None, Statements())
        import_module("tuque.audit.migrations.0002_never_changes").unlock(None, Statements())
        behind_the_wall = stand_behind_the_wall(connection)
    yield
    with django_db_blocker.unblock():
        behind_the_wall.close()


class Statements:
    """What a migration needs of a schema editor to run plain statements."""

    connection = connection

    def execute(self, statement: str) -> None:
        with as_superuser(connection), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def _built_files_looked_for_once() -> Iterator[None]:
    """Each test's browser begins a server of its own, which would look for the same hundred built files again."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(autouse=True)
def _english() -> None:
    """A page read in French must not leave the next test in French."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _no_keys_remembered() -> None:
    """The key of an organization must not stay in memory for the next test's organization, which has the same number."""
    keyring.forget()


@pytest.fixture(autouse=True)
def _no_line_remembered() -> None:
    """The line of one test must not be taken for the next one's, which has the same address."""
    forget_lines()


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What one test did must not count against the next one's worker, who has the same number."""
    caches["quick"].clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """Amina takes contacts, Luc dispatches, Noor is in the field, Bea supervises, Odile works elsewhere."""
    return make_cast(at=NOON)


@pytest.fixture
def sign_in() -> Callable[[Worker | None], Client]:
    """`sign_in(cast.noor)` is a browser where Noor is signed in; `sign_in(None)` is a visitor's."""

    def open_browser(worker: Worker | None) -> Client:
        client = Client()
        if worker is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(worker)
        return client

    return open_browser


def session_of(worker: Worker) -> str:
    """The key of a session as a sign-in leaves it, written in one statement instead of thirteen: nearly every test has some."""
    told = {
        auth.SESSION_KEY: str(worker.pk),
        auth.BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        auth.HASH_SESSION_KEY: worker.get_session_auth_hash(),
    }
    store = SessionStore()
    key = get_random_string(32, VALID_KEY_CHARS)
    caches["quick"].set(seen_key(key), True)
    Session.objects.create(session_key=key, session_data=store.encode(told), expire_date=store.get_expiry_date())
    return key
