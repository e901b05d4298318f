"""What may be read of rescues: one with all its facts, those that run, those of before, how long the steps took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.rescue import clocks, services, words
from tuque.contact_centre.rescue.clocks import Edge
from tuque.contact_centre.rescue.models import EmergencyService, Rescue, RescueFact, RescueSight
from tuque.contact_centre.rescue.steps import Kind, State, Step
from tuque.core.problems import NotFound

LISTED = 50
FIGURES_SINCE = timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One thing that happened: `after` is how long after the one before, as 0:42."""

    number: int
    kind: str
    title: str
    choice: str
    at: datetime
    after: str
    who: str
    said: list[tuple[str, str]]


@dataclass(frozen=True)
class StepLine:
    step: Step
    name: str
    status: str  # done, skipped, open, later, not_needed
    at: datetime | None


@dataclass(frozen=True)
class Seen:
    """A rescue as a page shows it."""

    rescue: Rescue
    state: State
    lines: list[Line]
    steps: list[StepLine]
    sights: list[RescueSight]
    services: dict[str, EmergencyService]

    @property
    def sequence(self) -> int:
        return len(self.lines)

    @property
    def waits(self) -> bool:
        """Whether a supervisor was asked for, and none answered."""
        return not self.state.is_settled(Step.ACKNOWLEDGE) and not self.state.closed_at


@transaction.atomic
def look(rescue_id: UUID, *, viewer: Worker, at: datetime) -> Seen:
    """One rescue, with who saw how far; the look is recorded where there was news. Raises NotFound."""
    rescue = Rescue.objects.select_related("began_by", "organization").filter(
        organization=viewer.organization, public_id=rescue_id
    )
    found = rescue.first()
    if found is None or not services.may_see(found, viewer):
        raise NotFound
    rows = list(found.facts.select_related("by").order_by("sequence"))
    services.note_sight(found, sequence=len(rows), by=viewer, at=at)
    state = State(services.to_fact(row) for row in rows)
    called = {str(one.public_id): one for one in EmergencyService.objects.filter(organization=viewer.organization)}
    sights = RescueSight.objects.filter(rescue=found).select_related("worker").order_by("at", "pk")
    return Seen(found, state, list(_lines(rows, called)), list(_steps(state)), list(sights), called)


def _lines(rows: Iterable[RescueFact], called: dict[str, EmergencyService]) -> Iterable[Line]:
    before: datetime | None = None
    calls: list[str] = []
    for row in rows:
        kind = Kind(row.kind)
        title, choice = words.fact_words(kind, row.data)
        if kind is Kind.CALLED:
            service = called.get(row.data.get("service", ""))
            calls.append(f"{service.name}, {service.number}" if service else "")
            choice = calls[-1]
        if kind in {Kind.ENDED, Kind.REFERENCED} and calls:
            choice = " · ".join(part for part in (calls[int(row.data["call"]) - 1], choice) if part)
        after = words.minutes((row.at - before).total_seconds()) if before else ""
        before = row.at
        who = row.by.name if row.by else ""
        yield Line(row.sequence, kind.value, title, choice, row.at, after, who, words.said(row.words))


def _steps(state: State) -> Iterable[StepLine]:
    is_open = True
    for step in Step:
        name = words.step_name(step)
        if step in state.done:
            yield StepLine(step, name, "done", state.done[step])
        elif step in state.skipped:
            yield StepLine(step, name, "skipped", state.skipped[step].at)
        elif not state.applies(step):
            yield StepLine(step, name, "not_needed", None)
        else:
            yield StepLine(step, name, "open" if is_open else "later", None)
            is_open = is_open and step is Step.ACKNOWLEDGE


def find_running(viewer: Worker, conversation: UUID) -> Rescue | None:
    """The rescue that runs for a contact."""
    rows = Rescue.objects.filter(organization=viewer.organization, conversation=conversation, closed_at=None)
    return rows.first()


def find_last(viewer: Worker, conversation: UUID) -> Rescue | None:
    """The rescue of a contact that was begun last, running or closed."""
    rows = Rescue.objects.filter(organization=viewer.organization, conversation=conversation)
    return rows.order_by("-began_at").first()


@dataclass(frozen=True)
class Listed:
    rescue: Rescue
    next_step: str
    since: datetime
    waits: bool


@transaction.atomic
def list_running(viewer: Worker, *, at: datetime) -> list[Listed]:
    """Those that are not closed: whoever waits for a supervisor first, then where an attempt is in progress, then the oldest."""
    rows = [row for row in _with_facts(viewer).filter(closed_at=None) if services.may_see(row, viewer)]
    rows.sort(key=lambda row: (row.acknowledged_at is not None, row.is_drill, not row.attempt, row.began_at))
    found = []
    for row in rows:
        state = State(services.to_fact(fact) for fact in row.facts.all())
        owed = [step for step in _steps(state) if step.status == "open"]
        waits = not state.is_settled(Step.ACKNOWLEDGE)
        found.append(Listed(row, owed[-1].name if owed else "", state.last_at, waits))
    return found


@transaction.atomic
def list_closed(viewer: Worker, *, at: datetime) -> list[Rescue]:
    rows = _with_facts(viewer).exclude(closed_at=None).order_by("-began_at")
    found = [row for row in rows[:LISTED] if services.may_see(row, viewer)]
    audit.look("contact_centre.rescues_listed", by=viewer, at=at, seen=[row.public_id for row in found])
    return found


def _with_facts(viewer: Worker) -> QuerySet[Rescue]:
    facts = Prefetch("facts", RescueFact.objects.select_related("by").order_by("sequence"))
    rows = Rescue.objects.filter(organization=viewer.organization).select_related("began_by", "organization")
    return rows.prefetch_related(facts)


@dataclass(frozen=True)
class EdgeTimes:
    edge: Edge
    count: int
    middle: float | None
    late: float | None


def edge_times(viewer: Worker, *, drills: bool, at: datetime) -> list[EdgeTimes]:
    """p50 and p95 of each edge over a year. Drills and rescues are never counted together."""
    rows = _with_facts(viewer).filter(is_drill=drills, began_at__gte=at - FIGURES_SINCE)
    taken = [clocks.times(State(services.to_fact(fact) for fact in row.facts.all())) for row in rows]
    return [
        EdgeTimes(edge, len(values), clocks.percentile(values, 0.5), clocks.percentile(values, 0.95))
        for edge in Edge
        for values in ([one[edge] for one in taken if edge in one],)
    ]


def running_by_contact(organization: Organization) -> dict[str, bool]:
    """The contacts whose rescue runs, by id: True where an attempt is in progress. Codes alone; drills are not among them."""
    rows = Rescue.objects.filter(organization=organization, closed_at=None, is_drill=False).exclude(conversation=None)
    return {str(contact): attempt for contact, attempt in rows.values_list("conversation", "attempt")}


def list_services(viewer: Worker, *, area: str = "") -> list[EmergencyService]:
    """Those in use: of that area first, then everywhere's, then the others."""
    rows = EmergencyService.objects.filter(organization=viewer.organization, in_use=True)

    def place(row: EmergencyService) -> tuple[int, str, str]:
        near = 0 if area and row.area.casefold() == area.casefold() else 1 if not row.area else 2
        return near, row.area, row.name

    return sorted(rows, key=place)


def list_areas(viewer: Worker) -> list[str]:
    rows = EmergencyService.objects.filter(organization=viewer.organization, in_use=True).exclude(area="")
    return list(rows.order_by("area").values_list("area", flat=True).distinct())


def may_supervise(viewer: Worker) -> bool:
    return permissions.can_supervise(viewer)
