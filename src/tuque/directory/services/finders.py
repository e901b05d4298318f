"""Themed finders: a draft is written, published as it then stands, taken off the public pages again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.directory.models import ThemedFinder
from tuque.directory.problems import AddressTaken


@transaction.atomic
def make(*, slug: str, draft: Mapping[str, Any], hosts: Sequence[str], by: Worker, at: datetime) -> ThemedFinder:
    """Raises AddressTaken: the wall hides what other organizations have, and the address is one for the site."""
    try:
        with transaction.atomic():
            row = ThemedFinder.objects.create(
                organization_id=by.organization_id, slug=slug, draft=dict(draft), hosts=list(hosts), changed_at=at
            )
    except IntegrityError:
        raise AddressTaken(slug=slug) from None
    audit.record("directory.finder_saved", by=by, subject=row, at=at)
    return row


@transaction.atomic
def save(*, row: ThemedFinder, draft: Mapping[str, Any], hosts: Sequence[str], by: Worker, at: datetime) -> None:
    """Change the draft. Which sites may show it counts at once: a site that is no longer named must not wait."""
    row = ThemedFinder.objects.select_for_update().get(pk=row.pk)
    row.draft, row.hosts, row.changed_at = dict(draft), list(hosts), at
    row.save(update_fields=["draft", "hosts", "changed_at"])
    audit.record("directory.finder_saved", by=by, subject=row, at=at)


@transaction.atomic
def publish(*, row: ThemedFinder, by: Worker, at: datetime) -> None:
    row = ThemedFinder.objects.select_for_update().get(pk=row.pk)
    row.published, row.is_published, row.published_at = row.draft, True, at
    row.save(update_fields=["published", "is_published", "published_at"])
    audit.record("directory.finder_published", by=by, subject=row, at=at)


@transaction.atomic
def withdraw(*, row: ThemedFinder, by: Worker, at: datetime) -> None:
    row = ThemedFinder.objects.select_for_update().get(pk=row.pk)
    row.is_published = False
    row.save(update_fields=["is_published"])
    audit.record("directory.finder_withdrawn", by=by, subject=row, at=at)
