"""Sealed fields: plain in Python, sealed in the database, each bound to its organization, table, row and name.

A row seals what it holds when it is saved, and unseals a value when it is first read. Nothing can be searched or sorted
by a sealed field; `values_list` gives it still sealed, and `unsealed` reads it then. An empty value is stored empty: that
a record has no note is no secret.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models.expressions import DatabaseDefault

from tuque.core.crypto import keyring
from tuque.core.crypto.sealing import Key, Place, seal
from tuque.core.json_text import compact


class Sealed(bytes):
    """A value as the database has it."""


class Reading:
    """What a model has under a sealed field's name: unseals on the first reading, and keeps the plain value."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:  # it was deferred
            row.__dict__[name] = owner._base_manager.using(row._state.db).values_list(name, flat=True).get(pk=row.pk)
        value = row.__dict__[name]
        if isinstance(value, Sealed):
            value = row.__dict__[name] = self.field.plain(value, self.field.place_of(row))
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    BinaryField = models.BinaryField[Any, Any]
else:
    BinaryField = models.BinaryField


class SealedField(BinaryField):
    """`bound_to` names the columns that tell a row from all others and are known before it is saved."""

    descriptor_class = Reading
    nothing: Any = ""

    def __init__(self, *, bound_to: tuple[str, ...] = ("public_id",), **options: Any) -> None:
        self.bound_to = tuple(bound_to)
        if not options.get("null"):
            options.setdefault("db_default", b"")  # what a process of the release before this one leaves
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        if self.bound_to != ("public_id",):
            options["bound_to"] = self.bound_to
        return name, path, arguments, options

    def encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def decode(self, text: bytes) -> Any:
        raise NotImplementedError

    def place_of(self, row: models.Model) -> Place:
        return self._place(row.organization_id, [getattr(row, name) for name in self.bound_to])  # type: ignore[attr-defined]

    def place_in(self, row: Mapping[str, object]) -> Place:
        """The place of a row that is given as a mapping from column names to values. Raises KeyError."""
        return self._place(row["organization_id"], [row[name] for name in self.bound_to])

    def _place(self, organization_id: Any, parts: list[Any]) -> Place:
        if organization_id is None or None in parts:
            raise ValueError(f"{self.model._meta.label}.{self.name} is sealed for a row that has no id yet.")
        row = ":".join(map(_written, self.bound_to, parts))
        return Place(int(organization_id), self.model._meta.db_table, row, str(self.name))

    def sealed(self, value: Any, place: Place, *, key: Key | None = None) -> Sealed | None:
        """`value` as the database has it: what is empty stays empty. `key` is the current one of the place's organization,
        for whoever asked for it before."""
        if value is None or isinstance(value, Sealed):
            return value
        text = self.encode(value)
        return Sealed(seal(text, key or keyring.current(place.organization_id), place)) if text else Sealed()

    def plain(self, value: bytes | None, place: Place) -> Any:
        """Raises Unreadable."""
        if value is None:
            return None
        return self.decode(keyring.unseal_at(value, place)) if value else self.decode(b"")

    def pre_save(self, row: models.Model, add: bool) -> Sealed | None:
        value = row.__dict__[self.attname]
        if isinstance(value, DatabaseDefault):
            return Sealed()  # never given
        return value if value is None or isinstance(value, Sealed) else self.sealed(value, self.place_of(row))

    def get_default(self) -> Any:
        return self._get_default()  # type: ignore[attr-defined]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            if value:
                raise TypeError(f"{self.model._meta.label}.{self.name} is sealed: save the row, or give it sealed.")
            value = Sealed()
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, *_: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def _check_str_default_value(self) -> list[Any]:
        return []  # the default is what a reader gets: plain

    def value_to_string(self, row: models.Model) -> str:
        raise TypeError("A sealed field is not written out.")


def _written(name: str, part: Any) -> str:
    """A part of a row's place. A public id is always written alike, however it was given."""
    return str(UUID(part)) if name == "public_id" and isinstance(part, str) else str(part)


class _Text(SealedField):
    def encode(self, value: str) -> bytes:
        return value.encode("utf-8", "surrogatepass")

    def decode(self, text: bytes) -> str:
        return text.decode("utf-8", "surrogatepass")


class _JSON(SealedField):
    """An empty object or list is stored empty, and read as the field's default."""

    def encode(self, value: Any) -> bytes:
        return compact(value) if value else b""

    def decode(self, text: bytes) -> Any:
        return json.loads(text) if text else self.get_default()


if TYPE_CHECKING:

    class SealedText(models.TextField[str, str]):
        def __init__(self, *, bound_to: tuple[str, ...] = ..., **options: Any) -> None: ...

    class SealedJSON(models.JSONField[Any, Any]):
        def __init__(self, *, bound_to: tuple[str, ...] = ..., **options: Any) -> None: ...

else:

    class SealedText(_Text):
        """Words, sealed."""

        def __init__(self, **options: Any) -> None:
            options.setdefault("default", "")
            super().__init__(**options)

    class SealedJSON(_JSON):
        """A JSON value, sealed."""


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def give_sealed(row: models.Model) -> None:
    """Seal the fields of a row now, for `bulk_update`, which does not ask fields to."""
    for field in sealed_fields(type(row)):
        value = field.pre_save(row, add=False)
        setattr(row, field.attname, models.Value(value, output_field=field))


def unsealed(model: type[models.Model], name: str, value: Any, *, organization_id: int, row: object) -> Any:
    """The plain value of a sealed column that a `values_list` gave; `row` is the row's public id. Raises Unreadable."""
    field: Any = model._meta.get_field(name)
    return field.plain(value, Place(organization_id, model._meta.db_table, str(row), name))
