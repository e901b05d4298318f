"""What other rooms may call."""

from tuque.stock.alarms import notice as alarm_notice
from tuque.stock.codes import ActKind
from tuque.stock.models import Act, Entry, Item

__all__ = ["Act", "ActKind", "Entry", "Item", "alarm_notice"]
