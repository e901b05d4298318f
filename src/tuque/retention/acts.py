"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "retention.rule_set": _("%(who)s set a rule of retention (%(kind)s, %(months)s months)."),
    "retention.rule_ended": _("%(who)s ended a rule of retention (%(kind)s)."),
    "retention.waits": _("%(found)s rows are due under a rule of retention (%(kind)s) and wait for approval."),
    "retention.approved": _("%(who)s approved that %(found)s rows be let go (%(kind)s)."),
    "retention.let_go": _("%(done)s rows were let go under a rule of retention (%(kind)s)."),
    "retention.finished": _("Letting rows go ended: %(done)s in all (%(kind)s)."),
    "retention.clock_doubted": _("The server’s date was found in doubt; nothing is let go until it is confirmed."),
    "retention.clock_confirmed": _("%(who)s confirmed the server’s date."),
}
