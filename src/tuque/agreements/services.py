"""Every write: an agreement is drafted, proposed, signed by each party, replaced by a new version, and ended."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tuque.accounts.api import Organization, Worker
from tuque.agreements import clauses, permissions, problems
from tuque.agreements.clauses import Written
from tuque.agreements.codes import EndReason
from tuque.agreements.models import Agreement, Ending, Party, Share, Signature, Version
from tuque.audit import api as audit
from tuque.core.problems import NotFound

State = Version.State
OPEN = (State.DRAFT, State.PROPOSED)


@transaction.atomic
def draft_agreement(
    *,
    title_en: str,
    title_fr: str,
    partners: Sequence[Organization],
    starts_at: datetime,
    ends_at: datetime,
    by: Worker,
    at: datetime,
) -> Agreement:
    """A first draft between the writer's organization and `partners`, without a clause yet. Only its writers see a draft."""
    permissions.check_can_bind(by)
    parties = [by.organization, *(partner for partner in partners if partner != by.organization)]
    agreement = Agreement.objects.create(
        organization=by.organization,
        title_en=title_en,
        title_fr=title_fr,
        created_at=at,
    )
    Party.objects.bulk_create(Party(agreement=agreement, organization=party) for party in parties)
    _draft(agreement, 1, [], starts_at=starts_at, ends_at=ends_at, by=by, at=at)
    audit.record("agreements.drafted", by=by, subject=agreement, at=at, details={"version": 1})
    return agreement


@transaction.atomic
def draft_version(agreement: Agreement, *, starts_at: datetime, ends_at: datetime, by: Worker, at: datetime) -> Version:
    """The next version, with the clauses of the last one; what is in force holds until the new one is signed by all.

    Raises Ended or OpenVersionExists.
    """
    permissions.check_can_bind(by)
    agreement = _locked(agreement, by)
    _check_not_ended(agreement)
    last = agreement.versions.order_by("-number").first()
    if last is None or last.state in OPEN:
        raise problems.OpenVersionExists
    version = _draft(agreement, last.number + 1, last.clauses, starts_at=starts_at, ends_at=ends_at, by=by, at=at)
    audit.record("agreements.drafted", by=by, subject=agreement, at=at, details={"version": version.number})
    return version


@transaction.atomic
def save_clause(agreement: Agreement, written: Written, *, by: Worker, at: datetime, number: int | None = None) -> None:
    """Add a clause to the draft, or write clause `number` anew. Raises NotADraft or NotFound."""
    draft = _own_draft(agreement, by)
    rows = list(draft.clauses)
    if number is None:
        rows.append(written.as_stored())
    else:
        _check_number(number, rows)
        rows[number - 1] = written.as_stored()
    _keep(draft, rows, by=by, at=at)


@transaction.atomic
def remove_clause(agreement: Agreement, number: int, *, by: Worker, at: datetime) -> None:
    draft = _own_draft(agreement, by)
    rows = list(draft.clauses)
    _check_number(number, rows)
    del rows[number - 1]
    _keep(draft, rows, by=by, at=at)


@transaction.atomic
def propose(agreement: Agreement, *, by: Worker, at: datetime) -> Version:
    """Fix the draft and lay it before the parties. Raises NotADraft, NoClause, AlreadyOver or PartyLeft."""
    draft = _own_draft(agreement, by)
    if not draft.clauses:
        raise problems.NoClause
    if draft.ends_at <= at:
        raise problems.AlreadyOver
    _check_parties_present(agreement)
    draft.state = State.PROPOSED
    draft.save(update_fields=["state"])
    _tell_all(agreement, "agreements.proposed", by=by, at=at, version=draft.number)
    return draft


@transaction.atomic
def sign(agreement: Agreement, *, capacity: str, by: Worker, at: datetime) -> Version:
    """One party's yes. The last one puts the version in force, and ends the one it replaces.

    Raises NothingToSign, Ended, AlreadyOver or PartyLeft.
    """
    permissions.check_can_bind(by)
    agreement = _locked(agreement, by)
    _check_not_ended(agreement)
    version = agreement.versions.filter(state=State.PROPOSED).first()
    if version is None or version.signatures.filter(organization=by.organization).exists():
        raise problems.NothingToSign
    if version.ends_at <= at:
        raise problems.AlreadyOver
    _check_parties_present(agreement)
    Signature.objects.create(version=version, organization=by.organization, worker=by, capacity=capacity, at=at)
    _tell_all(agreement, "agreements.signed", by=by, at=at, version=version.number)
    if version.signatures.count() == agreement.parties.count():
        _put_in_force(agreement, version, by=by, at=at)
    return version


