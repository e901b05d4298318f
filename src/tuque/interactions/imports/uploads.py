"""A file imported from the portal: uploaded, described, previewed, then imported by a background worker."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.crypto import salted_hmac

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core import reading_tables as reading
from tuque.core.clock import now
from tuque.core.crypto.files import Openable
from tuque.core.folding import fold
from tuque.core.problems import NotFound
from tuque.core.reading_tables import FileRefused, Refusal, Row
from tuque.geo import api as geo
from tuque.interactions import kept_files
from tuque.interactions.imports import guessing, mapping
from tuque.interactions.imports.mapping import MappingUnusable
from tuque.interactions.imports.reasons import ImportRefused, value_message
from tuque.interactions.imports.rows import Converted, Converter, check_codes
from tuque.interactions.imports.summary import Counts
from tuque.interactions.imports.writing import ALLOWED, Import
from tuque.interactions.models import ImportBatch, ImportUpload

TOPIC = "interactions.import"
SAMPLE_ROWS = 2_000
SHOWN_ROWS = 20
SHOWN_REFUSED = 10  # more, of the rows after these: what is wrong is to be seen before the import
ASKED = (
    "dispatched_as",
    "outcome",
    "actions",
    "follow_up",
)  # fields of codes whose words the page asks about, besides the kinds of event
MOST_WORDS = 60  # asked about one by one
STILL_ALIVE = timedelta(minutes=1)
State = ImportUpload.State


class StillImported(Exception):
    """Another worker was at it a moment ago: the message comes again later, and finds whether it ended."""


def list_uploads(viewer: Worker) -> QuerySet[ImportUpload]:
    """The organization's uploads, newest first."""
    found = ImportUpload.objects.filter(organization=viewer.organization)
    return found.select_related("batch", "by").order_by("-uploaded_at", "-pk")


def get_upload(public_id: UUID, *, viewer: Worker) -> ImportUpload:
    upload = list_uploads(viewer).filter(public_id=public_id).first()
    if upload is None:
        raise NotFound
    return upload


@transaction.atomic
def take_refused(public_id: UUID, *, viewer: Worker, at: datetime) -> ImportUpload:
    """The upload whose refused rows are about to be taken, with what they say of people; audited. Raises NotFound."""
    upload = get_upload(public_id, viewer=viewer)
    if not upload.refused_file:
        raise NotFound
    audit.look("interactions.refused_rows_seen", by=viewer, subject=upload, at=at)
    return upload


def known_mappings(viewer: Worker) -> dict[str, Mapping[str, Any]]:
    """The mappings that come with Tuque, then those this organization used, the latest of each name winning."""
    known: dict[str, Mapping[str, Any]] = {name: mapping.load(path).source for name, path in mapping.shipped().items()}
    batches = ImportBatch.objects.filter(organization=viewer.organization, finished_at__isnull=False)
    for name, used in batches.order_by("pk").values_list("source", "mapping"):
        known[name] = used
    return known


def receive(*, file: "UploadedFile[bytes]", mapping_name: str, by: Worker, at: datetime) -> ImportUpload:
    """Keep the file and find a first mapping for it. Raises ImportRefused when it is not a table."""
    upload = ImportUpload(
        organization=by.organization,
        file_name=Path(str(file.name)).name[:200],
        mapping={},
        by=by,
        uploaded_at=at,
        touched_at=at,
    )
    kept_files.keep(upload, "file", file, called=f"{upload.public_id}.upload")
    try:
        upload.mapping = dict(known_mappings(by).get(mapping_name) or first_mapping(on_disk(upload), source_of(upload)))
    except ImportRefused:
        upload.file.delete(save=False)
        raise
    return _save(upload, by=by, at=at)


@transaction.atomic
def _save(upload: ImportUpload, *, by: Worker, at: datetime) -> ImportUpload:
    upload.save()
    audit.record("interactions.import_uploaded", by=by, subject=upload, at=at)
    return upload


def source_of(upload: ImportUpload) -> str:
    """What tells the log that a file is of from the others, the same for the next file of the same name.

    It is kept in the clear with each row, and people's names have been seen in names of files: it tells nothing of it.
    """
    stem = fold(Path(upload.file_name).name.split(".")[0])
    return f"log-{salted_hmac('import source', f'{upload.organization_id} {stem}', algorithm='sha256').hexdigest()[:8]}"


