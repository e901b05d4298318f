"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "breakglass.opened": _("%(who)s opened something in an emergency, for an hour at most."),
    "breakglass.nothing_found": _("%(who)s tried to open in an emergency a code that is not there."),
    "breakglass.ended": _("%(who)s ended an emergency opening."),
    "breakglass.reviews_read": _("%(who)s read the emergency openings."),
    "breakglass.review_read": _("%(who)s read why something was opened in an emergency."),
    "breakglass.reviewed": _("%(who)s reviewed an emergency opening."),
    "breakglass.notices_seen": _("%(who)s took note of an emergency opening."),
    "breakglass.followed": _("%(who)s went to what was opened in an emergency."),
}
