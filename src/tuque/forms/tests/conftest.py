"""The director of the cast, before the starter forms of her organization."""

import pytest
from conftest import NOON

from tuque.forms.tests.factories import starter_set


@pytest.fixture
def dana(cast, sign_in):
    starter_set(cast.downtown, at=NOON)
    return sign_in(cast.dana)
