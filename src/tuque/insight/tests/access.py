from access import Route
from tuque.insight.permissions import BOARD_ROLES

BOARD = frozenset(BOARD_ROLES)
ROUTES = {
    "insight:board": Route(get=BOARD),
    # The address names a table, not a row: each organization finds its own figures in it.
    "insight:board-file": Route(get=BOARD, names=lambda cast: {"name": "type", "kind": "csv"}, shared=True),
}
