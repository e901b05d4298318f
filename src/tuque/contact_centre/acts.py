"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "contact_centre.rules_drafted": _("%(who)s changed the draft of the line’s rules."),
    "contact_centre.rules_published": _("%(who)s published the line’s rules."),
    "contact_centre.rules_undone": _("%(who)s went back to the line’s former rules."),
}
