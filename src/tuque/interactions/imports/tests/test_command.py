"""What the commands that import say and leave behind: the summary on the last line, for people and for machines."""

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest
from django.utils import translation
from typer.testing import CliRunner

from tuque.cli import app
from tuque.geo.models import Area
from tuque.interactions.imports.summary import Counts, Summary
from tuque.interactions.imports.tests.test_writing import HEADER, LINES, MAPPING
from tuque.interactions.models import Interaction

pytestmark = pytest.mark.django_db
MONTGOMERY = Path(__file__).resolve().parents[6] / "shared/data/dispatch/montgomery_pa_911_2015-12_2016-08.csv.gz"
WRONG = "4,2026-02-31 10:00:00,Transport,,,,Elm St\n"


@pytest.fixture
def run(cast, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.toml").write_text(MAPPING, encoding="utf-8")

    def invoke(*more, lines=(*LINES, WRONG)):
        (tmp_path / "log.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
        words = ["import", "interactions", "log.csv", "--mapping", "log.toml", "--organization", "downtown", *more]
        done = CliRunner().invoke(app, words, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout.splitlines()

    return invoke


def files(tmp_path: Path) -> set[str]:
    return {path.name for path in tmp_path.iterdir()} - {"log.csv", "log.toml"}


@pytest.mark.parametrize(
    ("language", "reason", "last"),
    [
        ("en", "refused 1, the first at line 5:", "Imported log.csv: 4 rows read, 3 new, 0 changed, 0 already here,"),
        (
            "fr",
            "refusé 1, d’abord à la ligne 5",
            "Importé de log.csv\xa0: lignes lues 4, nouvelles 3, changées 0, déjà là 0,",
        ),
    ],
)
def test_the_last_line_says_what_became_of_the_file(run, tmp_path, monkeypatch, language, reason, last):
    monkeypatch.setenv("TUQUE_LANGUAGE", language)

    said = run()

    assert said[-1].startswith(last)
    assert any(reason in line for line in said)
    assert "2026-02-31" in (tmp_path / "log.csv.refused.csv").read_text()


def test_the_same_file_twice_brings_nothing_new_and_keeps_the_former_table(run, tmp_path):
    run()
    (tmp_path / "log.csv.refused.csv").write_text("mended by hand")

    said = run()

    assert "4 rows read, 0 new, 0 changed, 3 already here" in said[-1]
    assert Interaction.objects.count() == 3
    assert (tmp_path / "log.csv.refused.csv").read_text() == "mended by hand"
    assert "log.csv.refused-2.csv" in said[-2]
    assert files(tmp_path) == {"log.csv.refused.csv", "log.csv.refused-2.csv"}


def test_a_dry_run_counts_and_writes_nothing_at_all(run, tmp_path):
    said = run("--dry-run")

    assert said[-1].startswith("Would import log.csv: 4 rows read, 3 new")
    assert not Interaction.objects.exists()
    assert files(tmp_path) == set()


def test_a_dry_run_writes_the_table_that_it_is_asked_for(run, tmp_path):
    run("--dry-run", "--refused", "wrong.csv")

    assert files(tmp_path) == {"wrong.csv"}


def test_a_program_reads_the_summary_as_one_object(run):
    (line,) = run("--json")

    told = json.loads(line)
    assert {name: told[name] for name in ("read", "new", "refused", "dry_run")} == {
        "read": 4, "new": 3, "refused": 1, "dry_run": False,
    }  # fmt: skip
    assert told["refused_file"].endswith("log.csv.refused.csv")


@pytest.mark.parametrize(("kind", "words"), [("hsds", []), ("taxonomy", ["--code", "kinds"])])
def test_a_dry_run_of_a_directory_writes_no_table_either(cast, tmp_path, monkeypatch, kind, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text("ID,NAME\n1,\n" if kind == "hsds" else "code,name_en\n,Food\n")
    (tmp_path / "in.toml").write_text('[table]\nkey = "ID"\n[service]\nname = "NAME"\n')
    more = ["--source", "example", "--mapping", "in.toml"] if kind == "hsds" else words

    done = CliRunner().invoke(app, ["import", kind, "in.csv", "--organization", "downtown", "--dry-run", *more])

    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "in.toml"}


SQUARE = [[-97.1, 49.8], [-97.0, 49.8], [-97.0, 49.9], [-97.1, 49.9], [-97.1, 49.8]]
BOW_TIE = [[-97.2, 49.8], [-97.1, 49.9], [-97.1, 49.8], [-97.2, 49.9], [-97.2, 49.8]]


@pytest.mark.parametrize(
    ("language", "repaired", "refused"),
    [("en", "repaired: Bow tie", "refused: A line: no polygon"), ("fr", "réparé", "refusé")],
)
def test_broken_shapes_are_repaired_or_refused_by_name(cast, tmp_path, monkeypatch, language, repaired, refused):
    monkeypatch.setenv("TUQUE_LANGUAGE", language)
    shapes = {"Square": ("Polygon", [SQUARE]), "Bow tie": ("Polygon", [BOW_TIE]), "A line": ("LineString", SQUARE[:2])}
    features = [
        {"type": "Feature", "properties": {"id": name, "name": name}, "geometry": {"type": kind, "coordinates": at}}
        for name, (kind, at) in shapes.items()
    ]
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    words = ["import", "areas", str(file), "--layer", "wards", "--code-field", "id", "--name-field", "name"]

    said = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    told = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).stdout)

    assert repaired in said
    assert refused in said
    assert "2 " in said.splitlines()[-1]
    assert (told["new"], told["changed"], told["repaired"]) == (0, 0, ["Bow tie"])
    assert [one["label"] for one in told["refused"]] == ["A line"]
    assert set(Area.objects.values_list("code", flat=True)) == {"Square", "Bow tie"}


@pytest.mark.parametrize(("language", "said"), [("en", "99,492 rows"), ("fr", "lignes lues 99\xa0492")])
def test_large_counts_are_written_as_the_reader_writes_them(language, said):
    summary = Summary(counts=Counts(read=99_492), seconds=12.5)

    with translation.override(language):
        last = summary.in_words("calls.csv")[-1]

    assert said in last
    assert ("12,5 s" if language == "fr" else "12.5 s") in last


@pytest.mark.skipif(not MONTGOMERY.exists(), reason="the public files are not here")
def test_a_real_log_twice_brings_nothing_new(cast, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with gzip.open(MONTGOMERY, "rt", encoding="utf-8") as whole, gzip.open(tmp_path / "calls.csv.gz", "wt") as part:
        part.writelines(islice(whole, 3_001))
    words = ["import", "interactions", "calls.csv.gz", "--mapping", "montgomery-911", "--organization", "downtown"]

    first, again = (CliRunner().invoke(app, words, catch_exceptions=False).stdout.splitlines()[-1] for _ in range(2))

    assert "3,000 rows read, 3,000 new" in first
    assert "3,000 rows read, 0 new, 0 changed, 3,000 already here" in again
    assert Interaction.objects.count() == 3_000
