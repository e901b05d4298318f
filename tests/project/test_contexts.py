"""Whatever works by itself says itself for whom: each loop behind the pages, each topic of the outbox, each live stream.

Each is begun without a context, as a thread or a process begins it. A new one needs a line in its table here, which says for
whom it may act. The commands are in test_contexts_of_commands.py.
"""

import asyncio
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import NOON
from django.db import connections

from alone import NOBODY, alone, told_for_whom
from tuque.accounts.roles import Role
from tuque.audit import checks
from tuque.channels.tests.factories import TOKEN, conversation
from tuque.channels.tests.factories import line as north
from tuque.contact_centre.models import LineState
from tuque.core import outbox, streams, wall
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.demo import life, line, scripted
from tuque.insight import facts
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories
from tuque.serving import backups, jobs, keys
from tuque.serving.hub import Hub

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tuque"
pytestmark = pytest.mark.django_db

LOOPS = {
    "outbox": {"outbox", "organization"},
    "long": {"outbox", "organization"},
    "tidying": {"outbox", "operator", "organization"},
    "audit": {"audit"},
    "watch": {"audit", "organization"},
    "facts": {"operator", "organization"},
    "line": {"tasks", "organization"},
    "mailbox": {"doorstep", "organization"},
    "checks": {"audit", "organization"},
    "keys": {"keys", "operator", "organization"},
    "tasks": {"tasks"},
    "backup": {"upkeep"},
}


@pytest.fixture
def site(cast, settings, tmp_path, monkeypatch):
    """Something to do for each loop."""
    settings.DATA_DIR, settings.BACKUPS_DIR, settings.BACKUP_HOUR = tmp_path, str(tmp_path / "backups"), 0
    settings.MAILBOX_URL = "imap://help%40line.example:x@127.0.0.1:9/INBOX?line=north"  # nobody listens there
    north(cast)
    factories.interaction(cast.noor, note="A word.")
    outbox.post("stock.low", {"item": str(new_id()), "store": str(new_id())}, at=NOON, organization_id=cast.downtown.pk)
    outbox.post("directory.import", {"run": str(new_id())}, at=NOON, organization_id=cast.downtown.pk)
    facts.catch_up(cast.downtown)
    LineState.objects.create(organization=cast.downtown, wake_at=NOON)
    checks.ask(cast.downtown, by=cast.workers[Role.PRIVACY_OFFICER], at=NOON)
    keys.begin(cast.downtown, at=NOON)
    made = SimpleNamespace(name="made.backup", rows=0)
    monkeypatch.setattr(backups, "make", lambda at: Interaction.objects.count() and (made, made))
    return cast


def test_each_loop_behind_the_pages_is_known_here():
    assert jobs.works_of(threading.Event()).keys() == LOOPS.keys(), "Say in LOOPS for whom the new work acts."


@pytest.mark.parametrize("name", LOOPS)
def test_each_loop_behind_the_pages_says_for_whom_it_acts(name, site):
    work = jobs.works_of(threading.Event())[name]

    told = alone(work)

    assert told == LOOPS[name]


# What each topic's handler asks first with ids of nothing, and for whom: within its message's organization unless told.
TOPICS = {
    "accounts.reset": {"outbox", "doorstep"},
    "audit.notice": {"outbox", "organization"},
    "audit.root": {"outbox", "audit"},
    "channels.delivery": {"outbox", "organization"},
    "channels.envelope": {"outbox", "organization"},
    "channels.pocket": {"outbox", "organization"},
    "breakglass.notice": {"outbox", "organization"},
    "channels.news": {"outbox", "organization"},
    "contact_centre.rescue_page": {"outbox", "organization"},
    "contact_centre.rescue_page_again": {"outbox", "organization"},
    "directory.duplicates": {"outbox", "organization"},
    "directory.import": {"outbox", "organization"},
    "directory.read_feed": {"outbox", "organization"},
    "directory.public": {"outbox", "organization"},
    "directory.remind": {"outbox", "organization"},
    "directory.search": {"outbox", "organization"},
    "directory.search.all": {"outbox", "organization"},
    "directory.search.every": {"outbox", "organization"},
    "directory.search.places": {"outbox", "organization"},
    "contact_centre.practice": {"outbox", "organization"},
    "interactions.import": {"outbox", "organization"},
    "interactions.place_again": {"outbox", "organization"},
    "referrals.ask": {"outbox", "organization"},
    "referrals.erase": {"outbox", "organization"},
    "referrals.tell": {"outbox", "organization"},
    "releases.request_due": {"outbox", "organization"},
    "releases.request_erase": {"outbox", "organization"},
    "releases.request_letter": {"outbox", "organization"},
    "releases.request_news": {"outbox", "organization"},
    "retention.run": {"outbox", "organization"},
    "stock.expiry": {"outbox", "organization"},
    "stock.low": {"outbox", "organization"},
    "stock.record_changed": {"outbox", "organization"},
}
IDS = (
    "conversation",
    "envelope",
    "message",
    "id",
    "inquiry",
    "item",
    "link",
    "lot",
    "opening",
    "organization",
    "practice",
    "record",
    "referral",
    "request",
    "rescue",
    "root",
    "run",
    "store",
    "upload",
    "worker",
)


