from datetime import timedelta
from itertools import count
from uuid import uuid4

import h3
import pytest
from conftest import NOON
from django.core.cache import caches
from django.test import Client

from tuque.audit.models import AuditRecord
from tuque.core.ids import new_id
from tuque.core.models import ConflictingWrite
from tuque.forms import services
from tuque.forms.models import Definition
from tuque.forms.tests.factories import starter_set
from tuque.interactions.models import Interaction
from tuque.releases.scopes import Scope
from tuque.releases.tests import factories

LON, LAT = -97.1384, 49.8951
numbers = count(1)


def interaction(organization, **changes):
    values = {
        "public_id": new_id(),
        "sequence": next(numbers),
        "recorded_at": NOON,
        "updated_at": NOON,
        "base_type": "check_in",
        "type_code": "check-in",
        "origin": "found",
        "occurred_at": NOON,
        "lon": LON,
        "lat": LAT,
        "note": "Words that stay here",
    }
    return Interaction.objects.create(organization=organization, **{**values, **changes})


def caller(worker, *scopes):
    caches["quick"].clear()
    return Client(headers={"Authorization": f"Bearer {factories.token(worker, *scopes)}"})


def test_pages_follow_one_another_without_loss_or_double(cast):
    rows = [interaction(cast.downtown) for _ in range(7)]
    client = caller(cast.dana, Scope.INTERACTIONS)
    seen, cursor = [], ""

    while True:
        page = client.get("/api/v1/interactions", {"limit": 3, "cursor": cursor}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["cursor"]
        if not page["has_more"]:
            break

    assert seen == [str(row.public_id) for row in rows]


def test_a_cursor_kept_overnight_gives_only_what_changed_since(cast):
    interaction(cast.downtown)
    client = caller(cast.dana, Scope.INTERACTIONS)
    cursor = client.get("/api/v1/interactions").json()["cursor"]
    later = interaction(cast.downtown)

    page = client.get("/api/v1/interactions", {"cursor": cursor}).json()

    assert [item["id"] for item in page["items"]] == [str(later.public_id)]


def test_updated_since_leaves_out_what_is_older(cast):
    interaction(cast.downtown, updated_at=NOON - timedelta(days=2))
    recent = interaction(cast.downtown)
    client = caller(cast.dana, Scope.INTERACTIONS)

    page = client.get("/api/v1/interactions", {"updated_since": "2026-01-13T18:00:00Z"}).json()

    assert [item["id"] for item in page["items"]] == [str(recent.public_id)]


def test_another_organizations_rows_look_like_no_rows(cast):
    row = interaction(cast.downtown)
    client = caller(cast.odile)

    listed = client.get("/api/v1/interactions").json()["items"]
    foreign = client.get(f"/api/v1/interactions/{row.public_id}")
    missing = client.get(f"/api/v1/interactions/{uuid4()}")

    assert listed == []
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


def test_notes_and_exact_places_need_their_scopes(cast):
    row = interaction(cast.downtown)

    plain = caller(cast.dana, Scope.INTERACTIONS).get(f"/api/v1/interactions/{row.public_id}").json()
    full = caller(cast.dana).get(f"/api/v1/interactions/{row.public_id}").json()

    assert plain["note"] is None
    assert plain["answers"] is None
    assert (plain["lon"], plain["lat"]) != (LON, LAT)
    assert plain["cell"] == h3.latlng_to_cell(LAT, LON, 9)
    assert full["note"] == "Words that stay here"
    assert (full["lon"], full["lat"]) == (LON, LAT)


def test_every_look_is_audited(cast):
    interaction(cast.downtown)
    client = caller(cast.dana, Scope.INTERACTIONS)

    client.get("/api/v1/interactions")

    record = AuditRecord.objects.get(action="interactions.read_by_token")
    assert (record.actor_kind, record.details["rows"], record.organization) == ("token", 1, cast.downtown)


def test_a_missing_scope_is_named(cast):
    response = caller(cast.dana, Scope.REFERENCE).get("/api/v1/interactions")

    assert response.status_code == 403
    assert "interactions:read" in response.json()["detail"]


def test_errors_speak_the_callers_language(cast):
    response = Client(headers={"Accept-Language": "fr"}).get("/api/v1/me")

    assert response.status_code == 401
    assert "Aucune clé" in response.json()["detail"]


def test_too_many_requests_are_told_to_wait(cast, settings, monkeypatch):
    from tuque.releases.endpoints import root

    monkeypatch.setattr(root.api.throttle[0], "num_requests", 2)
    client = caller(cast.dana)

    statuses = [client.get("/api/v1/me").status_code for _ in range(3)]
    refused = client.get("/api/v1/me")

    assert statuses == [200, 200, 429]
    assert int(refused["Retry-After"]) > 0


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=x",
        "cursor=abc",
        "updated_since=yesterday",
        "origin=elsewhere",
        "occurred_from=2026-01-01",
        "occurred_to=11",
    ],
)
def test_values_that_cannot_be_used_are_named(cast, query):
    response = caller(cast.dana).get(f"/api/v1/interactions?{query}")

    assert response.status_code == 422
    assert any(query.split("=")[0] in name for name in response.json()["errors"])


