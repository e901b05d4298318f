"""Every write of the stock: one verb, one transaction, one audit record."""

from tuque.stock.services.by_hand import Came, Counted, Gone, count, move, receive, throw_away, undo
from tuque.stock.services.records import follow_record
from tuque.stock.services.setup import add_item, add_store, change_item, change_store, choose_store

__all__ = [
    "Came",
    "Counted",
    "Gone",
    "add_item",
    "add_store",
    "change_item",
    "change_store",
    "choose_store",
    "count",
    "follow_record",
    "move",
    "receive",
    "throw_away",
    "undo",
]
