"""JSON written as briefly as it can be, as bytes: for what is hashed, sealed or stored."""

import json
from typing import Any

import orjson


def compact(value: Any, *, sort: bool = False) -> bytes:
    """`value` as JSON without spaces; with `sort`, the same whatever the order of its keys. What JSON has no type for is
    written as text. Half a character and a number of over 64 bits are kept as they are."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS if sort else 0)
    except TypeError:
        text = json.dumps(value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False, default=str)
        return text.encode("utf-8", "surrogatepass")
