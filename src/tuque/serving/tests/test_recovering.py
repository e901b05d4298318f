"""T-24: a machine is lost; on an empty one, a backup and three sheets of paper bring every row back."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import NOON

from tuque.core.crypto import recovery, roots
from tuque.core.crypto.roots import RootFile
from tuque.core.tests.databases import migrated_file
from tuque.serving import doctor
from tuque.serving.doctor import Standing


def run(folder: Path, *words: str, status: int = 0, typed: str = "") -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUQUE_")}
    environment = {**kept, "TUQUE_DATA_DIR": str(folder)}
    done = subprocess.run([sys.executable, "-m", "tuque", *words], env=environment, input=typed, capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def lines(sheets) -> str:
    return "".join(" ".join(sheet.words) + "\n" for sheet in sheets)


@pytest.fixture
def here(tmp_path):
    """The folder of a site with its tables."""
    folder = tmp_path / "here"
    folder.mkdir()
    shutil.copy(migrated_file(), folder / "tuque.sqlite3")
    return folder


@pytest.fixture
def print_here():
    """Prints a set for the root key of a folder, as the command does; gives the words, which the command gives to paper."""

    def do(folder: Path):
        roots.use(RootFile(folder / "keys" / "root"))
        return recovery.print_set(needed=3, of=5, at=NOON)[1]

    yield do
    roots.use(None)


@pytest.mark.once
def test_a_lost_machine_comes_back_from_a_backup_and_three_sheets(here, tmp_path, print_here):
    there = tmp_path / "there"
    run(here, "create-organization", "downtown", "Downtown Street Team (demo)")
    run(here, "keys", "print-recovery", "--of", "3-of-5", "--to", str(tmp_path / "sheets"), "--language", "fr")
    assert len(list((tmp_path / "sheets").glob("sheet-?-of-5.pdf"))) == 5
    sheets = print_here(here)
    counted = run(here, "backup").split(": ")[1].split(" rows")[0]
    (backup,) = (here / "backups").iterdir()

    # Nothing but the backup and paper is left. A slip is told, the same sheet too, and the last one is enough.
    wrong = " ".join([*sheets[4].words[:32], "zzzz"])
    typed = wrong + "\n" + lines([sheets[4], sheets[4], sheets[0], sheets[2]])
    said = run(there, "keys", "recover", "--backup", str(backup), typed=typed)

    assert "Word 33, “zzzz”, is not on any sheet" in said
    assert "Sheet 5 was already read" in said
    assert "The backup opens with this key." in said
    assert (there / "keys" / "root").stat().st_mode & 0o777 == 0o600
    assert f"Restored and compared: {counted} rows" in run(there, "restore", str(backup))
    assert "was printed" not in run(there, "keys", "recover", "--drill", typed=lines(sheets[:3]))


@pytest.mark.once
def test_a_drill_writes_nothing_and_speaks_both_languages(here, tmp_path, print_here):
    there = tmp_path / "there"
    run(here, "create-organization", "downtown", "Downtown Street Team (demo)")
    sheets, others = print_here(here), print_here(here)
    before = (here / "keys" / "root").read_bytes()
    files = [tmp_path / f"{number}.txt" for number in range(3)]
    for file, sheet in zip(files, sheets, strict=False):
        file.write_text(" ".join(sheet.words))
    given = [word for file in files for word in ("--sheet", str(file))]

    assert "this site’s key" in run(here, "keys", "recover", "--drill", *given)
    assert "C’est la clé de ce site" in run(here, "keys", "recover", "--drill", "--language", "fr", *given)
    assert "n’a pas cette clé" in run(there, "keys", "recover", "--drill", "--language", "fr", *given, status=1)
    assert not (there / "keys").exists()
    assert "1 more sheet is needed" in run(there, "keys", "recover", *given[:4], status=1)
    assert "d’un autre jeu" in run(here, "keys", "recover", "--language", "fr", typed=lines([sheets[0], others[1]]), status=1)  # fmt: skip
    assert "already" in run(here, "keys", "recover", *given)
    assert (here / "keys" / "root").read_bytes() == before


@pytest.mark.parametrize("of", ["5", "1-of-5", "6-of-5", "3-of-17", "three-of-five"])
def test_a_set_that_makes_no_sense_is_refused(tmp_path, of):
    assert "--of 3-of-5" in run(tmp_path, "keys", "print-recovery", "--of", of, status=2)


@pytest.mark.django_db(transaction=True)
def test_the_doctor_asks_for_a_set_and_notices_an_old_one(cast, tmp_path, settings):
    from tuque.people.tests.factories import person

    file = RootFile(tmp_path / "keys" / "root")
    roots.use(file)
    try:
        person("Alba Testname", by=cast.noor, at=NOON)

        def said(*, deploy):
            return [(one.standing, one.says) for one in doctor.look_at_recovery(deploy)]

        assert [standing for standing, _says in said(deploy=False)] == [Standing.TO_KNOW]
        assert [standing for standing, _says in said(deploy=True)] == [Standing.WRONG]
        recovery.print_set(needed=2, of=3, at=NOON)
        assert [standing for standing, _says in said(deploy=True)] == [Standing.WELL]
        file.renew()
        ((standing, says),) = said(deploy=True)
        assert (standing, "older than the root key" in says, "2-of-3" in says) == (Standing.WRONG, True, True)
        note = tmp_path / "keys" / "recovery.json"
        note.write_text(json.dumps({"other": 1}))
        assert "No recovery set" in said(deploy=True)[0][1]
    finally:
        roots.use(None)
