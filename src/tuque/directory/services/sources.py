"""A source of the directory, as its keepers set it: where its records are from, under which licence they leave, whether they are open."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.directory.models import Source
from tuque.directory.problems import SourceUnfit
from tuque.directory.services.feeds import OWN
from tuque.directory.taxonomies.reading import FORMAT
from tuque.directory.walls import opened

TOLD = ("name", "language", "country", "region", "time_zone", "licence", "attribution", "rank", "is_open")
OF_TAXONOMIES = "taxonomy-"  # sources of lists of terms: services/taxonomies.py


def check_code(code: str) -> None:
    """That a feed may come in under this code. Raises SourceUnfit."""
    if code == OWN or code.startswith(OF_TAXONOMIES):
        raise SourceUnfit(field="code", reason="code_taken")


def known(organization: Organization, code: str) -> Source:
    """Raises SourceUnfit."""
    found = Source.objects.filter(organization=organization, code=code).first()
    if found is None:
        raise SourceUnfit(field="code", reason="no_source")
    return found


@transaction.atomic
def change(*, source: Source, values: Mapping[str, object], by: Worker | None, at: datetime) -> list[str]:
    """Set what of `values` differs; the names of what changed. Raises SourceUnfit."""
    row = Source.objects.select_for_update().get(pk=source.pk)
    changed = [name for name in TOLD if name in values and values[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, values[name])
    _check(row)
    if changed:
        row.save(update_fields=changed)
        audit.record(
            "directory.source_changed",
            by=by,
            subject=row,
            at=at,
            actor_ref="" if by else "tuque import hsds",
            details={"fields": changed, "open": row.is_open},
        )
    return changed


def _check(row: Source) -> None:
    if row.time_zone not in available_timezones():
        raise SourceUnfit(field="time_zone", reason="no_zone")
    if not row.is_open:
        return
    if row.format == FORMAT:
        raise SourceUnfit(field="is_open", reason="terms")
    if not row.licence.strip():
        raise SourceUnfit(field="licence", reason="no_licence")
    with opened():
        others = Source.objects.filter(code=row.code, is_open=True).exclude(organization_id=row.organization_id)
        if others.exists():
            raise SourceUnfit(field="is_open", reason="open_elsewhere")