def first_mapping(path: Openable, name: str) -> dict[str, Any]:
    with refusing():
        reading.verify(path)
        shape = reading.detect(path)
        rows = [
            row.cells
            for row, _ in zip(reading.read_rows(path, shape), range(SAMPLE_ROWS), strict=False)
            if isinstance(row, Row)
        ]
    return guessing.guess(shape.columns, rows, name=name)


@contextmanager
def refusing() -> Iterator[None]:
    try:
        yield
    except (FileRefused, MappingUnusable) as problem:
        raise ImportRefused(reason=problem.code, values=problem.values) from problem


def on_disk(upload: ImportUpload) -> Openable:
    """The uploaded file, unsealed as it is read."""
    return kept_files.Kept(upload, "file")


@dataclass
class Preview:
    """What the mapping makes of the first rows, or why it cannot be followed."""

    shape: reading.Shape
    problem: str = ""
    rows: list[tuple[int, Converted | None, list[str]]] = field(default_factory=list)
    kinds: list[tuple[str, int, str]] = field(default_factory=list)  # text, how many rows, our type
    words: dict[str, list[tuple[str, int, str]]] = field(default_factory=dict)  # the same of each other field of codes
    good: int = 0
    bad: int = 0
    zone_told: bool = False  # each time names its own offset


def preview(upload: ImportUpload) -> Preview:
    """Raises ImportRefused when the file itself cannot be read; a mapping at fault is told in the preview."""
    file = upload.mapping.get("file", {})
    path = on_disk(upload)
    with refusing():
        shape = reading.detect(path, encoding=file.get("encoding", "auto"), separator=file.get("separator", "auto"))
        found = Preview(shape=shape)
        try:
            built = mapping.build(upload.mapping)
            check_codes(built, ALLOWED)
            zone, around = upload.organization.zone, geo.around(upload.organization)
            converter = Converter(built, shape.columns, zone=zone, at=now(), around=around)
        except MappingUnusable as problem:
            found.problem = ImportRefused(reason=problem.code, values=problem.values).message()
            return found
        read = reading.read_rows(path, shape, strict_encoding=built.is_strict)
        sample = list(islice(read, SAMPLE_ROWS))
    converted = [[row] if isinstance(row, Refusal) else converter.convert(row) for row in sample]
    if built.key:
        converted = _each_key_once(converted, key=", ".join(built.key))
    for row, result in zip(sample, converted, strict=True):
        good = isinstance(result, Converted)
        found.good, found.bad = found.good + good, found.bad + (not good)
        if len(found.rows) < SHOWN_ROWS or (not good and len(found.rows) < SHOWN_ROWS + SHOWN_REFUSED):
            problems = [] if isinstance(result, Converted) else [_said(refusal) for refusal in result]
            found.rows.append((row.line, result if isinstance(result, Converted) else None, problems))
    taken = [result for result in converted if isinstance(result, Converted)]
    found.kinds = kinds_of(taken)
    found.words = {name: words_of(name, taken, converter) for name in ASKED if name in built.columns}
    columns = [built.columns[name] for name in mapping.INSTANTS if name in built.columns]
    times = (" ".join(row.source_row.get(one, "") for one in names).strip() for row in taken for names in columns)
    found.zone_told = guessing.zone_is_told([text for text in times if text])
    return found


def _each_key_once(rows: Sequence[Converted | list[Refusal]], *, key: str) -> list[Converted | list[Refusal]]:
    """As the import will have it: a second row of a key is refused when it differs."""
    first: dict[str, Mapping[str, str]] = {}
    return [
        [Refusal(row.line, "key_twice", key, row.key)]
        if isinstance(row, Converted) and first.setdefault(row.key, row.source_row) != row.source_row
        else row
        for row in rows
    ]


def kinds_of(rows: Sequence[Converted], *, most: int = MOST_WORDS) -> list[tuple[str, int, str]]:
    """The kinds of event met, most frequent first, with how many rows and our type."""
    types = {str(row.fields["type_code"]): str(row.fields["base_type"]) for row in rows}
    tally = Counter(str(row.fields["type_code"]) for row in rows)
    return [(text, number, types[text]) for text, number in tally.most_common(most)]


