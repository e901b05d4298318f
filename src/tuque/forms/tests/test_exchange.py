"""Definitions out of one organization and into another."""

import copy
import json

import pytest
from conftest import NOON
from typer.testing import CliRunner

from tuque.cli import app
from tuque.forms import api as forms
from tuque.forms import exchange
from tuque.forms.models import Definition, Version
from tuque.forms.tests.factories import starter_set
from tuque.forms.tests.test_language import field, form


@pytest.fixture
def exported(cast):
    starter_set(cast.downtown, at=NOON)
    return json.loads(json.dumps(exchange.export_definitions(cast.downtown)))


def test_what_is_exported_is_imported_elsewhere_and_nothing_changes_twice(cast, exported):
    first = exchange.import_definitions(exported, organization=cast.elsewhere, at=NOON)
    second = exchange.import_definitions(exported, organization=cast.elsewhere, at=NOON)

    assert (first.new, first.changed, first.same) == (len(exported), 0, 0)
    assert (second.new, second.changed, second.same) == (0, 0, len(exported))
    assert exchange.export_definitions(cast.elsewhere) == exported


def test_what_differs_becomes_a_new_version(cast, exported):
    changed = copy.deepcopy(exported)
    wait = next(entry for entry in changed if entry["body"]["code"] == "wait")
    wait["body"]["title"]["en"] = "Stay with someone"

    done = exchange.import_definitions(changed, organization=cast.downtown, at=NOON)

    assert (done.new, done.changed) == (0, 1)
    assert forms.get_form("wait", viewer=cast.noor).form.title.en == "Stay with someone"


def test_one_refusal_undoes_the_whole_file(cast):
    good, bad = form(field("a", "text")), form({**field("a", "text"), "label": {"en": "A"}})
    bad["code"] = "worse"

    with pytest.raises(exchange.FileUnreadable) as refusal:
        exchange.import_definitions(
            [{"kind": "form", "body": good}, {"kind": "form", "body": bad}], organization=cast.downtown, at=NOON
        )

    assert "worse" in refusal.value.message()
    assert "fields[0].label.fr" in refusal.value.message()
    assert not Definition.objects.exists()


@pytest.mark.parametrize(
    "entries",
    [
        "text",
        [3],
        [{"kind": "poem", "body": {}}],
        [{"kind": "form", "body": []}],
        [{"kind": "form", "team": "x", "body": {}}],
    ],
)
def test_a_file_that_is_something_else_is_refused(cast, entries):
    with pytest.raises(exchange.FileUnreadable):
        exchange.import_definitions(entries, organization=cast.downtown, at=NOON)


def test_the_commands_write_and_read_the_file(cast, exported, tmp_path):
    path = tmp_path / "forms.json"

    wrote = CliRunner().invoke(app, ["export", "forms", "--organization", "downtown", "--to", str(path)])
    read = CliRunner().invoke(app, ["import", "forms", str(path), "--organization", "elsewhere", "--json"])

    assert wrote.exit_code == 0, wrote.output
    assert json.loads(read.output) == {"new": len(exported), "changed": 0, "same": 0}


@pytest.mark.parametrize("text", [b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_cannot_be_read_is_told_so(cast, tmp_path, text):
    path = tmp_path / "forms.json"
    path.write_bytes(text)

    done = CliRunner().invoke(app, ["import", "forms", str(path), "--organization", "downtown"])

    assert done.exit_code == 2
    assert not Version.objects.exists()
