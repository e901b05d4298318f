"""Who may enter where: every address x method x role, another organization, and a visitor. A new address needs a line."""

import importlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from access import Route
from headers import faults_of
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import Cast
from tuque.audit.models import AuditRecord

# Addresses that take a form from another site, and why no harm comes of it: no cookie of ours speaks there.
FROM_ELSEWHERE = {
    "api:": "A program proves itself by its key, in a header.",
    "openrosa:": "A device proves itself by digest or by its key.",
    "hsds:": "Anyone reads the directory; a form keeps what is asked out of the address.",
    "finder:": "The same, on a page.",
    "data:home": "The same, at the data desk.",
    "data:file": "The same, as a file.",
    "data:answers": "The same, in the library of past answers.",
    "data:ask": "Whoever asks has no account: no cookie speaks for them.",
    "directory:finder-preview": "The same, before it is published: a search, whatever is sent, and nothing is written.",
    "channels:webhook": "A provider proves where a delivery comes from.",
    "channels:pocket-network": "The playground's own network proves itself by the account's secret.",
    "contact_centre:survey": "The link in it is the secret.",
    **dict.fromkeys(
        (
            f"channels:{name}"
            for name in (
                "begin",
                "come-back",
                "erase-by-words",
                "say",
                "read",
                "leave",
                "end",
                "erase",
                "words",
                "after",
            )
        ),
        "The secret of the chat's page is in a header or in the body.",
    ),
    **dict.fromkeys(
        (f"channels:{name}" for name in ("voice-call", "caller-look", "caller-tell", "caller-leave", "caller-after")),
        "The secret of the call's page is in the body.",
    ),
}
ACCEPTED = {200, 201, 202, 204, 302, 303}


def addresses() -> Iterator[tuple[str, object]]:
    def walk(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[tuple[str, object]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
                yield from walk(pattern, inner)
            elif isinstance(pattern, URLPattern):
                yield ":".join([*namespaces, pattern.name or f"unnamed {pattern.pattern}"]), pattern.callback

    yield from walk(get_resolver(), ())


def named_addresses() -> Iterator[str]:
    for name, _view in addresses():
        yield name


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
VIEWS = dict(addresses())


def methods_of(name: str) -> list[str]:
    return [method for method in ("get", "post") if getattr(TABLE[name], method) is not None]


CASES = [(name, method) for name, route in TABLE.items() for method in methods_of(name) if not route.by_token]
BY_TOKEN = [name for name, route in TABLE.items() if route.by_token]
CLOSED = [(name, method) for name, method in CASES if not TABLE[name].public]


def address_of(name: str, cast: Cast) -> str:
    route = TABLE[name]
    return reverse(name, kwargs=dict(route.names(cast)) if route.names else {})


def send(client: Client, name: str, method: str, cast: Cast, address: str = ""):
    route, address = TABLE[name], address or address_of(name, cast)
    if method == "get":
        return client.get(address + route.query)
    return client.post(address, data=dict(route.body(cast)) if route.body else {})


def acts():
    """What was done; that someone was refused is recorded too, and is no act."""
    return AuditRecord.objects.exclude(action="web.refused")


def test_every_address_has_a_line_in_an_access_table():
    missing = sorted(set(named_addresses()) - TABLE.keys())
    left_over = sorted(TABLE.keys() - set(named_addresses()))

    assert not missing, f"Add these to their room's tests/access.py: {missing}"
    assert not left_over, f"No address bears these names any more: {left_over}"


@pytest.mark.parametrize("name", dict(CLOSED))
def test_a_role_gets_in_exactly_where_the_table_says(name, cast, sign_in):
    """Who is refused is settled before the database is asked, so that on PostgreSQL two are tried who get in: who sees least, and most."""
    route, address = TABLE[name], address_of(name, cast)
    allowed = {method: getattr(route, method) for method in methods_of(name)}
    within = [role for role in Role if role in frozenset().union(*allowed.values())]
    tried = Role if connection.vendor == "sqlite" else {*within[:1], *within[-1:]}
    wrong = {}

    for role in tried:
        client = sign_in(cast.workers[role])
        for method, roles in allowed.items():
            start = transaction.savepoint()
            before = acts().count()
            response = send(client, name, method, cast, address)
            written = acts().count() - before
            transaction.savepoint_rollback(start)  # each finds things as they were
            found = "; ".join(faults_of(name, response))
            if role in roles and response.status_code not in (route.answers or ACCEPTED):
                found = f"should get in, got {response.status_code}"
            elif role not in roles and response.status_code not in {403, 404}:
                found = f"should be refused, got {response.status_code}"
            elif role not in roles and method == "post" and written:
                found = "was refused, and something was written"
            elif role in roles and method == "post" and route.audited and not route.answers and not written:
                found = "wrote without an audit record"
            if found:
                wrong[f"{method.upper()} by {role.value}"] = found

    assert not wrong, f"{name}: {wrong}"


@pytest.mark.parametrize("name", [name for name in dict(CLOSED) if TABLE[name].names and not TABLE[name].shared])
def test_another_organization_sees_nothing_there(name, cast, sign_in):
    address, odile = address_of(name, cast), sign_in(cast.odile)

    for method in methods_of(name):
        response = send(odile, name, method, cast, address)
        assert response.status_code == 404, f"{method.upper()} {name} answered {response.status_code} to Odile"
        assert faults_of(name, response) == []


@pytest.mark.once
@pytest.mark.parametrize(("name", "method"), CLOSED)
def test_a_visitor_is_sent_to_sign_in(name, method, cast, sign_in):
    response = send(sign_in(None), name, method, cast)

    assert (response.status_code == 302 and "/account/login" in response["Location"]) or response.status_code in {
        401,
        403,
    }


@pytest.mark.once
@pytest.mark.parametrize("name", BY_TOKEN)
def test_a_session_opens_nothing_meant_for_a_token(name, cast, sign_in):
    for client in (sign_in(None), sign_in(cast.dana)):
        for method in methods_of(name):
            assert send(client, name, method, cast).status_code == 401


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in TABLE if not TABLE[name].by_token])
def test_a_method_that_is_not_meant_is_refused(name, cast, sign_in):
    route = TABLE[name]
    client = sign_in(cast.dana)

    for method in ("get", "post"):
        if getattr(route, method) is None and not route.public:
            assert send(client, name, method, cast).status_code in {405, 403, 404}, f"{method.upper()} {name}"


