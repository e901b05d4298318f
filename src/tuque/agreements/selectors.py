"""Reads: the agreements that the viewer's organization is party to, and the terms that a decision is made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tuque.accounts.api import Organization, Worker
from tuque.agreements import clauses, permissions
from tuque.agreements.codes import Purpose
from tuque.agreements.decision import Clause, Terms
from tuque.agreements.models import Agreement, Ending, Share, Signature, Version
from tuque.core.problems import NotFound

State = Version.State
EVER_IN_FORCE = (State.IN_FORCE, State.REPLACED)


@dataclass(frozen=True)
class Whole:
    """An agreement with its version in force and the one being written or signed, as the viewer may see them."""

    agreement: Agreement
    parties: Sequence[Organization]
    current: Version | None
    open: Version | None
    signatures: Sequence[Signature]
    ending: Ending | None

    @property
    def gone(self) -> list[Organization]:
        """Parties that no longer take part."""
        return [party for party in self.parties if not party.is_active]

    @property
    def unsigned(self) -> list[Organization]:
        """Parties that have not signed the open version."""
        signed = {signature.organization_id for signature in self.signatures}
        return [party for party in self.parties if party.pk not in signed]

    def stands(self, *, at: datetime) -> str:
        """in_force, waiting (in force later), open, ended or over."""
        if self.ending:
            return "ended"
        if self.current and self.current.holds(at=at):
            return "in_force"
        if self.current and at < self.current.starts_at:
            return "waiting"
        return "open" if self.open else "over"


def list_agreements(*, viewer: Worker) -> list[Whole]:
    """Those the viewer's organization is party to, the newest first; a partner's draft is not among them."""
    permissions.check_can_read(viewer)
    known = _of(viewer).filter(_known_to(viewer)).order_by("-created_at", "-pk")
    return [_whole(agreement, viewer) for agreement in known]


def get_agreement(public_id: UUID, *, viewer: Worker) -> Whole:
    """Raises NotFound, the same for an agreement between others as for none."""
    permissions.check_can_read(viewer)
    # Asked in one question, so that what may not be known of takes no longer to answer than what is not there.
    agreement = _of(viewer).filter(_known_to(viewer), public_id=public_id).first()
    if agreement is None:
        raise NotFound
    return _whole(agreement, viewer)


def list_partners(*, viewer: Worker) -> QuerySet[Organization]:
    """Every other organization that takes part in this site."""
    permissions.check_can_read(viewer)
    return Organization.objects.filter(is_active=True).exclude(pk=viewer.organization_id).order_by("name")


def overlaps(whole: Whole, *, at: datetime) -> list[Agreement]:
    """Other agreements in force by which the same giver lets the same reader see something for the same purpose."""
    version = whole.open or whole.current
    if version is None:
        return []
    keys = {party.public_id: party.pk for party in whole.parties}
    same = Q(pk__in=[])
    for clause in clauses.read(version.clauses):
        same |= Q(organization=keys[clause.giver], reader=keys[clause.reader], purpose__in=list(clause.purposes))
    shares = Share.objects.filter(same, version__state=State.IN_FORCE, ends_at__gt=at)
    found = shares.exclude(version__agreement=whole.agreement).values_list("version__agreement", flat=True)
    return list(Agreement.objects.filter(pk__in=set(found)).order_by("pk"))


def terms_for_reader(organization: Organization, *, purpose: Purpose | None = None) -> list[Terms]:
    """All that lets `organization` read, or ever did, as a decision takes it; clauses whose giver or reader has left are out.

    The time is the decision's own business: it refuses what has not begun or has ended, and says so.
    """
    versions = Version.objects.filter(state__in=EVER_IN_FORCE, shares__reader=organization)
    if purpose:
        versions = versions.filter(shares__purpose=purpose, shares__reader=organization)
    return terms_of(versions.distinct().select_related("agreement").order_by("in_force_at", "pk"))


def terms_between(giver: Organization, reader: Organization) -> list[Terms]:
    """All agreements by which `giver` ever let `reader` see something."""
    versions = Version.objects.filter(
        state__in=EVER_IN_FORCE, shares__organization=giver, shares__reader=reader
    ).distinct()
    return terms_of(versions.select_related("agreement").order_by("in_force_at", "pk"))


def givers_to(reader: Organization, *, purpose: Purpose, at: datetime) -> list[Organization]:
    """Who lets `reader` see something for `purpose` at `at`."""
    shares = Share.objects.filter(reader=reader, purpose=purpose, starts_at__lte=at, ends_at__gt=at)
    keys = set(shares.values_list("organization", flat=True))
    return list(Organization.objects.filter(pk__in=keys, is_active=True).order_by("name"))


def partners_with(organization: Organization, *, at: datetime) -> list[Organization]:
    """Those who, by an agreement signed by all and not ended at `at`, may read something of `organization`."""
    shares = Share.objects.filter(organization=organization, ends_at__gt=at)
    keys = set(shares.values_list("reader", flat=True))
    return list(Organization.objects.filter(pk__in=keys, is_active=True).order_by("name"))


def purposes_open_to(reader: Organization, roles: Iterable[str], *, at: datetime) -> list[Purpose]:
    """For what someone with `roles` may read something of a partner's at `at`."""
    held = frozenset(roles)
    found = {
        purpose
        for terms in terms_for_reader(reader)
        if terms.starts_at <= at < terms.ends_at
        for clause in terms.clauses
        if clause.reader == reader.public_id and not clause.roles.isdisjoint(held)
        for purpose in clause.purposes
    }
    return [purpose for purpose in Purpose if purpose in found]


