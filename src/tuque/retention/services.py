"""Every write: rules set and ended, what is due looked for each night, approved, and let go."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.problems import NotFound
from tuque.retention import brake, clocks, kinds, notices, permissions, problems
from tuque.retention.brake import Reading
from tuque.retention.kinds import Kind
from tuque.retention.models import Rule, Run, SeenClock

State = Run.State
TOPIC = "retention.run"
ROWS_AT_ONCE = 200
MOST_MONTHS = 600


@transaction.atomic
def set_rule(*, kind: str, months: int, by: Worker, at: datetime) -> Rule:
    """Let `kind` go after so many months from now on. The same rule again changes nothing; another one replaces it, and
    what waited under the former waits no more. Raises NotFound for a kind that no room knows."""
    permissions.check_can_decide(by)
    if kinds.find(kind) is None or not 1 <= months <= MOST_MONTHS:
        raise NotFound
    former = _locked_rule(kind, by)
    if former is not None and former.months == months:
        return former
    if former is not None:
        _end(former, at=at)
    rule = Rule.objects.create(organization=by.organization, kind=kind, months=months, set_by=by, set_at=at)
    audit.record("retention.rule_set", by=by, subject=rule, at=at, details={"kind": kind, "months": months})
    return rule


@transaction.atomic
def end_rule(*, kind: str, by: Worker, at: datetime) -> None:
    """Keep `kind` however old. Harmless when there is no rule."""
    permissions.check_can_decide(by)
    rule = _locked_rule(kind, by)
    if rule is not None:
        _end(rule, at=at)
        audit.record("retention.rule_ended", by=by, subject=rule, at=at, details={"kind": kind})


def _locked_rule(kind: str, by: Worker) -> Rule | None:
    rules = Rule.objects.select_for_update().filter(organization=by.organization, kind=kind, ended_at__isnull=True)
    return rules.first()


def _end(rule: Rule, *, at: datetime) -> None:
    rule.ended_at = at
    rule.save(update_fields=["ended_at"])
    rule.runs.filter(state=State.WAITING).update(state=State.DROPPED)


@transaction.atomic
def note_clock(organization: Organization, *, here: Reading) -> bool:
    """Keep what this machine's clocks say, if they are believed; whether they are. Once in doubt they stay so, whatever
    they say later, until someone confirms the date."""
    seen = SeenClock.objects.select_for_update().filter(organization=organization, machine=clocks.machine()).first()
    if seen is None:
        seen = SeenClock(organization=organization, machine=clocks.machine())
        last = _newest_elsewhere(organization)
    else:
        last = seen.reading
    doubt = seen.doubt or brake.doubt_of(here, last) or ""
    if doubt and not seen.doubt:
        audit.record("retention.clock_doubted", organization=organization, at=here.wall, details={"doubt": str(doubt)})
        seen.doubt, seen.doubted_at = str(doubt), here.wall
        if seen.pk is None:
            seen.wall_at, seen.boot, seen.seconds = here.wall, "", 0.0
    if not doubt:
        seen.wall_at, seen.boot, seen.seconds = here.wall, here.boot, here.seconds
    seen.save()
    return not SeenClock.objects.filter(organization=organization).exclude(doubt="").exists()


def _newest_elsewhere(organization: Organization) -> Reading | None:
    """The last date that any machine of this site had: a new machine's must follow it. Its seconds are its own."""
    seen = SeenClock.objects.filter(organization=organization).order_by("-wall_at").first()
    return Reading(seen.wall_at, "", 0.0) if seen else None


@transaction.atomic
def confirm_clock(*, by: Worker, at: datetime) -> None:
    """Someone looked at the date that the site has, and it is right."""
    permissions.check_can_decide(by)
    doubted = SeenClock.objects.filter(organization=by.organization).exclude(doubt="")
    if doubted.update(doubt="", doubted_at=None, wall_at=at, boot="", seconds=0.0):
        audit.record("retention.clock_confirmed", by=by, at=at)


@transaction.atomic
def look(rule: Rule, *, at: datetime) -> Run | None:
    """See what is due under `rule`: a little goes by itself, more waits for a person, nothing is noted as looked at.

    What waited before is counted anew. The run, or None when nothing is due or one is going.
    """
    rule = Rule.objects.select_for_update().select_related("organization").get(pk=rule.pk)
    kind = kinds.find(rule.kind)
    if rule.ended_at is not None or kind is None:
        return None
    rule.looked_at = at
    rule.save(update_fields=["looked_at"])
    open_ = rule.runs.filter(state__in=(State.WAITING, State.GOING)).first()
    if open_ is not None and open_.state == State.GOING:
        _post(open_, at=at)  # its worker may have died; letting go goes on where it was
        return None
    before = brake.months_before(at, rule.months)
    found, total = kind.due(rule.organization_id, before).count(), kind.total(rule.organization_id)
    if not found:
        rule.runs.filter(state=State.WAITING).update(state=State.DROPPED)
        return None
    values = {"before": before, "found": found, "total": total, "made_at": at}
    waits = brake.is_too_much(found, total=total, done_lately=_done_lately(rule, at=at))
    run = open_ or Run(organization=rule.organization, rule=rule)
    for name, value in values.items():
        setattr(run, name, value)
    is_new = run.state != State.WAITING
    run.state = State.WAITING if waits else State.GOING
    run.save()
    if waits and is_new:
        _record("retention.waits", run, at=at, found=found)
        audit.post_notice(notices.WAITS, organization=run.organization, about=run.public_id, at=at)
    if not waits:
        _post(run, at=at)
    return run


