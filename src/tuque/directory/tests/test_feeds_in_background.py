"""A large feed is written in the background: asked for, followed on its page, done once whatever is delivered twice."""

from datetime import timedelta

import pytest
from conftest import NOON

from tuque.audit.models import AuditRecord
from tuque.core import outbox
from tuque.core.clock import now
from tuque.directory.models import ImportRun, Service
from tuque.directory.models.sources import RunState
from tuque.directory.services import feeds
from tuque.directory.tests.test_feeds import a_service, bundle_of

pytestmark = pytest.mark.django_db
SOON = NOON.replace(year=2030)


@pytest.fixture
def run(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(feeds, "AT_ONCE", 20)
    source = feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")
    bundle = bundle_of(tmp_path, *(a_service(number) for number in range(10)))
    return feeds.prepare(source=source, bundle=bundle, file_name="feed.json", by=cast.dana, at=now())


@pytest.mark.parametrize(("language", "words"), [("en", "records are being written"), ("fr", "fiches s’écrivent")])
def test_a_large_feed_is_asked_for_and_its_page_says_that_it_is_under_way_and_then_done(
    cast, sign_in, run, language, words
):
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language=language)
    page, path = sign_in(cast.dana), f"/directory/imports/{run.public_id}"

    asked = page.post(f"{path}/decision", {"do": "apply"}, follow=True)

    assert words in asked.text
    assert not Service.objects.exists()
    assert 'hx-trigger="every 2s"' in page.get(path, headers={"HX-Request": "true"}).text
    page.post(f"{path}/decision", {"do": "drop"})  # too late
    outbox.deliver_due(clock=lambda: SOON)

    assert Service.objects.count() == 10
    done = ImportRun.objects.get(pk=run.pk)
    assert (done.state, done.by, done.rows) == (RunState.APPLIED, cast.dana, None)
    assert "hx-trigger" not in page.get(path, headers={"HX-Request": "true"}).text
    assert words not in page.get(path).text
    acts = AuditRecord.objects.filter(action__in=["directory.import_asked", "directory.imported"])
    assert acts.count() == 2


def test_delivered_twice_it_is_written_once(cast, run):
    feeds.ask(run=run, by=cast.dana, at=now())
    payload = {"run": str(run.public_id)}

    for _ in range(2):
        feeds.write_asked(payload, run.public_id)

    assert AuditRecord.objects.filter(action="directory.imported").count() == 1
    assert Service.objects.count() == 10


def test_what_nothing_came_of_may_be_asked_for_again_after_a_while(cast, sign_in, run):
    feeds.ask(run=run, by=cast.dana, at=now())
    page, path = sign_in(cast.dana), f"/directory/imports/{run.public_id}"
    assert 'value="apply"' not in page.get(path).text

    ImportRun.objects.filter(pk=run.pk).update(decided_at=now() - timedelta(minutes=16))

    assert 'value="apply"' in page.get(path).text
    page.post(f"{path}/decision", {"do": "drop"})
    assert ImportRun.objects.get(pk=run.pk).state == RunState.DROPPED


def test_a_small_feed_is_written_at_once(cast, sign_in, run, monkeypatch):
    monkeypatch.setattr(feeds, "AT_ONCE", 2_000)

    sign_in(cast.dana).post(f"/directory/imports/{run.public_id}/decision", {"do": "apply"})

    assert Service.objects.count() == 10