def words_of(
    name: str, rows: Sequence[Converted], reader: Converter, *, most: int = MOST_WORDS
) -> list[tuple[str, int, str]]:
    """The words met for a field of codes, most frequent first, with how many times and our code ("" for none)."""
    met = [pair for row in rows for pair in reader.words_of(name, row.source_row)]
    codes = dict(met)
    return [(text, number, codes[text]) for text, number in Counter(text for text, _ in met).most_common(most)]


def _said(refusal: Refusal) -> str:
    words = value_message(refusal.code, refusal.value)
    return f"{refusal.column} : {words}" if refusal.column else words


@transaction.atomic
def describe(*, upload: ImportUpload, source: Mapping[str, Any], by: Worker, at: datetime) -> None:
    """Keep the mapping as it was just edited, right or wrong: the preview tells."""
    draft = ImportUpload.objects.select_for_update().filter(pk=upload.pk, state=State.DRAFT).first()
    if draft is not None:
        draft.mapping = dict(source)
        draft.save(update_fields=["mapping"])
    audit.record("interactions.import_described", by=by, subject=upload, at=at)


def is_quiet(upload: ImportUpload, *, at: datetime) -> bool:
    """Under way, and not heard of for a while: its worker may have died."""
    return upload.state == State.RUNNING and at - upload.touched_at >= STILL_ALIVE


@transaction.atomic
def begin(*, upload: ImportUpload, by: Worker, at: datetime) -> None:
    """Hand the import to a background worker; asking twice is harmless. One whose worker died goes on where it was.

    Raises ImportRefused for an unusable mapping.
    """
    with refusing():
        check_codes(mapping.build(upload.mapping), ALLOWED)
    resting = Q(state__in=(State.DRAFT, State.FAILED)) | Q(state=State.RUNNING, touched_at__lte=at - STILL_ALIVE)
    if ImportUpload.objects.filter(resting, pk=upload.pk).update(state=State.WAITING, touched_at=at, problem=""):
        outbox.post(TOPIC, {"upload": str(upload.public_id)}, organization_id=upload.organization_id, at=at)
    audit.record("interactions.import_asked", by=by, subject=upload, at=at)


def run(payload: Mapping[str, object], _message_id: UUID) -> None:
    """What the background worker does. Raises StillImported to a second worker while the first one is alive."""
    upload = ImportUpload.objects.select_related("organization", "by").get(public_id=str(payload["upload"]))
    at = now()
    if upload.state == State.DONE:
        return
    if upload.state == State.RUNNING and not is_quiet(upload, at=at):
        raise StillImported
    ImportUpload.objects.filter(pk=upload.pk).update(state=State.RUNNING, touched_at=at)
    with translation.override(upload.by.language):
        try:
            _import(upload, at=at)
        except ImportRefused as problem:
            upload.state, upload.problem = State.FAILED, problem.message()[:600]
            upload.save(update_fields=["state", "problem"])


def _import(upload: ImportUpload, *, at: datetime) -> None:
    ours = ImportUpload.objects.filter(pk=upload.pk)

    def started(batch: ImportBatch) -> None:
        ours.update(batch=batch)

    def tell(counts: Counts, total: int) -> None:
        ours.update(touched_at=now(), lines=max(total, counts.read))

    with tempfile.TemporaryFile() as refused, refusing():
        summary = Import(
            path=on_disk(upload),
            file_name=upload.file_name,
            mapping=mapping.build(upload.mapping),
            organization=upload.organization,
            at=at,
            by=upload.by,
            refused_file=kept_files.Refused(upload, refused),
            on_progress=tell,
            on_start=started,
        ).run()
        upload.refresh_from_db()
        if summary.refused_file:
            refused.seek(0)
            upload.refused_file.save(f"{upload.public_id}-refused.csv", File(refused), save=False)
    upload.state, upload.flags = State.DONE, dict(summary.flags)
    # The rows are in the log with their original text: the file itself is not kept.
    upload.file.delete(save=False)
    upload.save()
