"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "stock.read_by_token": _("A program read the stock."),
    "releases.token_created": _("%(who)s made a key for a program."),
    "releases.token_revoked": _("%(who)s revoked a key for a program."),
    "releases.device_created": _("%(who)s let a device send records in their name."),
    "releases.device_revoked": _("%(who)s revoked a device."),
    "releases.interactions_exported": _("%(who)s exported the log."),
    "releases.rows_taken": _("%(who)s took away rows of the log in an export."),
}
