from access import EVERYONE, Route

ROUTES = {
    "root": Route(get=EVERYONE),
    "web:home": Route(get=EVERYONE),
    # A visitor's choice is a cookie and nothing else: there is nothing to audit.
    "web:language": Route(post=EVERYONE, public=True, body=lambda cast: {"language": "fr", "next": "/"}),
    "web:healthy": Route(get=EVERYONE, public=True),
}
