"""What can go wrong with accounts, in words that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class NoOtherNumber(Problem):
    code, status = "channels.no_other_number", 409

    def message(self) -> str:
        return _("This line has no other number that can write to this person. Call them, or ask your supervisor.")
