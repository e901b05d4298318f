"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "people.person_created": _("%(who)s added a participant."),
    "people.consent_recorded": _("%(who)s recorded a participant’s consent."),
    "people.consent_withdrawn": _("%(who)s recorded that a participant withdrew their consent."),
    "people.looked_at": _("%(who)s looked at a participant’s page."),
    "people.looked_at_in_emergency": _("%(who)s looked at a participant opened in an emergency."),
    "people.name_shown": _("%(who)s saw a participant’s name in a form."),
    "people.person_erased": _("%(who)s erased a participant, with %(records)s records’ words and %(photos)s photos."),
    "people.searched": _("%(who)s searched for a participant by name."),
}
