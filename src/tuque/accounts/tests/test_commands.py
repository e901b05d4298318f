"""How a real site begins: an organization, and an invitation link, from the command line."""

import pytest
from typer.testing import CliRunner

from tuque.accounts.models import Organization, Worker
from tuque.accounts.roles import Role
from tuque.accounts.services.organizations import ValueRefused
from tuque.accounts.tests.conftest import PASSWORD
from tuque.cli import app

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
