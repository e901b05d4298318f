"""A source of the directory: set by its keepers, opened to anyone or not, brought in and taken out by command."""

import json

import pytest
from conftest import NOON
from typer.testing import CliRunner

from tuque.audit.models import AuditRecord
from tuque.cli import app
from tuque.directory.imports import formats
from tuque.directory.models import Source
from tuque.directory.problems import SourceUnfit
from tuque.directory.services import feeds, sources
from tuque.directory.tests import factories
from tuque.directory.tests.test_feeds import a_service, bring, bundle_of

pytestmark = pytest.mark.django_db
PACKAGE = "/hsds/packages/feed.zip"
SENT = {
    "name": "The city",
    "language": "fr",
    "country": "ca",
    "region": "qc",
    "time_zone": "America/Toronto",
    "licence": "CC BY 4.0",
    "attribution": "The invented city",
    "rank": "5",
    "is_open": "on",
}


@pytest.fixture
def source(cast, tmp_path):
    made = feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")
    bring(made, bundle_of(tmp_path, a_service()))
    return made


@pytest.mark.parametrize(("language", "said"), [("en", "In the open feed"), ("fr", "Dans le flux ouvert")])
def test_a_keeper_opens_a_source_and_anyone_may_take_it(cast, sign_in, client, source, language, said):
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language=language)
    page = sign_in(cast.dana)
    assert client.get(PACKAGE).status_code == 404

    kept = page.post("/directory/sources/feed", SENT, follow=True)

    assert said in kept.text
    row = Source.objects.get(pk=source.pk)
    assert (row.country, row.region, row.time_zone, row.rank, row.is_open) == ("CA", "QC", "America/Toronto", 5, True)
    assert client.get(PACKAGE).status_code == 200
    assert "CC BY 4.0" in factories.unzipped(client.get(PACKAGE).content)["datapackage.json"]
    record = AuditRecord.objects.get(action="directory.source_changed")
    assert record.details["open"] is True
    page.post("/directory/sources/feed", {**SENT, "is_open": ""})
    assert client.get(PACKAGE).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"licence": ""}, "An open feed needs a licence"),
        ({"country": "Canada"}, "valid value"),
        ({"time_zone": "Mars/North"}, "not one of the available choices"),
    ],
)
def test_what_a_source_cannot_be_is_said_at_its_field(cast, sign_in, source, sent, said):
    answer = sign_in(cast.dana).post("/directory/sources/feed", {**SENT, **sent})

    assert answer.status_code == 422
    assert said in answer.text
    assert not Source.objects.get(pk=source.pk).is_open


def test_two_open_feeds_have_two_codes(cast, sign_in, source):
    feeds.source_of(cast.elsewhere, "feed", at=NOON, name="Theirs", is_open=True)

    answer = sign_in(cast.dana).post("/directory/sources/feed", SENT)

    assert "under the same code" in answer.text


def test_another_organizations_source_is_not_there(cast, sign_in, source):
    feeds.source_of(cast.elsewhere, "theirs", at=NOON, name="Theirs")

    assert sign_in(cast.dana).get("/directory/sources/theirs").status_code == 404


@pytest.mark.parametrize("code", ["own", "taxonomy-kinds"])
def test_no_feed_comes_in_under_a_code_that_is_kept(cast, sign_in, tmp_path, code):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([a_service()]))
    with path.open("rb") as file:
        answer = sign_in(cast.dana).post("/directory/imports", {"file": file, "source": code, "language": "en"})

    assert answer.status_code == 422
    assert "This code is kept" in answer.text
    assert not Source.objects.filter(code=code).exists()
    with pytest.raises(SourceUnfit):
        sources.check_code(code)


def command(*words):
    return CliRunner().invoke(app, [*map(str, words), "--organization", "downtown"])


def test_by_command_a_source_is_told_opened_and_taken_out(cast, tmp_path):
    path, out = tmp_path / "feed.json", tmp_path / "out.zip"
    path.write_text(json.dumps([a_service()]))
    feed = ("import", "hsds", path, "--source", "feed")
    told = ("--zone", "America/Toronto", "--region", "on", "--rank", "7", "--attribution", "The invented city")

    first = command(*feed, *told)
    refused = command("export", "hsds", out, "--source", "feed", "--open")
    second = command(*feed, "--open-feed", "--licence", "CC0")

    assert (first.exit_code, second.exit_code) == (0, 0), (first.output, second.output)
    assert isinstance(refused.exception, SourceUnfit)
    row = Source.objects.get(code="feed")
    assert (row.time_zone, row.region, row.rank, row.licence, row.is_open) == ("America/Toronto", "ON", 7, "CC0", True)
    assert row.attribution == "The invented city"
    assert command("export", "hsds", out, "--source", "feed", "--open").exit_code == 0
    public = factories.unzipped(out.read_bytes())
    done = command("export", "hsds", out, "--source", "feed")
    assert done.exit_code == 0, done.output
    assert "services.csv" in public
    assert AuditRecord.objects.filter(action="directory.source_taken").count() == 1
    assert formats.read(out).counts()["service"]["taken"] == 1
    assert isinstance(command("export", "hsds", out, "--source", "nothing").exception, SourceUnfit)
    assert isinstance(command("import", "hsds", path, "--source", "own").exception, SourceUnfit)
