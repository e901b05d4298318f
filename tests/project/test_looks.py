"""T-11a: no answer shows a person or a record without an audit record written in the transaction that read it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from project.test_access import CLOSED, TABLE, address_of, send
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories
from tuque.people.tests.factories import person
from tuque.releases.scopes import Scope
from tuque.releases.services import create_token
from watching import shown_without_trace, watching

pytestmark = pytest.mark.once


def something_to_see(cast):
    """A record that names someone, for each who may record, and one of no team."""
    named = person("Nobody Example", by=cast.noor, at=now())
    for worker in (cast.noor, cast.bea, cast.carl, cast.dana):
        factories.interaction(worker, at=now(), occurred_at=now(), person_id=named.pk, note="Nobody was there")
    return named


@pytest.mark.parametrize(("name", "method"), CLOSED)
def test_nothing_about_people_is_shown_without_a_trace(name, method, cast, sign_in):
    something_to_see(cast)
    address = address_of(name, cast)
    untraced = {}

    for role in getattr(TABLE[name], method):
        start = transaction.savepoint()
        client = sign_in(cast.workers[role])
        with watching() as watch:
            response = send(client, name, method, cast, address)
            untraced[role.value] = shown_without_trace(response, watch)
        transaction.savepoint_rollback(start)

    assert not any(untraced.values()), f"{method.upper()} {name} shows, without audit.look: {untraced}"


@pytest.fixture
def program(client, cast):
    _token, secret = create_token(
        name="Example", scopes=list(Scope), expires_at=now() + timedelta(days=1), by=cast.dana, at=now()
    )
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def test_a_program_sees_nothing_without_a_trace(cast, program):
    named = something_to_see(cast)
    row = Interaction.objects.first()
    row.answers = {"person": str(named.public_id)}
    row.save(update_fields=["answers"])
    factories.install_forms(cast)
    body = {"id": str(new_id()), "form": "check-in", "answers": {"outcome": "spoke"}}

    for ask, shows in (
        (lambda: program.get("/api/v1/interactions"), str(named.public_id)),
        (lambda: program.get(f"/api/v1/interactions/{row.public_id}"), str(named.public_id)),
        (lambda: program.post("/api/v1/interactions", body, content_type="application/json"), "revision"),
    ):
        with watching() as watch:
            response = ask()
            assert response.status_code in {200, 201}
            assert shows in response.content.decode()
            assert not shown_without_trace(response, watch)


def test_an_export_leaves_no_row_without_a_trace(cast, sign_in):
    something_to_see(cast)
    client = sign_in(cast.dana)

    with watching() as watch:
        response = client.get(reverse("releases:export") + "?format=csv")
        untraced = shown_without_trace(response, watch)

    assert response.streaming
    assert not untraced


def test_the_hook_sees_a_look_that_leaves_no_trace(cast, sign_in, monkeypatch):
    something_to_see(cast)
    monkeypatch.setattr("tuque.interactions.selectors.audit.look", lambda *args, **values: None)
    client = sign_in(cast.noor)

    with watching() as watch:
        untraced = shown_without_trace(client.get("/records"), watch)

    assert len(untraced) == 2
