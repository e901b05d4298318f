"""No address of this room yet."""

from access import Route

ROUTES: dict[str, Route] = {}
