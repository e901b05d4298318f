"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "agreements.drafted": _("%(who)s drafted version %(version)s of an agreement."),
    "agreements.clauses_changed": _("%(who)s changed the clauses of a draft agreement."),
    "agreements.proposed": _("%(who)s proposed version %(version)s of an agreement to its parties."),
    "agreements.signed": _("%(who)s signed version %(version)s of an agreement."),
    "agreements.in_force": _("Version %(version)s of an agreement came into force, signed last by %(who)s."),
    "agreements.dropped": _("%(who)s dropped version %(version)s of an agreement."),
    "agreements.ended": _("%(who)s ended an agreement."),
}
