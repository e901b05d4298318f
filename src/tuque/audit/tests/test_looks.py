"""A look is durable before its answer leaves, or there is no answer; the one exception leaves a gap that is seen."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from conftest import NOON
from django.core import mail
from django.db import connection, transaction

from tuque.accounts.roles import Role
from tuque.audit import gaps, services
from tuque.audit.models import AuditRecord, Gap
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.tests.behind import as_superuser
from tuque.core.tests.databases import environment_for
from tuque.interactions.tests import factories
from tuque.people.tests.factories import person

KILLS = int(os.environ.get("TUQUE_CI_KILLS", "50"))


@contextmanager
def audit_refused():
    """The database takes no audit record, as when its table is damaged or its disk is full."""
    table, other = AuditRecord._meta.db_table, "audit_elsewhere"
    with as_superuser(connection), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {other}")
    try:
        yield
    finally:
        with as_superuser(connection), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {other} RENAME TO {table}")


@pytest.mark.parametrize(
    "address",
    ["/records", "/records/{record}", "/people/{person}", "/log", "/photos/{photo}.jpg", "/export/?format=csv"],
)
def test_without_its_audit_record_nothing_about_people_is_shown(cast, sign_in, address, client):
    from tuque.interactions.tests.access import photo

    named = person("Nobody Example", by=cast.noor, at=now())
    row = factories.interaction(cast.dana, at=now(), occurred_at=now(), person_id=named.pk, note="Private words")
    address = address.format(record=row.public_id, person=named.public_id, photo=photo(cast)["public_id"])
    browser = sign_in(cast.dana)
    assert browser.get(address).status_code == 200

    with audit_refused():
        answer = browser.get(address)

    assert answer.status_code == 503
    assert answer.context is None or "looked" not in answer.context
    text = answer.content.decode()
    assert "could not be written in the audit" in text
    assert "Private words" not in text
    assert "Nobody" not in text


def test_a_program_gets_503_too(cast, client):
    from datetime import timedelta

    from tuque.releases.scopes import Scope
    from tuque.releases.services import create_token

    _token, secret = create_token(
        name="Example", scopes=list(Scope), expires_at=now() + timedelta(days=1), by=cast.dana, at=now()
    )
    factories.interaction(cast.noor, at=now(), note="Private words")

    with audit_refused():
        answer = client.get("/api/v1/interactions", HTTP_AUTHORIZATION=f"Bearer {secret}")

    assert answer.status_code == 503
    assert answer.json()["code"] == "audit.not_recorded"
    assert "Private" not in answer.content.decode()


def test_an_act_without_its_record_is_not_done(cast):
    with audit_refused(), pytest.raises(services.NotRecorded):
        factories.interaction(cast.noor, at=now())

    assert not cast.downtown.interactions.exists()


def test_someone_in_crisis_is_answered_and_the_gap_is_kept_told_and_acknowledged(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    officer = cast.workers[Role.PRIVACY_OFFICER]

    with audit_refused(), transaction.atomic():
        answered = gaps.record_in_crisis("crisis.message_answered", at=NOON, by=cast.noor, subject=cast.noor)
        cast.noor.language = "fr"
        cast.noor.save()  # the answer itself: it is not undone

    cast.noor.refresh_from_db()
    assert answered is None
    assert cast.noor.language == "fr"
    assert gaps.take_in(at=NOON) == 1
    assert gaps.take_in(at=NOON) == 0
    gap = Gap.objects.get()
    assert (gap.action, gap.at, gap.worker, gap.organization) == (
        "crisis.message_answered", NOON, cast.noor, cast.downtown,
    )  # fmt: skip
    outbox.deliver_due()
    assert [message.to for message in mail.outbox] == [[officer.email]]
    assert gaps.acknowledge(viewer=officer, at=NOON) == 1
    assert not gaps.list_open(officer)


def test_in_crisis_the_record_is_written_when_it_can_be(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path

    with transaction.atomic():
        assert gaps.record_in_crisis("crisis.message_answered", at=NOON, by=cast.noor)

    assert not list(tmp_path.iterdir())


def test_gaps_that_were_being_taken_in_when_the_process_died_are_taken_in_once(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with audit_refused(), transaction.atomic():
        gaps.record_in_crisis("crisis.message_answered", at=NOON, by=cast.noor)
    line = (tmp_path / "audit-gaps.jsonl").read_text()
    gaps.take_in(at=NOON)
    (tmp_path / "audit-gaps.taking").write_text(line)
    (tmp_path / "audit-gaps.jsonl").write_text(line.replace(json.loads(line)["id"], str(new_id())))

    assert gaps.take_in(at=NOON) == 1
    assert Gap.objects.count() == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_readers_killed_between_read_and_reply_disclose_nothing_unaudited(tmp_path):
    """`TUQUE_CI_KILLS=500` for the long run."""
    command = [sys.executable, "-m", "tuque.audit.tests.reading", str(tmp_path), "7", str(KILLS)]

    done = subprocess.run(
        command, env=environment_for(tmp_path), capture_output=True, text=True, timeout=900, check=False
    )

    assert done.returncode == 0, done.stderr[-3000:]
    looks = json.loads((tmp_path / "found.json").read_text())["looks"]
    notes = tmp_path / "disclosed"
    disclosed = len(notes.read_text().splitlines()) if notes.exists() else 0
    assert disclosed > KILLS / 10, "too little was read for the test to mean something"
    assert looks > disclosed, "some readers died after the look and before the answer, or the test proves little"
    assert looks >= disclosed, "an answer left without its audit record"
    print(f"{KILLS} kills, {disclosed} answers, {looks} looks recorded")
