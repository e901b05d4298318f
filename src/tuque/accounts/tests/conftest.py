import pytest
from django.core.cache import caches

PASSWORD = "four quiet snowy boots"


@pytest.fixture(autouse=True)
def nothing_remembered():
    caches["quick"].clear()


@pytest.fixture
def noor(cast):
    cast.noor.set_password(PASSWORD)
    cast.noor.save()
    return cast.noor
