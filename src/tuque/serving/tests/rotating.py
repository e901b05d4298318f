"""A change of keys under traffic, killed half-way; run as a program by test_rotating.py.

While `tuque keys rotate` works in a process of its own, others read records, look people up and open files, and one writes.
Each notes what it read and could not read, and what it wrote once that was durable.
"""

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import django

PEOPLE, PHOTOS, READERS = 60, 12, 2
PIXELS = b"pixels of nobody " * 9_000
FEW = 10_000  # below this many rows, nobody waits half a minute for processes that may still seal with the former key


def main(folder: Path, rows: int) -> None:
    django.setup()
    from django.db import connection

    from tuque.core import wall

    believe_shortly(rows)

    with wall.system(wall.Purpose.UPKEEP):
        facts = prepare(rows)
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()
        others = [fork(lambda seed=seed: read_on(folder, facts, seed)) for seed in range(READERS)]
        others.append(fork(lambda: write_on(folder, facts)))
        started = time.monotonic()
        killed_at = rotate_and_kill(facts)
        seconds = time.monotonic() - started
        time.sleep(1)
        for process in others:
            os.kill(process, signal.SIGTERM)
            _pid, status = os.waitpid(process, 0)
            assert os.WIFSIGNALED(status), "a reader or the writer stopped by itself"
        report(folder, facts, killed_at=killed_at, seconds=seconds)


def believe_shortly(rows: int) -> None:
    from tuque.core.crypto import keyring

    if rows < FEW:
        keyring.BELIEVED_SECONDS = 3.0


def rotate(rows: int) -> None:
    """`tuque keys rotate downtown`."""
    django.setup()
    from tuque.cli import app

    believe_shortly(rows)
    app(["keys", "rotate", "downtown"])


def fork(task) -> int:
    process = os.fork()
    if not process:
        try:
            task()
        finally:
            os._exit(1)
    return process


def prepare(rows: int) -> dict:
    from django.db import transaction

    from tuque.accounts.tests.cast import make_cast
    from tuque.core.clock import now
    from tuque.core.ids import new_id
    from tuque.interactions import bulk, kept_files
    from tuque.interactions.models import Interaction, Photo
    from tuque.people.tests.factories import person

    at = now()
    cast = make_cast(at=at)
    same = {"organization_id": cast.downtown.pk, "base_type": "other", "type_code": "other", "origin": "found"}
    same |= {"recorded_at": at, "updated_at": at, "occurred_at": at, "place_text": "12 Nowhere Lane"}
    for first in range(0, rows, 10_000):
        chunk = [
            {**same, "public_id": new_id(), "sequence": number + 1, "note": f"note {number + 1}"}
            for number in range(first, min(rows, first + 10_000))
        ]
        with transaction.atomic():
            bulk.insert(Interaction, chunk, fields=list(chunk[0]))
    for number in range(PEOPLE):
        person(f"Person{number} Testname", by=cast.noor, at=at)
    one = Interaction.objects.first()
    for _ in range(PHOTOS):
        photo = Photo(organization=cast.downtown, public_id=new_id(), interaction=one, file_hash="", width=1, height=1, added_at=at, added_by=cast.noor)  # fmt: skip
        kept_files.keep(photo, "file", io.BytesIO(PIXELS), called="one.jpg")
        photo.save()
    ids = Interaction.objects.filter(organization=cast.downtown).values_list("pk", flat=True)
    return {"organization": cast.downtown.pk, "noor": cast.noor.pk, "rows": rows, "first": min(ids), "last": max(ids)}


