"""What a viewer may not see is in no answer, and what a sender may not set is set by no form: every address, one marked record."""

import json
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from project.test_access import ACCEPTED, CASES, CLOSED, TABLE, address_of
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.interactions import permissions
from tuque.interactions.facts import Spot
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories
from tuque.people.tests.factories import person
from tuque.releases.scopes import Scope
from tuque.releases.tests import factories as releases

pytestmark = pytest.mark.once

WORDS, PLACE, NAME = "canarywords", "canaryplace", "canaryname"
MARKERS = (WORDS, PLACE, NAME)
# An agreement names its other party, and is told to that party's audit.
NAMED_ON_PURPOSE = frozenset({"agreements.Party", "audit.AuditRecord"})
# Forms that look something up: their answer shows what was found.
LOOKING_FOR_PEOPLE = ("people:search", "people:find")
LOOKING = (*LOOKING_FOR_PEOPLE, "finder:find", "referrals:find")
# What a sender may never choose: whose a row is, who made it, its id, its place in the order, its state.
FORGED = UUID("0190b000-0000-7000-8000-00000000dead")
HIDDEN_FIELDS = {
    "id": "1",
    "pk": "1",
    "public_id": str(FORGED),
    "sequence": "1",
    "revision": "99",
    "is_active": "",
    "recorded_at": "2001-01-01T00:00:00Z",
    "created_at": "2001-01-01T00:00:00Z",
    "token_hash": "0" * 64,
    "is_staff": "on",
    "is_superuser": "on",
}


def marked(cast: Cast) -> Interaction:
    """A record with a marker wherever something is said about a person."""
    factories.install_forms(cast)
    at = now() - timedelta(minutes=1)
    return factories.interaction(
        cast.noor,
        at=at,
        occurred_at=at,
        note=WORDS,
        spot=Spot(text=PLACE),
        person_id=person(NAME, by=cast.noor, at=at).pk,
    )


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace").lower()


def seen_by(cast: Cast, role: Role, row: Interaction, client: Client) -> dict[str, list[str]]:
    """The addresses that answered `role` with a marker: pages, files, charts, searches, streams, and what a form answers."""
    found = {}
    for name, method in CLOSED:
        route = TABLE[name]
        if role not in getattr(route, method):
            continue
        if method == "get":
            address = f"/records/{row.public_id}" if name == "interactions:detail" else address_of(name, cast)
            answer = client.get(address + route.query)
        elif name in LOOKING:
            answer = client.post(address_of(name, cast), data=dict(route.body(cast)) | {"words": NAME[:8]})
        else:
            continue
        text = text_of(answer)
        found[f"{name} {method}"] = [marker for marker in MARKERS if marker in text]
    return {name: markers for name, markers in found.items() if markers}


@pytest.mark.parametrize("role", [Role.ANALYST, *(role for role in Role if role not in permissions.READERS)])
def test_whoever_may_not_read_words_and_names_finds_them_nowhere(role, cast, sign_in):
    row = marked(cast)

    assert seen_by(cast, role, row, sign_in(cast.workers[role])) == {}


def test_the_markers_are_found_where_they_may_be(cast, sign_in):
    """The other side of the same walk: it would see them if they were there."""
    row = marked(cast)

    found = seen_by(cast, Role.DIRECTOR, row, sign_in(cast.dana))

    assert set(found["interactions:detail get"]) == set(MARKERS)


def test_a_search_finds_the_name_where_it_may_be(cast, sign_in):
    row = marked(cast)

    found = seen_by(cast, Role.FIELD_WORKER, row, sign_in(cast.noor))

    assert {f"{name} post" for name in LOOKING_FOR_PEOPLE} <= found.keys()


def test_every_form_that_looks_something_up_is_walked():
    searches = {name for name, method in CASES if method == "post" and name.endswith((":search", ":find"))}

    assert searches == set(LOOKING), "Add it to LOOKING: what it answers is then read with every role."


@pytest.mark.parametrize("role", list(Role))
def test_a_stream_tells_no_word_to_anyone(role, cast, sign_in):
    """A stream says that something changed; its reader asks the page, which decides."""
    marked(cast)
    client = sign_in(cast.workers[role])
    address = reverse("web:stream", kwargs=dict(TABLE["web:stream"].names(cast)))

    for kind in ("application/json", "text/event-stream"):
        text = text_of(client.get(f"{address}?after=0", headers={"Accept": kind}))
        assert not [marker for marker in MARKERS if marker in text]


