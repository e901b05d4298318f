"""What every test may ask for: the cast, a signed-in visitor, a fixed instant."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from tuque.accounts.models import Worker
from tuque.accounts.tests.cast import Cast, make_cast

NOON = datetime(2026, 1, 14, 18, 0, tzinfo=UTC)  # noon in Winnipeg, a Wednesday


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
