"""Feeds: read, compared, let through by a person or by the command line. A feed that drops more than a tenth waits."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core.clock import now
from tuque.directory import visibility
from tuque.directory.imports import packing, reasons, writing
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.comparing import Diff
from tuque.directory.imports.remembering import text_of
from tuque.directory.imports.writing import Progress
from tuque.directory.models import ImportRun, Source
from tuque.directory.models.sources import RunState
from tuque.directory.problems import AlreadyDecided
from tuque.directory.search import following
from tuque.directory.services import moving

SHOWN_FINDINGS = 100
SHOWN_CHANGES = 100
AT_ONCE = 2_000  # records that are written while a person waits
GIVEN_UP = timedelta(minutes=15)
WRITE = "directory.import"
LOOK_FOR_DUPLICATES = "directory.duplicates"
OWN = "own"  # the source of what people write here


def source_of(
    organization: Organization, code: str, *, at: datetime, name: str = "", language: str = "en", **about: object
) -> Source:
    """The organization's source with this code, made when it is new."""
    defaults = {
        "name": name or code,
        "language": language,
        "time_zone": organization.time_zone,
        "created_at": at,
        **about,
    }
    return Source.objects.get_or_create(organization=organization, code=code, defaults=defaults)[0]


@transaction.atomic
def prepare(*, source: Source, bundle: Bundle, file_name: str, by: Worker | None, at: datetime) -> ImportRun:
    """Compare a feed with what is there, and keep it until a person decides. Nothing is changed."""
    run = ImportRun(
        organization_id=source.organization_id, source=source, file_name=file_name[:200], started_at=at, by=by
    )
    put_compared(run, bundle, writing.compare_with(source, bundle))
    run.save()
    audit.record("directory.feed_read", by=by, subject=run, at=at, actor_ref="" if by else "tuque import hsds")
    return run


def put_compared(run: ImportRun, bundle: Bundle, diff: Diff) -> None:
    """What the feed says and would change, into its run, which is not saved here."""
    found = list(_findings(bundle))
    run.format = bundle.format
    run.state = RunState.HELD if diff.drops else RunState.PREVIEW
    run.counts = _counts(bundle, diff)
    run.refused = found[:SHOWN_FINDINGS]
    run.findings = packing.pack_findings(found)
    run.rows = packing.pack(bundle)


def writes(run: ImportRun) -> int:
    """How many records it would add, change, take out or bring back."""
    changes = run.counts.get("changes", {})
    return sum(each[kind] for each in changes.values() for kind in ("added", "changed", "gone", "back"))


@transaction.atomic
def ask(*, run: ImportRun, by: Worker, at: datetime) -> bool:
    """Have it written: at once where that is short, else in the background. Whether it is written. Raises AlreadyDecided."""
    if writes(run) <= AT_ONCE:
        apply(run=run, by=by, at=at)
        return True
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not is_waiting(run, at=at):
        raise AlreadyDecided
    run.state, run.by, run.decided_at = RunState.ASKED, by, at
    run.save(update_fields=["state", "by", "decided_at"])
    outbox.post(WRITE, {"run": str(run.public_id)}, at=at, organization_id=run.organization_id)
    audit.record("directory.import_asked", by=by, subject=run, at=at)
    return False


def is_waiting(run: ImportRun, *, at: datetime) -> bool:
    """For a person: also when nothing came of it in a long while, and somebody may ask again."""
    asked_long_ago = run.decided_at is not None and at - run.decided_at > GIVEN_UP
    return run.state in (RunState.PREVIEW, RunState.HELD) or (run.state == RunState.ASKED and asked_long_ago)


def write_asked(payload: Mapping[str, object], message: UUID) -> None:
    """A message of the outbox. Delivered again, it finds the run applied."""
    run = ImportRun.objects.filter(public_id=str(payload["run"]), state=RunState.ASKED).first()
    if run is not None:
        with suppress(AlreadyDecided):
            apply(run=run, by=run.by, at=now())


