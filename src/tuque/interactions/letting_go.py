"""What the log lets go, by a rule or because a person asks to be erased. Counts stay, until the record itself goes.

Each row that changes takes a new number in its organization's stream: boards and programs that read the changes learn of
it within minutes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.breakglass import api as breakglass
from tuque.core import streams
from tuque.core.models import ConflictingWrite
from tuque.interactions.codes import BaseType, Origin, Status
from tuque.interactions.models import Attachment, ImportConflict, ImportUpload, Interaction, Photo, Revision
from tuque.interactions.services.records import stream_of
from tuque.people.models import Person
from tuque.retention.api import Kind

REMOVED = "removed"  # the category of a record that is gone


def erase_of_person(person: Person, at: datetime) -> Mapping[str, int]:
    """The link of every record that names `person`, and those records' words and photos; how many of each."""
    rows = list(Interaction.objects.select_for_update().filter(person=person).order_by("pk"))
    photos = list(Photo.objects.filter(interaction__in=rows))
    _drop(photos)
    _without_words(rows, at, also={"person_id": None})
    openings = breakglass.forget_words([row.public_id for row in rows], organization_id=person.organization_id)
    return {"records": len(rows), "photos": len(photos), "openings": openings}


def _rows(organization_id: int, before: datetime) -> QuerySet[Interaction]:
    """Records that began before that instant; one that is still running is left alone."""
    rows = Interaction.objects.filter(organization_id=organization_id, occurred_at__lt=before, removed_at__isnull=True)
    return rows.exclude(status=Status.OPEN)


def _total(organization_id: int) -> int:
    return Interaction.objects.filter(organization_id=organization_id, removed_at__isnull=True).count()


def _words_due(organization_id: int, before: datetime) -> QuerySet[Interaction]:
    return _rows(organization_id, before).filter(words_erased_at__isnull=True)


def _links_due(organization_id: int, before: datetime) -> QuerySet[Interaction]:
    return _rows(organization_id, before).filter(person__isnull=False).select_related("person")


def _photos_due(organization_id: int, before: datetime) -> QuerySet[Photo]:
    return Photo.objects.filter(organization_id=organization_id, interaction__occurred_at__lt=before)


def _photos_total(organization_id: int) -> int:
    return Photo.objects.filter(organization_id=organization_id).count()


def _files_due(organization_id: int, before: datetime) -> QuerySet[ImportUpload]:
    done = (ImportUpload.State.DONE, ImportUpload.State.FAILED, ImportUpload.State.DRAFT)
    rows = ImportUpload.objects.filter(organization_id=organization_id, touched_at__lt=before, state__in=done)
    return rows.filter(~Q(file="") | ~Q(refused_file=""))


def _files_total(organization_id: int) -> int:
    return ImportUpload.objects.filter(organization_id=organization_id).count()


def _let_words_go(rows: Sequence[Interaction], at: datetime) -> list[UUID]:
    return _without_words(rows, at)


def _let_links_go(rows: Sequence[Interaction], at: datetime) -> list[UUID]:
    """The person's id is in the answers and in the history too: both lose it."""
    names = {row.person_id: str(row.person.public_id) for row in rows if row.person}
    for row, number in _numbered(rows):
        gone = names[row.person_id] if row.person_id else ""
        row.answers, row.person, row.sequence, row.updated_at = without(row.answers, gone), None, number, at
        row.save(update_fields=["answers", "person", "sequence", "updated_at"])
        for revision in row.revisions.all():
            revision.state = without(revision.state, gone)
            revision.save(update_fields=["state"])
    return [row.public_id for row in rows]


def _let_photos_go(rows: Sequence[Photo], at: datetime) -> list[UUID]:
    _drop(rows)
    return [photo.public_id for photo in rows]


def _let_files_go(rows: Sequence[ImportUpload], at: datetime) -> list[UUID]:
    for upload in rows:
        for field in (upload.file, upload.refused_file):
            _drop_file(field)
        upload.file, upload.refused_file = "", ""
        upload.save(update_fields=["file", "refused_file"])
    return [upload.public_id for upload in rows]


