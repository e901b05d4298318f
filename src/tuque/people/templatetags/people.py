"""Names looked up in a page."""

from collections.abc import Mapping
from uuid import UUID

from django import template

register = template.Library()


@register.simple_tag
def partner(names: Mapping[UUID, str], public_id: str) -> str:
    """The name of an organization, from the ids that a consent holds."""
    return names.get(UUID(public_id), public_id)


@register.simple_tag
def label(labels: Mapping[str, object], code: str) -> str:
    return str(labels.get(code, code))
