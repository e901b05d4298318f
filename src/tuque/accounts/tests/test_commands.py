"""How a real site begins: an organization, and an invitation link, from the command line."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tuque.accounts.models import Organization, Worker
from tuque.accounts.roles import Role
from tuque.accounts.services.organizations import ValueRefused
from tuque.accounts.tests.conftest import PASSWORD
from tuque.cli import app
from tuque.cli.guards import WallDown
from tuque.core.crypto.models import OrganizationKey
from tuque.core.wall import inspection
from tuque.forms import api as forms

SOURCE = str(Path(__file__).resolve().parents[3])

INVITE = ["invite", "newtown", "rae@newtown.example", "--name", "Rae Example", "--role", "director", "--language", "fr"]


def run(*words):
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def test_two_commands_and_a_link_begin_a_site(db, client):
    run("create-organization", "newtown", "Newtown Team", "--time-zone", "America/Toronto")
    link = run(*INVITE, "--address", "https://tuque.example").output.strip()

    assert link.startswith("https://tuque.example/invitation/")
    client.post(link.removeprefix("https://tuque.example"), {"name": "Rae", "language": "fr", "password": PASSWORD})
    assert Worker.objects.get().roles == {Role.DIRECTOR}
    assert client.get("/workers").status_code == 200


def test_a_new_organization_has_what_its_teams_need_to_begin(db):
    said = run("create-organization", "newtown", "Newtown Team", "--time-zone", "America/Toronto").output

    kinds = set(Organization.objects.get().definitions.values_list("kind", flat=True))
    assert kinds == set(forms.Definition.Kind.values)
    assert "tuque invite newtown" in said
    assert "America/Toronto" in said


def test_an_organization_whose_forms_cannot_be_installed_is_not_made(db, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(forms, "install_starter", fail)

    with pytest.raises(RuntimeError):
        run("create-organization", "newtown", "Newtown Team")

    assert not Organization.objects.exists()


@pytest.mark.once
@pytest.mark.slow
def test_the_command_begins_in_an_empty_folder(tmp_path):
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": SOURCE, "TUQUE_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "tuque", "create-organization", "newtown", "Newtown Team"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Newtown Team is created")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["create-organization", "new town", "N"], "letters, digits and hyphens"),
        (["create-organization", "n", "N", "--time-zone", "Mars/Olympus"], "America/Winnipeg"),
        (["invite", "nowhere", "r@x.example", "--name", "R", "--role", "director"], "nowhere"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_can(db, words, said):
    with pytest.raises(ValueRefused) as refused:
        run(*words)

    assert said in refused.value.message()
    assert not Organization.objects.exists()


def test_an_unknown_role_is_refused_with_the_list(db):
    run("create-organization", "newtown", "Newtown Team")

    with pytest.raises(ValueRefused, match="value_refused") as refused:
        run(*[word.replace("director", "boss") for word in INVITE])

    assert "administrator" in refused.value.message()


@pytest.mark.django_db
def test_an_organization_has_its_key_from_the_first_moment():
    """A key that a long import makes for itself is asked for at each row, until the import is over."""
    run("create-organization", "newtown", "Newtown Team")

    key = OrganizationKey.objects.get()
    assert (key.organization.code, key.version) == ("newtown", 1)


@pytest.mark.parametrize(
    "command",
    [
        ["create-organization", "newtown", "Newtown Team"],
        ["invite", "newtown", "a@example.org", "--name", "A", "--role", "director"],
        ["import", "interactions", __file__, "--mapping", "x", "--organization", "newtown"],
        ["import", "areas", __file__, "--layer", "x", "--code-field", "c", "--name-field", "n"],
        ["keys", "rotate", "newtown"],
    ],
    ids=" ".join,
)
@pytest.mark.django_db
def test_a_command_refuses_to_work_where_the_wall_does_not_stand(command, monkeypatch):
    monkeypatch.setattr(inspection, "troubles", lambda _connection: ["The role may pass the policies."])

    with pytest.raises(WallDown, match="may pass"):
        CliRunner().invoke(app, command, catch_exceptions=False)

    assert not Organization.objects.exists()