def _done_lately(rule: Rule, *, at: datetime) -> int:
    """Rows of this kind that went in the last 24 hours without a person's word: running twice a night is no way around."""
    lately = Run.objects.filter(
        organization=rule.organization, rule__kind=rule.kind, approved_by__isnull=True, made_at__gt=at - brake.LATELY
    )
    return lately.aggregate(rows=Sum("done"))["rows"] or 0


@transaction.atomic
def approve(public_id: UUID, *, shown: int, by: Worker, at: datetime) -> Run:
    """A person saw that `shown` rows are due, and lets them go. Raises NotFound, NothingWaits, ClockInDoubt or
    PreviewChanged."""
    permissions.check_can_decide(by)
    run = (
        Run.objects.select_for_update(of=("self",))
        .select_related("rule")
        .filter(organization=by.organization, public_id=public_id)
        .first()
    )
    if run is None:
        raise NotFound
    if run.state != State.WAITING:
        raise problems.NothingWaits
    if SeenClock.objects.filter(organization=by.organization).exclude(doubt="").exists():
        raise problems.ClockInDoubt
    due = kind_of(run).due(run.organization_id, run.before).count()
    if due > shown:
        raise problems.PreviewChanged(shown=shown, due=due)
    run.state, run.found = State.GOING, due
    run.approved_by, run.approved_at = by, at
    run.save(update_fields=["state", "found", "approved_by", "approved_at"])
    audit.record(
        "retention.approved",
        by=by,
        subject=run,
        at=at,
        details={"kind": run.rule.kind, "found": due, "total": run.total},
    )
    _post(run, at=at)
    return run


def take_up(payload: Mapping[str, object], message_id: UUID) -> None:
    """The outbox's call, within the organization."""
    run = Run.objects.filter(public_id=str(payload["run"])).first()
    if run is not None:
        carry_out(run, clock=now)


def carry_out(run: Run, *, clock: Callable[[], datetime], tell: Callable[[int], None] = lambda done: None) -> int:
    """Let go what the run found, some hundreds of rows in each transaction; how many here. Killed anywhere, the next call
    goes on; two at once take turns."""
    here = 0
    while done := _step(run.pk, at=clock()):
        here += done
        tell(done)
    return here


@transaction.atomic
def _step(key: int, *, at: datetime) -> int:
    run = (
        Run.objects.select_for_update(of=("self",))
        .select_related("rule", "organization")
        .filter(pk=key, state=State.GOING)
        .first()
    )
    if run is None:
        return 0
    kind = kind_of(run)
    left = min(ROWS_AT_ONCE, run.found - run.done)
    rows = list(kind.due(run.organization_id, run.before).order_by("pk")[:left]) if left > 0 else []
    if not rows:
        _finish(run, kind, at=at)
        return 0
    seen = kind.let_go(rows, at)
    run.done += len(rows)
    run.save(update_fields=["done"])
    _record("retention.let_go", run, at=at, seen=seen, done=len(rows))
    return len(rows)


def _finish(run: Run, kind: Kind, *, at: datetime) -> None:
    run.state, run.finished_at = State.DONE, at
    run.save(update_fields=["state", "finished_at"])
    _record("retention.finished", run, at=at, done=run.done)
    if kind.counted and run.done:
        organization = run.organization
        transaction.on_commit(lambda: kinds.tell_followers(organization))


def kind_of(run: Run) -> Kind:
    """Raises NotFound for a kind that no room of this release knows."""
    kind = kinds.find(run.rule.kind)
    if kind is None:
        raise NotFound
    return kind


def _post(run: Run, *, at: datetime) -> None:
    outbox.post(TOPIC, {"run": str(run.public_id)}, at=at, organization_id=run.organization_id)


def _record(action: str, run: Run, *, at: datetime, seen: list[UUID] | tuple[()] = (), **details: object) -> None:
    details = {"kind": run.rule.kind, **details}
    audit.record(action, subject=run, at=at, actor_ref="retention", seen=seen, details=details)
