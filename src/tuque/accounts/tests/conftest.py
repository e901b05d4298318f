import pytest

PASSWORD = "four quiet snowy boots"


@pytest.fixture
def noor(cast):
    cast.noor.set_password(PASSWORD)
    cast.noor.save()
    return cast.noor
