"""What other rooms may call: what may be let go of theirs, what follows it, and the nightly work."""

from datetime import datetime

from tuque.accounts.api import Organization
from tuque.retention import clocks, services
from tuque.retention.kinds import Kind, follow, register
from tuque.retention.nightly import tend


def clock_is_believed(organization: Organization, *, at: datetime) -> bool:
    """Whether this machine's date may be trusted to let things go; within the organization. Once in doubt it is not, until
    someone confirms it."""
    return services.note_clock(organization, here=clocks.read(at=at))


__all__ = ["Kind", "clock_is_believed", "follow", "register", "tend"]
