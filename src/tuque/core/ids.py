"""Public ids: UUIDv7, ordered by time, made by the client or by us; the primary key never leaves the database."""

from typing import TYPE_CHECKING
from uuid import UUID

import uuid_utils
from django.db import models


def new_id() -> UUID:
    """A fresh UUIDv7. Source: RFC 9562, section 5.7."""
    return UUID(int=uuid_utils.uuid7().int)


if TYPE_CHECKING:
    UUIDField = models.UUIDField[UUID, UUID]
else:
    UUIDField = models.UUIDField


class PublicIdField(UUIDField):
    """The id of a row in URLs, logs and exports."""

    def __init__(self, **options: object) -> None:
        options.setdefault("default", new_id)
        options.setdefault("unique", True)
        options.setdefault("editable", False)
        super().__init__(**options)  # type: ignore[arg-type]
