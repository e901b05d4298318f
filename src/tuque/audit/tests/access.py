from access import Route
from tuque.accounts.roles import Role

ROUTES = {"audit:records": Route(get=frozenset({Role.PRIVACY_OFFICER}))}
