"""Where this room's acts are recorded. The audit room comes after this one, so it plugs its recorder in at start."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import models

from tuque.accounts.models import Organization, Worker


class Recorder(Protocol):
    def __call__(
        self,
        action: str,
        *,
        at: datetime,
        by: Worker | None = None,
        organization: Organization | None = None,
        subject: models.Model | None = None,
        actor_kind: str = "",
        actor_ref: str = "",
        details: Mapping[str, object] | None = None,
    ) -> object: ...


_recorders: list[Recorder] = []


def plug_in(recorder: Recorder) -> None:
    _recorders[:] = [recorder]


def record(
    action: str,
    *,
    at: datetime,
    by: Worker | None = None,
    organization: Organization | None = None,
    subject: models.Model | None = None,
    actor_kind: str = "",
    actor_ref: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Record an act in its own transaction, as `audit.record` does. Raises RuntimeError when no recorder is there."""
    if not _recorders:
        raise RuntimeError(f"{action!r} cannot be recorded: no audit room plugged its recorder in.")
    _recorders[0](
        action,
        at=at,
        by=by,
        organization=organization,
        subject=subject,
        actor_kind=actor_kind,
        actor_ref=actor_ref,
        details=details,
    )
