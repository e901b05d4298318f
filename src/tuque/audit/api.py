"""What other rooms may call: `audit.record(...)` in the transaction of every write, and the sentences of their acts."""

from tuque.audit.sentences import describe
from tuque.audit.services import record

__all__ = ["describe", "record"]
