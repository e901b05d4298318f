"""What can go wrong with a rescue, in words that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.contact_centre.rescue import words
from tuque.contact_centre.rescue.steps import Step
from tuque.core.problems import Problem


@dataclass
class NotPossibleNow(Problem):
    """An act that does not fit: someone else was quicker, or something comes first."""

    why: str
    missing: tuple[Step, ...] = ()

    code, status = "contact_centre.rescue_not_now", 409

    def message(self) -> str:
        if self.why == "missing":
            return _(
                "First: %(steps)s. Do this, or leave it out with a reason; in an emergency, telephone, and write it down after."
            ) % {"steps": ", ".join(words.step_name(step) for step in self.missing)}
        return {
            "closed": _("This rescue is closed. If there is danger again, start another one."),
            "nothing_proposed": _("Nothing is proposed now. Look at the steps, then propose again."),
            "same_name": _("You proposed this yourself. A second person must agree: a supervisor, or a colleague."),
            "no_supervisor": _("One of the two names must be a supervisor’s. Ask one to agree."),
            "other_decision": _("What you agree with is no longer what is proposed. Look at the proposal again."),
            "no_reason": _("Say why the step is left out."),
        }.get(self.why, _("Someone did this already. Look at the steps: nothing more is needed here."))


@dataclass
class AlreadyListed(Problem):
    number: str

    code, status = "contact_centre.emergency_service_listed", 409

    def message(self) -> str:
        return _("%(number)s is on the list for this area already.") % {"number": self.number}
