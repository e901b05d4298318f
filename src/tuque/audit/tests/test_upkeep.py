"""Work that may read every row of every organization is told in the audit of each, once."""

import pytest
from conftest import NOON
from django.db import transaction
from django.utils import translation
from typer.testing import CliRunner

from tuque.accounts.roles import Role
from tuque.audit import api as audit
from tuque.audit import selectors
from tuque.audit.models import AuditRecord
from tuque.audit.services import NotRecorded
from tuque.cli import app
from tuque.core import wall

pytestmark = pytest.mark.django_db


def told(cast):
    rows = AuditRecord.objects.filter(action__startswith="upkeep.").select_related("organization").order_by("pk")
    return [(row.organization.code, row.action, row.details) for row in rows]


def test_each_organization_is_told_before_anything_is_read(cast):
    with audit.upkeep("upkeep.backup_begun", at=NOON):
        assert told(cast) == [("downtown", "upkeep.backup_begun", {}), ("elsewhere", "upkeep.backup_begun", {})]
        assert wall.current() == wall.Context(purpose=wall.Purpose.UPKEEP)


def test_nothing_is_read_when_it_cannot_be_told(cast, monkeypatch):
    def refuse(row, *, refused):
        raise refused

    monkeypatch.setattr("tuque.audit.services.insert", refuse)

    with pytest.raises(NotRecorded), transaction.atomic(), audit.upkeep("upkeep.backup_begun", at=NOON):
        pytest.fail("The work began.")


def test_a_command_for_developers_is_told_and_one_that_reads_no_row_is_not(cast, monkeypatch):
    monkeypatch.setattr("django.core.management.execute_from_command_line", lambda _: None)

    CliRunner().invoke(app, ["dev", "makemigrations", "--check"], catch_exceptions=False)
    CliRunner().invoke(app, ["dev", "shell", "-c", "words that are not kept"], catch_exceptions=False)

    assert told(cast) == [(code, "upkeep.command_run", {"command": "shell"}) for code in ("downtown", "elsewhere")]


def test_the_privacy_officer_reads_it_in_both_languages(cast):
    paz = cast.workers[Role.PRIVACY_OFFICER]
    with audit.upkeep("upkeep.command_run", at=NOON, command="shell"):
        pass
    rows = list(selectors.list_records(viewer=paz, filters=selectors.Filters()))

    said = []
    for language in ("en", "fr"):
        with translation.override(language):
            said.append(selectors.in_lines(rows, viewer=paz)[0].sentence)

    assert said[0] == (
        "Whoever runs the server began a command for developers (shell): it can read every row of the organization."
    )
    assert said[1] != said[0]
    assert "(shell)" in said[1]