def test_each_topic_of_the_outbox_is_known_here():
    assert outbox.topics().keys() == TOPICS.keys(), "Say in TOPICS for whom the new message's work is done."


@pytest.mark.parametrize("topic", TOPICS)
def test_each_message_is_worked_on_for_its_organization_or_says_for_whom(topic, cast):
    whose = None if outbox.topics()[topic] else cast.downtown.pk
    payload = {
        **{name: str(new_id()) for name in IDS},
        "kind": "email",
        "origin": "https://tuque.example",
        "what": "said",
        "turn": 2,
        "services": [],
    }
    outbox.post(topic, payload, at=NOON, organization_id=whose)

    told = alone(outbox.deliver_due)

    assert told == TOPICS[topic]


# What may follow is found and read for the organization that opened it; numbers and ends of sessions for all at once.
KINDS = {
    "conversation": Role.DIRECTOR,
    "interactions": Role.DIRECTOR,
    "line": Role.DIRECTOR,
    "referrals": Role.RESPONDER,
    "rescues": Role.RESPONDER,
}


def test_each_kind_of_live_stream_is_known_here():
    found = [str(path.relative_to(SOURCE)) for path in sources() if "text/event-stream" in path.read_text()]
    written = [name for name in found if not name.startswith("bench/")]  # there it is asked for, as a browser would

    assert streams._kinds.keys() == KINDS.keys(), "Say in KINDS who may follow the new stream."
    assert streams._open_kinds.keys() == {"chat"}, "Show below for whom the new open stream is found and followed."
    assert written == ["web/streams.py"], "Live streams have one address and one hub: register a Kind."


@pytest.fixture
def lent(monkeypatch):
    """The test's connection, which another thread may use meanwhile, and leaves open."""
    monkeypatch.setattr("tuque.serving.hub.close_old_connections", lambda: None)
    own = connections["default"]
    own.inc_thread_sharing()
    yield own
    own.dec_thread_sharing()


@pytest.mark.parametrize("kind", KINDS)
def test_each_live_stream_is_found_and_followed_for_its_reader(kind, cast, sign_in, lent):
    worker, openings = cast.workers[KINDS[kind]], []
    browser = sign_in(worker)
    ref = conversation(cast).public_id if kind == "conversation" else worker.organization.public_id
    address = f"/streams/{kind}/{ref}"

    asked = alone(browser.get, address, **{"asgi.scope": {streams.OPENINGS: openings}})
    followed = alone(asyncio.run, follow(*openings, lent))

    assert asked == {"doorstep", "organization"}
    assert followed == {"streams", "doorstep", "organization"}


def test_a_stream_opened_by_a_secret_is_found_and_followed_for_the_organization(cast, client, lent):
    talk, openings = conversation(cast), []
    headers = {"X-Key": TOKEN}

    asked = alone(
        client.get,
        f"/streams/open/chat/{talk.line.code}.{talk.public_id}",
        headers=headers,
        **{"asgi.scope": {streams.OPENINGS: openings}},
    )
    followed = alone(asyncio.run, follow(*openings, lent))

    assert asked == {"doorstep", "organization"}
    assert followed == {"streams", "organization"}  # the line is known: its holder is asked about within


async def follow(opening, lent):
    """Everything that the hub does for one reader: join, read, look, be asked whether it may go on."""
    hub = Hub()
    hub.threads = ThreadPoolExecutor(1, initializer=connections.__setitem__, initargs=("default", lent))
    await hub.start()
    messages = hub.follow(opening)
    await anext(messages)
    (line,) = hub.lines.values()
    for follower in hub.followers():
        follower.check_at = 0
    hub.ring(line.place)
    await hub.look()
    await messages.aclose()
    await hub.stop()


