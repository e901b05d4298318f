"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "instruments.allowed": _("%(who)s allowed an instrument (%(code)s, version %(version)s)."),
    "instruments.withdrawn": _("%(who)s withdrew an instrument (%(code)s, version %(version)s)."),
    "instruments.result_seen": _("%(who)s looked at the result of an instrument."),
    "instruments.results_of_person_seen": _("%(who)s looked at the results of one person over time."),
}
