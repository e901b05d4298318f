"""Who may enter each address of this room."""

from access import Route
from tuque.channels.providers.tests import access as providers

ROUTES: dict[str, Route] = {**providers.ROUTES}
