import pytest
from django.core.cache import cache

PASSWORD = "four quiet snowy boots"


@pytest.fixture(autouse=True)
def no_attempts_remembered():
    cache.clear()


@pytest.fixture
def noor(cast):
    cast.noor.set_password(PASSWORD)
    cast.noor.save()
    return cast.noor
