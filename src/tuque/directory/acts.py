"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "directory.imported": _("%(who)s brought records into the directory."),
    "directory.feed_read": _("%(who)s had a feed of the directory compared."),
    "directory.feed_dropped": _("%(who)s set a feed of the directory aside."),
}