def test_reference_lists_have_both_languages(cast):
    client = caller(cast.dana, Scope.REFERENCE)

    teams = client.get("/api/v1/teams").json()
    outcomes = client.get("/api/v1/codes").json()["outcome"]

    assert {team["code"] for team in teams} == {"foot-patrol", "van"}
    assert {"code": "helped", "name_en": "Helped on the spot", "name_fr": "Aide sur place"} in outcomes


def send(client, **changes):
    body = {"id": str(new_id()), "form": "check-in", "answers": {"outcome": "spoke"}, "team": "van", **changes}
    return client.post("/api/v1/interactions", body, content_type="application/json")


@pytest.fixture
def writer(cast):
    starter_set(cast.downtown, at=NOON)
    return caller(cast.dana, Scope.WRITE)


def test_an_interaction_is_added_once_however_often_it_is_sent(cast, writer):
    one = {"id": str(new_id()), "answers": {"outcome": "spoke"}}

    answers = [send(writer, **one) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    row = Interaction.objects.get()
    assert (row.outcome, row.type_code, row.team, row.recorded_by) == ("helped", "check-in", cast.van, cast.dana)


def test_a_record_costs_few_statements(cast, writer, django_assert_max_num_queries, django_capture_on_commit_callbacks):
    """What was read a moment ago is not read again: the team, the trace, the audit, the number, the row, two savepoints."""
    with django_capture_on_commit_callbacks(execute=True):
        send(writer)  # makes the organization's key, which is remembered once it is committed
    send(writer)

    with django_assert_max_num_queries(7):
        send(writer)


def test_a_form_that_was_just_published_is_the_one_that_counts(cast, writer):
    send(writer)
    definition = Definition.objects.get(code="check-in")
    body = definition.versions.get().body
    services.save_draft(definition=definition, body=body, by=cast.dana, at=NOON)
    newer = services.publish(definition=definition, by=cast.dana, at=NOON)

    answer = send(writer)

    assert Interaction.objects.get(public_id=answer.json()["id"]).form_version == newer


def test_other_content_under_the_same_id_is_refused_and_kept(cast, writer):
    key = str(new_id())
    send(writer, id=key)

    second = send(writer, id=key, answers={"outcome": "no_thanks"})

    assert second.status_code == 409
    assert Interaction.objects.get().outcome == "helped"
    assert ConflictingWrite.objects.get().body["answers"] == {"outcome": "no_thanks"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"form": "no-such-form"}, "form"),
        ({"team": "there"}, "team"),
        ({"answers": {"outcome": "no_such_choice"}}, "outcome"),
        ({"answers": {}}, "outcome"),
        ({"answers": {"no_such_question": 1, "outcome": "spoke"}}, "no_such_question"),
        ({"id": "not-an-id"}, "id"),
    ],
)
def test_what_cannot_be_added_is_named(writer, changes, where):
    answer = send(writer, **changes)

    assert answer.status_code == 422
    assert any(where in name for name in answer.json()["errors"])
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("field", ["form", "team"])
def test_a_code_with_a_nul_is_refused_and_is_no_fault_of_ours(field, cast):
    client = caller(cast.dana, Scope.WRITE, Scope.INTERACTIONS, Scope.REFERENCE)
    body = {"id": str(new_id()), "form": "check-in", "answers": {}, "team": "", field: "a\x00b"}

    answers = [
        client.post("/api/v1/interactions", body, content_type="application/json"),
        client.get("/api/v1/interactions", {"team": "a\x00b"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]


def test_a_form_is_given_as_a_questionnaire_of_the_release_that_is_asked_for(cast):
    starter_set(cast.downtown, at=NOON)
    client = caller(cast.dana, Scope.REFERENCE)

    r4 = client.get("/api/v1/forms/check-in/questionnaire").json()
    r5 = client.get("/api/v1/forms/check-in/questionnaire?fhir=R5").json()

    assert (r4["resourceType"], r4["status"]) == ("Questionnaire", "active")
    assert '"choice"' in str(r4).replace("'", '"')
    assert '"coding"' in str(r5).replace("'", '"')
    assert client.get("/api/v1/forms/check-in/questionnaire?fhir=R3").status_code == 422
    assert client.get("/api/v1/forms/nothing/questionnaire").status_code == 404
    assert caller(cast.dana, Scope.INTERACTIONS).get("/api/v1/forms/check-in/questionnaire").status_code == 403