@transaction.atomic
def apply(*, run: ImportRun, by: Worker | None, at: datetime, progress: Progress = lambda _d, _t: None) -> Diff:
    """Write what the run would change, compared anew with what is there now. Raises AlreadyDecided."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in (RunState.PREVIEW, RunState.HELD, RunState.ASKED) or run.is_being_read or run.rows is None:
        raise AlreadyDecided
    source = Source.objects.select_for_update().get(pk=run.source_id)
    bundle = packing.unpack(bytes(run.rows))
    diff = writing.write(source, bundle, at=at, progress=progress)
    moving.move_with_import(source.organization_id, at=at)
    moving.move({"service": visibility.refresh(source.organization_id)}, at=at)
    following.all_changed(source.organization_id)
    if bundle.rows["service"]:
        outbox.post(LOOK_FOR_DUPLICATES, {"since": at.isoformat()}, at=at, organization_id=source.organization_id)
    run.counts["written"] = diff.counts()
    run.state, run.decided_at, run.rows = RunState.APPLIED, at, None
    run.by = by or run.by
    run.save(update_fields=["counts", "state", "decided_at", "rows", "by"])
    audit.record("directory.imported", by=by, subject=run, at=at, actor_ref="" if by else "tuque import hsds")
    return diff


@transaction.atomic
def drop(*, run: ImportRun, by: Worker, at: datetime) -> None:
    """Set a feed aside. Raises AlreadyDecided."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not (is_waiting(run, at=at) or run.is_being_read):
        raise AlreadyDecided
    run.state, run.decided_at, run.rows, run.by = RunState.DROPPED, at, None, by
    run.save(update_fields=["state", "decided_at", "rows", "by"])
    audit.record("directory.feed_dropped", by=by, subject=run, at=at)


def _counts(bundle: Bundle, diff: Diff) -> dict[str, object]:
    return {
        "read": bundle.counts(),
        "changes": diff.counts(),
        "drops": diff.drops,
        "findings": len(bundle.refused) + len(bundle.mended),
        "kept_out": {name: [len(ids), ids[:SHOWN_CHANGES]] for name, ids in diff.kept_out.items()},
        "two_sites": diff.two_sites[:SHOWN_CHANGES],
        "inactive": diff.inactive[:SHOWN_CHANGES],
        "examples": {
            name: {
                row_id: {field: [_short(one) for one in pair] for field, pair in fields.items()}
                for row_id, fields in list(changed.items())[:SHOWN_CHANGES]
            }
            for name, changed in diff.changed.items()
            if name in ("organization", "service", "location", "address", "phone", "schedule", "taxonomy_term")
        },
        "gone": {
            name: ids[:SHOWN_CHANGES]
            for name, ids in diff.gone.items()
            if name in ("organization", "service", "location", "taxonomy_term", "special_days")
        },
        "confidential": len(bundle.confidential),
    }


def _short(value: object) -> str:
    text = text_of(value)
    return text if len(text) <= 200 else text[:199] + "…"


def _findings(bundle: Bundle) -> Iterator[list[str]]:
    """What became of it, table, row, field, reason, value."""
    return ([kind, one.table, one.row, one.field, one.reason, one.value] for kind, one in bundle.findings())


def refusals(bundle: Bundle) -> list[list[str]]:
    """The lines of the file of what was refused or mended, in words, its heading first; empty where there is nothing to say."""
    lines = [reasons.line_in_words(one) for one in _findings(bundle)]
    return [reasons.heading(), *lines] if lines else []


def findings_of(run: ImportRun) -> Iterable[list[str]]:
    """The same of a run, without the heading."""
    kept: Iterable[list[str]] = packing.findings(bytes(run.findings)) if run.findings else run.refused
    return map(reasons.line_in_words, kept)


def read_and_apply(
    *,
    source: Source,
    path: Path,
    bundle: Bundle,
    by: Worker | None,
    at: datetime,
    despite_drop: bool,
    progress: Progress,
) -> tuple[ImportRun, Diff | None]:
    """From the command line: read, and written at once unless it drops too much. None: it waits for a person."""
    run = prepare(source=source, bundle=bundle, file_name=path.name, by=by, at=at)
    if run.state == RunState.HELD and not despite_drop:
        return run, None
    return run, apply(run=run, by=by, at=at, progress=progress)


@transaction.atomic
def note_taken(*, source: Source, by: Worker | None, at: datetime) -> None:
    """A whole source is about to leave, what is confidential of it too."""
    audit.record("directory.source_taken", by=by, subject=source, at=at, actor_ref="" if by else "tuque export hsds")
