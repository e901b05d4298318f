"""Unusual looking, from the look to the finding: what is new is judged once, and someone else closes what is found."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import give_role
from tuque.audit import api as audit
from tuque.audit.models import AuditRecord, Finding
from tuque.audit.unusual import findings, watching
from tuque.core.clock import now
from tuque.core.problems import PermissionRefused
from tuque.interactions.tests import factories
from tuque.people.tests.factories import person

LATER = NOON + timedelta(minutes=5)
NIGHT = NOON + timedelta(hours=14)  # two in the morning


@pytest.fixture
def officer(cast):
    return cast.workers[Role.PRIVACY_OFFICER]


def looked(worker, *people, at=NOON):
    with transaction.atomic():
        audit.look("people.searched", by=worker, at=at, seen=[one.public_id for one in people])


def found(cast, worker=None):
    rows = Finding.objects.filter(organization=cast.downtown)
    return {str(one.rule) for one in (rows.filter(worker=worker) if worker else rows)}


@pytest.fixture
def theirs(cast):
    """Someone whom Noor recorded."""
    one = person("Max Sampleton", by=cast.noor, at=NOON - timedelta(days=1))
    AuditRecord.objects.all().delete()
    return one


def test_looking_at_someone_of_another_worker_is_found_and_at_ones_own_is_not(cast, theirs):
    looked(cast.noor, theirs)
    looked(cast.carl, theirs)

    watching.watch(at=LATER)

    assert found(cast, cast.carl) == {"no_link"}
    assert found(cast, cast.noor) == set()


@pytest.mark.parametrize("how", ["recorded", "team"])
def test_what_links_a_worker_to_someone_makes_the_look_plain(how, cast, theirs):
    if how == "team":
        give_role(cast.carl, Role.CASE_WORKER, team=cast.foot_patrol, at=NOON)
    recorder = cast.noor if how == "team" else cast.carl
    factories.interaction(recorder, at=NOON, occurred_at=NOON, person_id=theirs.pk)
    looked(cast.carl, theirs)

    watching.watch(at=LATER)

    assert found(cast, cast.carl) == set()


def test_what_was_done_together_long_ago_links_no_more(cast, theirs):
    factories.interaction(cast.carl, at=NOON, occurred_at=NOON - timedelta(days=92), person_id=theirs.pk)
    looked(cast.carl, theirs)

    watching.watch(at=LATER)

    assert found(cast, cast.carl) == {"no_link"}


def test_the_same_family_name_is_found_though_names_are_sealed(cast):
    cast.noor.name = "Noor Sampleton"
    cast.noor.save()
    looked(cast.noor, person("Max Sampleton", by=cast.noor, at=NOON))

    watching.watch(at=LATER)

    assert found(cast, cast.noor) == {"same_name"}


def test_the_night_is_found_unless_the_worker_works_at_that_hour(cast, theirs):
    for days in (1, 2, 3):
        looked(cast.bea, at=NIGHT - timedelta(days=days))
    looked(cast.noor, theirs, at=NIGHT)
    looked(cast.bea, theirs, at=NIGHT)

    watching.watch(at=NIGHT + timedelta(minutes=2))

    assert found(cast, cast.noor) == {"night"}
    assert found(cast, cast.bea) == set()


def test_more_than_sixty_people_in_an_hour_are_found_across_two_runs(cast):
    people = [person(f"Max Example{number}", by=cast.noor, at=NOON) for number in range(62)]
    looked(cast.noor, *people[:40])
    watching.watch(at=LATER)
    before = found(cast, cast.noor)
    looked(cast.noor, *people[40:], at=NOON + timedelta(minutes=50))

    watching.watch(at=NOON + timedelta(minutes=55))

    assert before == set()
    assert found(cast, cast.noor) == {"many"}


def test_a_look_is_judged_once(cast, theirs):
    looked(cast.carl, theirs)

    assert watching.watch(at=LATER) > 0
    assert watching.watch(at=LATER) == 0
    assert Finding.objects.get().looks == 1


def test_looks_of_one_day_and_rule_are_one_finding(cast, theirs):
    for minutes in range(3):
        looked(cast.carl, theirs, at=NOON + timedelta(minutes=minutes))

    watching.watch(at=LATER)

    one = Finding.objects.get()
    assert (one.looks, one.people_count) == (3, 1)
    assert (one.first_at, one.last_at) == (NOON, NOON + timedelta(minutes=2))


def test_the_last_minute_is_left_for_the_next_run(cast, theirs):
    looked(cast.carl, theirs)

    assert watching.watch(at=NOON + timedelta(seconds=30)) == 0


def test_a_finding_is_closed_with_a_word_by_someone_else(cast, sign_in, theirs, officer):
    looked(cast.carl, theirs)
    watching.watch(at=LATER)
    one = Finding.objects.get()
    address = reverse("audit:finding", args=[one.public_id])

    client = sign_in(officer)
    wordless = client.post(address, {"judgement": "explained", "words": " "})
    client.post(address, {"judgement": "explained", "words": "canaryclosing: replaced Noor that day"})

    one.refresh_from_db()
    assert wordless.status_code == 422
    assert (one.closed_by, one.judgement) == (officer, "explained")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM audit_finding")
        assert b"canaryclosing" not in bytes(cursor.fetchone()[0])
    with pytest.raises(findings.FindingClosed):
        findings.close(one, judgement="explained", words="Again", by=cast.dana, at=now())


def test_nobody_closes_what_concerns_themselves(cast, sign_in, theirs, officer):
    give_role(officer, Role.CASE_WORKER, at=NOON)
    one = Finding.objects.create(
        organization=cast.downtown, worker=officer, rule="night", on=NOON.date(), first_at=NOON, last_at=NOON, looks=1
    )

    page = sign_in(officer).post(
        reverse("audit:finding", args=[one.public_id]), {"judgement": "explained", "words": "Mine"}
    )

    assert page.status_code == 422
    with pytest.raises(findings.OwnFinding):
        findings.close(one, judgement="explained", words="Mine", by=officer, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=one.pk).update(closed_by=officer, closed_at=now())
    findings.close(one, judgement="explained", words="On call that night", by=cast.dana, at=now())


def test_nobody_else_reads_findings(cast):
    for role in set(Role) - {Role.PRIVACY_OFFICER, Role.DIRECTOR}:
        with pytest.raises(PermissionRefused):
            findings.list_findings(viewer=cast.workers[role], at=now())


def test_a_finding_shows_no_name_of_anyone_served(cast, sign_in, theirs, officer):
    looked(cast.carl, theirs)
    watching.watch(at=LATER)
    client = sign_in(officer)

    one = Finding.objects.get()

    for address in (reverse("audit:findings"), reverse("audit:finding", args=[one.public_id])):
        text = client.get(address).content.decode()
        assert "Carl Example" in text
        assert "Sampleton" not in text
        assert str(theirs.public_id) not in text


def test_a_thousand_looks_cost_few_questions(cast, theirs):
    for number in range(1000):
        looked(cast.noor, theirs, at=NOON + timedelta(milliseconds=number))

    with CaptureQueriesContext(connection) as ran:
        watching.watch(at=LATER)

    assert len(ran) < 40
