"""Lines, as those who run them set them up."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import permissions
from tuque.channels.codes import Opening, Way
from tuque.channels.models import Line, LineClosure, LineHours, LineWay
from tuque.channels.opening import Hours
from tuque.channels.problems import CodeTaken
from tuque.channels.selectors import forget_lines

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
    transaction.on_commit(forget_lines)
    audit.record("channels.line_added", by=by, subject=line, at=at, details={"code": code})
    return line


@transaction.atomic
def change_line(*, line: Line, by: Worker, at: datetime, **values: Any) -> None:
    """Its code stays: people have its address. A shorter time for words holds for conversations that end from now on."""
    permissions.check_can_configure(by)
    changed = sorted(name for name, value in values.items() if getattr(line, name) != value)
    for name, value in values.items():
        setattr(line, name, value)
    line.save()
    transaction.on_commit(forget_lines)
    audit.record("channels.line_changed", by=by, subject=line, at=at, details={"changed": changed})


@transaction.atomic
def set_ways(*, line: Line, ways: Sequence[tuple[Way, str]], by: Worker, at: datetime) -> None:
    """The numbers and pages by which it is reached outside this site, in place of the former ones."""
    permissions.check_can_configure(by)
    LineWay.objects.filter(line=line).delete()
    rows = [LineWay(organization=line.organization, line=line, way=way, value=value) for way, value in ways]
    LineWay.objects.bulk_create(rows)
    audit.record("channels.ways_set", by=by, subject=line, at=at, details={"ways": len(rows)})
    transaction.on_commit(forget_lines)


@transaction.atomic
def set_hours(*, line: Line, opening: Opening, hours: Sequence[Hours], by: Worker, at: datetime) -> None:
    """When it answers, in place of the former hours."""
    permissions.check_can_configure(by)
    LineHours.objects.filter(line=line).delete()
    rows = [
        LineHours(organization=line.organization, line=line, weekday=one.weekday, opens=one.opens, closes=one.closes)
        for one in hours
    ]
    LineHours.objects.bulk_create(rows)
    line.opening = opening
    line.save(update_fields=["opening"])
    transaction.on_commit(forget_lines)
    audit.record("channels.hours_set", by=by, subject=line, at=at, details={"opening": str(opening)})


@transaction.atomic
def add_closure(
    *,
    line: Line,
    starts_at: datetime,
    ends_at: datetime,
    reason_en: str,
    reason_fr: str,
    by: Worker,
    at: datetime,
) -> LineClosure:
    permissions.check_can_configure(by)
    row = LineClosure.objects.create(
        organization=line.organization,
        line=line,
        starts_at=starts_at,
        ends_at=ends_at,
        reason_en=reason_en,
        reason_fr=reason_fr,
    )
    audit.record("channels.closure_added", by=by, subject=line, at=at)
    transaction.on_commit(forget_lines)
    return row


@transaction.atomic
def remove_closure(*, closure: LineClosure, by: Worker, at: datetime) -> None:
    permissions.check_can_configure(by)
    audit.record("channels.closure_removed", by=by, subject=closure.line, at=at)
    closure.delete()
    transaction.on_commit(forget_lines)
