"""What may be wrong, and what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuque.contact_centre.suggestions.training import LEAST_CONTACTS
from tuque.core.problems import Problem


@dataclass
class TooFewRecords(Problem):
    code, status = "contact_centre.too_few_records", 409
    contacts: int = 0

    def message(self) -> str:
        return ngettext(
            "Only %(contacts)s recorded contact still has its words; at least %(least)s are needed to learn from. Try again later, or have the line keep words longer.",
            "Only %(contacts)s recorded contacts still have their words; at least %(least)s are needed to learn from. Try again later, or have the line keep words longer.",
            self.contacts,
        ) % {"contacts": self.contacts, "least": LEAST_CONTACTS}


@dataclass
class UnderWay(Problem):
    code, status = "contact_centre.training_under_way", 409

    def message(self) -> str:
        return _("A training is under way already: it takes a few minutes at most. Look again in a moment.")


@dataclass
class NotReady(Problem):
    code, status = "contact_centre.training_not_ready", 409

    def message(self) -> str:
        return _("This training holds nothing that could be used any more. Train again, then use the new one.")
