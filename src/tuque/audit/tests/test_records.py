"""What is recorded stays, and is read by the privacy officer of the same organization alone."""

from datetime import timedelta
from importlib import import_module

import pytest
from conftest import NOON, Statements
from django.db import DatabaseError, transaction

from tuque.accounts.roles import Role
from tuque.audit import sentences, services
from tuque.audit.models import AuditRecord
from tuque.core.ids import new_id


@pytest.fixture
def locked(cast):
    import_module("tuque.audit.migrations.0002_never_changes").lock(None, Statements())
    with transaction.atomic():
        return services.record("accounts.signed_out", at=NOON, by=cast.noor, subject=cast.noor)


@pytest.mark.parametrize("act", ["change", "erase"])
def test_the_database_refuses_to_change_or_erase_a_record(locked, act):
    rows = AuditRecord.objects.filter(pk=locked.pk)

    with pytest.raises(DatabaseError, match="audit record"), transaction.atomic():
        rows.update(action="accounts.signed_in") if act == "change" else rows.delete()

    assert rows.get().action == "accounts.signed_out"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_can_be_recorded():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        services.record("accounts.signed_out", at=NOON)


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.workers[Role.PRIVACY_OFFICER])


def write(*acts):
    for action, options in acts:
        services.record(action, **{"at": NOON, **options})


def test_records_are_whole_sentences_in_both_languages(cast, officer):
    write(("accounts.role_given", {"by": cast.dana, "subject": cast.noor, "details": {"role": "supervisor"}}))

    english = officer.get("/audit").content.decode()
    officer.post("/language", {"language": "fr", "next": "/"})
    french = officer.get("/audit").content.decode()

    assert "Dana Example gave the role “Supervisor” to Noor Example." in english
    assert "Dana Example a donné le rôle «\u00a0Chef d’équipe\u00a0» à Noor Example." in french


def test_a_privacy_officer_sees_nothing_of_another_organization(cast, officer):
    write(("accounts.signed_out", {"by": cast.odile, "subject": cast.odile}))

    assert "Odile" not in officer.get("/audit").content.decode()
    assert not officer.get(f"/audit?worker={cast.odile.public_id}").context["lines"]


def test_records_are_found_by_worker_by_act_and_by_day_of_the_organization(cast, officer):
    write(
        ("accounts.signed_out", {"by": cast.noor}),
        ("accounts.signed_out", {"by": cast.bea}),
        ("accounts.team_added", {"by": cast.dana}),
        ("accounts.signed_out", {"by": cast.noor, "at": NOON + timedelta(days=1)}),
    )

    def found(query):
        return len(officer.get(f"/audit?{query}").context["lines"])

    assert found(f"worker={cast.noor.public_id}") == 2
    assert found("action=accounts.team_added") == 1
    assert found("day=2026-01-14") == 3
    assert found(f"worker={cast.noor.public_id}&action=accounts.signed_out&day=2026-01-15") == 1


def test_a_day_without_records_says_so(cast, officer):
    assert "Nothing was recorded for this choice" in officer.get("/audit?day=2020-01-01").content.decode()


def test_an_unreadable_filter_is_pointed_at(officer):
    response = officer.get("/audit?day=notaday")

    assert 'class="error"' in response.content.decode()
    assert not response.context["lines"]


def test_reading_the_records_is_recorded(cast, officer):
    officer.get("/audit")

    assert AuditRecord.objects.filter(action="audit.records_read", worker=cast.workers[Role.PRIVACY_OFFICER]).exists()


def test_a_long_list_takes_few_queries(cast, officer, django_assert_max_num_queries):
    write(*[("accounts.role_given", {"by": cast.dana, "subject": cast.noor, "details": {}})] * 60)

    with django_assert_max_num_queries(16):
        response = officer.get("/audit")

    assert len(response.context["lines"]) == 50
    older = officer.get(f"/audit?before={response.context['page'].before}").context["lines"]
    assert 10 <= len(older) < 50
    assert not {line.public_id for line in older} & {line.public_id for line in response.context["lines"]}


def test_who_looked_at_someone_is_found_whether_alone_or_in_a_list(cast, officer):
    from tuque.people.tests.factories import person

    named = person("Nobody Example", by=cast.noor, at=NOON)
    write(("people.looked_at", {"by": cast.bea, "subject": named}))
    write(("interactions.list_seen", {"by": cast.carl, "seen": [named.public_id]}))

    lines = officer.get(f"/audit?subject={named.public_id}").context["lines"]

    assert {line.sentence.split()[0] for line in lines} == {"Noor", "Bea", "Carl"}


def test_what_was_opened_with_a_stolen_phone_is_counted_and_taken_as_a_table(cast, officer):
    shown = [new_id(), new_id()]
    write(
        ("interactions.list_seen", {"by": cast.noor, "seen": shown, "purpose": "duty", "at": NOON}),
        (
            "interactions.list_seen",
            {"by": cast.noor, "seen": [new_id()], "purpose": "duty", "at": NOON - timedelta(days=1)},
        ),
        ("interactions.list_seen", {"by": cast.bea, "seen": [new_id()], "purpose": "duty", "at": NOON}),
    )
    query = f"worker={cast.noor.public_id}&since=2026-01-14T06:00"

    page = officer.get(f"/audit/opened?{query}")
    table = b"".join(officer.get(f"/audit/opened?{query}&format=csv").streaming_content).decode()

    assert page.context["seen"] == 2
    assert all(str(one) in table for one in shown)
    assert officer.get("/audit/opened?worker=x").status_code == 422
    assert officer.get(f"/audit/opened?worker={cast.odile.public_id}&since=2026-01-14T06:00").status_code == 422


def test_an_act_nobody_described_is_shown_by_its_code():
    assert sentences.in_words("other.done", who="Noor", subject="", details={}) == "Noor: other.done."


def test_a_sentence_whose_value_is_missing_falls_back_to_its_code():
    sentences.describe({"other.gave": "%(who)s gave %(nothing)s."})

    assert sentences.in_words("other.gave", who="Noor", subject="", details={}) == "Noor: other.gave."
