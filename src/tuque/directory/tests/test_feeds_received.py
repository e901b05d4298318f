"""A file handed in is read in the background: its page says how far that is, and whoever dies at it loses and doubles nothing."""

import json
from datetime import timedelta
from itertools import count
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tuque.audit.models import AuditRecord
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.models import OutboxMessage
from tuque.directory.imports import formats, mapping
from tuque.directory.models import ImportRun, Service, Source
from tuque.directory.models.sources import RunState
from tuque.directory.services import feeds, receiving
from tuque.directory.tests.test_feeds import a_service

pytestmark = pytest.mark.django_db
GOOD = json.dumps([a_service(number) for number in range(10)]).encode()


@pytest.fixture
def page(cast, sign_in):
    return sign_in(cast.dana)


def hand_in(page, content=GOOD, name="feed.json", **more):
    file = SimpleUploadedFile(name, content)
    return page.post("/directory/imports", {"file": file, "source": "feed", "language": "en", **more}).url


DAYS = count(1)


def work():
    """A day later than the last time."""
    at = now() + timedelta(days=next(DAYS))
    return outbox.deliver_due(clock=lambda: at)


def the_run():
    return ImportRun.objects.get()


def test_a_file_waits_is_read_and_is_then_looked_at(page):
    path = hand_in(page)

    waiting = page.get(path).text
    assert "waits for its turn" in waiting
    assert "Set it aside" in waiting
    assert 'value="apply"' not in waiting
    assert 'hx-trigger="every 2s"' in page.get(path, headers={"HX-Request": "true"}).text
    assert "Being read" in page.get("/directory/imports").text
    page.post(f"{path}/decision", {"do": "apply"})  # not yet
    assert not Service.objects.exists()

    work()

    assert "See what it would do" in page.get(path, headers={"HX-Request": "true"}).text
    assert 'value="apply"' in page.get(path).text
    page.post(f"{path}/decision", {"do": "apply"})
    assert Service.objects.count() == 10
    acts = AuditRecord.objects.filter(action__startswith="directory.feed_").order_by("pk")
    assert [act.action for act in acts] == ["directory.feed_received", "directory.feed_read"]


@pytest.mark.parametrize(
    ("language", "share", "time"),
    [("en", "6 lines or records of 10 (60 %)", "As of"), ("fr", "6 lignes ou fiches sur 10 (60 %)", "État à")],
)
def test_the_page_says_how_far_the_reading_is(cast, page, monkeypatch, language, share, time):
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language=language)
    path, seen = hand_in(page), []
    monkeypatch.setattr(receiving, "TELL_SECONDS", 0)
    tell = receiving._Telling.__call__

    def look(self, done, total):
        tell(self, done, total)
        if done == 6 and self.stage == receiving.READ_STAGE:
            seen.append(page.get(path).text)

    monkeypatch.setattr(receiving._Telling, "__call__", look)
    work()

    assert share in seen[0].replace("\xa0", " ")
    assert '<progress id="how-far" max="10" value="6">' in seen[0]
    assert time in seen[0]


def killed(monkeypatch):
    """The process of the reader dies: nothing after it runs."""
    with monkeypatch.context() as dying:
        dying.setattr(receiving.writing, "compare_with", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            work()


def test_a_reading_whose_process_was_killed_begins_again_by_itself(page, monkeypatch):
    path = hand_in(page)
    killed(monkeypatch)
    assert the_run().is_being_read
    assert "Nothing has been heard" not in page.get(path).text

    with pytest.raises(receiving.StillRead):  # a second worker, a moment later
        receiving.read_asked({"run": str(the_run().public_id)}, None)
    monkeypatch.setattr(receiving, "STILL_ALIVE", timedelta(0))
    assert "Nothing has been heard" in page.get(path).text
    work()

    assert the_run().state == RunState.PREVIEW
    assert not Service.objects.exists()


def test_a_person_may_begin_it_again_and_two_readings_end_as_one(page, monkeypatch):
    path = hand_in(page)
    page.post(f"{path}/decision", {"do": "read"})  # it is alive: nothing is begun twice
    assert OutboxMessage.objects.filter(topic=receiving.READ).count() == 1
    killed(monkeypatch)
    monkeypatch.setattr(receiving, "STILL_ALIVE", timedelta(0))

    page.post(f"{path}/decision", {"do": "read"})
    work()
    work()

    assert OutboxMessage.objects.filter(topic=receiving.READ, done_at__isnull=False).count() == 2
    assert AuditRecord.objects.filter(action="directory.feed_read").count() == 1
    assert the_run().state == RunState.PREVIEW


@pytest.mark.parametrize(("language", "words"), [("en", "begun three times"), ("fr", "commencé trois fois")])
def test_a_file_that_kills_whoever_reads_it_is_given_up(cast, page, monkeypatch, language, words):
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language=language)
    path = hand_in(page)
    monkeypatch.setattr(receiving, "STILL_ALIVE", timedelta(0))
    for _ in range(receiving.TRIES):
        killed(monkeypatch)

    work()

    assert (the_run().state, the_run().rows) == (RunState.DROPPED, None)
    assert words in page.get(path).text


