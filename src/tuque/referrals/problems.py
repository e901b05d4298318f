"""What can go wrong, and what to do then."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class InquiryClosed(Problem):
    code, status = "referrals.inquiry_closed", 409

    def message(self) -> str:
        return _("This inquiry is closed, so nothing was changed. Begin another one for what is new.")


@dataclass
class NotThatWay(Problem):
    """From here, a referral does not go there."""

    code, status = "referrals.not_that_way", 409

    def message(self) -> str:
        return _("This referral moved on meanwhile, so nothing was changed. Look at where it stands now.")


@dataclass
class ServiceGone(Problem):
    code, status = "referrals.service_gone", 409

    def message(self) -> str:
        return _("This service is no longer in the directory. Search again and choose another one.")


@dataclass
class NoWayThere(Problem):
    """No number or address to send to, or nothing that sends."""

    code, status = "referrals.no_way_there", 422
    reason: str = "phone"

    def message(self) -> str:
        return {
            "phone": _(
                "There is no mobile number to send to. With the person’s yes, write it under “How to reach them”; or print."
            ),
            "email": _(
                "There is no e-mail address to send to. With the person’s yes, write it under “How to reach them”; or print."
            ),
            "texts": _("No number of this site sends text messages yet. Print the sheet, or read it aloud."),
            "mail": _("No mail is set up on this site yet. Print the sheet, or read it aloud."),
        }[self.reason]


@dataclass
class LinkClosed(Problem):
    code, status = "referrals.link_closed", 410

    def message(self) -> str:
        return _("This link is no longer good. Call whoever sent it to you: they can send another one.")
