"""Lines of the history of a record, in HSDS's words: what a person did with it here."""

from datetime import datetime
from typing import Any

from tuque.accounts.api import Worker
from tuque.directory import flat
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports.remembering import history_row
from tuque.directory.models import Metadata

RECORD = "record"  # in the place of a field: the whole record, added, taken out, brought back
MERGED, DAYS = "merged_into", "special_days"
LONGEST = 300


def line(
    entity: str,
    record: Any,
    name: str,
    before: Any,
    after: Any,
    *,
    by: Worker | None,
    at: datetime,
    action: str = "update",
    language: str = "",
    who: str = "",
) -> Metadata:
    """Not saved yet. `who`: in the place of the worker's organization, where no worker did it."""
    name_of = by.organization.code if by else who
    row = history_row(
        record.source, entity, record, name, before, after, at=at, who=name_of, worker=by, language=language
    )
    row.last_action_type = action
    return row


def note(
    entity: str, record: Any, name: str, before: Any, after: Any, *, by: Worker | None, at: datetime, **more: str
) -> None:
    line(entity, record, name, before, after, by=by, at=at, **more).save()


def summary(entity: str, record: Any) -> str:
    """What a record says, in one line."""
    told = (flat.plain(getattr(record, field.at)) for field in OBJECTS[entity].fields.values())
    return ", ".join(str(one) for one in told if not flat.is_empty(one))[:LONGEST]
