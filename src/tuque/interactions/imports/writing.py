"""Rows into the log, a few thousand in each transaction.

Not all in one: on SQLite a single long transaction would keep every team from logging while it lasts, and on PostgreSQL
it would hold the organization's stream. The file is read to its end before the first row is written, each transaction
leaves whole rows with their audit record, and a row that is already there is not written again: after any interruption,
importing the same file again finishes the work.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.core import reading_tables as reading
from tuque.core import streams
from tuque.core.crypto import keyring
from tuque.core.crypto.fields import give_sealed, unsealed
from tuque.core.crypto.files import Openable
from tuque.core.ids import new_id
from tuque.core.reading_tables import FileRefused, Refusal
from tuque.geo import api as geo
from tuque.interactions import bulk, kept_files
from tuque.interactions.codes import Action, BaseType, Origin, Outcome, RequestSource, Status
from tuque.interactions.imports import conflicts, rows
from tuque.interactions.imports.locating import Locator, cell_of
from tuque.interactions.imports.mapping import ColumnMapping, MappingUnusable
from tuque.interactions.imports.reasons import ImportRefused
from tuque.interactions.imports.refused import RefusedRows
from tuque.interactions.imports.rows import Converted, Converter
from tuque.interactions.imports.summary import Counts, Summary
from tuque.interactions.models import ImportBatch, Interaction, Revision

ROWS_AT_ONCE = 4_000
KEYS_AT_ONCE = 500
LET_GO = "let go"  # in the place of a hash: a row whose words were erased is not written again by its file
ALLOWED = {
    "base_type": frozenset(BaseType.values),
    "dispatched_as": frozenset(BaseType.values),
    "origin": frozenset(Origin.values),
    "request_source": frozenset(RequestSource.values),
    "outcome": frozenset(Outcome.values),
    "follow_up": frozenset({"yes", "no"}),
    "actions": frozenset(Action.values),
}
IMPORTED = [
    "base_type",
    "type_code",
    "dispatched_as",
    "origin",
    "request_source",
    "outcome",
    "actions",
    "follow_up",
    "occurred_at",
    "received_at",
    "assigned_at",
    "en_route_at",
    "on_scene_at",
    "cleared_at",
    "duration_seconds",
    "people_count",
    "note",
    "lon",
    "lat",
    "cell",
    "area_id",
    "place_id",
    "place_text",
    "out_of_area",
    "source_row",
    "answers",
    "batch_id",
]
OWN = ["organization_id", "public_id", "sequence", "status", "recorded_at", "updated_at", "source", "source_key"]
WRITTEN = (*OWN, *IMPORTED)
# What a row that says nothing leaves in the log.
EMPTY: Mapping[str, object] = {
    **dict.fromkeys(("dispatched_as", "request_source", "outcome", "note", "place_text"), ""),
    "people_count": 0,
    "out_of_area": False,
}


@dataclass(frozen=True)
class Event:
    """A row of the log to be: a converted row, or one of the events that a row of counts stands for."""

    key: str
    row: Converted
    area: int | None
    place: int | None
    flags: tuple[str, ...]
    digest: str


@dataclass
class Piece:
    """Some thousand lines of the file: what they became, what was counted, and the rows where all of them are new."""

    events: list[Event] = field(default_factory=list)
    refused: list[list[Refusal]] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    flags: Counter[str] = field(default_factory=Counter)
    flagged: dict[str, int] = field(default_factory=dict)
    made: bulk.Prepared | None = None


Progress = Callable[[Counts, int], None]


@dataclass
class Import:
    """One file into one organization's log. `run` raises ImportRefused before anything is written, or finishes."""

    path: Openable
    file_name: str
    mapping: ColumnMapping
    organization: Organization
    at: datetime
    by: Worker | None = None
    dry_run: bool = False
    refused_file: Path | kept_files.Refused | None = None
    on_progress: Progress = lambda counts, total: None
    on_start: Callable[[ImportBatch], None] = lambda batch: None

    def run(self) -> Summary:
        started = time.monotonic()
        try:
            verified = reading.verify(self.path)
            shape = reading.detect(self.path, encoding=self.mapping.encoding, separator=self.mapping.separator)
            rows.check_codes(self.mapping, ALLOWED)
            zone, around = self.organization.zone, geo.around(self.organization)
            converter = Converter(self.mapping, shape.columns, zone=zone, at=self.at, around=around)
            self._locator = Locator(self.mapping, self.organization)
        except (FileRefused, MappingUnusable) as problem:
            raise ImportRefused(reason=problem.code, values=problem.values) from problem
        self._summary = Summary(dry_run=self.dry_run)
        self._seen: dict[bytes, bytes] = {}
        self._repeats: Counter[bytes] = Counter()
        self._all_new = not Interaction.objects.filter(
            organization=self.organization, source=self.mapping.name
        ).exists()
        self._batch = self._open_batch(verified.digest)
        read = reading.read_rows(self.path, shape, strict_encoding=self.mapping.is_strict)
        with RefusedRows(self.refused_file) as self._refused:
            self._key = keyring.current(self.organization.pk)
            for piece in _ahead(self._pieces(read, converter)):
                self._take(piece)
                self._key = keyring.current(self.organization.pk)
                self.on_progress(self._summary.counts, verified.lines)
            self._summary.refused_file = str(self._refused.path or "")
        self._close_batch()
        self._summary.seconds = time.monotonic() - started
        return self._summary

    def _pieces(self, read: Iterator[reading.Row | Refusal], converter: Converter) -> Iterator[Piece]:
        """The file piece by piece, converted, and made into rows where all are new. Asks nothing of the database."""
        while rows_ := list(islice(read, ROWS_AT_ONCE)):
            piece = Piece()
            converted: list[Converted] = []
            for row in rows_:
                result = [row] if isinstance(row, Refusal) else converter.convert(row)
                if isinstance(result, Converted):
                    converted.append(result)
                else:
                    piece.refused.append(result)
            piece.counts.read = len(rows_)
            piece.events = list(self._events(converted, piece))
            if self._all_new and not self.dry_run:
                piece.made = self._made(piece.events)
            yield piece

    def _take(self, piece: Piece) -> None:
        counts = self._summary.counts
        counts.read += piece.counts.read
        counts.same += piece.counts.same
        counts.flagged += piece.counts.flagged
        self._summary.flags.update(piece.flags)
        self._summary.flagged = piece.flagged | self._summary.flagged
        for refusals in piece.refused:
            self._refuse(refusals)
        if self.dry_run:
            new, changed, same = self._sorted_out(piece.events)
            changed, disputed, settled = self._apart(changed)
            self._count(new, changed, same + settled, disputed)
            return
        try:
            self._write(piece)
        except IntegrityError:
            # Someone imports the same file at this moment: what they wrote is found now.
            self._all_new = False
            self._write(piece)

    def _refuse(self, refusals: Sequence[Refusal]) -> None:
        self._summary.counts.refused += 1
        for refusal in refusals:
            self._summary.reasons[refusal.code] += 1
            self._summary.first.setdefault(refusal.code, refusal)
            self._refused.write(refusal)

    def _events(self, converted: Sequence[Converted], piece: Piece) -> Iterator[Event]:
        areas = self._locator.areas_of(converted)
        for row, area in zip(converted, areas, strict=True):
            place = self._locator.place_of(row)
            flags = (*row.flags, *self._locator.flags_of(row, area=area, place=place))
            content = "\x1f".join([repr((row.fields, area, place, flags)), *row.source_row.values()])
            digest = hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8)
            key = self._own_key(row, digest.digest(), piece)
            if key is None:
                continue
            piece.counts.flagged += bool(flags)
            piece.flags.update(flags)
            for flag in flags:
                piece.flagged.setdefault(flag, row.line)
            for copy in range(row.copies):
                numbered = f"{key}#{copy + 1}" if row.copies > 1 else key
                yield Event(numbered, row, area, place, flags, digest.hexdigest())

    def _own_key(self, row: Converted, digest: bytes, piece: Piece) -> str | None:
        """The row's key in the log; None for a row that the file holds twice, or refused when the two differ."""
        short = hashlib.blake2b(row.key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if not self.mapping.key:
            # Nothing tells twins apart: the second row of the same content is another event of the same kind.
            self._repeats[short] += 1
            number = self._repeats[short]
            return row.key if number == 1 else f"{row.key}-{number}"
        first = self._seen.setdefault(short, digest)
        if first is digest:
            return row.key
        if first == digest:
            piece.counts.same += 1
        else:
            piece.refused.append([Refusal(row.line, "key_twice", ", ".join(self.mapping.key), row.key)])
        return None

    def _sorted_out(self, events: Sequence[Event]) -> tuple[list[Event], list[tuple[Event, int]], int]:
        """Those that the log does not have, those it has otherwise (with their row), and how many it has as they are."""
        if self._all_new:
            return list(events), [], 0
        known: dict[str, tuple[int, str]] = {}
        keys = [event.key for event in events]
        # The index of imported rows is a partial one: its condition must be in the query to be used.
        ours = Interaction.objects.filter(organization=self.organization, source=self.mapping.name).exclude(source="")
        for start in range(0, len(keys), KEYS_AT_ONCE):
            found = ours.filter(source_key__in=keys[start : start + KEYS_AT_ONCE])
            columns = ("source_key", "pk", "public_id", "answers", "words_erased_at")
            for key, primary, public_id, sealed, erased in found.values_list(*columns):
                answers = unsealed(Interaction, "answers", sealed, organization_id=self.organization.pk, row=public_id)
                known[key] = (primary, LET_GO if erased else answers.get("import", {}).get("hash", ""))
        new, changed, same = [], [], 0
        for event in events:
            if event.key not in known:
                new.append(event)
            elif known[event.key][1] not in {event.digest, LET_GO}:
                changed.append((event, known[event.key][0]))
            else:
                same += 1
        return new, changed, same

    @transaction.atomic
    def _write(self, piece: Piece) -> None:
        new, changed, same = self._sorted_out(piece.events)
        changed, disputed, settled = self._apart(changed)
        for event, primary in disputed:
            self._dispute(event, primary)
        if new or changed or disputed:
            name = f"interactions:{self.organization.pk}"
            made = piece.made if piece.made and self._all_new else self._made(new)
            numbers = streams.allocate(name, count=len(new) + len(changed), organization_id=self.organization.pk)
            made.number("sequence", numbers[: len(new)])
            bulk.send(made)
            self._change(changed, numbers[len(new) :])
            audit.record(
                "interactions.rows_imported",
                by=self.by,
                organization=self.organization,
                subject=self._batch,
                at=self.at,
                actor_ref="" if self.by else "tuque import interactions",
                details={"new": len(new), "changed": len(changed), "conflicts": len(disputed)},
            )
        self._count(new, changed, same + settled, disputed)
        self._save_counts()

    @staticmethod
    def _apart(changed: Sequence[tuple[Event, int]]) -> tuple[list[tuple[Event, int]], list[tuple[Event, int]], int]:
        """Those to change, those that someone corrected here, and how many of these were settled before."""
        by_hand = conflicts.corrected_by_hand([primary for _, primary in changed])
        disputed = [(event, primary) for event, primary in changed if primary in by_hand]
        settled = conflicts.already_settled([(primary, event.digest) for event, primary in disputed])
        return (
            [(event, primary) for event, primary in changed if primary not in by_hand],
            [(event, primary) for event, primary in disputed if (primary, event.digest) not in settled],
            len(settled),
        )

    def _dispute(self, event: Event, primary: int) -> None:
        values = self._values(event)
        kept = {name: values.get(name) for name in IMPORTED}
        conflicts.keep(interaction_id=primary, batch=self._batch, digest=event.digest, values=kept, at=self.at)

    def _change(self, changed: Sequence[tuple[Event, int]], numbers: Sequence[int]) -> None:
        """Put the file's new values in place of the old, which a revision keeps."""
        if not changed:
            return
        stored = Interaction.objects.select_for_update().in_bulk([primary for _, primary in changed])
        revisions, updated = [], []
        for (event, primary), number in zip(changed, numbers, strict=True):
            old, new = stored[primary], self._values(event)
            revisions.append(
                Revision(
                    organization=self.organization,
                    interaction=old,
                    number=old.revision,
                    state=state_of(old),
                    reason=conflicts.BY_FILE,
                    by=self.by,
                    at=self.at,
                )
            )
            for name in IMPORTED:
                setattr(old, name, new.get(name))
            give_sealed(old)
            old.revision, old.sequence, old.updated_at = old.revision + 1, number, self.at
            updated.append(old)
        Revision.objects.bulk_create(revisions, batch_size=500)
        names = [name.removesuffix("_id") for name in (*IMPORTED, "revision", "sequence", "updated_at")]
        Interaction.objects.bulk_update(updated, names, batch_size=100)

    def _made(self, events: Sequence[Event]) -> bulk.Prepared:
        return bulk.prepare(Interaction, map(self._values, events), fields=WRITTEN, key=self._key)

    def _values(self, event: Event) -> dict[str, object]:
        row = event.row
        about: dict[str, object] = {"hash": event.digest}
        if event.flags:
            about["flags"] = list(event.flags)
        if row.precision:
            about["precision"] = row.precision
        return {
            **EMPTY,
            **row.fields,
            "organization_id": self.organization.pk,
            "public_id": new_id(),
            "status": Status.RECORDED.value,
            "recorded_at": self.at,
            "updated_at": self.at,
            "source": self.mapping.name,
            "source_key": event.key,
            "batch_id": self._batch.pk,
            "cell": cell_of(row.fields),
            "area_id": event.area,
            "place_id": event.place,
            "source_row": row.source_row,
            "answers": {"import": about},
        }

    def _count(
        self,
        new: Sequence[Event],
        changed: Sequence[tuple[Event, int]],
        same: int,
        disputed: Sequence[tuple[Event, int]],
    ) -> None:
        counts = self._summary.counts
        counts.new += len(new)
        counts.changed += len(changed)
        counts.same += same
        counts.conflicts += len(disputed)
        counts.events += len(new) + len(changed) + same + len(disputed)

    @transaction.atomic
    def _open_batch(self, digest: str) -> ImportBatch:
        batch = ImportBatch(
            organization=self.organization,
            source=self.mapping.name,
            file_name=self.file_name[:200],
            file_hash=digest,
            mapping=dict(self.mapping.source),
            started_at=self.at,
            by=self.by,
        )
        if not self.dry_run:
            batch.save()
            audit.record("interactions.import_started", by=self.by, subject=batch, at=self.at)
            self._summary.batch = str(batch.public_id)
            self.on_start(batch)
        return batch

    def _save_counts(self) -> None:
        counts = self._summary.counts
        self._batch.rows_read, self._batch.rows_new, self._batch.rows_changed = counts.read, counts.new, counts.changed
        self._batch.rows_same, self._batch.rows_refused = counts.same, counts.refused
        self._batch.rows_flagged, self._batch.rows_in_conflict = counts.flagged, counts.conflicts
        self._batch.save()

    def _close_batch(self) -> None:
        if self.dry_run:
            return
        self._record_end()
        if self._summary.counts.new >= bulk.MANY:
            # Until the database has counted its rows anew, it takes the table for an empty one and reads it whole.
            bulk.count_anew(Interaction)

    @transaction.atomic
    def _record_end(self) -> None:
        self._batch.finished_at = self.at
        self._save_counts()
        details: Mapping[str, object] = asdict(self._summary.counts)
        audit.record("interactions.import_finished", by=self.by, subject=self._batch, at=self.at, details=details)


def _ahead(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces, each made in a second thread while the one before it is being written."""
    with ThreadPoolExecutor(max_workers=1) as maker:
        context = copy_context()  # the second thread reads for the same organization

        def following() -> Piece | None:
            return context.run(next, pieces, None)

        coming = maker.submit(following)
        while (piece := coming.result()) is not None:
            coming = maker.submit(following)
            yield piece


def state_of(interaction: Interaction) -> dict[str, object]:
    """What a revision keeps of an imported row."""
    state: dict[str, object] = {}
    for name in (*IMPORTED, "status", "revision"):
        value = getattr(interaction, name)
        state[name] = value.isoformat() if isinstance(value, datetime) else value
    return state
