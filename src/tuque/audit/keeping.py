"""Another organization as witness: asked, it accepts; it then keeps each new root, as a row of its own.

Each side has its own row under the same id, so that neither reaches into what belongs to the other: what is told across is
written within the other's wall, here and nowhere else.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Role, Worker
from tuque.audit import checks, notices, services
from tuque.audit.models import Check, Keeping, Kept, Witness
from tuque.core import wall
from tuque.core.problems import NotFound, PermissionRefused, Problem


@dataclass
class AlreadyWitness(Problem):
    code = "audit.already_witness"
    status = 409
    name: str

    def message(self) -> str:
        return _("%(name)s is a witness already, or was asked and has not answered yet.") % {"name": self.name}


@dataclass(frozen=True)
class KeptFor:
    """What we keep for one organization: the newest root, how many there are, the last time the chain was read whole."""

    keeping: Keeping
    newest: Kept | None
    number: int
    check: Check | None


def list_candidates(viewer: Worker) -> QuerySet[Organization]:
    """Those whom the viewer's organization may ask."""
    asked = Witness.objects.filter(organization=viewer.organization, ended_at=None, holder__isnull=False)
    others = Organization.objects.filter(is_active=True).exclude(pk=viewer.organization_id)
    return others.exclude(pk__in=asked.values("holder")).order_by("name")


@transaction.atomic
def ask(holder: Organization, *, by: Worker, at: datetime) -> Witness:
    """Ask another organization to keep our roots. Raises AlreadyWitness, NotFound for ourselves."""
    check_may(by)
    if holder.pk == by.organization_id or not holder.is_active:
        raise NotFound
    Organization.objects.select_for_update().get(pk=by.organization_id)  # two may press at once
    if Witness.objects.filter(organization=by.organization, holder=holder, ended_at=None).exists():
        raise AlreadyWitness(name=holder.name)
    witness = Witness.objects.create(
        organization=by.organization, kind=Witness.Kind.ORGANIZATION, holder=holder, added_at=at
    )
    services.record("audit.witness_asked", by=by, subject=witness, at=at)
    with wall.within(holder.pk):
        keeping = Keeping.objects.create(
            organization=holder, public_id=witness.public_id, giver=by.organization, asked_at=at
        )
        _tell(keeping, "audit.keeping_asked", at=at)
        notices.post("asked", organization=holder, about=keeping.public_id, at=at)
    return witness


@transaction.atomic
def accept(public_id: UUID, *, by: Worker, at: datetime) -> None:
    """From now on each new root of theirs comes here. A second time changes nothing."""
    keeping = _open_of(public_id, by=by)
    if keeping.accepted_at is not None:
        return
    keeping.accepted_at = at
    keeping.save(update_fields=["accepted_at"])
    services.record("audit.keeping_accepted", by=by, subject=keeping, at=at)
    with wall.within(keeping.giver_id):
        Witness.objects.filter(public_id=public_id, ended_at=None).update(accepted_at=at)
        _tell_giver(keeping, "audit.witness_accepted", at=at)


@transaction.atomic
def refuse(public_id: UUID, *, by: Worker, at: datetime) -> None:
    """Decline, or keep nothing more. What was kept stays."""
    keeping = _open_of(public_id, by=by)
    keeping.ended_at = at
    keeping.save(update_fields=["ended_at"])
    services.record("audit.keeping_refused", by=by, subject=keeping, at=at)
    with wall.within(keeping.giver_id):
        Witness.objects.filter(public_id=public_id, ended_at=None).update(ended_at=at)
        _tell_giver(keeping, "audit.witness_refused", at=at)
        notices.post("refused", organization=keeping.giver, about=public_id, at=at)


def end_at_holder(witness: Witness, *, at: datetime) -> None:
    """Within the transaction that ends the witness: the other side knows that nothing more will come."""
    if witness.holder_id is None:
        return
    with wall.within(witness.holder_id):
        keeping = Keeping.objects.filter(public_id=witness.public_id, ended_at=None).first()
        if keeping is not None:
            keeping.ended_at = at
            keeping.save(update_fields=["ended_at"])
            _tell(keeping, "audit.keeping_ended", at=at)
            notices.post("ended", organization=keeping.organization, about=keeping.public_id, at=at)


def list_asked(viewer: Worker) -> list[Keeping]:
    """Who asks the viewer's organization to keep their roots."""
    check_may(viewer)
    return list(_of(viewer).filter(accepted_at=None, ended_at=None).order_by("asked_at"))


def list_kept(viewer: Worker) -> Sequence[KeptFor]:
    """Whose roots are kept here, those that have ended too: what was kept can still be checked."""
    check_may(viewer)
    latest: dict[int, Keeping] = {}
    for keeping in _of(viewer).filter(accepted_at__isnull=False).order_by("asked_at"):
        latest[keeping.giver_id] = keeping
    return [_kept_for(keeping, viewer) for keeping in latest.values()]


def _kept_for(keeping: Keeping, viewer: Worker) -> KeptFor:
    rows = Kept.objects.filter(organization=viewer.organization, giver=keeping.giver_id).order_by("-number")
    return KeptFor(keeping, rows.first(), rows.count(), checks.last_of(keeping.giver, viewer=viewer))


@transaction.atomic
def file_of(public_id: UUID, *, viewer: Worker, at: datetime) -> str:
    """Every root kept under one keeping, one to a line, as `tuque verify-audit --roots` reads them. Raises NotFound."""
    keeping = get(public_id, viewer=viewer)
    rows = Kept.objects.filter(organization=viewer.organization, giver=keeping.giver_id).order_by("number")
    services.record("audit.kept_downloaded", by=viewer, subject=keeping, at=at)
    return "".join(json.dumps(row.statement, separators=(",", ":")) + "\n" for row in rows)


def get(public_id: UUID, *, viewer: Worker) -> Keeping:
    """Raises NotFound for one that is not the viewer's organization's, or was never accepted."""
    check_may(viewer)
    keeping = _of(viewer).filter(public_id=public_id, accepted_at__isnull=False).first()
    if keeping is None:
        raise NotFound
    return keeping


def _of(viewer: Worker) -> QuerySet[Keeping]:
    return Keeping.objects.filter(organization=viewer.organization).select_related("giver")


def _open_of(public_id: UUID, *, by: Worker) -> Keeping:
    check_may(by)
    rows = Keeping.objects.select_for_update(of=("self",)).select_related("giver", "organization")
    keeping = rows.filter(organization=by.organization, public_id=public_id, ended_at=None).first()
    if keeping is None:
        raise NotFound
    return keeping


def _tell(keeping: Keeping, action: str, *, at: datetime) -> None:
    """In the keeper's own audit: what the giver did, without who did it there."""
    services.record(action, subject=keeping, at=at, details={"partner": keeping.giver.name})


def _tell_giver(keeping: Keeping, action: str, *, at: datetime) -> None:
    details = {"partner": keeping.organization.name}
    services.record(action, organization=keeping.giver, at=at, details=details)


def check_may(worker: Worker) -> None:
    if not worker.holds(Role.PRIVACY_OFFICER):
        raise PermissionRefused
