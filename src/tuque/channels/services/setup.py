"""Lines, as those who run them set them up."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import permissions
from tuque.channels.models import Line
from tuque.channels.problems import CodeTaken

SALT_BYTES = 24


@transaction.atomic
def add_line(
    *,
    code: str,
    name_en: str,
    name_fr: str,
    channels: Sequence[str],
    languages: Sequence[str],
    by: Worker,
    at: datetime,
    **values: Any,
) -> Line:
    """A line of the worker's organization. Raises CodeTaken: public addresses are one for the site."""
    permissions.check_can_configure(by)
    if Line.objects.filter(code=code).exists():
        raise CodeTaken(value=code)
    values.setdefault("time_zone", by.organization.time_zone)
    line = Line.objects.create(
        organization=by.organization,
        code=code,
        name_en=name_en,
        name_fr=name_fr,
        channels=list(channels),
        languages=list(languages),
        salt=secrets.token_urlsafe(SALT_BYTES),
        created_at=at,
        **values,
    )
    audit.record("channels.line_added", by=by, subject=line, at=at, details={"code": code})
    return line
