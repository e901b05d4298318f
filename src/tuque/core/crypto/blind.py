"""Blind marks: a row is found by a word that the database does not hold.

A mark is a keyed HMAC of folded letters, cut so short that several words share it: what it finds must be unsealed and
looked at. It tells whoever has the database without the keys which rows may share a word, never which word. A key for
each organization and use; never for values that are few (sex, year of birth).
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from tuque.core.crypto import keyring
from tuque.core.crypto.sealing import Key
from tuque.core.folding import fold

BITS = 12
FIRST_LETTERS = 2

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
    TextField = models.TextField[str, str]
else:
    CharField, TextField = models.CharField, models.TextField


class WholeMark(CharField):
    """The mark of the whole value of the sealed field `of`, for finding it exactly: accents and capitals apart."""

    def __init__(self, *, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(
            **{"max_length": 3, "db_index": True, "default": "", "db_default": "", "editable": False, **options}
        )

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of}

    def marked(self, organization_id: int, value: str) -> str:
        return self.marked_with(keyring.current(organization_id), value)

    def marked_with(self, key: Key, value: str) -> str:
        return mark(key, _use(self), fold(value))

    def pre_save(self, row: models.Model, add: bool) -> str:
        setattr(row, self.attname, self.marked(row.organization_id, getattr(row, self.of)))  # type: ignore[attr-defined]
        return str(getattr(row, self.attname))

    def matching(self, organization_id: int, value: str) -> Q:
        """The rows that may have this value; unseal them to be sure."""
        return Q(**{f"{self.name}__in": marks_of(organization_id, _use(self), fold(value))})


class StartMarks(TextField):
    """The marks of the first two letters of each word of the sealed field `of`, for finding words by their beginnings."""

    def __init__(self, *, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(**{"default": "", "db_default": "", "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of}

    def marked(self, organization_id: int, value: str) -> str:
        return self.marked_with(keyring.current(organization_id), value)

    def marked_with(self, key: Key, value: str) -> str:
        marks = {
            mark(key, _use(self), word[:FIRST_LETTERS]) for word in fold(value).split() if len(word) >= FIRST_LETTERS
        }
        return f" {' '.join(sorted(marks))} " if marks else ""

    def pre_save(self, row: models.Model, add: bool) -> str:
        setattr(row, self.attname, self.marked(row.organization_id, getattr(row, self.of)))  # type: ignore[attr-defined]
        return str(getattr(row, self.attname))

    def matching(self, organization_id: int, word: str) -> Q:
        """The rows one of whose words may begin like `word`, of two letters or more; unseal them to be sure."""
        found = Q()
        for one in marks_of(organization_id, _use(self), fold(word)[:FIRST_LETTERS]):
            found |= Q(**{f"{self.name}__contains": f" {one} "})
        return found


def mark(key: Key, use: str, letters: str) -> str:
    """Three signs of sixteen: 4096 marks in all."""
    return key.mark(f"mark {use}", letters).hex()[: BITS // 4]


def marks_of(organization_id: int, use: str, letters: str) -> list[str]:
    """What `letters` may be marked with: by the current key, and while keys are being changed by the former one too."""
    return [mark(key, use, letters) for key in keyring.living(organization_id)]


def mark_of(model: type[models.Model], name: str) -> Any:
    """The mark field `name` of a model, to find rows by."""
    return model._meta.get_field(name)


def mark_fields(model: type[models.Model]) -> list[WholeMark | StartMarks]:
    return [field for field in model._meta.concrete_fields if isinstance(field, WholeMark | StartMarks)]


def _use(field: "WholeMark | StartMarks") -> str:
    return f"{field.model._meta.db_table} {field.name}"
