"""Who may enter where: every address x method x role, another organization, and a visitor. A new address needs a line."""

import importlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from access import Route
from tuque.accounts.roles import Role
from tuque.audit.models import AuditRecord

ACCEPTED = {200, 201, 202, 204, 302, 303}


def named_addresses() -> Iterator[str]:
    def walk(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
                yield from walk(pattern, inner)
            elif isinstance(pattern, URLPattern):
                yield ":".join([*namespaces, pattern.name or f"unnamed {pattern.pattern}"])

    yield from walk(get_resolver(), ())


def table() -> dict[str, Route]:
    routes: dict[str, Route] = {}
    for room in apps.get_app_configs():
        if not room.name.startswith("tuque."):
            continue
        try:
            module = importlib.import_module(f"{room.name}.tests.access")
        except ModuleNotFoundError:
            continue
        routes.update(module.ROUTES)
    return routes


TABLE = table()
CASES = [
    (name, method)
    for name, route in TABLE.items()
    for method in ("get", "post")
    if getattr(route, method) is not None and not route.by_token
]
BY_TOKEN = [name for name, route in TABLE.items() if route.by_token]
CLOSED = [(name, method) for name, method in CASES if not TABLE[name].public]


def send(client: Client, name: str, method: str, cast):
    route = TABLE[name]
    address = reverse(name, kwargs=dict(route.names(cast)) if route.names else {})
    if method == "get":
        return client.get(address + route.query)
    return client.post(address, data=dict(route.body(cast)) if route.body else {})


def test_every_address_has_a_line_in_an_access_table():
    missing = sorted(set(named_addresses()) - TABLE.keys())
    left_over = sorted(TABLE.keys() - set(named_addresses()))

    assert not missing, f"Add these to their room's tests/access.py: {missing}"
    assert not left_over, f"No address bears these names any more: {left_over}"


@pytest.mark.parametrize(("name", "method"), CLOSED)
def test_a_role_gets_in_exactly_where_the_table_says(name, method, cast, sign_in):
    route = TABLE[name]
    allowed = getattr(route, method)
    wrong = {}

    for role in Role:
        before = AuditRecord.objects.count()
        response = send(sign_in(cast.workers[role]), name, method, cast)
        if role in allowed and response.status_code not in ACCEPTED:
            wrong[role.value] = f"should get in, got {response.status_code}"
        elif role not in allowed and response.status_code not in {403, 404}:
            wrong[role.value] = f"should be refused, got {response.status_code}"
        elif role in allowed and method == "post" and route.audited and AuditRecord.objects.count() == before:
            wrong[role.value] = "wrote without an audit record"

    assert not wrong, f"{method.upper()} {name}: {wrong}"


@pytest.mark.parametrize(
    ("name", "method"), [case for case in CLOSED if TABLE[case[0]].names and not TABLE[case[0]].shared]
)
def test_another_organization_sees_nothing_there(name, method, cast, sign_in):
    response = send(sign_in(cast.odile), name, method, cast)

    assert response.status_code == 404, f"{method.upper()} {name} answered {response.status_code} to Odile"


@pytest.mark.parametrize(("name", "method"), CLOSED)
def test_a_visitor_is_sent_to_sign_in(name, method, cast, sign_in):
    response = send(sign_in(None), name, method, cast)

    assert (response.status_code == 302 and "/account/login" in response["Location"]) or response.status_code in {
        401,
        403,
    }


@pytest.mark.parametrize("name", BY_TOKEN)
def test_a_session_opens_nothing_meant_for_a_token(name, cast, sign_in):
    for client in (sign_in(None), sign_in(cast.dana)):
        for method in ("get", "post"):
            if getattr(TABLE[name], method) is not None:
                assert send(client, name, method, cast).status_code == 401


@pytest.mark.parametrize("name", [name for name in TABLE if not TABLE[name].by_token])
def test_a_method_that_is_not_meant_is_refused(name, cast, sign_in):
    route = TABLE[name]
    client = sign_in(cast.dana)

    for method in ("get", "post"):
        if getattr(route, method) is None and not route.public:
            assert send(client, name, method, cast).status_code in {405, 403, 404}, f"{method.upper()} {name}"


@pytest.mark.parametrize(("name", "method"), [case for case in CASES if TABLE[case[0]].public])
def test_what_is_public_serves_a_visitor(name, method, cast, sign_in):
    assert send(sign_in(None), name, method, cast).status_code in ACCEPTED
