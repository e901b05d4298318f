"""JSON written as briefly as it can be, as bytes: for what is hashed, sealed or stored."""

import json
from collections.abc import Callable
from typing import Any

import orjson


def compact(value: Any, *, sort: bool = False, default: Callable[[Any], Any] | None = None) -> bytes:
    """`value` as JSON without spaces; with `sort`, the same whatever the order of its keys. `default` says what is written of
    what JSON has no type for; without it that raises TypeError. Half a character and a number of over 64 bits are kept."""
    options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | (orjson.OPT_SORT_KEYS if sort else 0)
    try:
        return orjson.dumps(value, default=default, option=options)
    except TypeError:
        text = json.dumps(value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False, default=default)
        return text.encode("utf-8", "surrogatepass")
