import json
from datetime import date

import pytest

from tuque.core.json_text import compact

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "value", [{"é": [1, 2.5, None, True]}, {"n": 2**70}, {"half": "\ud83d"}, {1: "a key that is a number"}]
)
def test_it_is_read_as_the_standard_library_reads_it(value):
    written = compact(value).decode("utf-8", "surrogatepass")

    assert json.loads(written) == json.loads(json.dumps(value))


def test_the_order_of_keys_can_be_left_out():
    assert compact({"b": 1, "a": {"d": 2, "c": 3}}, sort=True) == compact({"a": {"c": 3, "d": 2}, "b": 1}, sort=True)


def test_what_json_has_no_type_for_is_refused_unless_it_is_said_how_to_write_it():
    with pytest.raises(TypeError):
        compact({"on": date(2026, 1, 14)})

    assert compact({"on": date(2026, 1, 14)}, default=str) == b'{"on":"2026-01-14"}'
