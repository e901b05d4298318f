"""A file handed in on the portal: kept, then read and compared in the background, as far as whoever looks is told.

The file waits in its run (`ImportRun.rows`, compressed) and goes with the reading. A reader that is killed leaves the run as it
was: the message of the outbox comes again, and the reading begins anew. Nothing is written into the directory.
"""

import gzip
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core.clock import now
from tuque.directory.imports import formats, mapping, writing
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.comparing import Diff
from tuque.directory.models import ImportRun, Source
from tuque.directory.models.sources import PROBLEM, READING, RunState
from tuque.directory.problems import AlreadyDecided, FeedRefused
from tuque.directory.services import feeds

READ = "directory.read_feed"
TRIES = 3
STILL_ALIVE = timedelta(minutes=1)
TELL_SECONDS = 0.7
READ_STAGE, COMPARE_STAGE = "read", "compare"


class StillRead(Exception):
    """Another worker was at it a moment ago: the message comes again later, and finds whether it ended."""


class NoLongerWanted(Exception):
    """Somebody set the file aside while it was read."""


@dataclass(frozen=True)
class HowFar:
    """Of a file that is being read: so many of so many lines, records or agencies; `at`: when that was told last."""

    stage: str
    done: int
    total: int
    at: datetime
    is_begun: bool = True

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    def is_quiet(self, at: datetime) -> bool:
        """Begun, and not heard of any more."""
        return self.is_begun and at - self.at > STILL_ALIVE


def how_far(run: ImportRun) -> HowFar:
    told = run.counts[READING]
    return HowFar(told["stage"], told["done"], told["total"], datetime.fromisoformat(told["at"]), told["tries"] > 0)


@transaction.atomic
def receive(
    *, file: IO[bytes], file_name: str, code: str, about: Mapping[str, str], columns: str, by: Worker, at: datetime
) -> ImportRun:
    """Keep the file and have it read. `about`: of the source, where nothing came from it yet; `columns`: a mapping, as it is written."""
    source = feeds.source_of(by.organization, code, at=at)
    if is_new(source):
        source.name, source.language = about["name"] or code, about["language"]
        source.licence = about["licence"]
        source.save(update_fields=["name", "language", "licence"])
    run = ImportRun.objects.create(
        organization_id=source.organization_id,
        source=source,
        file_name=Path(file_name).name[:200],
        state=RunState.ASKED,
        counts={
            READING: {"stage": READ_STAGE, "done": 0, "total": 0, "at": at.isoformat(), "tries": 0, "columns": columns}
        },
        rows=_packed(file),
        started_at=at,
        by=by,
    )
    audit.record("directory.feed_received", by=by, subject=run, at=at)
    _ask(run, at=at)
    return run


def is_new(source: Source) -> bool:
    """Nothing came from it yet."""
    return not source.runs.filter(state=RunState.APPLIED).exists()


@transaction.atomic
def again(*, run: ImportRun, by: Worker, at: datetime) -> None:
    """Read it from its beginning: whoever read it is not heard of any more. Raises AlreadyDecided."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_being_read or not how_far(run).is_quiet(at):
        raise AlreadyDecided
    _put(run, stage=READ_STAGE, done=0, total=0, tries=0, at=at)
    audit.record("directory.feed_received", by=by, subject=run, at=at)
    _ask(run, at=at)


def _ask(run: ImportRun, *, at: datetime) -> None:
    outbox.post(READ, {"run": str(run.public_id)}, at=at, organization_id=run.organization_id)


def read_asked(payload: Mapping[str, object], _message: UUID) -> None:
    """A message of the outbox. Delivered again, it finds the run read, or begins anew where its reader was killed."""
    run = _take(str(payload["run"]), at=now())
    if run is None:
        return
    try:
        bundle = _read(run)
        diff = writing.compare_with(run.source, bundle, progress=_Telling(run, COMPARE_STAGE))
    except FeedRefused as problem:
        _give_up(run, problem, at=now())
    except NoLongerWanted:
        pass
    except Exception:
        _put(run, at=now() - 2 * STILL_ALIVE)  # the next try need not wait for this one to be forgotten
        raise
    else:
        _finish(run, bundle, diff, at=now())


def _read(run: ImportRun) -> Bundle:
    """Raises FeedRefused."""
    told = run.counts[READING]["columns"]
    with tempfile.NamedTemporaryFile(suffix=Path(run.file_name).suffix[:10]) as kept:
        with gzip.open(BytesIO(bytes(run.rows or b""))) as packed:
            shutil.copyfileobj(packed, kept)
        kept.flush()
        run.rows = None  # this copy of it: a large file is not in memory twice
        columns = mapping.load(told) if told else None
        return formats.read(Path(kept.name), columns=columns, tell=_Telling(run, READ_STAGE))


@transaction.atomic
def _take(public_id: str, *, at: datetime) -> ImportRun | None:
    """Raises StillRead."""
    run = ImportRun.objects.select_for_update().filter(public_id=public_id).first()
    if run is None or not run.is_being_read:
        return None
    tries = run.counts[READING]["tries"]
    if tries and not how_far(run).is_quiet(at):
        raise StillRead
    if tries >= TRIES:
        _give_up(run, FeedRefused(reason="given_up"), at=at)
        return None
    _put(run, stage=READ_STAGE, done=0, total=0, tries=tries + 1, at=at)
    return run


def _put(run: ImportRun, *, at: datetime, **told: Any) -> None:
    """Raises NoLongerWanted."""
    run.counts = {READING: {**run.counts[READING], **told, "at": at.isoformat()}}
    if not ImportRun.objects.filter(pk=run.pk, state=RunState.ASKED, format="").update(counts=run.counts):
        raise NoLongerWanted


class _Telling:
    """Tells how far it is, not more often than anybody looks."""

    def __init__(self, run: ImportRun, stage: str) -> None:
        self.run, self.stage, self.next = run, stage, 0.0

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + TELL_SECONDS
            _put(self.run, stage=self.stage, done=done, total=total, at=now())


@transaction.atomic
def _finish(run: ImportRun, bundle: Bundle, diff: Diff, *, at: datetime) -> None:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_being_read:
        return
    source = run.source
    if bundle.language and bundle.language != source.language and is_new(source):
        source.language = bundle.language
        source.save(update_fields=["language"])
    feeds.put_compared(run, bundle, diff)
    run.save()
    audit.record("directory.feed_read", by=run.by, subject=run, at=at)


@transaction.atomic
def _give_up(run: ImportRun, problem: FeedRefused, *, at: datetime) -> None:
    """The file cannot be read: it is not kept, and its page says why, in the words of who looks."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_being_read:
        return
    run.state, run.rows, run.decided_at = RunState.DROPPED, None, at
    run.counts = {PROBLEM: {"reason": problem.reason, "value": problem.value}}
    run.save(update_fields=["state", "rows", "decided_at", "counts"])
    audit.record("directory.feed_unreadable", by=run.by, subject=run, at=at, details={"reason": problem.reason})


def problem_of(run: ImportRun) -> str:
    """Why its file could not be read, in words."""
    return FeedRefused(**run.counts[PROBLEM]).message()


def _packed(file: IO[bytes]) -> bytes:
    packed = BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as kept:
        shutil.copyfileobj(file, kept)
    return packed.getvalue()
