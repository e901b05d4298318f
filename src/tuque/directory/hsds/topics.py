"""The ids that our own topics have as terms of HSDS: made of their codes, the same on every site, so that what one Tuque gives another
knows. No Django here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

SPACE = UUID("6f0b8a52-52f3-5d0c-9a5e-7c1d2f4b9e10")
# When data/topics.toml last changed: a program that asks what is new takes our terms again.
CHANGED_AT = "2026-11-29T00:00:00+00:00"
TAXONOMY_ID = str(uuid5(SPACE, "topics"))


def term_id(code: str) -> str:
    return str(uuid5(SPACE, f"topic:{code}"))


def attribute_id(service: str, code: str) -> str:
    return str(uuid5(SPACE, f"{service}:{code}"))


def topic_in(attribute: Mapping[str, Any]) -> str:
    """The code of our topic that an attribute, as another Tuque gives it, puts on its service; "" when it is another taxonomy's."""
    term = attribute.get("taxonomy_term")
    detail = term.get("taxonomy_detail") if isinstance(term, dict) else None
    is_ours = isinstance(detail, dict) and detail.get("id") == TAXONOMY_ID
    return str(term.get("code") or "") if is_ours and isinstance(term, dict) else ""
