"""T-20: words said of people, marked, go in by the pages; then every table, file and message is read raw: none holds them."""

import json
import mmap
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import NOON
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tuque.core.ids import new_id
from tuque.core.repeat import AlreadySentDifferently, Answer, write_once
from tuque.core.tests.behind import administrator
from tuque.core.tests.databases import environment_for
from tuque.interactions import services
from tuque.interactions.facts import Facts, Spot
from tuque.interactions.imports import uploads
from tuque.interactions.models import Interaction, Revision
from tuque.people.models import Person
from tuque.people.tests.factories import person

MARKS = {
    part: f"Zephyrine{part}canary"
    for part in ("name", "note", "answer", "place", "reason", "file", "cell", "body", "search")
}


def entry(**facts):
    values = {"base_type": "other", "type_code": "check-in", "origin": "found", "occurred_at": NOON, **facts}
    return services.Entry(facts=Facts(**values), answers={"said": MARKS["answer"]})


@pytest.mark.django_db(transaction=True)
def test_no_marked_word_is_in_the_database_the_files_or_the_mail(cast, sign_in, caplog):
    person(MARKS["name"], by=cast.noor, at=NOON)
    said = {"note": MARKS["note"], "spot": Spot(text=MARKS["place"])}
    row = services.record_interaction(by=cast.noor, team=None, entry=entry(**said), key=new_id(), at=NOON)
    services.correct_interaction(
        public_id=row.public_id, by=cast.noor, entry=entry(**said), reason=MARKS["reason"], expected_revision=1, at=NOON
    )
    send_two_bodies(cast)
    table = SimpleUploadedFile(
        f"{MARKS['file']}.csv", f"date;type;note\n2026-01-02 10:00;aid;{MARKS['cell']}\n".encode()
    )
    upload = uploads.receive(file=table, mapping_name="", by=cast.dana, at=NOON)
    browser = sign_in(cast.noor)
    browser.post(reverse("people:search"), {"words": MARKS["name"]})
    browser.post("/records", {"words": MARKS["search"]}, follow=True)
    browser.get(f"/records/{row.public_id}")

    found = [where for where, raw in everything_kept() if any(holds(raw, mark) for mark in MARKS.values())]

    assert found == []
    assert not any(holds(line.encode(), mark) for line in caplog.text.splitlines() for mark in MARKS.values())
    # They are all there, for whoever may read them.
    row = Interaction.objects.get(pk=row.pk)
    assert (row.note, row.place_text, row.answers) == (MARKS["note"], MARKS["place"], {"said": MARKS["answer"]})
    assert Revision.objects.get().reason == MARKS["reason"]
    assert Person.objects.get().name == MARKS["name"]
    assert upload.file_name == f"{MARKS['file']}.csv"


def send_two_bodies(cast):
    key = new_id()
    for body in ({"said": "first"}, {"said": MARKS["body"]}):
        try:
            write_once(scope="s", key=key, body=body, organization=cast.downtown, at=NOON, write=lambda: Answer(201))
        except AlreadySentDifferently:
            continue


def everything_kept():
    """Each table, file and message, as bytes."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own names
            for row in cursor.fetchall():
                yield table, b"\n".join(as_bytes(value) for value in row)
    for folder, name in files_of(""):
        with default_storage.open(f"{folder}/{name}") as file:
            yield name, name.encode() + file.read()
    for message in mail.outbox:
        yield "mail", message.message().as_bytes()


def as_bytes(value):
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return (value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)).encode()


def files_of(folder):
    folders, names = default_storage.listdir(folder)
    yield from ((folder, name) for name in names)
    for inner in folders:
        yield from files_of(f"{folder}/{inner}".lstrip("/"))


def holds(raw, mark):
    """Whatever its capitals, and without its marker of a part: half a word is a word too."""
    return mark.lower().encode() in raw.lower() or b"zephyrine" in raw.lower()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_marked_word_is_left_on_the_disk_when_everything_goes_wrong(tmp_path):
    """T-20, T-21: errors forced at each page, the database away, work that fails, and death by SIGKILL in the end.

    Read raw: the log, the data folder (SQLite with its own log of changes, the files, the mail, the backup), temporary files;
    on PostgreSQL its data folder, where it may be read.
    """
    token, began = f"Zeph{secrets.token_hex(6)}", time.time() - 1
    folder = tmp_path / "site"
    folder.mkdir(mode=0o700)
    with (tmp_path / "log").open("wb") as log:
        own = environment_for(folder) | {"TMPDIR": str(tmp_path / "temporary"), "TUQUE_LOG_LEVEL": "DEBUG"}
        done = subprocess.run([sys.executable, "-m", "canary", token], env=own, stdout=log, stderr=log, timeout=280, check=False)  # fmt: skip

    said = (tmp_path / "log").read_text()
    assert done.returncode == -9, said[-3000:]
    assert "200" in said and "302" in said and "500" in said, f"too little went well or wrong: {said[-300:]}"  # noqa: PT018
    assert "RuntimeError" in said, "nothing was logged of what went wrong"
    assert list(folder.rglob("*.backup")), "no backup was made"
    read = [*tmp_path.rglob("*"), *files_of_postgresql(since=began)]
    assert [str(path) for path in read if path.is_file() and token.lower().encode() in lowered(path)] == []
    print(f"{len(read)} files read")


def lowered(path: Path) -> bytes:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
            return raw[:].lower()
    except (ValueError, FileNotFoundError):  # empty, or gone meanwhile
        return b""


def files_of_postgresql(*, since: float) -> list[Path]:
    """What the server wrote since: tables, its log of changes, temporary files, its own log. Nothing on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with administrator(connection) as server:
        server.execute("CHECKPOINT")
        (folder,) = server.execute("SHOW data_directory").fetchone()
    if not os.access(folder, os.R_OK | os.X_OK):
        pytest.skip(f"{folder} cannot be read by this account: the server's own files were not looked at")
    logs = Path("/var/log/postgresql")
    found = [*Path(folder).rglob("*"), *(logs.glob("*.log") if os.access(logs, os.R_OK) else [])]
    return [path for path in found if path.is_file() and path.stat().st_mtime >= since]
