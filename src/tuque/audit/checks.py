"""“Verify now”: a chain read whole by the work behind the pages, with its progress, for whoever asked on a page.

The row is the queue: whoever reads gives signs of life, so that another process takes it up when they stop.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tuque.accounts.api import Organization, Role, Worker
from tuque.audit import services
from tuque.audit.models import Check, Kept, Seal
from tuque.audit.proof import verifying
from tuque.audit.proof.verifying import Fault, Report
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.problems import NotFound, PermissionRefused
from tuque.core.wall import Purpose

SILENT = timedelta(seconds=30)  # a reader that gave no sign of life for so long is gone
BEAT_SECONDS = 1.0
MOST_FAULTS = 100


def ask(of: Organization, *, by: Worker, at: datetime) -> Check:
    """Have the chain of `of` read whole; the one that is being read already, when there is one.

    The caller has seen that `by` may ask it of that organization: their own, or one whose roots they keep.
    """
    if not by.holds(Role.PRIVACY_OFFICER):
        raise PermissionRefused
    rows = Check.objects.filter(organization=by.organization, of=of, finished_at=None)
    try:
        with transaction.atomic():
            check = rows.first()
            if check is None:
                check = Check.objects.create(organization=by.organization, of=of, asked_by=by, asked_at=at)
                services.record("audit.check_asked", by=by, subject=check, at=at)
            return check
    except IntegrityError:  # someone else pressed at the same instant
        return rows.get()


def last_of(of: Organization, *, viewer: Worker) -> Check | None:
    return Check.objects.filter(organization=viewer.organization, of=of).order_by("-asked_at", "-pk").first()


def get(public_id: UUID, *, viewer: Worker) -> Check:
    """Raises NotFound for another organization's."""
    if not viewer.holds(Role.PRIVACY_OFFICER):
        raise PermissionRefused
    found = Check.objects.filter(organization=viewer.organization, public_id=public_id).select_related("of").first()
    if found is None:
        raise NotFound
    return found


def go_on(*, clock: Callable[[], datetime] = now) -> bool:
    """Read the chain that was asked for first, if any waits; whether one did. Two processes take two different ones."""
    with wall.system(Purpose.AUDIT):
        if not _waiting(at=clock()).exists():  # asked without a lock: an idle process disturbs nobody
            return False
        check = _take(at=clock())
        if check is None:
            return False
        report = verifying.verify_chain(
            str(check.of.public_id), check.of, statements=_kept_elsewhere(check), tell=_Beats(check, clock)
        )
        _finish(check, report, at=clock())
        return True


def _waiting(*, at: datetime) -> QuerySet[Check]:
    return Check.objects.filter(Q(beat_at=None) | Q(beat_at__lt=at - SILENT), finished_at=None)


@transaction.atomic
def _take(*, at: datetime) -> Check | None:
    rows = _waiting(at=at).select_for_update(skip_locked=True, of=("self",)).select_related("of", "organization")
    check = rows.order_by("asked_at", "pk").first()
    if check is None:
        return None
    seals = Seal.objects.filter(chain=str(check.of.public_id))
    check.total = sum(seals.values_list("count", flat=True))
    check.beat_at, check.done = at, 0
    check.save(update_fields=["total", "beat_at", "done"])
    return check


def _kept_elsewhere(check: Check) -> list[Mapping[str, Any]]:
    """What the asker keeps of another; of its own chain, what all others keep."""
    rows = Kept.objects.filter(giver=check.of)
    if check.of_id != check.organization_id:
        rows = rows.filter(organization=check.organization)
    return list(rows.order_by("number", "pk").values_list("statement", flat=True))


class _Beats:
    """Tells how far the reading is, once a second."""

    def __init__(self, check: Check, clock: Callable[[], datetime]) -> None:
        self.check, self.clock = check, clock
        self.next_at = time.monotonic() + BEAT_SECONDS

    def __call__(self, done: int) -> None:
        self.check.done += done
        if time.monotonic() >= self.next_at:
            self.next_at = time.monotonic() + BEAT_SECONDS
            self.check.beat_at = self.clock()
            self.check.save(update_fields=["done", "beat_at"])


@transaction.atomic
def _finish(check: Check, report: Report, *, at: datetime) -> None:
    for name in ("records", "waiting", "roots", "statements"):
        setattr(check, name, getattr(report, name))
    check.faults = [_located(fault) for fault in report.faults[:MOST_FAULTS]]
    check.fault_count, check.done, check.finished_at = len(report.faults), report.records, at
    check.save()
    services.record(
        "audit.check_made",
        organization=check.organization,
        subject=check,
        at=at,
        details={"faults": check.fault_count, "records": check.records},
    )


def _located(fault: Fault) -> dict[str, object]:
    """The fault with the instant at which its place was sealed: within a quarter of a minute of the act."""
    seals = Seal.objects.filter(chain=fault.chain, first_sequence__lte=fault.first).defer("entries")
    seal = seals.order_by("-first_sequence").first() if fault.first else None
    return {**asdict(fault), "kind": str(fault.kind), "sealed_at": seal.sealed_at.isoformat() if seal else ""}
