from access import Route
from tuque.insight.permissions import BOARD_ROLES

BOARD = frozenset(BOARD_ROLES)
ROUTES = {
    "insight:board": Route(get=BOARD),
    # The address names a table, not a row: each organization finds its own figures in it.
    "insight:board-file": Route(get=BOARD, names=lambda cast: {"name": "type", "kind": "csv"}, shared=True),
    "insight:map": Route(get=BOARD),
    # As above: the kind of file, not a row.
    "insight:map-file": Route(get=BOARD, names=lambda cast: {"kind": "geojson"}, shared=True),
}
