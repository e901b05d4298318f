"""What is recorded stays, and is read by the privacy officer of the same organization alone."""

from datetime import timedelta
from importlib import import_module

import pytest
from conftest import NOON, Statements
from django.db import DatabaseError, transaction

from tuque.accounts.roles import Role
from tuque.audit import sentences, services
from tuque.audit.models import AuditRecord


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
    assert "Dana Example a donné le rôle « Chef d’équipe » à Noor Example." in french


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
    assert response.context["page"].has_next()


def test_an_act_nobody_described_is_shown_by_its_code():
    assert sentences.in_words("other.done", who="Noor", subject="", details={}) == "Noor: other.done."


def test_a_sentence_whose_value_is_missing_falls_back_to_its_code():
    sentences.describe({"other.gave": "%(who)s gave %(nothing)s."})

    assert sentences.in_words("other.gave", who="Noor", subject="", details={}) == "Noor: other.gave."