def terms_of(versions: Iterable[Version]) -> list[Terms]:
    rows = [(version, clauses.read(version.clauses)) for version in versions]
    ids = {party for _version, written in rows for clause in written for party in (clause.giver, clause.reader)}
    present = set(Organization.objects.filter(public_id__in=ids, is_active=True).values_list("public_id", flat=True))
    return [
        Terms(
            agreement=version.agreement.public_id,
            version=version.number,
            starts_at=version.starts_at,
            ends_at=version.ends_at,
            clauses=tuple(clause for clause in written if _is_live(clause, present)),
        )
        for version, written in rows
    ]


def names_of(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The names of organizations, which are no secret between parties."""
    return dict(Organization.objects.filter(public_id__in=set(ids)).values_list("public_id", "name"))


def titles_of(ids: Iterable[UUID], *, party: Organization) -> Mapping[UUID, str]:
    found = Agreement.objects.filter(public_id__in=set(ids), parties=party)
    return {agreement.public_id: agreement.title for agreement in found}


def _is_live(clause: Clause, present: set[UUID]) -> bool:
    return clause.giver in present and clause.reader in present


def _of(viewer: Worker) -> QuerySet[Agreement]:
    return Agreement.objects.filter(parties=viewer.organization_id)


def _whole(agreement: Agreement, viewer: Worker) -> Whole:
    versions = list(agreement.versions.select_related("organization", "drafted_by").order_by("-number"))
    current = next((version for version in versions if version.state == State.IN_FORCE), None)
    newest = versions[0] if versions else None
    open_ = newest if newest and newest.state in (State.DRAFT, State.PROPOSED) else None
    if open_ and open_.state == State.DRAFT and open_.organization_id != viewer.organization_id:
        open_ = None
    shown = open_ or current
    signatures = list(shown.signatures.select_related("organization", "worker").order_by("at")) if shown else []
    return Whole(
        agreement=agreement,
        parties=list(agreement.parties.order_by("name")),
        current=current,
        open=open_,
        signatures=signatures,
        ending=Ending.objects.select_related("organization", "worker").filter(agreement=agreement).first(),
    )


def _known_to(viewer: Worker) -> Q:
    """A draft that was never proposed is its writers' alone."""
    told = Version.objects.filter(agreement=OuterRef("pk")).exclude(state=State.DRAFT)
    return Q(organization=viewer.organization_id) | Q(Exists(told.exclude(in_force_at=None, state=State.DROPPED)))
