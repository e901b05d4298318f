"""The files follow the log: what was corrected, voided or let go is in no file of the boards' own copy minutes later.

Figures follow at once by themselves: they read what changed since the snapshot. Only the files are late, until much has changed.
"""

from datetime import timedelta
from uuid import UUID

import duckdb

from tuque.accounts.api import Organization
from tuque.core import wall
from tuque.core.wall import Purpose
from tuque.insight.facts import source
from tuque.insight.facts.store import Manifest, Store
from tuque.insight.facts.table import catch_up, forget

FORMER_KEPT = timedelta(minutes=2)


def follow_log() -> int:
    """Write anew the files that hold what is no longer so, and drop those that were replaced. How many snapshots were
    written. Harmless to run twice, or in two processes."""
    with wall.system(Purpose.OPERATOR):
        organizations = list(Organization.objects.filter(public_id__in=_with_snapshot()))
    written = 0
    for organization in organizations:
        store = Store(organization.public_id)
        with wall.within(organization.pk):
            if _holds_what_changed(store, organization):
                catch_up(organization)
                forget(organization)  # this process shows no board: the memory is better used elsewhere
                written += 1
        with store.lock() as mine:
            if mine:
                store.drop_former(after_seconds=FORMER_KEPT.total_seconds())
    return written


def _with_snapshot() -> list[UUID]:
    return [UUID(path.parent.name) for path in Store.root().glob("*/manifest.json")]


def _holds_what_changed(store: Store, organization: Organization) -> bool:
    manifest = store.read(zone=organization.time_zone)
    last = _last_id(store, manifest)
    return last is not None and source.has_changed(organization.pk, after=manifest.sequence, up_to_id=last)


def _last_id(store: Store, manifest: Manifest) -> int | None:
    """The newest row that the files hold; None without files, or where they cannot be read: those are made again when asked."""
    files = store.files(manifest)
    if not files:
        return None
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}) as database:
        try:
            found = database.execute("SELECT max(id) FROM read_parquet(?)", [files]).fetchone()
        except duckdb.Error:
            return None
    return int(found[0]) if found and found[0] is not None else None
