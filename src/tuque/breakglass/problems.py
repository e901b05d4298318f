"""What can go wrong with an emergency opening, said so that the reader knows what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class NothingThere(Problem):
    """No row of the organization bears the code: another organization's is answered alike."""

    code = "breakglass.nothing_there"
    status = 422

    def message(self) -> str:
        return _(
            "Your organization has no record and no participant with this code. Copy the whole code or the whole address, then try again. If it is a partner’s, call them: nothing of theirs opens here, even in an emergency."
        )


@dataclass
class ReasonMissing(Problem):
    code = "breakglass.reason_missing"
    status = 422

    def message(self) -> str:
        return _("Choose a reason and say in your own words what happens: nothing is opened without both.")


@dataclass
class OwnOpening(Problem):
    code = "breakglass.own_opening"
    status = 403

    def message(self) -> str:
        return _("You opened this yourself: someone else must review it, whatever roles you hold.")


@dataclass
class ReviewClosed(Problem):
    code = "breakglass.review_closed"
    status = 409

    def message(self) -> str:
        return _("Someone else closed this review already. Read what they found: nothing more is needed.")