# Where a thread, a task or a process of our own begins, and what it does about whom it acts for.
BEGINNINGS = {
    "__main__.py": "the command line: each command says it",
    "bench/audit_site.py": "upkeep of the benchmark's own database",
    "bench/bare_relay.py": "keeps nothing, reads no table",
    "bench/board_.py": "upkeep of the benchmark's own database",
    "bench/chat_.py": "sends requests to a site that is served",
    "bench/chat_load.py": "sends requests to a site that is served",
    "bench/chat_site.py": "upkeep of the benchmark's own database",
    "bench/faults_.py": "writes to a site that is served",
    "bench/export_.py": "upkeep of the benchmark's own database",
    "bench/import_.py": "reads a file, no table",
    "bench/list_.py": "upkeep of the benchmark's own database",
    "bench/search_.py": "upkeep of the benchmark's own database",
    "bench/log_.py": "sends requests to a site that is served",
    "bench/site.py": "upkeep of the benchmark's own database",
    "cli/checks.py": "runs other programs, reads no table",
    "contact_centre/suggestions/services.py": "the training, within the organization that asked for it",
    "core/bus.py": "rings bells, reads no table",
    "core/translations.py": "reads catalogues, no table",
    "core/wall/context.py": "the parts of an answer are made in the context of its request",
    "demo/life.py": "each interaction within its organization",
    "demo/line.py": "what people do on the line, within its organization",
    "demo/scripted.py": "what scripted people write, within their organization",
    "interactions/imports/writing.py": "the second thread reads for the same organization",
    "serving/hub.py": "each piece of work in a thread is given its context",
    "serving/jobs.py": "the loops above",
    "serving/server.py": "pages begin on the doorstep, streams in the hub",
}
BEGINS = r"threading\.Thread\b|ThreadPoolExecutor\(|copy_context\(|multiprocessing|@task\b|create_task\(|asyncio\.run\(|\bTimer\(|__name__ == .__main__."


def test_each_place_where_work_begins_is_known_here():
    found = {str(path.relative_to(SOURCE)) for path in sources() if re.search(BEGINS, path.read_text())}

    assert found == BEGINNINGS.keys(), "Say in BEGINNINGS for whom what begins there acts."


def test_the_demonstration_lives_within_its_organization(cast, monkeypatch):
    monkeypatch.setattr(life.loading, "load", lambda *_, **__: Interaction.objects.count())
    monkeypatch.setattr(life.shelves, "follow", lambda *_, **__: None)

    told = alone(life.log_one, seed=1)

    assert told == {"operator", "organization"}
    assert alone(line.play_on, cast.downtown, since=now()) == {"organization"}
    assert alone(scripted.play, cast.downtown, at=now(), opens=True) <= {"organization", "keys"}  # it seals words


def test_a_statement_that_nobody_speaks_for_is_refused(cast):
    """What each test above would say of work that says nothing."""
    with told_for_whom() as told, pytest.raises(wall.NoContext):
        Context().run(Interaction.objects.count)

    assert told == {NOBODY}


def sources():
    return [path for path in sorted(SOURCE.rglob("*.py")) if "tests" not in path.parts]


# Upkeep opens every row of every organization: `audit.upkeep` tells it to each. Where it is used without, and why.
UNTOLD = {
    "audit/upkeep.py": "tells it",
    "bench/audit_site.py": "a database of its own, filled for the measure",
    "bench/board_.py": "a database of its own, filled for the measure",
    "bench/chat_site.py": "a database of its own, filled for the measure",
    "bench/export_.py": "a database of its own, filled for the measure",
    "bench/list_.py": "a database of its own, filled for the measure",
    "bench/search_.py": "a database of its own, filled for the measure",
    "bench/site.py": "a database of its own, filled for the measure",
    "cli/backups.py": "restoring: told once the tables are there again",
    "cli/database.py": "a change of tables: told once they are changed",
    "cli/development.py": "told, but for commands that read no row",
    "cli/keys.py": "wraps keys anew and prints sheets, no row about people: recorded in the site's own chain",
    "cli/serving.py": "asks which changes of tables are missing",
    "core/wall/upholding.py": "puts the policies up",
}


def test_upkeep_is_told_to_every_organization_or_says_why_not():
    found = {
        str(path.relative_to(SOURCE))
        for path in sources()
        if re.search(r"system\((wall\.)?Purpose\.UPKEEP\)", path.read_text())
    }

    assert found == UNTOLD.keys(), "Use audit.upkeep(...), or say in UNTOLD why no organization needs to be told."
