"""The watch: reads the looks that are new, has the rules judge them, keeps what they find. Run again and again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tuque.accounts.models import Organization, RoleAssignment, Worker
from tuque.accounts.roles import Role
from tuque.audit.models import AuditRecord, Finding, Watched
from tuque.audit.unusual.plugs import PLUGS, family_words
from tuque.audit.unusual.rules import FEW, HOUR, Known, Look, Unusual, is_night, judge
from tuque.core import wall
from tuque.core.clock import day_bounds
from tuque.core.folding import fold
from tuque.core.wall import Purpose

AT_ONCE = 5000
SETTLED = timedelta(minutes=1)  # a look is written before its transaction ends: those of the last minute may still come
BEGINS_WITH = timedelta(days=1)
LINKED_SINCE = timedelta(days=90)
USUAL_SINCE, USUAL_DAYS = timedelta(days=28), 3
OVERSEERS = (Role.SUPERVISOR, Role.DIRECTOR, Role.PRIVACY_OFFICER)
MOST_PEOPLE_KEPT = 200


def watch(*, at: datetime) -> int:
    """Judge what is new in every organization; how many records were read. Harmless to run twice, or in two processes."""
    with wall.system(Purpose.AUDIT):
        organizations = list(Organization.objects.filter(is_active=True).order_by("pk"))
    read = 0
    for organization in organizations:
        with wall.within(organization.pk):
            while (number := watch_one(organization, at=at)) > 0:
                read += number
    return read


@transaction.atomic
def watch_one(organization: Organization, *, at: datetime) -> int:
    """Judge the next records of one organization, five thousand at most; how many there were."""
    place, is_new = Watched.objects.select_for_update().get_or_create(organization=organization)
    if is_new:  # what was looked at long before there was a watch would be a heap that nobody sorts out
        old = AuditRecord.objects.filter(organization=organization, at__lt=at - BEGINS_WITH)
        place.last_record = old.aggregate(last=Max("pk"))["last"] or 0
    rows = AuditRecord.objects.filter(organization=organization, pk__gt=place.last_record, at__lte=at - SETTLED)
    new = list(rows.order_by("pk").values_list("pk", "worker_id", "at", "subject_id", "seen", "purpose")[:AT_ONCE])
    if not new:
        return 0
    looks = [
        (worker, when, _ids(subject, seen), why) for _pk, worker, when, subject, seen, why in new if worker and why
    ]
    if looks:
        _judge(organization, looks)
    place.last_record = new[-1][0]
    place.save(update_fields=["last_record"])
    return len(new)


Row = tuple[int, datetime, frozenset[UUID], str]


def _ids(subject: UUID | None, seen: Iterable[UUID] | None) -> frozenset[UUID]:
    return frozenset([*(seen or []), *([subject] if subject else [])])


def _judge(organization: Organization, new: Sequence[Row]) -> None:
    since = min(row[1] for row in new)
    rows = sorted([*_hour_before(organization, since, {row[0] for row in new}), *new], key=lambda row: row[1])
    ids = frozenset().union(*(row[2] for row in rows))
    persons = frozenset(one for find in PLUGS.persons for one in find(organization.pk, ids))
    looks = [Look(worker, when, shown & persons, why == "emergency") for worker, when, shown, why in rows]
    _keep(organization, judge(looks, _known(organization, looks, since=since), since=since))


def _hour_before(organization: Organization, since: datetime, workers: set[int]) -> list[Row]:
    rows = AuditRecord.objects.filter(
        organization=organization, worker__in=workers, at__gte=since - HOUR, at__lt=since
    ).exclude(purpose="")
    found = rows.values_list("worker_id", "at", "subject_id", "seen", "purpose")
    return [(worker, when, _ids(subject, seen), why) for worker, when, subject, seen, why in found if worker]


def _names(organization: Organization, looks: Sequence[Look]) -> dict[UUID, frozenset[str]]:
    """Unsealed for looks at someone alone: a list of forty is passed through."""
    looked_at = {one for look in looks if len(look.people) <= FEW for one in look.people}
    return {person: words for read in PLUGS.names for person, words in read(organization.pk, looked_at).items()}


def _known(organization: Organization, looks: Sequence[Look], *, since: datetime) -> Known:
    workers = {look.worker for look in looks}
    pairs = {(look.worker, one) for look in looks if len(look.people) <= FEW for one in look.people}
    linked = {pair for reader in PLUGS.links for pair in reader(organization.pk, pairs, since - LINKED_SINCE)}
    called = Worker.objects.filter(pk__in=workers).values_list("pk", "name")
    overseers = RoleAssignment.objects.filter(worker__in=workers, role__in=OVERSEERS, ends_at__isnull=True)
    return Known(
        zone=organization.zone,
        family_names={pk: family_words(fold(name)) for pk, name in called},
        name_words=_names(organization, looks),
        linked=linked,
        overseers=set(overseers.values_list("worker_id", flat=True)),
        usual_hours=_usual_hours(organization, [look for look in looks if look.people and look.at >= since]),
    )


def _usual_hours(organization: Organization, looks: Sequence[Look]) -> dict[tuple[int, date], frozenset[int]]:
    """For each night of a worker: the hours in which they did something on three days at least of the four weeks before."""
    zone = organization.zone
    at_night = {(look.worker, look.at.astimezone(zone).date()) for look in looks if is_night(look.at, zone=zone)}
    usual = {}
    for worker in {worker for worker, _on in at_night}:
        nights = sorted(on for one, on in at_night if one == worker)
        since = day_bounds(nights[0] - USUAL_SINCE, zone=zone)[0]
        until = day_bounds(nights[-1], zone=zone)[0]
        done = AuditRecord.objects.filter(organization=organization, worker=worker, at__gte=since, at__lt=until)
        acts = {
            (when.astimezone(zone).date(), when.astimezone(zone).hour) for when in done.values_list("at", flat=True)
        }
        for night in nights:
            days = Counter(hour for on, hour in acts if night - USUAL_SINCE <= on < night)
            usual[worker, night] = frozenset(hour for hour, number in days.items() if number >= USUAL_DAYS)
    return usual


def _keep(organization: Organization, found: Iterable[Unusual]) -> None:
    """One open finding for each worker, rule and day: what comes later is added to it."""
    by_finding: dict[tuple[int, str, date], list[Unusual]] = {}
    for one in found:
        on = one.at.astimezone(organization.zone).date()
        by_finding.setdefault((one.worker, str(one.rule), on), []).append(one)
    for (worker, rule, on), looks in sorted(by_finding.items()):
        times = [one.at for one in looks]
        finding = Finding.objects.filter(worker=worker, rule=rule, on=on, closed_at__isnull=True).first() or Finding(
            organization=organization, worker_id=worker, rule=rule, on=on, first_at=times[0], last_at=times[0], looks=0
        )
        finding.first_at, finding.last_at = min(finding.first_at, *times), max(finding.last_at, *times)
        finding.looks += len(looks)
        people = dict.fromkeys([*(finding.people or []), *(person for one in looks for person in sorted(one.people))])
        finding.people = list(people)[:MOST_PEOPLE_KEPT]
        finding.save()
