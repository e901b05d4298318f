from access import Route

ROUTES: dict[str, Route] = {}