@pytest.mark.parametrize(
    ("language", "content", "name", "words"),
    [
        ("en", b"{not json", "feed.json", "The file is not JSON that can be read"),
        ("fr", b"{not json", "feed.json", "n’est pas du JSON lisible"),
        ("en", b"PK\x03\x04broken", "feed.zip", "not JSON|archive cannot be opened|No service"),
        ("fr", b"id,name\n1,A\n", "feed.csv", "Un tableau demande une correspondance"),
        ("en", b"<Source/>", "feed.xml", "No service, organization or place"),
    ],
)
def test_a_bad_file_says_why_on_its_page_in_the_language_of_whoever_looks(cast, page, language, content, name, words):
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language=language)
    path = hand_in(page, content, name)

    work()

    told = page.get(path).text
    assert any(each in told for each in words.split("|"))
    assert 'role="alert"' in told
    assert "hx-trigger" not in page.get(path, headers={"HX-Request": "true"}).text
    assert (the_run().state, the_run().rows) == (RunState.DROPPED, None)
    assert not Service.objects.exists()


def test_a_file_set_aside_while_it_is_read_is_not_read_to_its_end(page, monkeypatch):
    path = hand_in(page)
    monkeypatch.setattr(receiving, "TELL_SECONDS", 0)
    read = []

    def drop(data, tell):
        read.append(data)
        page.post(f"{path}/decision", {"do": "drop"})
        tell(1, 10)
        raise AssertionError("nobody wants it any more")

    monkeypatch.setattr(formats.hsds_json, "read", drop)
    work()

    assert read
    assert (the_run().state, the_run().rows) == (RunState.DROPPED, None)
    assert "set aside before it was read" in page.get(path).text
    assert OutboxMessage.objects.filter(topic=receiving.READ, done_at__isnull=False).exists()


def test_what_is_said_of_a_source_holds_until_something_came_from_it(page):
    hand_in(page, b"{", name="broken.json", licence="Wrong")
    work()
    hand_in(page, licence="CC BY 4.0")
    assert Source.objects.get().licence == "CC BY 4.0"
    work()
    run = ImportRun.objects.exclude(rows=None).get()
    feeds.apply(run=run, by=None, at=now())

    hand_in(page, licence="Another")

    assert Source.objects.get().licence == "CC BY 4.0"


def test_a_table_is_read_by_its_mapping_and_one_at_fault_is_refused_at_once(page):
    own = '[service]\nid = "n"\nname = "what"\n'
    path = hand_in(page, b"n,what\n1,Meals\n2,Beds\n", "table.csv", own_mapping=own)
    work()

    assert the_run().format == "csv-mapping"
    assert the_run().counts["changes"]["service"]["added"] == 2
    assert "Meals" not in page.get(path).text  # counted, not listed
    file = SimpleUploadedFile("table.csv", b"n\n")
    assert page.post("/directory/imports", {"file": file, "source": "x", "own_mapping": "["}).status_code == 422


def told_by(read):
    told = []
    read(lambda done, total: told.append((done, total)))
    return told


def test_every_format_tells_how_far_it_is(tmp_path):
    lines = "\n".join(json.dumps(a_service(number)) for number in range(3)).encode()
    table = mapping.load('[service]\nname = "what"\n')
    france = json.dumps([{"id": "1", "nom": "A", "source": "s"}, {"id": "2", "nom": "B", "source": "s"}]).encode()
    agencies = (
        b"<Source><Agency><Key>1</Key><Name>A</Name></Agency><Agency><Key>2</Key><Name>B</Name></Agency></Source>"
    )
    contact = {"contactDetails": [], "names": [{"value": "A", "purpose": "Primary"}]}
    centre = json.dumps([{"id": 1, "type": "Agency", **contact}, {"id": 2, "type": "Site", **contact}]).encode()
    package = tmp_path / "package"
    package.mkdir()
    (package / "organizations.csv").write_text("id,name\n1,A\n2,B\n")
    (package / "services.csv").write_text("id,name,status\n1,A,active\n")

    assert told_by(lambda tell: formats.hsds_json.read(GOOD, tell))[-1] == (10, 10)
    assert told_by(lambda tell: formats.hsds_json.read(lines, tell)) == [(1, 3), (2, 3), (3, 3)]
    assert told_by(lambda tell: formats.mapping.read(b"what\nA\nB\n", table, tell))[-1] == (3, 3)
    assert told_by(lambda tell: formats.data_inclusion.read([france], tell)) == [(1, 2), (2, 2)]
    assert told_by(lambda tell: formats.airs.read(agencies, tell)) == [(1, 2), (2, 2)]
    assert told_by(lambda tell: formats.icarol.read(centre, tell)) == [(1, 2), (2, 2)]
    assert told_by(lambda tell: formats.hsds_tables.read(package, tell)) == [(2, 5), (3, 5), (5, 5)]
