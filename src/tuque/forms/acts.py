"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "forms.definition_created": _("%(who)s began a form, a list or a home screen."),
    "forms.draft_saved": _("%(who)s saved a draft of a form, a list or a home screen."),
    "forms.starter_installed": _("%(who)s set up the starter forms, lists and home screens (%(definitions)s of them)."),
    "forms.set_aside": _("%(who)s set a part of a draft aside."),
    "forms.draft_dropped": _("%(who)s dropped a draft."),
    "forms.gone_back": _("%(who)s put a former version on the phones again (version %(to)s)."),
    "forms.withdrawn": _("%(who)s took a form, a list or a home screen off the phones."),
    "forms.taken_up": _("%(who)s put a form, a list or a home screen on the phones again."),
    "forms.document_added": _("%(who)s added a PDF that a button opens."),
    "forms.document_replaced": _("%(who)s put a new PDF in the place of a former one."),
    "forms.document_seen": _("%(who)s opened a PDF from a button."),
    "forms.published": _("%(who)s published a form, a list or a home screen."),
}
