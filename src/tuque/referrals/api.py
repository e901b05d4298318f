"""What other rooms may call."""

from tuque.referrals.codes import AgeGroup, Came
from tuque.referrals.forms import AboutForm, NeedForm, key_in
from tuque.referrals.origins import Origin, register_origin
from tuque.referrals.permissions import can_refer
from tuque.referrals.selectors import list_of_contact
from tuque.referrals.sending import NotSent, Texts, register_texts
from tuque.referrals.services.inquiries import begin

__all__ = [
    "AboutForm",
    "AgeGroup",
    "Came",
    "NeedForm",
    "NotSent",
    "Origin",
    "Texts",
    "begin",
    "can_refer",
    "key_in",
    "list_of_contact",
    "register_origin",
    "register_texts",
]
