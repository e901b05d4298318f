"""A backup comes back as it was, and one that was cut, altered or given up never passes for whole."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from conftest import NOON
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from tuque.core.tests.databases import migrated_file
from tuque.core.wall.roles import named_after
from tuque.people.tests.factories import person
from tuque.serving import backups

CANARY = "Zephyrine Samplewalk-Canary"


@pytest.fixture
def whole(cast, tmp_path):
    person(CANARY, by=cast.noor, at=NOON)
    default_storage.save("photos/face.jpg", ContentFile(b"sealed elsewhere"))
    return backups.make(at=NOON, folder=tmp_path)


@pytest.mark.django_db(transaction=True)
def test_a_backup_says_what_it_holds_and_shows_none_of_it(cast, whole, tmp_path):
    path, contents = whole

    assert contents.tables["people_person"][0] == 1
    assert contents.files["photos/face.jpg"]
    assert backups.newest(tmp_path) == path
    assert backups.made_at(path) == NOON
    raw = path.read_bytes()
    assert not any(words in raw for words in (CANARY.encode(), b"people_person", cast.noor.email.encode()))
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_was_cut_or_altered_is_always_found(whole, tmp_path):
    """T-37: cut at 60 lengths, one byte altered at 60 places."""
    raw = whole[0].read_bytes()
    spoilt = tmp_path / "spoilt"
    for number in range(60):
        place = number * (len(raw) - 1) // 59
        spoilt.write_bytes(raw[:place])
        with pytest.raises(backups.BackupTrouble):
            backups.read(spoilt)
        with pytest.raises(backups.BackupTrouble):
            backups.check_end(spoilt)
        spoilt.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        with pytest.raises(backups.BackupTrouble):
            backups.read(spoilt)


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_was_given_up_leaves_nothing_that_counts(cast, tmp_path, monkeypatch):
    person(CANARY, by=cast.noor, at=NOON)
    monkeypatch.setattr(backups, "_file_names", lambda: iter(["not/there"]))

    with pytest.raises(FileNotFoundError):
        backups.make(at=NOON, folder=tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_an_existing_site_is_never_written_over(whole):
    with pytest.raises(backups.BackupTrouble, match="not empty"):
        backups.restore(whole[0])


@pytest.mark.slow
@pytest.mark.once
def test_a_backup_is_restored_on_an_empty_place_and_compared(tmp_path):
    """With the command line, as an operator does: only the backup and the root key travel."""
    here, there = tmp_path / "here", tmp_path / "there"
    (here / "files").mkdir(parents=True)
    shutil.copy(migrated_file(), here / "tuque.sqlite3")
    (here / "files" / "one.jpg").write_bytes(b"sealed elsewhere")
    root = here / "keys" / "root"
    (there / "keys").mkdir(mode=0o700, parents=True)
    run(here, "backup")
    (made,) = (here / "backups").iterdir()
    (there / "keys" / "root").write_bytes(root.read_bytes())
    (there / "keys" / "root").chmod(0o600)

    assert "Restored and compared" in run(there, "restore", str(made))
    assert (there / "files" / "one.jpg").read_bytes() == b"sealed elsewhere"
    assert "not empty" in run(there, "restore", str(made), status=1)


@pytest.fixture
def two_sites():
    """The addresses, for an administrator, of two databases that are not there yet; they and their roles go afterwards."""
    of = connection.settings_dict
    names = [f"{of['NAME']}_{which}" for which in ("here", "there")]
    yield [f"postgresql:///{name}?host={of['HOST']}" for name in names]
    with psycopg.connect(dbname="postgres", host=of["HOST"], autocommit=True) as administrator:
        for name in names:
            roles = named_after(name)
            administrator.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            for role in (roles.owner, roles.application, roles.auditor):
                administrator.execute(f'DROP ROLE IF EXISTS "{role}"')


@pytest.mark.slow
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles")
@pytest.mark.django_db
def test_the_applications_role_backs_up_and_the_owner_restores(two_sites, tmp_path):
    """As an operator does: two databases with three roles each, and nothing done as a superuser but making them."""
    here, there = (tmp_path / which for which in ("here", "there"))
    site = prepared(here, two_sites[0])
    run(here, "create-organization", "downtown", "Downtown Team (demo)", **site)
    counted = run(here, "backup", **site).split(": ")[1].split(" rows")[0]
    (made,) = (here / "backups").iterdir()
    (there / "keys").mkdir(mode=0o700, parents=True)
    (there / "keys" / "root").write_bytes((here / "keys" / "root").read_bytes())
    (there / "keys" / "root").chmod(0o600)
    empty = prepared(there, two_sites[1], "--empty")

    alone = {"TUQUE_DATABASE_URL": empty["TUQUE_DATABASE_URL"]}
    assert "Set TUQUE_MIGRATOR_URL" in run(there, "restore", str(made), status=1, **alone)
    assert f"Restored and compared: {counted} rows" in run(there, "restore", str(made), **empty)
    assert "Two walls between organizations" in run(there, "check", **alone)
    assert "not empty" in run(there, "restore", str(made), status=1, **empty)


def prepared(folder: Path, address: str, *more: str) -> dict[str, str]:
    said = run(folder, "database", "prepare", "--as", address, *more)
    return dict(line.split("=", 1) for line in said.splitlines() if line.startswith("TUQUE_"))


def run(folder: Path, *words: str, status: int = 0, **more: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUQUE_")}
    environment = {**kept, "TUQUE_DATA_DIR": str(folder), **more}
    done = subprocess.run([sys.executable, "-m", "tuque", *words], env=environment, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr
