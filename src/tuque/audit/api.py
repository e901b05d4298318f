"""What other rooms may call: `audit.record(...)` in the transaction of every write."""

from tuque.audit.services import record

__all__ = ["record"]
