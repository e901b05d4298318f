"""Who may enter each address of this room."""

from access import Route
from tuque.channels.providers.tests import access as providers
from tuque.channels.voice.tests import access as voice

ROUTES: dict[str, Route] = {**providers.ROUTES, **voice.ROUTES}
