"""What every test may ask for: the cast, a signed-in visitor, a fixed instant."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tuque.accounts.models import Worker
from tuque.accounts.tests.cast import Cast, make_cast
from tuque.core.crypto import keyring

NOON = datetime(2026, 1, 14, 18, 0, tzinfo=UTC)  # noon in Winnipeg, a Wednesday


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let tests empty the audit table between them; src/tuque/audit/tests/test_records.py locks it again for itself."""
    with django_db_blocker.unblock():
        import_module("tuque.audit.migrations.0006_proof_never_changes").unlock(None, Statements())
        import_module("tuque.audit.migrations.0002_never_changes").unlock(None, Statements())


class Statements:
    """What a migration needs of a schema editor to run plain statements."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(autouse=True)
def _english() -> None:
    """A page read in French must not leave the next test in French."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _no_keys_remembered() -> None:
    """The key of an organization must not stay in memory for the next test's organization, which has the same number."""
    keyring.forget()


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
            client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return open_browser
