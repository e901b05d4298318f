"""`tuque verify-audit`: what it prints, and how it ends."""

import json

import pytest
from conftest import NOON
from typer.testing import CliRunner

from tuque.audit.models import AuditRecord
from tuque.bench import tampering
from tuque.cli import app


@pytest.fixture
def kept(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    statements = tampering.make_chain(cast.downtown, begun_at=NOON)
    path = tmp_path / "kept.jsonl"
    path.write_text("Dear notary,\n" + "".join(json.dumps(one) + "\n" for one in statements))
    return path


def run(*words):
    return CliRunner().invoke(app, ["verify-audit", *map(str, words)])


def test_a_whole_audit_is_said_to_be_whole(cast, kept):
    done = run("--roots", kept, "--organization", "downtown")

    assert done.exit_code == 0, done.output
    assert "90 records in 6 seals, 0 waiting, 3 roots here, 3 from outside" in done.output
    assert "as it was sealed and signed" in done.output


def test_what_was_changed_is_named(cast, kept):
    row = AuditRecord.objects.filter(organization=cast.downtown).order_by("pk")[40]
    AuditRecord.objects.filter(pk=row.pk).update(action="accounts.signed_out")

    done = run()
    machine = json.loads(run("--json").output)

    assert done.exit_code == 1
    assert f"Place 41: the record was changed (key {row.pk})." in done.output
    assert [chain["faults"] for chain in machine["chains"] if chain["name"] == "Downtown Team"] == [
        [{"kind": "changed", "chain": str(cast.downtown.public_id), "first": 41, "last": 41, "record": row.pk}]
    ]


def test_a_file_that_holds_no_root_is_said(cast, kept, tmp_path):
    empty = tmp_path / "empty"
    empty.write_text("nothing\n")

    assert run("--roots", empty).exit_code == 2
    assert run("--roots", tmp_path / "absent").exit_code == 2
    assert run("--organization", "nobody").exit_code == 2


def test_a_french_terminal_reads_french(cast, kept, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    AuditRecord.objects.filter(organization=cast.downtown).order_by("pk").first().delete()

    done = run("--organization", "downtown")

    assert done.exit_code == 1
    assert "Place 1\u00a0: l’inscription a été effacée" in done.output
    assert "1 défaut." in done.output
