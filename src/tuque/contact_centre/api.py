"""What other rooms may call."""

from datetime import datetime

from tuque.contact_centre.desk import desk


def wake_lines(*, at: datetime) -> bool:
    """Do what time brings in every organization's line. Whether anything was due."""
    return desk.wake(at=at) > 0


__all__ = ["wake_lines"]
