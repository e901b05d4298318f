"""What other rooms may call."""

from tuque.referrals.codes import AgeGroup, Came
from tuque.referrals.events.selectors import open_events
from tuque.referrals.forms import AboutForm, NeedForm, SearchForm, key_in
from tuque.referrals.origins import Origin, register_origin
from tuque.referrals.permissions import can_refer
from tuque.referrals.problems import ServiceGone
from tuque.referrals.selectors import list_of_contact
from tuque.referrals.sending import NotSent, Texts, register_texts
from tuque.referrals.services.inquiries import About, begin
from tuque.referrals.told import area_known, services_told, text_of
from tuque.referrals.told import note as note_told
from tuque.referrals.told import search as search_services
from tuque.referrals.told import spoken_name as spoken_name_of

__all__ = [
    "About",
    "AboutForm",
    "AgeGroup",
    "Came",
    "NeedForm",
    "NotSent",
    "Origin",
    "SearchForm",
    "ServiceGone",
    "Texts",
    "area_known",
    "begin",
    "can_refer",
    "key_in",
    "list_of_contact",
    "note_told",
    "open_events",
    "register_origin",
    "register_texts",
    "search_services",
    "services_told",
    "spoken_name_of",
    "text_of",
]
