from access import Route
from tuque.insight.permissions import BOARD_ROLES, COST_ROLES, REPORT_ROLES

BOARD = frozenset(BOARD_ROLES)
REPORT = frozenset(REPORT_ROLES)
COST = {
    "code": "police-hour",
    "name_en": "An hour of police",
    "name_fr": "Une heure de police",
    "amount": "120.50",
    "unit": "hour",
    "minutes_per_interaction": "45",
    "applies_to": ["conflict"],
    "year": "2025",
    "source": "City budget, page 12",
}
ROUTES = {
    "insight:board": Route(get=BOARD),
    # The address names a table, not a row: each organization finds its own figures in it.
    "insight:board-file": Route(get=BOARD, names=lambda cast: {"name": "type", "kind": "csv"}, shared=True),
    "insight:map": Route(get=BOARD),
    # As above: the kind of file, not a row.
    "insight:map-file": Route(get=BOARD, names=lambda cast: {"kind": "geojson"}, shared=True),
    "insight:reports": Route(get=REPORT),
    "insight:report-pdf": Route(get=REPORT),
    "insight:stock": Route(get=REPORT),
    # As above: a table, not a row.
    "insight:stock-file": Route(get=REPORT, names=lambda cast: {"name": "items", "kind": "csv"}, shared=True),
    "insight:costs": Route(get=REPORT, post=frozenset(COST_ROLES), body=lambda cast: COST),
}
