"""What other rooms may call: `audit.record(...)` in the transaction of every write, `audit.look(...)` in that of every
read about people, and the sentences of their acts."""

from tuque.audit.gaps import record_in_crisis
from tuque.audit.reaching import Access, Reached, count_reach
from tuque.audit.selectors import lines_under
from tuque.audit.sentences import describe
from tuque.audit.services import NotRecorded, look, record
from tuque.audit.tending import tend

__all__ = [
    "Access",
    "NotRecorded",
    "Reached",
    "count_reach",
    "describe",
    "lines_under",
    "look",
    "record",
    "record_in_crisis",
    "tend",
]
