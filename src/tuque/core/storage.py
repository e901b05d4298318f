"""Whether a failure is the storage's: a full disk, a database that is away or busy; never a fault of ours."""

import errno

from django.db import OperationalError

DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
# What SQLite says about a table or a column is a fault of ours, not of the disk or of the network.
OUR_FAULT = ("no such table", "no such column", "has no column", "syntax error")


def is_disk_full(exception: BaseException | None) -> bool:
    if isinstance(exception, OSError):
        return exception.errno in DISK_FULL
    words = str(exception).lower()
    return isinstance(exception, OperationalError) and ("disk is full" in words or "no space left" in words)


def is_away(exception: BaseException | None) -> bool:
    """The database does not take what it is given, and the same may go well in a minute."""
    return isinstance(exception, OperationalError) and not any(words in str(exception) for words in OUR_FAULT)
