"""What a worker tried and may not is in the audit, once a minute, without what they asked for."""

import pytest
from django.core.cache import caches
from django.db import OperationalError

from tuque.audit import api as audit
from tuque.audit.models import AuditRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    caches["quick"].clear()


def refused():
    """Oldest first: without an order, PostgreSQL gives them as they lie on the disk."""
    records = AuditRecord.objects.filter(action="web.refused").order_by("pk")
    return list(records.values_list("worker__name", "details"))


def test_a_refusal_is_recorded_with_the_name_of_the_address(cast, sign_in):
    browser = sign_in(cast.noor)

    answers = [browser.get("/audit?worker=secret"), browser.get("/audit"), browser.post("/workers/invite")]

    assert {answer.status_code for answer in answers} == {403}
    assert refused()[0] == ("Noor Example", {"address": "audit:records", "method": "GET"})
    assert [details["address"] for _who, details in refused()].count("audit:records") == 1
    assert "secret" not in str(refused())


def test_what_is_allowed_and_what_is_not_there_leave_none(cast, sign_in):
    browser = sign_in(cast.dana)

    browser.get("/workers")
    browser.get("/records/0190b000-0000-7000-8000-000000000001")

    assert refused() == []


@pytest.mark.parametrize("trouble", [OperationalError("away"), audit.NotRecorded()])
def test_what_cannot_be_recorded_is_refused_all_the_same(trouble, cast, sign_in, monkeypatch):
    def fail(*_args, **_more):
        raise trouble

    monkeypatch.setattr(audit, "record", fail)

    assert sign_in(cast.noor).get("/audit").status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("en", "asked for what their role does not allow"), ("fr", "a essuyé un refus")]
)
def test_the_officer_reads_it_as_a_sentence(language, words, cast, sign_in):
    sign_in(cast.noor).get("/audit")
    officer = cast.workers["privacy_officer"]
    officer.language = language
    officer.save()

    page = sign_in(officer).get("/audit?show=all").content.decode()

    assert words in page
