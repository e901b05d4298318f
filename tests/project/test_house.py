"""What must stay true everywhere: translations complete, migrations made, layers kept, deploy checks clean."""

import json
import re
import subprocess
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tuque.audit import sentences
from tuque.cli.database import missing_migrations
from tuque.config.env import SettingUnreadable
from tuque.core import translations
from tuque.core.tests.behind import as_superuser

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


def test_every_visible_string_is_in_french_too():
    problems = translations.problems()

    assert not problems, "Run `./tuque messages`, write the French, then test again:\n" + "\n".join(problems)


def test_words_are_marked_by_names_that_the_catalogue_reads():
    """`gettext as say` would hide its sentences from the check above."""
    sources = {path.relative_to(ROOT): path.read_text() for path in (ROOT / "src").rglob("*.py")}
    others = {str(path): re.findall(r"gettext\w* as (?!_\b)\w+", text) for path, text in sources.items()}

    assert not {path: names for path, names in others.items() if names}, "Import it under its own name, or as `_`."


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("en", "Nothing was changed"), ("fr", "Rien n’a été modifié")])
def test_a_database_with_a_part_of_what_one_migration_stands_for_is_refused(language, said, monkeypatch):
    assert missing_migrations() == []
    former = {("directory", "0001_whole"), ("directory", "0016_taken_out_by_people")}
    with as_superuser(connection):
        for app, name in former:
            MigrationRecorder(connection).record_unapplied(app, name)

    monkeypatch.setenv("TUQUE_LANGUAGE", language)
    with pytest.raises(SettingUnreadable, match=said):
        missing_migrations()


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()

    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail("Run `./tuque dev makemigrations`:\n" + out.getvalue())


def test_the_deploy_check_has_no_warning(tmp_path):
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT / "src"),
        "TUQUE_HTTPS": "yes",
        "TUQUE_SECRET_KEY": "x7" * 40 + "unlike-any-other",
        "TUQUE_HOSTS": "tuque.example",
        "DJANGO_SETTINGS_MODULE": "tuque.config.settings",
        "TUQUE_DATA_DIR": str(tmp_path),
    }

    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_each_dependency_says_why_it_is_there():
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    front_end = json.loads((ROOT / "frontend" / "package.json").read_text())
    needed = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    names = {re.split(r"[\[~=<>]", name)[0] for name in needed} | front_end["dependencies"].keys()
    names |= front_end["devDependencies"].keys()

    missing = sorted(name for name in names if not re.search(rf"[| ]{re.escape(name)}[, |]", page))

    assert not missing, f"Say in docs/reference/dependencies.md why these are there: {missing}"


def test_each_act_in_the_audit_has_its_sentence():
    sources = [path.read_text() for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts]
    acts = {act for text in sources for act in re.findall(r'record\(\s*"([a-z]+\.[a-z_]+)"', text)}

    missing = sorted(acts - sentences.SENTENCES.keys())

    assert acts
    assert not missing, f"Say in the room's acts.py what these are called: {missing}"