@transaction.atomic
def drop_version(agreement: Agreement, *, by: Worker, at: datetime) -> None:
    """Give up a version that is not in force: its writers a draft, any party a proposed one. Raises NothingToSign."""
    permissions.check_can_bind(by)
    agreement = _locked(agreement, by)
    version = agreement.versions.filter(state__in=OPEN).first()
    if version is None or (version.state == State.DRAFT and version.organization_id != by.organization_id):
        raise problems.NothingToSign
    version.state = State.DROPPED
    version.save(update_fields=["state"])
    _tell_all(agreement, "agreements.dropped", by=by, at=at, version=version.number)


@transaction.atomic
def end_agreement(agreement: Agreement, *, reason: EndReason, by: Worker, at: datetime) -> Ending:
    """Any party ends it alone, at once: from `at` on nothing crosses. Raises Ended."""
    permissions.check_can_bind(by)
    agreement = _locked(agreement, by)
    _check_not_ended(agreement)
    for version in agreement.versions.filter(state__in=(*OPEN, State.IN_FORCE)):
        if version.state == State.IN_FORCE:
            _stop(version, at=at)
        else:
            version.state = State.DROPPED
            version.save(update_fields=["state"])
    ending = Ending.objects.create(agreement=agreement, organization=by.organization, worker=by, reason=reason, at=at)
    _tell_all(agreement, "agreements.ended", by=by, at=at, reason=str(reason))
    return ending


def _draft(
    agreement: Agreement,
    number: int,
    rows: Sequence[object],
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Worker,
    at: datetime,
) -> Version:
    return Version.objects.create(
        agreement=agreement,
        organization=by.organization,
        number=number,
        clauses=list(rows),
        starts_at=starts_at,
        ends_at=ends_at,
        drafted_by=by,
        drafted_at=at,
    )


def _locked(agreement: Agreement, by: Worker) -> Agreement:
    """The agreement under a lock; two parties may press at once."""
    if not agreement.parties.filter(pk=by.organization_id).exists():
        raise NotFound
    return Agreement.objects.select_for_update().get(pk=agreement.pk)


def _own_draft(agreement: Agreement, by: Worker) -> Version:
    permissions.check_can_bind(by)
    agreement = _locked(agreement, by)
    draft = agreement.versions.filter(state=State.DRAFT, organization=by.organization).first()
    if draft is None:
        raise problems.NotADraft
    return draft


def _check_number(number: int, rows: Sequence[object]) -> None:
    if not 1 <= number <= len(rows):
        raise NotFound


def _keep(draft: Version, rows: list[object], *, by: Worker, at: datetime) -> None:
    draft.clauses = rows
    draft.save(update_fields=["clauses"])
    details = {"version": draft.number, "clauses": len(rows)}
    audit.record("agreements.clauses_changed", by=by, subject=draft.agreement, at=at, details=details)


def _check_not_ended(agreement: Agreement) -> None:
    if Ending.objects.filter(agreement=agreement).exists():
        raise problems.Ended


def _check_parties_present(agreement: Agreement) -> None:
    gone = agreement.parties.filter(is_active=False).first()
    if gone:
        raise problems.PartyLeft(name=gone.name)


def _put_in_force(agreement: Agreement, version: Version, *, by: Worker, at: datetime) -> None:
    for former in agreement.versions.filter(state=State.IN_FORCE):
        _stop(former, at=at, state=State.REPLACED)
    version.state, version.in_force_at = State.IN_FORCE, at
    version.starts_at = max(version.starts_at, at)
    version.save(update_fields=["state", "in_force_at", "starts_at"])
    Share.objects.bulk_create(_shares(agreement, version))
    _tell_all(agreement, "agreements.in_force", by=by, at=at, version=version.number)


def _shares(agreement: Agreement, version: Version) -> list[Share]:
    keys = dict(agreement.parties.values_list("public_id", "pk"))
    wanted = sorted(
        {
            (keys[clause.giver], keys[clause.reader], str(purpose))
            for clause in clauses.read(version.clauses)
            for purpose in clause.purposes
        }
    )
    return [
        Share(
            version=version,
            organization_id=giver,
            reader_id=reader,
            purpose=purpose,
            starts_at=version.starts_at,
            ends_at=version.ends_at,
        )
        for giver, reader, purpose in wanted
    ]


def _stop(version: Version, *, at: datetime, state: Version.State = State.IN_FORCE) -> None:
    """From `at` on the version holds no more; one that had not begun never does."""
    version.state = state
    version.ends_at = min(version.ends_at, max(at, version.starts_at))
    version.save(update_fields=["state", "ends_at"])
    version.shares.update(ends_at=version.ends_at)


def _tell_all(agreement: Agreement, action: str, *, by: Worker, at: datetime, **details: object) -> None:
    """Each party's own audit says what was done, whoever did it."""
    for party in agreement.parties.order_by("pk"):
        audit.record(action, by=by, organization=party, subject=agreement, at=at, details=details)
