"""What can go wrong with the stock, in words that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class NotEnough(Problem):
    """More would leave a store than the ledger says is there."""

    item: str
    store: str
    left: int

    code, status = "stock.not_enough", 409

    def message(self) -> str:
        return _(
            "%(item)s: the ledger has only %(left)s left in “%(store)s”. Take that many at most; if more are really there, count this store first."
        ) % {"item": self.item, "store": self.store, "left": self.left}


@dataclass
class NothingEntered(Problem):
    code, status = "stock.nothing_entered", 422

    def message(self) -> str:
        return _("Nothing is entered yet. Write how many beside at least one item.")


@dataclass
class SameStore(Problem):
    code, status = "stock.same_store", 422

    def message(self) -> str:
        return _("Both are the same store. Choose where the things go.")


@dataclass
class LeftSinceCounting(Problem):
    """Something was given or moved while someone counted: the counts of these items may be of before or after."""

    items: tuple[str, ...]

    code, status = "stock.left_since_counting", 409

    def message(self) -> str:
        return _(
            "While you counted, the ledger changed for: %(items)s. Look at these again, put the number right if it must be, then save."
        ) % {"items": ", ".join(self.items)}


@dataclass
class CannotUndo(Problem):
    code, status = "stock.cannot_undo", 409

    def message(self) -> str:
        return _("This cannot be undone: it was undone already, or it belongs to a record. Correct the record instead.")


@dataclass
class CodeTaken(Problem):
    name: str

    code, status = "stock.code_taken", 409

    def message(self) -> str:
        return _("“%(name)s” is followed already. Open it in the list to change it.") % {"name": self.name}
