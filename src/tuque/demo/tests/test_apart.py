"""The demonstration and a real site never mix: each command knows the other's site, and leaves it as it was."""

import os

import pytest
from conftest import NOON
from typer.testing import CliRunner

from tuque.accounts.models import Organization, Worker
from tuque.cli import app, serving
from tuque.cli.guards import DEMONSTRATION_FOLDER, DemonstrationHere, keep_apart
from tuque.demo import community
from tuque.demo.community import NotTheDemonstration
from tuque.interactions.models import Interaction

SETTINGS = ("TUQUE_DATA_DIR", "TUQUE_DATABASE_URL")
COMMANDS = (["demo", "--still", "--interactions", "10"], ["load-demo", "--interactions", "10"])


@pytest.fixture(autouse=True)
def _served_by_nobody(monkeypatch):
    monkeypatch.setenv("TUQUE_DATA_DIR", os.environ.get("TUQUE_DATA_DIR", "var"))
    monkeypatch.setattr("tuque.serving.server.take_port", lambda *_: None)
    monkeypatch.setattr("tuque.serving.server.serve_everything", lambda *_: pytest.fail("it was served"))
    monkeypatch.setattr(serving, "migrate", lambda: None)


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ({}, DEMONSTRATION_FOLDER),
        ({"TUQUE_DATA_DIR": "/srv/tuque"}, "/srv/tuque"),
        ({"TUQUE_DATABASE_URL": "postgresql://here/tuque"}, None),
    ],
)
def test_it_has_a_folder_of_its_own_where_nothing_says_otherwise(given, folder, monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    keep_apart()

    assert os.environ.get("TUQUE_DATA_DIR") == folder


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("code", ["downtown", "shelter", "north-end"])
def test_a_site_with_an_organization_of_its_own_is_left_as_it_was(db, code, words):
    Organization.objects.create(code=code, name="Street Team", created_at=NOON)

    with pytest.raises(NotTheDemonstration) as refused:
        CliRunner().invoke(app, words, catch_exceptions=False)

    assert code in refused.value.message()
    assert "TUQUE_DATA_DIR" in refused.value.message()
    assert list(Organization.objects.values_list("code", flat=True)) == [code]
    assert not Worker.objects.exists()
    assert not Interaction.objects.exists()


def test_a_demonstration_is_known_again_whatever_it_was_called_since(db):
    made = community.make(at=NOON)
    Organization.objects.filter(pk=made.pk).update(name="Our try")

    assert community.find_own() == made


def test_no_organization_begins_beside_it(db):
    community.make(at=NOON)

    with pytest.raises(DemonstrationHere) as refused:
        CliRunner().invoke(app, ["create-organization", "north-end", "North End Team"], catch_exceptions=False)

    assert "TUQUE_DATA_DIR" in str(refused.value)
    assert not Organization.objects.filter(code="north-end").exists()