@pytest.mark.parametrize(("name", "method"), [case for case in CASES if TABLE[case[0]].public])
def test_what_is_public_serves_a_visitor(name, method, cast, sign_in):
    assert send(sign_in(None), name, method, cast).status_code in (TABLE[name].answers or ACCEPTED)


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_view_is_closed_or_says_why_it_is_open_and_the_table_agrees(name):
    route, view = TABLE[name], VIEWS.get(name)
    if route.by_token or name.startswith("api:"):
        return  # closed by the token, in the programming interface itself

    reason, allowed = getattr(view, "public_reason", ""), getattr(view, "allowed_roles", None)

    assert reason or allowed, f"{name}: mark its view with @public(reason=…), @signed_in or @roles_allowed(…)"
    assert bool(reason) == route.public, f"{name}: its view and its line in the access table disagree on `public`"
    if allowed is not None:
        assert (route.get or frozenset()) | (route.post or frozenset()) <= allowed, f"{name}: the table allows more"


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in TABLE if not TABLE[name].by_token and not name.startswith("api:")])
def test_a_page_takes_no_other_method(name, cast, sign_in):
    address = address_of(name, cast)
    before = acts().count()

    for client in (sign_in(None), sign_in(cast.dana)):
        for method in ("put", "patch", "delete"):
            assert getattr(client, method)(address).status_code in {302, 401, 403, 404, 405}, method.upper()

    assert acts().count() == before


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name, method in CLOSED if method == "get"])
def test_asking_for_the_head_alone_tells_no_more(name, cast, sign_in):
    route, address = TABLE[name], address_of(name, cast) + TABLE[name].query
    refused = next((role for role in Role if role not in route.get), None)

    assert sign_in(None).head(address).status_code in {302, 401, 403, 405}
    if refused:
        assert sign_in(cast.workers[refused]).head(address).status_code in {403, 404, 405}
    if route.names and not route.shared:
        assert sign_in(cast.odile).head(address).status_code in {404, 405}


def from_elsewhere() -> set[str]:
    return {name for name, view in VIEWS.items() if getattr(view, "csrf_exempt", False)}


@pytest.mark.once
def test_a_form_from_another_site_is_taken_only_where_the_list_says_why():
    exempt = from_elsewhere()

    assert {name for name in exempt if not name.startswith(tuple(FROM_ELSEWHERE))} == set()
    assert {start for start in FROM_ELSEWHERE if not any(name.startswith(start) for name in exempt)} == set()


@pytest.mark.once
def test_what_another_site_sends_is_never_done_in_the_name_of_whoever_is_signed_in(cast, sign_in):
    """Dana reads another site, which sends forms here: none is taken for hers."""
    client = sign_in(cast.dana)
    for name in sorted(from_elsewhere() & TABLE.keys()):
        if TABLE[name].post is not None:
            send(client, name, "post", cast)

    assert [*acts().filter(worker=cast.dana).values_list("action", flat=True)] == []
