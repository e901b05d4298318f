"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "insight.table_downloaded": _("%(who)s downloaded the figures of a chart or a map."),
    "insight.unit_cost_added": _("%(who)s added a unit cost."),
}