def _let_records_go(rows: Sequence[Interaction], at: datetime) -> list[UUID]:
    """What is left is void and empty: its id, its number, its month, and what tells an import that it was here."""
    _drop([*Photo.objects.filter(interaction__in=rows), *Attachment.objects.filter(interaction__in=rows)])
    for row in rows:
        for several in (row.companions, row.items, row.reminders, row.revisions, row.import_conflicts):
            several.all().delete()
    _forget_second_versions(rows)
    nothing: dict[str, object] = dict.fromkeys(("received_at", "assigned_at", "en_route_at", "on_scene_at", "cleared_at", "duration_seconds", "lon", "lat", "accuracy_m", "cell", "area_id", "place_id", "to_place_id", "person_id", "team_id", "recorded_by_id", "form_version_id", "source_row"))  # fmt: skip
    nothing |= dict.fromkeys(
        ("dispatched_as", "request_source", "outcome", "emergency_reason", "note", "place_text"), ""
    )
    nothing |= {"actions": None, "follow_up": None}
    nothing |= {"emergency_services": [], "age_groups": {}, "people_count": 0, "out_of_area": False}
    nothing |= {"status": Status.VOID, "base_type": BaseType.OTHER, "type_code": REMOVED, "origin": Origin.DESK}
    nothing |= {"updated_at": at, "removed_at": at, "words_erased_at": at}
    for row, number in _numbered(rows):
        month = row.occurred_at.replace(day=1, hour=12, minute=0, second=0, microsecond=0)
        for name, value in {**nothing, "occurred_at": month, "recorded_at": month, "sequence": number}.items():
            setattr(row, name, value)
        row.answers = _traces(row.answers)
        row.save()
    return [row.public_id for row in rows]


def _without_words(
    rows: Sequence[Interaction], at: datetime, *, also: Mapping[str, object] | None = None
) -> list[UUID]:
    _drop(Attachment.objects.filter(interaction__in=rows))  # they belong to answers
    Revision.objects.filter(interaction__in=rows).update(state={}, reason="")
    _forget_second_versions(rows)
    ImportConflict.objects.filter(interaction__in=rows).update(values={})
    ImportConflict.objects.filter(interaction__in=rows, settled_at__isnull=True).update(settled_at=at, file_taken=False)
    for row, number in _numbered(rows):
        values: dict[str, object] = {"note": "", "place_text": "", "source_row": None, "answers": _traces(row.answers)}
        values |= {"words_erased_at": at, "updated_at": at, "sequence": number, **(also or {})}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[name.removesuffix("_id") for name in values])
    return [row.public_id for row in rows]


def _traces(answers: Mapping[str, object]) -> dict[str, object]:
    """What an import left to know its row again: a hash, so that the same file does not bring the words back."""
    left = answers.get("import")
    return {"import": {"hash": left.get("hash", "")}} if isinstance(left, dict) else {}


def _forget_second_versions(rows: Sequence[Interaction]) -> None:
    """The other body that came under an entry's own id, and was refused: it holds words too."""
    ids = [str(row.public_id) for row in rows]
    owners = {row.organization_id for row in rows}
    ConflictingWrite.objects.filter(organization__in=owners, first__answer__interaction__in=ids).update(body={})


def without(value: object, gone: str) -> object:
    """`value`, a JSON value, with every text that is `gone` emptied."""
    if isinstance(value, dict):
        return {name: without(part, gone) for name, part in value.items()}
    if isinstance(value, list):
        return [without(part, gone) for part in value if part != gone]
    return "" if value == gone else value


def _numbered(rows: Sequence[Interaction]) -> Iterable[tuple[Interaction, int]]:
    """Each row with its new number. Called last: the stream's lock is held from here to the commit."""
    if not rows:
        return []
    owner = rows[0].organization_id
    return zip(rows, streams.allocate(stream_of(owner), count=len(rows), organization_id=owner), strict=True)


def _drop(rows: Iterable[Photo | Attachment]) -> None:
    for row in rows:
        _drop_file(row.file)
        row.delete()


def _drop_file(file: object) -> None:
    """Once the transaction has committed: a file that a rolled back row still names must be there."""
    name, storage = getattr(file, "name", ""), getattr(file, "storage", None)
    if name and storage is not None:
        transaction.on_commit(lambda: storage.delete(name))


KINDS = (
    Kind(
        code="interactions.photos",
        label=_("Photos"),
        effect=_("The pictures are deleted. The records that they belong to stay."),
        due=_photos_due,
        total=_photos_total,
        let_go=_let_photos_go,
    ),
    Kind(
        code="interactions.words",
        label=_("Words of records"),
        effect=_(
            "Notes, answers and their files, addresses typed by hand, imported rows and the history’s words are erased. Type, time, place, outcome and counts stay."
        ),
        due=_words_due,
        total=_total,
        let_go=_let_words_go,
    ),
    Kind(
        code="interactions.person",
        label=_("Which person a record was about"),
        effect=_("The record no longer leads to the named person, nor they to it. Both stay."),
        due=_links_due,
        total=_total,
        let_go=_let_links_go,
    ),
    Kind(
        code="interactions.files",
        label=_("Imported files"),
        effect=_("The file that was imported and the table of its refused rows are deleted. What was imported stays."),
        due=_files_due,
        total=_files_total,
        let_go=_let_files_go,
    ),
    Kind(
        code="interactions.records",
        label=_("Whole records"),
        effect=_(
            "Everything goes: boards, maps and reports no longer count them. An empty, void record stays with its number and its month, so that programs which read it learn that it is gone."
        ),
        due=_rows,
        total=_total,
        let_go=_let_records_go,
        counted=True,
    ),
)
