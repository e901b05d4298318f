"""`{% place_picker %}`: the field where a worker says where it was."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from tuque.geo import selectors

register = template.Library()


@register.inclusion_tag("geo/_place_picker.html", takes_context=True)
def place_picker(
    context: template.Context,
    name: str,
    value: Mapping[str, object] | None = None,
    *,
    required: bool = False,
    exact: bool = False,
) -> dict[str, object]:
    """Plain inputs `NAME.place` (a known place's id), `NAME.text`, `NAME.lon`, `NAME.lat`, `NAME.accuracy` (metres).

    `exact` leaves out the list and the words: only a point will do. The page must load `islands/place-picker.ts`; without it, the list and the words still work.
    """
    worker = context["worker"]
    words = {
        "looking": _("Reading your position…"),
        "found": _("Position taken, within about {metres} m."),
        "refused": _("Your phone did not give its position. Choose on the map, or pick a known place."),
        "pinned": _("The pin is on the map."),
        "removed": _("No position is kept."),
        "no_map": _("The map could not be opened. Pick a known place, or describe it in words."),
    }
    return {
        "name": name,
        "value": value or {},
        "required": required,
        "exact": exact,
        "places": [] if exact else selectors.list_places(worker),
        "props_id": f"place-props-{name}",
        "props": {"map": selectors.map_props(worker), "words": words},
    }
