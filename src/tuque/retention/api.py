"""What other rooms may call: what may be let go of theirs, what follows it, and the nightly work."""

from tuque.retention.kinds import Kind, follow, register
from tuque.retention.nightly import tend

__all__ = ["Kind", "follow", "register", "tend"]
