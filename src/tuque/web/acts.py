"""What the audit page says of this room's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {"web.refused": _("%(who)s asked for what their role does not allow (%(address)s) and was refused.")}
