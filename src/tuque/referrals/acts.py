"""What the acts of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "referrals.inquiry_opened": _("%(who)s began an inquiry."),
    "referrals.inquiry_changed": _("%(who)s changed what is known of whoever asked."),
    "referrals.inquiry_read": _("%(who)s read an inquiry."),
    "referrals.inquiry_closed": _("%(who)s closed an inquiry: name and number were erased."),
    "referrals.need_heard": _("%(who)s wrote down a need."),
    "referrals.need_settled": _("%(who)s settled a need."),
    "referrals.referred": _("%(who)s referred someone to a service."),
    "referrals.moved": _("%(who)s moved a referral on."),
    "referrals.handed_over": _("%(who)s called a service to hand someone over."),
    "referrals.link_made": _("%(who)s gave a service the link to answer a referral."),
    "referrals.link_opened": _("A service opened a referral by its link."),
    "referrals.answered": _("A service answered a referral by its link."),
    "referrals.followed_up": _("%(who)s asked what came of a referral."),
    "referrals.sheet_read": _("%(who)s opened the sheet of an inquiry."),
    "referrals.due_read": _("%(who)s read the list of follow-ups of referrals."),
    "referrals.contact_erased": _("What reached a person was erased, as it was promised."),
    "referrals.event_opened": _("%(who)s opened an event."),
    "referrals.event_changed": _("%(who)s changed what an event’s public page says."),
    "referrals.event_closed": _("%(who)s closed an event."),
    "referrals.event_place_kept": _("%(who)s changed a shelter, a temporary service or a closure of an event."),
    "referrals.event_place_counted": _("%(who)s counted the places taken in a shelter."),
    "referrals.event_place_withdrawn": _("%(who)s took a shelter, a temporary service or a closure out of an event."),
    "referrals.figures_taken": _("%(who)s took the figures of needs as a file."),
}