@pytest.mark.parametrize(
    "field", sorted({*HIDDEN_FIELDS, "organization", "recorded_by"} - {"id"})
)  # its own id is asked
def test_a_program_sets_nothing_that_it_is_not_asked(field, cast):
    factories.install_forms(cast)
    caches["quick"].clear()
    client = Client(headers={"Authorization": f"Bearer {releases.token(cast.dana, Scope.WRITE)}"})
    body = {"id": str(new_id()), "form": "check-in", "answers": {"outcome": "spoke"}, "team": "van"}

    answer = client.post(
        "/api/v1/interactions", body | {field: HIDDEN_FIELDS.get(field, "1")}, content_type="application/json"
    )

    assert answer.status_code in {201, 422}
    client.post("/api/v1/interactions", body, content_type="application/json")
    row = Interaction.objects.get()
    assert (row.organization, row.recorded_by, row.revision) == (cast.downtown, cast.dana, 1)
    assert row.public_id != FORGED
    assert row.recorded_at.year > 2001


def test_another_organization_finds_no_marker_anywhere(cast, sign_in):
    row = marked(cast)
    client = sign_in(cast.odile)

    found = {}
    for name, method in CLOSED:
        if method == "get" and not TABLE[name].names:
            text = text_of(client.get(address_of(name, cast) + TABLE[name].query))
            found[name] = [marker for marker in (*MARKERS, str(row.public_id)) if marker in text]

    assert {name: markers for name, markers in found.items() if markers} == {}


@pytest.mark.parametrize("word", MARKERS)
def test_a_search_does_not_tell_an_analyst_what_a_note_says(word, cast, sign_in):
    marked(cast)
    client = sign_in(cast.workers[Role.ANALYST])

    hit, miss = (
        client.get(f"/records?words={quote(one)}", headers={"HX-Request": "true"}) for one in (word, "nothing")
    )

    assert text_of(hit).count('class="record') == text_of(miss).count('class="record')


def test_a_key_without_the_scope_gets_no_word_and_no_name(cast):
    row = marked(cast)
    caches["quick"].clear()
    client = Client(headers={"Authorization": f"Bearer {releases.token(cast.dana, Scope.INTERACTIONS)}"})

    for address in ("/api/v1/interactions", f"/api/v1/interactions/{row.public_id}"):
        text = text_of(client.get(address))
        assert not [marker for marker in MARKERS if marker in text], address


@pytest.mark.parametrize(("name", "method"), [case for case in CASES if case[1] == "post"])
def test_a_form_sets_nothing_that_it_does_not_ask(name, method, cast, sign_in):
    route = TABLE[name]
    role = next((role for role in Role if role in (route.post or ())), None)
    client = sign_in(cast.workers[role] if role else None)
    address = address_of(name, cast)
    foreign = foreign_rows(cast)
    hidden = HIDDEN_FIELDS | {
        key: str(value)
        for key, value in {
            "organization": cast.elsewhere.pk,
            "organization_id": cast.elsewhere.pk,
            "recorded_by": cast.odile.pk,
            "recorded_by_id": cast.odile.pk,
            "worker": cast.odile.pk,
            "by": cast.odile.pk,
        }.items()
    }
    body = hidden | dict(route.body(cast) if route.body else {})

    with CaptureQueriesContext(connection) as ran:
        response = client.post(address, data=body)

    assert response.status_code < 500, response.status_code
    for kind in route.asks:
        foreign[kind] += 1
    assert foreign_rows(cast) == foreign, "a row of another organization was made, changed or deleted"
    assert str(FORGED) not in json.dumps([query["sql"] for query in ran]), (
        "an id chosen by the sender reached the database"
    )
    assert response.status_code in (route.answers or ACCEPTED) | {422, 404, 403, 409}


def foreign_rows(cast: Cast) -> dict[str, int]:
    """How many rows of each kind belong to the other organization. All are counted in one statement: this is asked at each address."""

    def owned(model: type[Model]) -> bool:
        return any(field.name == "organization" for field in model._meta.concrete_fields)

    tables = {
        model._meta.label: model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("tuque.") and owned(model) and model._meta.label not in NAMED_ON_PURPOSE
    }
    counted = '(SELECT count(*) FROM "{}" WHERE organization_id = {})'.format  # of our own tables
    counts = [counted(table, cast.elsewhere.pk) for table in tables.values()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}")
        return dict(zip(tables, cursor.fetchone(), strict=True))
