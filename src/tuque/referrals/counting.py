"""Needs counted: by month, reason, topic and area. What was heard, never how many people have a need: not everyone calls.

Beside the needs of inquiries come the searches of anyone that found nothing, which the directory counts; each is an unmet need.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization
from tuque.core.suppression import masked, share, shown
from tuque.directory import api as directory
from tuque.referrals.codes import NeedState, State, Unmet, Way
from tuque.referrals.models import Need, ReferralEvent

SEARCHED = "searched"
SPANS = (3, 6, 12, 24)
# Of a hand-over: states and reasons that say the service takes the person, was spoken with, did not answer.
BEST_FIRST: Sequence[tuple[Collection[State], Collection[str]]] = (
    ((State.ACCEPTED, State.WAITING, State.REACHED, State.MET, State.PARTLY), ()),
    ((State.SPOKEN, State.REFUSED, State.UNMET), ()),
    ((), (Unmet.NO_ANSWER,)),
)


@dataclass(frozen=True)
class Cell:
    """So many needs of one month, area, topic and end."""

    month: date
    area: str
    topic: str
    state: str
    reason: str
    count: int


@dataclass(frozen=True)
class Line:
    """One part: a month, a reason, a topic or an area. None: kept back, since it is few."""

    code: str
    name: str
    heard: int | None
    unmet: int | None
    bar: int
    bar_unmet: int
    """In per cent of the longest; 0 for what is kept back."""

    @property
    def share(self) -> int | None:
        return share(self.unmet, self.heard)


@dataclass(frozen=True)
class Ends:
    """What became of all that was heard, and how much of it came from searches alone."""

    heard: int | None
    met: int | None
    partly: int | None
    unmet: int | None
    open: int | None
    searched: int | None


@dataclass(frozen=True)
class Handovers:
    """What became of those who were handed over by telephone, by its best answer. `uncalled`: nobody said yet that they called."""

    every: int | None = 0
    taken: int | None = 0
    spoken: int | None = 0
    no_answer: int | None = 0
    uncalled: int | None = 0


@dataclass(frozen=True)
class Figures:
    ends: Ends
    handovers: Handovers
    months: Sequence[Line]
    reasons: Sequence[Line]
    topics: Sequence[Line]
    areas: Sequence[Line]


def first_month(day: date, *, span: int) -> date:
    """The first day of the first of `span` months that end with the month of `day`."""
    months = day.year * 12 + day.month - span
    return date(months // 12, months % 12 + 1, 1)


def read(
    organization: Organization, *, span: int, topic: str = "", area: str = "", at: datetime, reader: str
) -> Figures:
    """`topic` takes its sub-topics with it."""
    today = at.astimezone(organization.zone).date()
    since = first_month(today, span=span)
    wanted = directory.vocabulary.with_parts(topic) if topic else None
    cells = [
        cell
        for cell in (*_needs(organization, since), *_searches(since, today))
        if (wanted is None or cell.topic in wanted) and (not area or cell.area == area)
    ]
    handovers = _handovers(organization, since, wanted, area)
    return figures(cells, since=since, span=span, reader=reader, handovers=handovers)


def _handovers(organization: Organization, since: date, topics: Collection[str] | None, area: str) -> Handovers:
    start = datetime(since.year, since.month, since.day, tzinfo=organization.zone)
    rows = ReferralEvent.objects.filter(
        organization=organization, referral__way=Way.HANDOFF, referral__sent_at__gte=start
    )
    if topics is not None:
        rows = rows.filter(referral__need__topic__in=topics)
    if area:
        rows = rows.filter(referral__need__inquiry__area=area)
    best: dict[int, int] = {}
    for referral, state, reason in rows.values_list("referral", "state", "reason"):
        best[referral] = min(best.get(referral, len(BEST_FIRST)), _rank(State(state), reason))
    counts = Counter(best.values())
    return Handovers(shown(len(best)), *masked([counts[rank] for rank in range(len(BEST_FIRST) + 1)]))


def _rank(state: State, reason: str) -> int:
    answers = [number for number, (states, reasons) in enumerate(BEST_FIRST) if state in states or reason in reasons]
    return next(iter(answers), len(BEST_FIRST))


def _needs(organization: Organization, since: date) -> Iterator[Cell]:
    start = datetime(since.year, since.month, since.day, tzinfo=organization.zone)
    rows = (
        Need.objects.filter(organization=organization, heard_at__gte=start)
        .annotate(month=TruncMonth("heard_at", tzinfo=organization.zone))
        .values_list("month", "inquiry__area", "topic", "state", "reason")
        .annotate(count=Count("pk"))
        .order_by()
    )
    for month, area, topic, state, reason, count in rows:
        yield Cell(month.date(), area, topic, state, reason, count)


def _searches(since: date, today: date) -> Iterator[Cell]:
    for month, area, topic, count in directory.gaps_counted(since=since, until=date(today.year + 1, 1, 1)):
        yield Cell(month, area, topic, NeedState.UNMET, SEARCHED, count)


def figures(
    cells: Sequence[Cell], *, since: date, span: int, reader: str, handovers: Handovers = Handovers()
) -> Figures:
    months = [first_month(since, span=1 - step) for step in range(span)]
    topics = directory.vocabulary.topics()

    def main_topic(cell: Cell) -> str:
        found = topics.get(cell.topic)
        return (found.within or found.code) if found else ""

    def topic_name(code: str) -> str:
        return topics[code].name(reader) if code else _("Topic not told")

    unmet = [cell for cell in cells if cell.state == NeedState.UNMET]
    return Figures(
        _ends(cells),
        handovers,
        _lines(cells, lambda cell: cell.month.isoformat()[:7], str, codes=[month.isoformat()[:7] for month in months]),
        _lines(unmet, lambda cell: cell.reason, _reason_name),
        _lines(cells, main_topic, topic_name),
        _lines(cells, lambda cell: cell.area, lambda code: code or _("Area not told")),
    )


def _reason_name(code: str) -> str:
    return _("Searched by themselves, and nothing was found") if code == SEARCHED else str(Unmet(code).label)


def _ends(cells: Sequence[Cell]) -> Ends:
    by_state: Counter[str] = Counter()
    for cell in cells:
        by_state[cell.state] += cell.count
    met, partly, unmet, still = masked([by_state[state] for state in ("met", "partly", "unmet", "open")])
    searched = sum(cell.count for cell in cells if cell.reason == SEARCHED)
    return Ends(
        shown(sum(by_state.values())), met, partly, unmet, still, shown(searched) if unmet is not None else None
    )


def _lines(
    cells: Sequence[Cell], part: Callable[[Cell], str], name: Callable[[str], str], *, codes: Sequence[str] = ()
) -> list[Line]:
    """The parts, the largest first, or in the order of `codes`."""
    heard: Counter[str] = Counter()
    unmet: Counter[str] = Counter()
    for cell in cells:
        heard[part(cell)] += cell.count
        if cell.state == NeedState.UNMET:
            unmet[part(cell)] += cell.count
    ordered = list(codes) or sorted(heard, key=lambda code: (-heard[code], code))
    all_heard, all_unmet = masked([heard[one] for one in ordered]), masked([unmet[one] for one in ordered])
    longest = max((one for one in all_heard if one), default=0)
    return [
        Line(code, name(code), many, few if many is not None else None, _bar(many, longest), _bar(few, longest))
        for code, many, few in zip(ordered, all_heard, all_unmet, strict=True)
    ]


def _bar(count: int | None, longest: int) -> int:
    return round(100 * count / longest) if count and longest else 0
