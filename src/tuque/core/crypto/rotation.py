"""Keys are changed while the site works: a new key seals from now on, and what the former ones sealed is sealed anew.

What is to be done is read from the rows themselves, each of which names its key: whatever stops the work, it goes on from
there. Former keys go on opening what they sealed; each is destroyed only once nothing was found that needs it, twice, with
`KEPT` in between: a write that was under way, and a phone that sends again what it sent before, find their key meanwhile.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import File
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.files import FieldFile

from tuque.core.crypto import files, keyring
from tuque.core.crypto.blind import mark_fields
from tuque.core.crypto.fields import Sealed, SealedField, sealed_fields
from tuque.core.crypto.models import OrganizationKey
from tuque.core.crypto.sealing import HEAD, SCHEME, Key, Unreadable, seal

KEPT = timedelta(days=30)
ROWS_AT_ONCE = 300
PAUSE_SECONDS = 0.005  # between two transactions, so that others write too where one writes at a time

Tell = Callable[[int], None]
Row = dict[str, Any]


@dataclass
class Done:
    """What was sealed anew; and what could not be, by table and public id: it keeps its former key alive."""

    rows: int = 0
    files: int = 0
    unreadable: list[str] = field(default_factory=list)


def begin(organization_id: int) -> tuple[Key, bool]:
    """The key to seal with from now on, and whether it is new: where a change of keys is under way, that one goes on."""
    if is_under_way(organization_id):
        key = keyring.newest(organization_id)
        if key is not None:
            return key, False
    keyring.current(organization_id)  # there is a first one
    return keyring.create(organization_id), True


def former(organization_id: int) -> QuerySet[OrganizationKey]:
    """The living keys but the newest."""
    keys = OrganizationKey.objects.filter(organization_id=organization_id)
    newest = keys.order_by("-version").values_list("version", flat=True).first() or 0
    return keys.filter(destroyed_at=None, version__lt=newest)


def is_under_way(organization_id: int) -> bool:
    return former(organization_id).filter(emptied_at=None).exists()


def count(organization_id: int) -> int:
    """How many rows another key than the newest has sealed."""
    key = _key(organization_id)
    return sum(
        model._base_manager.filter(_sealed_by_another(model, key), organization_id=organization_id).count()
        for model in sealed_models()
    )


def seal_anew(organization_id: int, *, tell: Tell = lambda _: None, going: Callable[[], bool] = lambda: True) -> Done:
    """Go once through every row and file of the organization; stops early when `going` says no."""
    key, done = _key(organization_id), Done()
    for model in sealed_models():
        after = 0
        while going():
            with transaction.atomic():
                # A row that someone is writing is left for the next time: waiting for it could stop both for good.
                rows = list(_rows(model, key, after=after).select_for_update(skip_locked=True, no_key=True))
                written = list(_differing(model, rows, key, done))
                _write(model, written)
            done.rows += len(written)
            tell(len(written))
            if len(rows) < ROWS_AT_ONCE:
                break
            after = rows[-1]["pk"]
            time.sleep(PAUSE_SECONDS)
    for row, name in _files(key):
        if not going():
            break
        done.files += _file_anew(row, name, key, done)
    return done


def left(organization_id: int) -> int:
    """How many rows and files are not as the newest key makes them, marks included. Reads everything; locks nothing."""
    key, found = _key(organization_id), Done()
    number = 0
    for model in sealed_models():
        after, rows = 0, list(_rows(model, key, after=0))
        while rows:
            number += sum(1 for _ in _differing(model, rows, key, found))
            after = rows[-1]["pk"]
            rows = list(_rows(model, key, after=after))
    number += len(found.unreadable)
    return number + sum(1 for row, name in _files(key) if _number_of(row, name) not in (key.number, None))


def note_emptied(organization_id: int, *, at: datetime) -> bool:
    """Note, once nothing is left that needs them, that the former keys are empty; whether it is so.

    Another process may seal with a former key for `keyring.BELIEVED_SECONDS` more: before that, the answer is no.
    """
    newest = OrganizationKey.objects.filter(organization_id=organization_id).order_by("-version").first()
    if newest is None or at - newest.created_at < timedelta(seconds=keyring.BELIEVED_SECONDS) or left(organization_id):
        return False
    former(organization_id).filter(emptied_at=None).update(emptied_at=at)
    return True


def retire(organization_id: int, *, at: datetime, kept: timedelta = KEPT) -> int:
    """Destroy the former keys that have been empty for `kept`, after one more look; how many were destroyed.

    What the look finds is not lost: those keys count as not empty again, and the work goes on.
    """
    due = former(organization_id).filter(emptied_at__lte=at - kept)
    if not due.exists():
        return 0
    if left(organization_id):
        former(organization_id).update(emptied_at=None)
        return 0
    return due.update(wrapped=b"", destroyed_at=at)


def sealed_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if sealed_fields(model)]


def _key(organization_id: int) -> Key:
    key = keyring.newest(organization_id)
    if key is None:
        raise LookupError(f"Organization {organization_id} has no key.")
    return key


def _rows(model: type[models.Model], key: Key, *, after: int) -> "QuerySet[Any, Row]":
    """The next rows that may have to change: all of them where there are marks, which name no key."""
    rows = model._base_manager.filter(organization_id=key.organization_id, pk__gt=after).order_by("pk")
    marks = mark_fields(model)
    if not marks:
        rows = rows.filter(_sealed_by_another(model, key))
    sealed = sealed_fields(model)
    names = {name for one in sealed for name in one.bound_to} | {one.attname for one in [*sealed, *marks]}
    return rows.values("pk", "organization_id", *sorted(names))[:ROWS_AT_ONCE]


def _sealed_by_another(model: type[models.Model], key: Key) -> RawSQL:
    head = HEAD.pack(SCHEME, key.number)
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [f"{table}.{connection.ops.quote_name(str(one.column))}" for one in sealed_fields(model)]
    other = " OR ".join(f"(length({one}) > 0 AND substr({one}, 1, {len(head)}) <> %s)" for one in columns)
    return RawSQL(f"({other})", [head] * len(columns), output_field=models.BooleanField())  # noqa: S611  our own names


def _differing(model: type[models.Model], rows: list[Row], key: Key, done: Done) -> Iterator[list[Any]]:
    """For each row that is not as `key` makes it: its sealed values and marks as they should be, and its number."""
    head = HEAD.pack(SCHEME, key.number)
    sealed, marks = sealed_fields(model), mark_fields(model)
    for row in rows:
        try:
            values = [_sealed_anew(one, row, key, head) for one in sealed]
            made = [mark.marked_with(key, _field(model, mark.of).plain(row[mark.of], _place(model, mark.of, row))) for mark in marks]  # fmt: skip
        except Unreadable as trouble:
            done.unreadable.append(trouble.place)
            continue
        before = [*(row[one.attname] for one in sealed), *(row[mark.attname] for mark in marks)]
        if before != [*values, *made]:
            yield [*(None if value is None else bytes(value) for value in values), *made, row["pk"]]


def _sealed_anew(one: SealedField, row: Row, key: Key, head: bytes) -> Sealed | None:
    value: Sealed | None = row[one.attname]
    if not value or value.startswith(head):
        return value
    place = one.place_in(row)
    return Sealed(seal(keyring.unseal_at(value, place), key, place))


def _write(model: type[models.Model], written: list[list[Any]]) -> None:
    if not written:
        return
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(one.column))} = %s" for one in [*sealed_fields(model), *mark_fields(model)])
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s", written)  # noqa: S608  our own names


def _field(model: type[models.Model], name: str) -> SealedField:
    found: Any = model._meta.get_field(name)
    return found  # type: ignore[no-any-return]


def _place(model: type[models.Model], name: str, row: Row) -> Any:
    return _field(model, name).place_in(row)


def _files(key: Key) -> Iterator[tuple[models.Model, str]]:
    for label, name in files.declared():
        model = apps.get_model(label)
        kept = model._base_manager.filter(organization_id=key.organization_id).exclude(**{name: ""}).order_by("pk")
        kept, after = kept.only("organization_id", "public_id", name), 0
        while rows := list(kept.filter(pk__gt=after)[:ROWS_AT_ONCE]):
            after = rows[-1].pk
            yield from ((row, name) for row in rows)


def _number_of(row: models.Model, name: str) -> int | None:
    """The number of the key of a file; None for one that is not there, or was never sealed: nothing can be done for it."""
    kept: FieldFile = getattr(row, name)
    try:
        with kept.storage.open(str(kept.name), "rb") as source:
            return files.key_number(source)
    except FileNotFoundError:
        return None


def _file_anew(row: models.Model, name: str, key: Key, done: Done) -> int:
    """Seal one file with `key`, in its place: whoever is reading it reads it to its end. How many were: 1 or 0."""
    if _number_of(row, name) in (key.number, None):
        return 0
    kept: FieldFile = getattr(row, name)
    place = files.place_of(row, name)
    try:
        with (
            files.reader(kept.storage.open(str(kept.name), "rb"), place) as plain,
            files.sealed_copy(plain, place, key=key) as copy,
            transaction.atomic(),
        ):
            same = type(row)._base_manager.filter(pk=row.pk, **{name: kept.name})
            if not same.select_for_update(skip_locked=True, no_key=True).values("pk"):
                return 0  # it went in the meantime, or is being written
            _replace(kept.storage, str(kept.name), File(copy))
    except Unreadable:
        done.unreadable.append(str(place))
        return 0
    return 1


def _replace(storage: Any, name: str, content: File[bytes]) -> None:
    """Where the storage cannot replace a file itself, it keeps objects, and writing a name again replaces one at once."""
    (getattr(storage, "replace", None) or storage._save)(name, content)
