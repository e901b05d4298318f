"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "geo.areas_imported": _("%(who)s imported boundaries."),
    "geo.place_added": _("%(who)s added a known place."),
    "geo.place_retired": _("%(who)s retired a known place."),
    "geo.place_brought_back": _("%(who)s brought back a known place."),
    "geo.territory_chosen": _("%(who)s chose the boundaries that the organization works with."),
}
