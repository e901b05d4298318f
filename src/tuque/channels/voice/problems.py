"""What can go wrong in a call, in words that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class CallOver(Problem):
    code, status = "channels.call_over", 410

    def message(self) -> str:
        return _("This call is over. The person can call again at any time.")


@dataclass
class NotInCall(Problem):
    code, status = "channels.not_in_call", 409

    def message(self) -> str:
        return _("You are not in this call any more. Come in again from the conversation.")
