"""The pages of the line, for their menus."""

from typing import Any

from django import template

from tuque.contact_centre import pages

register = template.Library()


@register.simple_tag(takes_context=True)
def pages_of_line(context: dict[str, Any], here: str) -> list[dict[str, object]]:
    """The groups that whoever reads may open, and which page is being read."""
    return pages.groups_for(context["request"].worker, here=here)
