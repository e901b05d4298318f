"""Patrols from a table of another system."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from conftest import NOON
from django.utils import translation
from typer.testing import CliRunner

from tuque.cli import app
from tuque.core import streams
from tuque.geo import services as geo_services
from tuque.geo.tests import factories as geo
from tuque.interactions.imports.reasons import ImportRefused
from tuque.interactions.models import Outing, Patrol
from tuque.interactions.patrols import importing

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=365)
FRENCH = "clé;équipe;de;à;secteurs\n1;Patrouille à pied;2026-01-10 18:00;2026-01-10 21:00;NE|Quartier SE\n2;van;2026-01-10T18:00:00-05:00;2026-01-10 20:00;\n"


@pytest.fixture
def bring(cast, tmp_path):
    geo_services.choose_territory(organization=cast.downtown, layer=geo.layer(), at=NOON)

    def run(text, **options):
        path = tmp_path / "patrols.csv"
        path.write_text(text, encoding="utf-8")
        return importing.import_patrols(path=path, organization=cast.downtown, source="ours", at=LATER, **options)

    return run


def test_a_french_table_brings_patrols_with_their_areas_and_a_second_time_none(bring, cast):
    first = bring(FRENCH)
    again = bring(FRENCH)

    assert (first.new, first.refused) == (2, 0)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert Patrol.objects.count() == 6 + 3  # three hours in two areas; 17:00 to 20:00 nowhere
    assert {row.area.code for row in Patrol.objects.filter(team=cast.foot_patrol)} == {"NE", "SE"}
    second = Outing.objects.get(source_key="2")
    assert (second.team, second.starts_at) == (cast.van, datetime(2026, 1, 10, 23, 0, tzinfo=UTC))


def test_a_row_that_comes_otherwise_under_its_key_takes_the_former_ones_place(bring):
    bring(FRENCH)

    summary = bring(FRENCH.replace("21:00", "20:00"))

    assert (summary.new, summary.changed, summary.same) == (0, 1, 1)
    assert sum(Patrol.objects.filter(area__isnull=False).values_list("seconds", flat=True)) == 2 * 3600


def test_a_dry_run_counts_and_writes_nothing(bring):
    assert bring(FRENCH, dry_run=True).new == 2
    assert not Outing.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "english", "french"),
    [
        ("nobody,2026-01-10 18:00,2026-01-10 19:00,", "team", "No team has", "Aucune équipe ne porte"),
        ("van,2026-13-10 18:00,2026-01-10 19:00,", "from", "is not a day", "n’est pas un jour"),
        ("van,,2026-01-10 19:00,", "from", "The date is missing", "La date manque"),
        ("van,2026-01-10 20:00,2026-01-10 19:00,", "to", "The end is not after", "La fin ne suit pas"),
        ("van,2026-01-10 18:00,2026-01-12 19:00,", "to", "more than 24 hours", "plus de 24 heures"),
        ("van,2026-01-10 18:00,2026-01-10 19:00,NE;XX", "areas", "No area of your", "Aucun secteur de vos"),
    ],
)
def test_a_row_that_cannot_be_taken_says_its_line_and_why_in_both_languages(bring, row, column, english, french):
    text = f"team,from,to,areas\nvan,2026-01-10 18:00,2026-01-10 19:00,NE\n{row}\n"

    summaries = []
    for language in ("en", "fr"):
        with translation.override(language):
            summaries.append(bring(text))

    faults = [one.faults[0] for one in summaries]
    assert [(fault.line, fault.column) for fault in faults] == [(3, column)] * 2
    assert english in faults[0].reason
    assert french in faults[1].reason
    assert Outing.objects.count() == 1


def test_a_table_without_a_column_for_the_end_is_refused(bring):
    with pytest.raises(ImportRefused) as refused:
        bring("team,from\nvan,2026-01-10 18:00\n")

    assert "ends_at" in refused.value.message()


def test_open_boards_are_told_once_and_only_of_what_changed(cast, bring):
    def last():
        return streams.last_sequence(f"interactions:{cast.downtown.pk}")

    table = "team,from,to\nvan,2026-01-10 18:00,2026-01-10 19:00\nvan,2026-01-10 20:00,2026-01-10 21:00\n"
    bring(table)
    after = last()
    bring(table)

    assert (after, last()) == (1, 1)


def test_the_faults_are_a_table_that_holds_no_formula(bring, tmp_path):
    faults = bring("team,from,to\n=cmd(),2026-01-10 18:00,2026-01-10 19:00\n").faults
    path = tmp_path / "refused.csv"

    importing.write_faults(faults, path)

    (row,) = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert row["Value"] == "'=cmd()"
    assert row["Line"] == "2"
    assert json.dumps(importing.Summary().as_json())


def test_the_command_writes_over_no_table_that_somebody_may_be_mending(cast, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.csv").write_text("team,from,to\nnobody,2026-01-10 18:00,2026-01-10 19:00\n", encoding="utf-8")
    command = ["import", "patrols", "log.csv", "--organization", "downtown"]

    def left(*more):
        done = CliRunner().invoke(app, [*command, *more], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return {path.name for path in tmp_path.iterdir()} - {"log.csv"}

    assert left("--dry-run") == set()
    assert left() == {"log.csv.refused.csv"}
    assert left("--json") == {"log.csv.refused.csv", "log.csv.refused-2.csv"}
