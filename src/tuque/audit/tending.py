"""What the audit asks of the work behind the pages, again and again."""

from datetime import datetime

from tuque.audit import gaps


def tend(*, at: datetime) -> None:
    """Take in what is missing from the audit. Harmless to run twice, or in two processes."""
    gaps.take_in(at=at)
