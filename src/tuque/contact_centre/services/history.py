"""Contacts of before, read from a file: quarter hour, channel, language, number."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.models import ArrivalCount
from tuque.contact_centre.routing.values import Channel
from tuque.core.problems import Problem

COLUMNS = ("starts_at", "channel", "language", "contacts")
LANGUAGES = ("en", "fr")
MOST_CONTACTS = 10_000
BATCH = 2000


@dataclass
class HistoryUnreadable(Problem):
    """`row` counts from 1, the heading's own."""

    code = "contact_centre.history_unreadable"
    status = 422
    row: int

    def message(self) -> str:
        return _(
            "Row %(row)s cannot be read; nothing was kept. Each row needs starts_at (2026-01-31T14:15), channel (voice, chat, text or email), language (en or fr) and contacts (a whole number)."
        ) % {"row": self.row}


@transaction.atomic
def keep_history(lines: Iterable[str], *, by: Worker, at: datetime) -> int:
    """Every row or none; a quarter that was there before gets the new number. Returns how many rows. Raises HistoryUnreadable."""
    permissions.check_can_plan(by)
    found = dict(read(lines, zone=by.organization.zone))
    ArrivalCount.objects.bulk_create(
        [
            ArrivalCount(
                organization=by.organization, starts_at=starts, channel=channel, language=language, contacts=count
            )
            for (starts, channel, language), count in found.items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["organization", "starts_at", "channel", "language"],
        update_fields=["contacts"],
    )
    audit.record(
        "contact_centre.history_kept", by=by, organization=by.organization, at=at, details={"rows": len(found)}
    )
    return len(found)


Key = tuple[datetime, Channel, str]


def read(lines: Iterable[str], *, zone: ZoneInfo) -> Iterator[tuple[Key, int]]:
    """An instant without an offset is of the organization's own clock. Instants go down to their quarter."""
    rows = csv.DictReader(lines)
    number = 1
    if not rows.fieldnames or not set(COLUMNS) <= set(rows.fieldnames):
        raise HistoryUnreadable(row=1)
    for number, row in enumerate(rows, start=2):
        try:
            moment = datetime.fromisoformat(row["starts_at"].strip())
            count = int(row["contacts"])
            channel, language = Channel(row["channel"].strip()), row["language"].strip()
        except (ValueError, AttributeError, TypeError) as problem:
            raise HistoryUnreadable(row=number) from problem
        if language not in LANGUAGES or not 0 <= count <= MOST_CONTACTS:
            raise HistoryUnreadable(row=number)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment -= timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
        yield (moment, channel, language), count
    if number == 1:
        raise HistoryUnreadable(row=1)
