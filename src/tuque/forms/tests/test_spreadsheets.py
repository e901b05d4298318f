"""A spreadsheet becomes a draft; a form goes out as one."""

import json

import pytest
from conftest import NOON
from typer.testing import CliRunner

from tuque.audit.models import AuditRecord
from tuque.cli import app
from tuque.core.problems import NotFound, PermissionRefused
from tuque.forms import api as forms
from tuque.forms import services, spreadsheets
from tuque.forms.models import Version
from tuque.forms.tests.test_xlsform import NAMED, YES_NO, book, question
from tuque.forms.xlsform.reading import read_form
from tuque.forms.xlsform.writing import book_to_xlsx

VISIT = book_to_xlsx(
    book(
        question("select_one yn", "fed"),
        question("geotrace", "walked"),
        question("integer", "meals", relevant="${fed} = 'yes'"),
        choices=YES_NO,
        settings=NAMED,
    )
)
TWICE = book_to_xlsx(book(question("text", "a"), question("text", "a"), settings=NAMED))


def imported(cast, data=VISIT, **more):
    return spreadsheets.import_form(
        organization=cast.downtown, data=data, name="visit.xlsx", **{"by": None, "at": NOON, **more}
    )


def test_a_file_becomes_a_draft_that_nobody_fills_before_it_is_published(cast):
    done = imported(cast)

    assert done.summary() == {
        "code": "visit",
        "draft": 1,
        "questions": 2,
        "kept": 1,
        "repaired": 0,
        "missing_words": 1,
        "to_mend": 0,
    }
    with pytest.raises(NotFound):
        forms.get_form("visit", viewer=cast.noor)
    assert AuditRecord.objects.filter(action="forms.draft_saved").count() == 1


def test_the_draft_is_published_by_a_person_and_goes_out_again_whole(cast):
    imported(cast)
    draft = Version.objects.get(definition__code="visit")
    body = {**draft.body, "title": {"en": "Visit", "fr": "Visite"}}
    services.save_draft(definition=draft.definition, body=body, by=None, at=NOON)
    services.publish(definition=draft.definition, by=None, at=NOON)

    out = spreadsheets.export_form(organization=cast.downtown, code="visit")

    assert forms.get_form("visit", viewer=cast.noor).form.find_field("meals").show_if
    assert read_form(out, name="x.xlsx").body["xlsform"]["sheets"] == body["xlsform"]["sheets"]


def test_a_refusal_leaves_nothing_behind(cast):
    with pytest.raises(spreadsheets.FileRefused) as refusal:
        imported(cast, TWICE)

    assert "survey, B3 “a”" in refusal.value.message()
    assert not Version.objects.exists()


def test_a_trial_saves_nothing(cast):
    assert imported(cast, save=False).number is None
    assert not Version.objects.exists()


def test_a_draft_of_someone_is_not_lost(cast):
    imported(cast)

    with pytest.raises(spreadsheets.DraftInTheWay):
        imported(cast)
    assert imported(cast, replace=True).number == 1


def test_only_who_configures_imports_and_another_organization_sees_nothing(cast):
    imported(cast)

    with pytest.raises(PermissionRefused):
        imported(cast, by=cast.noor, replace=True)
    with pytest.raises(NotFound):
        imported(cast, by=cast.odile, replace=True)
    with pytest.raises(NotFound):
        spreadsheets.export_form(organization=cast.elsewhere, code="visit")


def test_the_commands_import_explain_repair_and_export(cast, tmp_path):
    good, twice, out = tmp_path / "visit.xlsx", tmp_path / "twice.xlsx", tmp_path / "out.xlsx"
    good.write_bytes(VISIT)
    twice.write_bytes(TWICE)
    run = CliRunner().invoke

    first = run(app, ["import", "form", str(good), "--organization", "downtown"])
    trial = run(
        app,
        ["import", "form", str(twice), "--organization", "downtown", "--repair", "--replace", "--dry-run", "--json"],
    )
    refused = run(app, ["import", "form", str(twice), "--organization", "downtown", "--replace"])
    wrote = run(app, ["export", "form", "visit", str(out), "--organization", "downtown"])

    assert first.exit_code == 0, first.output
    assert "survey, A3 “geotrace”" in first.output
    assert first.output.splitlines()[-1].startswith("visit.xlsx: form visit, draft 1: 2 questions, 1 kept")
    assert json.loads(trial.output)["repaired"] == 1
    assert isinstance(refused.exception, spreadsheets.FileRefused)
    assert wrote.exit_code == 0, wrote.output
    assert not read_form(out.read_bytes(), name="out.xlsx").is_refused
