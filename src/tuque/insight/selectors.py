"""Every figure shown to someone: closed by default, from the viewer's organization and teams only."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Team, Worker
from tuque.core import streams
from tuque.geo import api as geo
from tuque.geo.models import Area
from tuque.insight.board import WEEKS_LOOKED_BACK, Board, Figure, Line, compare_today
from tuque.insight.facts import Facts, facts_of
from tuque.insight.facts.local_time import day_number, day_of
from tuque.insight.facts.source import ACTION_BITS, EMERGENCY_BITS, NEEDED, NOT_NEEDED, UNSAID
from tuque.insight.filters import Filters, start_of_step, steps_of
from tuque.insight.permissions import Scope, scope_of
from tuque.insight.statistics.spread import quantile
from tuque.insight.tallies import Narrowing, Sum, Tallies, days_so_far, in_period, tally
from tuque.interactions import api as interactions
from tuque.interactions import filters as records
from tuque.interactions.codes import BaseType, Origin, Outcome

# What a record says whose form did not ask.
UNWRITTEN = {
    BaseType: gettext_lazy("No type written"),
    Origin: gettext_lazy("No origin written"),
    Outcome: gettext_lazy("No outcome written"),
}
LineMaker = Callable[[int], tuple[str, str, str]]  # number -> key, label, address


@dataclass(frozen=True)
class Names:
    """Names and addresses of what the facts hold as numbers."""

    teams: Mapping[int, Team]
    areas: Mapping[int, "AreaName"]  # by primary key

    def team(self, number: int) -> str:
        return self.teams[number].name if number in self.teams else _("No team")

    def area(self, number: int) -> str:
        return self.areas[number].name if number in self.areas else _("No area")


class AreaName(NamedTuple):
    code: str
    name: str  # in the reader's language; with its layer, where areas of several are named together
    public_id: UUID


def list_teams(viewer: Worker) -> list[Team]:
    """The teams the viewer may choose among."""
    scope = scope_of(viewer)
    teams = Team.objects.filter(organization=scope.organization).order_by("name_en")
    return list(teams if scope.team_ids is None else teams.filter(pk__in=scope.team_ids))


def get_board(filters: Filters, *, viewer: Worker, at: datetime) -> Board:
    """The board of what the viewer may see, up to date with what was committed when it is asked."""
    scope = scope_of(viewer)
    news = last_news(scope.organization)
    made = board_from(facts_of(scope.organization), filters, viewer=viewer, scope=scope, at=at)
    return replace(made, sequence=max(news, made.sequence))


def last_news(organization: Organization) -> int:
    """The number of the last change that live pages are told of: a record's, or that of a patrol, which is no row of the facts.
    To be read before what is shown, so that whatever comes meanwhile is told again."""
    return streams.last_sequence(interactions.stream_of(organization.pk))


def board_from(facts: Facts, filters: Filters, *, viewer: Worker, scope: Scope, at: datetime) -> Board:
    teams = list_teams(viewer)
    narrowing = narrow(facts, filters, scope=scope, teams=teams)
    tallies = tally(facts, in_period(narrowing, filters))
    names = names_of(facts_areas(tallies), teams=Team.objects.filter(organization=scope.organization))
    return _board(facts, tallies, narrowing, filters, names=names, at=at)


def facts_areas(tallies: Tallies) -> set[int]:
    return {area for area, _origin in tallies.of("area", "origin")}


def names_of(areas: Iterable[int], *, teams: Iterable[Team]) -> Names:
    column = "name_fr" if (get_language() or "").startswith("fr") else "name_en"
    told = ("pk", "code", "public_id", column, f"layer__{column}", "layer__vintage")
    rows = list(Area.objects.filter(pk__in=set(areas) - {-1}).values_list(*told))
    several = len({(layer, vintage) for *_area, layer, vintage in rows}) > 1
    named = {
        pk: AreaName(code, f"{name} ({layer}, {vintage})" if several else name, public_id)
        for pk, code, public_id, name, layer, vintage in rows
    }
    return Names(teams={team.pk: team for team in teams}, areas=named)


def narrow(facts: Facts, filters: Filters, *, scope: Scope, teams: Iterable[Team]) -> Narrowing:
    """What the viewer may see and asked for, apart from the period."""
    narrowing = Narrowing()
    if scope.team_ids is not None:
        narrowing = narrowing.and_("list_contains(?, team)", sorted(scope.team_ids))
    if filters.team:
        chosen = [team.pk for team in teams if team.public_id == filters.team]
        narrowing = narrowing.and_("team = ?", chosen[0] if chosen else -2)
    if filters.type:
        narrowing = narrowing.and_("type = ?", facts.codes.number("type", filters.type))
    if filters.origin:
        narrowing = narrowing.and_("origin = ?", facts.codes.number("origin", filters.origin))
    if filters.area:
        area = geo.named_area(filters.area, organization=scope.organization)
        narrowing = narrowing.and_("area = ?", -2 if area is None else area)
    return narrowing


def _board(
    facts: Facts, tallies: Tallies, narrowing: Narrowing, filters: Filters, *, names: Names, at: datetime
) -> Board:
    emergency = tallies.along("emergency")
    asked = sum((sum_ for bits, sum_ in emergency.items() if bits), Sum())
    responses = {minute: sum_.records for (minute,), sum_ in tallies.of("response").items() if minute >= 0}
    local = at.astimezone(facts.organization.zone)
    dates = [local.date() - timedelta(days=7 * back) for back in range(WEEKS_LOOKED_BACK + 1)]
    so_far = days_so_far(
        facts, narrowing, days=[day_number(day) for day in dates], minute=local.hour * 60 + local.minute
    )
    today = compare_today(
        local.date(),
        days={day_of(number): day for number, day in so_far},
        hour_now=local.hour,
        url=records_url(filters.on(local.date(), local.date())),
    )
    return Board(
        filters=filters,
        sequence=facts.sequence,
        as_of=local,
        total=tallies.total,
        by_origin=[
            Line(code, label_of(Origin, code), sum_, records_url(filters, origin=code) if code else "")
            for code, sum_ in _coded(facts, tallies, "origin")
        ],
        by_type=_with_parts(
            tallies.of("origin", "type"),
            facts,
            place=1,
            line=lambda n: _type_line(facts.codes.code("type", n), filters),
        ),
        by_outcome=_biggest(
            Line(
                code,
                label_of(Outcome, code),
                sum_,
                records_url(filters, outcome=code) if code else "",
            )
            for code, sum_ in _coded(facts, tallies, "outcome")
        ),
        by_action=_by_action(tallies.along("actions"), filters),
        by_follow_up=_by_follow_up(tallies.along("follow_up"), filters),
        by_team=_with_parts(
            tallies.of("team", "origin"),
            facts,
            place=0,
            line=lambda n: (
                names.teams[n].code if n in names.teams else "",
                names.team(n),
                records_url(filters, team=names.teams[n].public_id) if n in names.teams else "",
            ),
        ),
        by_area=_with_parts(
            tallies.of("area", "origin"),
            facts,
            place=0,
            line=lambda n: (
                names.areas[n].code if n in names.areas else "",
                names.area(n),
                records_url(filters, area=names.areas[n].public_id) if n in names.areas else "",
            ),
        ),
        areas=names.areas.keys(),
        by_day=_by_day(tallies, facts, filters),
        by_emergency=[
            Line(
                service.value,
                str(service.label),
                sum((sum_ for bits, sum_ in emergency.items() if bits & bit), Sum()),
                records_url(filters, emergency=service.value),
            )
            for service, bit in EMERGENCY_BITS.items()
        ],
        by_hour={(weekday, hour): sum_.records for (weekday, hour), sum_ in tallies.of("weekday", "hour").items()},
        hour_urls={
            (weekday, hour): records_url(filters, weekday=str(weekday), hour=str(hour))
            for weekday in range(7)
            for hour in range(24)
        },
        type_hours=_type_hours(tallies, facts),
        emergency=Figure(asked.records, of=tallies.total.records, url=records_url(filters, emergency="any")),
        response_middle=quantile(responses, 0.5),
        response_ninth=quantile(responses, 0.9),
        responses=sum(responses.values()),
        responses_url=records_url(filters, timed="1"),
        today=today,
        url=records_url(filters),
    )


def _by_action(sums: Mapping[int, Sum], filters: Filters) -> list[Line]:
    """A line for each thing that was done at least once, then how many records say nothing of it."""
    lines = _biggest(
        Line(action.value, str(action.label), sum_, records_url(filters, action=action.value))
        for action, bit in ACTION_BITS.items()
        if (sum_ := sum((one for bits, one in sums.items() if bits & bit), Sum())).records
    )
    unsaid = Line("", _("Nothing said"), sums.get(0, Sum()), records_url(filters, action=records.UNSAID))
    return [*lines, *([unsaid] if unsaid.records else [])]


def _by_follow_up(sums: Mapping[int, Sum], filters: Filters) -> list[Line]:
    said = ((NEEDED, "yes", _("Needed")), (NOT_NEEDED, "no", _("Not needed")), (UNSAID, "", _("Not said")))
    return [
        Line(code, label, sums[number], records_url(filters, follow_up=code or records.UNSAID))
        for number, code, label in said
        if number in sums
    ]


def _type_line(code: str, filters: Filters) -> tuple[str, str, str]:
    return code, label_of(BaseType, code), records_url(filters, type=code) if code else ""


def _coded(facts: Facts, tallies: Tallies, axis: str) -> list[tuple[str, Sum]]:
    return [(facts.codes.code(axis, number), sum_) for number, sum_ in sorted(tallies.along(axis).items())]


def _biggest(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.sum.records, line.label))


def _with_parts(sums: Mapping[tuple[int, ...], Sum], facts: Facts, *, place: int, line: LineMaker) -> list[Line]:
    """One line for each value at `place` of the keys, with the records of each origin beside it."""
    totals: dict[int, Sum] = {}
    parts: dict[int, dict[str, int]] = {}
    for key, sum_ in sums.items():
        number, origin = key[place], facts.codes.code("origin", key[1 - place])
        totals[number] = totals.get(number, Sum()) + sum_
        parts.setdefault(number, {})[origin] = sum_.records
    return _biggest(
        Line(key, label, totals[number], url, parts[number]) for number in totals for key, label, url in [line(number)]
    )


def _by_day(tallies: Tallies, facts: Facts, filters: Filters) -> list[Line]:
    """Every day, week or month of the period, those without records included."""
    parts: dict[date, dict[str, Sum]] = {}
    for (number, origin), sum_ in tallies.of("day", "origin").items():
        step, code = start_of_step(day_of(number), filters), facts.codes.code("origin", origin)
        sums = parts.setdefault(step, {})
        sums[code] = sums.get(code, Sum()) + sum_
    lines = []
    for starts_on, ends_on in steps_of(filters):
        sums = parts.get(starts_on, {})
        within = filters.on(max(starts_on, filters.starts_on), min(ends_on, filters.ends_on))
        lines.append(
            Line(
                starts_on.isoformat(),
                starts_on.isoformat(),
                sum(sums.values(), Sum()),
                records_url(within),
                {origin: sum_.records for origin, sum_ in sums.items()},
            )
        )
    return lines


def _type_hours(tallies: Tallies, facts: Facts) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for (number, hour), sum_ in tallies.of("type", "hour").items():
        found.setdefault(facts.codes.code("type", number), [0] * 24)[hour] = sum_.records
    return found


def label_of(choices: type[BaseType] | type[Origin] | type[Outcome], code: str) -> str:
    """A code without a label is shown as it is: it came from elsewhere. A form may leave a code unwritten."""
    if not code:
        return str(UNWRITTEN[choices])
    return str(choices(code).label) if code in choices.values else code


def records_url(filters: Filters, **also: object) -> str:
    """The list of the records behind a figure; the list itself decides what its reader may see."""
    return f"{reverse('interactions:list')}?{filters.records_query(**also)}"
