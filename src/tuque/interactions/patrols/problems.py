"""What can be wrong with a patrol, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tuque.core.problems import Problem
from tuque.interactions.patrols.presence import Span

LONGEST = timedelta(hours=24)
OLDEST = timedelta(days=3660)
CLOCK_DRIFT = timedelta(minutes=5)
MOST_AREAS = 200
MOST_POSITIONS = 5_000


@dataclass
class PatrolImpossible(Problem):
    """Some values cannot be: `errors` says which (`starts_at`, `ends_at`, `where`) and why, in the reader's language."""

    code = "interactions.patrol_impossible"
    status = 422
    errors: Mapping[str, str] = field(default_factory=dict)

    def message(self) -> str:
        return " ".join(self.errors.values())


def faults_of(span: Span, *, at: datetime) -> dict[str, str]:
    """What is wrong with each value; empty when all is well."""
    found = {}
    if span.starts_at < at - OLDEST:
        found["starts_at"] = _("This is more than ten years ago. Check the year.")
    if span.ends_at <= span.starts_at:
        found["ends_at"] = _("The end is not after the beginning. Put one of the two right.")
    elif span.ends_at - span.starts_at > LONGEST:
        found["ends_at"] = _(
            "A patrol cannot last more than 24 hours. Check the day and the hour, or make two patrols."
        )
    elif span.ends_at > at + CLOCK_DRIFT:
        found["ends_at"] = _("The end is still to come. Write when the patrol ended, or end it when it does.")
    if len(span.areas) > MOST_AREAS or len(span.positions) > MOST_POSITIONS:
        found["where"] = _("That is more places than one patrol can hold. Make two patrols of it.")
    elif any(not span.starts_at <= one.at <= span.ends_at for one in span.positions):
        found["where"] = _("A position lies before the beginning or after the end of the patrol. Check its instant.")
    return found