def read_on(folder: Path, facts: dict, seed: int) -> None:
    from tuque.accounts.models import Worker
    from tuque.core.clock import now
    from tuque.interactions import kept_files
    from tuque.interactions.models import Interaction, Photo
    from tuque.people import selectors

    chance = random.Random(seed)
    noor = Worker.objects.get(pk=facts["noor"])
    with (folder / f"read-{seed}").open("a", buffering=1) as told:
        while True:
            try:
                row = Interaction.objects.get(pk=chance.randint(facts["first"], facts["last"]))
                ok = row.note.split(" again")[0] == f"note {row.sequence}" and row.place_text == "12 Nowhere Lane"
                if chance.random() < 0.1:
                    number = chance.randrange(PEOPLE)
                    found = selectors.find_people(f"person{number}", viewer=noor, at=now())
                    ok = ok and f"Person{number} Testname" in [one.name for one in found]
                if chance.random() < 0.1:
                    with kept_files.opened(chance.choice(Photo.objects.all()), "file") as file:
                        ok = ok and file.read() == PIXELS
                told.write("1\n" if ok else "0 other than it was written\n")
            except Exception as trouble:
                told.write(f"0 {type(trouble).__name__} {trouble}\n")
            time.sleep(0.002)


def write_on(folder: Path, facts: dict) -> None:
    """Notes are changed, and pages that were open for a while save what they had read."""
    from tuque.interactions.models import Interaction

    chance = random.Random(99)
    with (folder / "written").open("a", buffering=1) as told:
        for turn in range(10**9):
            row = Interaction.objects.get(pk=chance.randint(facts["first"], facts["last"]))
            time.sleep(0.003)
            if turn % 2:
                row.note = f"note {row.sequence} again {turn}"
                told.write(json.dumps([row.pk, row.note, "begun"]) + "\n")
            row.save()
            if turn % 2:
                told.write(json.dumps([row.pk, row.note, "durable"]) + "\n")


def rotate_and_kill(facts: dict) -> int:
    """How many rows were still sealed with the former key when the work was killed."""
    from tuque.core.crypto import keyring, rotation

    command = [sys.executable, "-m", "tuque.serving.tests.rotating", "rotate", str(facts["rows"])]
    process = subprocess.Popen(command)
    before = keyring.newest(facts["organization"])
    waiting = facts["rows"]
    while process.poll() is None and waiting > facts["rows"] / 2:
        if keyring.newest(facts["organization"]) != before:
            waiting = rotation.count(facts["organization"])
        time.sleep(0.02)
    process.kill()
    process.wait()
    subprocess.run(command, check=True)
    return waiting


def report(folder: Path, facts: dict, *, killed_at: int, seconds: float) -> None:
    from datetime import timedelta

    from tuque.core.clock import now
    from tuque.core.crypto import keyring, rotation
    from tuque.core.crypto.models import OrganizationKey
    from tuque.interactions.models import Interaction

    organization = facts["organization"]
    told = [json.loads(line) for line in (folder / "written").read_text().splitlines()]
    written = {pk: note for pk, note, step in told if step == "durable"}
    # Ended between its commit and its word of it: what the last write leaves behind may be either.
    begun = {told[-1][0]: told[-1][1]} if told[-1][2] == "begun" else {}
    rotation.seal_anew(organization)  # what the last open pages saved
    left = rotation.left(organization)
    rotation.note_emptied(organization, at=now() + timedelta(hours=1))
    destroyed = rotation.retire(organization, at=now() + timedelta(hours=2), kept=timedelta(0))
    keyring.forget()
    lost, rows = 0, 0
    for row in Interaction.objects.filter(organization_id=organization).iterator(chunk_size=2000):
        rows += 1
        lost += row.note not in (written.get(row.pk, f"note {row.sequence}"), begun.get(row.pk))
    reads = [line for seed in range(READERS) for line in (folder / f"read-{seed}").read_text().splitlines()]
    figures = {
        "rows": rows,
        "killed_at": killed_at,
        "reads": len(reads),
        "failed": [line for line in reads if line != "1"][:5],
        "writes": len(written),
        "lost": lost,
        "left": left,
        "destroyed": destroyed,
        "keys": OrganizationKey.objects.filter(organization_id=organization, destroyed_at=None).count(),
        "seconds": round(seconds, 1),
    }
    (folder / "figures.json").write_text(json.dumps(figures))


if __name__ == "__main__":
    if sys.argv[1] == "rotate":
        rotate(int(sys.argv[2]))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]))
