"""Marked words said of people go in by the pages while everything goes wrong; run as a program by project/test_canary.py.

It ends by SIGKILL, so that what a process leaves on the disk when it dies is there to be read: the database's own log of
changes, temporary files, logs.
"""

import os
import signal
import sys
from pathlib import Path
from unittest.mock import patch

import django

PARTS = ("name", "note", "answer", "place", "reason", "file", "cell", "refused", "search", "topic")
BROKEN = (
    "tuque.people.selectors.find_people",
    "tuque.people.selectors.list_namesakes",
    "tuque.people.services.create_person",
    "tuque.interactions.services.record_interaction",
    "tuque.interactions.services.correct_interaction",
    "tuque.interactions.imports.uploads.receive",
    "tuque.audit.services.insert",
)


def main(token: str) -> None:
    django.setup()
    from tuque.core import wall

    marks = {part: f"{token}{part}" for part in PARTS}
    with wall.system(wall.Purpose.UPKEEP):
        browser, director, cast = begin()
        well = everything(browser, director, marks)
        for name in BROKEN:
            with patch(name, side_effect=lambda *given, **named: _raise(given, named)):
                well |= everything(browser, director, marks)
        with database_away():
            well |= everything(browser, director, marks)
        work(cast, marks)
    print("answers:", sorted(well), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def begin():
    from django.test import Client

    from tuque.accounts.tests.cast import make_cast
    from tuque.core.clock import now
    from tuque.interactions.tests import factories

    cast = make_cast(at=now())
    factories.install_forms(cast)
    browsers = []
    for worker in (cast.noor, cast.dana):
        browser = Client(HTTP_HOST="localhost", raise_request_exception=False)
        browser.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        browsers.append(browser)
    return *browsers, cast


def everything(noor, dana, marks) -> set[int]:
    """Each page that takes words, once; the statuses that it answered."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from tuque.core.ids import new_id
    from tuque.interactions.models import Interaction

    consent = {"consent_language": "en", "means": "spoken", "agreed": "on"}
    table = f"id,date,type,note\n1,2026-01-10 12:00:00,x,{marks['cell']}\n2,{marks['refused']},x,{marks['refused']}\n"
    sheet = SimpleUploadedFile(f"{marks['file']}.csv", table.encode())
    answers = {
        "_key": str(new_id()),
        "outcome": "spoke",
        "people.adult": 1,
        "note": marks["note"],
        "place_text": marks["place"],
    }
    statuses = [
        noor.post(reverse("people:search"), {"words": marks["search"]}),
        noor.post(reverse("people:add"), {"name": marks["name"], "someone_else": "on", **consent}),
        noor.post(reverse("people:add"), {"name": marks["name"]}),
        noor.post(reverse("interactions:new", args=["check-in"]), answers),
        noor.post(
            reverse("interactions:new", args=["check-in"]),
            {**answers, "_key": marks["answer"], "outcome": marks["answer"]},
        ),
        dana.post(reverse("interactions:import"), {"file": sheet, "mapping": ""}),
    ]
    try:
        row = Interaction.objects.order_by("-pk").first()
    except Exception:  # the database is away
        row = None
    if row is not None:
        correction = {**answers, "_revision": row.revision, "_reason": marks["reason"]}
        statuses.append(noor.post(reverse("interactions:correct", args=[row.public_id]), correction))
        statuses.append(noor.get(f"/records/{row.public_id}"))
    return {answer.status_code for answer in statuses}


def work(cast, marks) -> None:
    """Behind the pages: an import with refused rows, a message whose handler fails, a backup."""
    from django.db import transaction

    from tuque.core import outbox
    from tuque.core.clock import now
    from tuque.core.ids import new_id
    from tuque.interactions.imports import uploads
    from tuque.interactions.models import ImportUpload
    from tuque.serving import backups

    outbox.register("canary", lambda payload, key: _raise((marks["topic"],), payload))
    with transaction.atomic():
        outbox.post("canary", {}, at=now(), organization_id=cast.downtown.pk)
    for upload in ImportUpload.objects.all():
        uploads.run({"upload": str(upload.public_id)}, new_id())
    outbox.deliver_due()
    backups.make(at=now())


def database_away():
    from django.db import OperationalError, connection

    def refuse(execute, sql, params, many, context):
        raise OperationalError(f"the server is gone while: {params}")

    return connection.execute_wrapper(refuse)


def _raise(given, named) -> None:
    words = [vars(one) if hasattr(one, "__dict__") else one for one in (*given, *named.values())]
    raise RuntimeError(f"broken, and it quotes what it was given: {words}")


if __name__ == "__main__":
    Path(os.environ["TMPDIR"]).mkdir(exist_ok=True)
    main(sys.argv[1])
