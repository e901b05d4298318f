"""The doctor sees each trouble, says what to do, and never falls over."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from tuque.accounts.models import Organization
from tuque.core import outbox, translations
from tuque.core.clock import now
from tuque.core.models import OutboxMessage
from tuque.core.tests.databases import environment_for
from tuque.demo import community
from tuque.directory.models import SearchPhrase
from tuque.directory.search import following
from tuque.directory.tests import factories as directory_factories
from tuque.serving import doctor
from tuque.serving.doctor import Standing

pytestmark = pytest.mark.django_db
FOUND: list[list[str]] = []


@pytest.fixture
def data_folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret-key").touch(mode=0o600)
    tmp_path.chmod(0o700)
    return tmp_path


@pytest.fixture(autouse=True)
def _catalogues_read_once(monkeypatch):
    """Each look reads the whole source against its catalogues: two seconds, for the same answer."""
    if not FOUND:
        FOUND.append(translations.problems())
    monkeypatch.setattr(translations, "problems", lambda: list(FOUND[0]))


def said(subject: str, *, deploy: bool = False) -> list[tuple[Standing, str]]:
    return [(one.standing, one.says) for one in doctor.examine(deploy=deploy) if one.subject == subject]


def wrongs(subject: str, *, deploy: bool = False) -> str:
    return " ".join(says for standing, says in said(subject, deploy=deploy) if standing == Standing.WRONG)


def test_a_site_with_nothing_set_is_well_enough_to_try(data_folder):
    assert [one for one in doctor.examine(deploy=False) if one.standing == Standing.WRONG] == []


def test_sqlite_is_said_to_be_one_wall(data_folder):
    walls = " ".join(says for _standing, says in said("walls"))

    assert ("one wall" in walls) == (connection.vendor == "sqlite")


def test_a_real_site_needs_its_name_tls_and_mail(data_folder):
    assert "TUQUE_HTTPS" in wrongs("settings", deploy=True)
    assert "TUQUE_HOSTS" in wrongs("settings", deploy=True)
    assert "TUQUE_EMAIL_URL" in wrongs("mail", deploy=True)


def test_a_name_that_nothing_reads_is_said(data_folder, monkeypatch):
    monkeypatch.setenv("TUQUE_DATABSE_URL", "postgresql://here/there")

    assert any("TUQUE_DATABSE_URL" in says for _standing, says in said("settings"))


@pytest.mark.parametrize("secret", ["short", "x" * 80, "abc" * 30])
def test_a_weak_secret_is_wrong(data_folder, settings, secret):
    settings.SECRET_KEY = secret

    assert "TUQUE_SECRET_KEY" in wrongs("secret")


def test_a_secret_that_others_may_read_is_wrong(data_folder, monkeypatch):
    monkeypatch.delenv("TUQUE_SECRET_KEY", raising=False)
    (data_folder / "secret-key").chmod(0o644)

    assert "chmod 600" in wrongs("secret")


def test_a_folder_open_to_others_is_wrong_on_a_real_site(data_folder):
    data_folder.chmod(0o755)

    assert wrongs("data folder") == ""
    assert "chmod 750" in wrongs("data folder", deploy=True)


def test_a_bus_that_is_away_is_wrong(data_folder, settings):
    settings.BUS_URL = "redis://127.0.0.1:1/0"

    assert "TUQUE_BUS_URL" in wrongs("bus")


def test_a_mail_server_that_is_away_is_wrong(data_folder, settings):
    settings.EMAIL_FILE_PATH, settings.EMAIL_HOST, settings.EMAIL_PORT = None, "127.0.0.1", 1

    assert "TUQUE_EMAIL_URL" in wrongs("mail")


def test_a_disk_that_is_nearly_full_is_wrong(data_folder, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1024})())

    assert "Make room now" in wrongs("disk")


def test_a_clock_that_differs_from_the_databases_is_wrong(data_folder, monkeypatch):
    monkeypatch.setattr(doctor, "now", lambda: now() + timedelta(minutes=2))

    assert "time synchronization" in wrongs("clock")


def test_messages_that_were_set_aside_are_wrong(data_folder):
    outbox.post("test.note", {}, at=now())
    OutboxMessage.objects.update(quarantined_at=now())

    assert "tuque work --retry" in wrongs("outbox")


def test_a_database_that_is_away_is_wrong_and_the_rest_is_still_looked_at(data_folder, monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", away)

    assert "TUQUE_DATABASE_URL" in wrongs("database")
    assert said("disk")


def test_the_command_speaks_to_people_and_to_machines(tmp_path):
    environment = environment_for(tmp_path)
    tmp_path.chmod(0o700)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tuque", "check", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)

    plain, strict = run(), run("--deploy", "--json")

    assert (plain.returncode, plain.stdout.splitlines()[-1]) == (0, "Everything is well."), plain.stdout
    assert strict.returncode == 1
    assert json.loads(strict.stdout)["wrong"] >= 3


def test_records_that_wait_for_their_seal_and_a_lost_key_are_said(data_folder, cast):
    from django.db import transaction

    from tuque.audit import services
    from tuque.audit.proof import keys, roots, sealing

    with transaction.atomic():
        services.record("accounts.signed_out", at=now() - timedelta(minutes=10), by=cast.noor)
    assert "wait for their seal" in wrongs("audit")

    sealing.seal_all(at=now())
    roots.sign_due(at=now())
    assert "Nobody else keeps" in " ".join(says for _standing, says in said("audit"))

    keys.path().unlink()
    assert "audit-key --new" in wrongs("audit")


def test_a_search_that_does_not_know_the_words_of_this_release_is_said(data_folder, cast):
    directory_factories.service(cast.downtown, "Community meals")
    following.rebuild(today=now().date())
    assert "every public service" in said("search")[0][1]

    SearchPhrase.objects.filter(phrase="hungry").update(topics=["housing"])

    assert said("search")[0][0] == Standing.TO_KNOW
    assert "everyday words of this release" in said("search")[0][1]


def test_a_search_out_of_step_is_said(data_folder, cast):
    assert "every public service" in said("search")[0][1]

    directory_factories.service(cast.downtown)

    assert said("search")[0][0] == Standing.TO_KNOW
    assert "1 service too few or too many" in said("search")[0][1]


@pytest.mark.parametrize(
    ("keeps_back", "looked_at"),
    [("all", set()), ("rows", {"clock"})],
)
def test_a_database_that_is_not_well_is_told_once(data_folder, keeps_back, looked_at):
    found = [doctor.wrong("database", "It is not well.", keeps_back=keeps_back)]

    said = {look.__name__.removeprefix("look_at_"): doctor._why_not(look, found) for look in doctor.LOOKS}

    assert {name for name, why in said.items() if why} == {
        *("keys", "clock", "outbox", "search", "audit", "demonstration")
    } - looked_at


def test_accounts_of_the_demonstration_are_wrong_on_a_real_site(data_folder):
    assert "Nobody invented" in said("demonstration")[0][1]

    community.make(at=now())
    assert said("demonstration")[0][0] == Standing.TO_KNOW
    with_a_password = len(community.CAST) + len(community.directors())
    assert f"{with_a_password} accounts of the demonstration (@demo.example)" in wrongs("demonstration", deploy=True)

    Organization.objects.create(code="north-end", name="North End Team", created_at=now())
    assert "another folder or database" in wrongs("demonstration")
