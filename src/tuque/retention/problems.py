"""What can stand in the way of letting something go."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class PreviewChanged(Problem):
    """More is due than was shown: what was never shown is never approved."""

    shown: int
    due: int

    code = "retention.preview_changed"
    status = 409

    def message(self) -> str:
        return _(
            "%(due)s rows are due now, and you were shown %(shown)s. Nothing was let go. Look at the new count, then approve it."
        ) % {"due": self.due, "shown": self.shown}


@dataclass
class NothingWaits(Problem):
    code = "retention.nothing_waits"
    status = 409

    def message(self) -> str:
        return _("This no longer waits for approval: it was approved already, or its rule was changed.")


@dataclass
class ClockInDoubt(Problem):
    code = "retention.clock_in_doubt"
    status = 409

    def message(self) -> str:
        return _(
            "The server’s date is in doubt, so nothing is let go. Check the date on this page and confirm it first."
        )
