"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "forms.definition_created": _("%(who)s began a form, a list or a home screen."),
    "forms.draft_saved": _("%(who)s saved a draft of a form, a list or a home screen."),
    "forms.starter_installed": _("%(who)s set up the starter forms, lists and home screens (%(definitions)s of them)."),
    "forms.published": _("%(who)s published a form, a list or a home screen."),
}
