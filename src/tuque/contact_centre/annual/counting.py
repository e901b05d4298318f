"""The figures of a year. Counts of 1 to 4 are kept back, and what would give them away; shares of them too.

Source: what Crisis Services Canada's contact centre was reported by (contacts, active rescues, attempts in progress, follow-ups,
better able to cope); the measures of waiting are those of `console/measures.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from tuque.accounts.api import Organization
from tuque.contact_centre.annual import tallies
from tuque.contact_centre.annual.models import MonthTally
from tuque.contact_centre.annual.tallies import Tally
from tuque.contact_centre.annual.years import Year
from tuque.contact_centre.console import measures
from tuque.contact_centre.console.measures import ALL
from tuque.contact_centre.followup.models import FollowUp, State
from tuque.contact_centre.models import RoutingFact
from tuque.contact_centre.rescue.models import Rescue
from tuque.contact_centre.routing.values import Channel
from tuque.contact_centre.survey import selectors as surveys
from tuque.contact_centre.words import LANGUAGES
from tuque.core.suppression import FEWEST, kept_back

AFTER = timedelta(days=7)  # a contact that came at the month's end is answered, and ends, within it
COLUMNS = (ALL, *LANGUAGES)
Key = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A count, a share in per cent, or seconds; None: kept back, or nothing to tell it from."""

    value: int | float | None
    is_kept: bool = False


@dataclass(frozen=True)
class Row:
    """One figure: of all, and of each language where the log knows it. `channel`: of contacts by that channel alone."""

    code: str
    cells: Sequence[Cell]
    channel: str = ""


@dataclass(frozen=True)
class Figures:
    contacts: Sequence[Row]
    care: Sequence[Row]


class Kept:
    """Counts by key, and the sums that readers could make of them."""

    def __init__(self) -> None:
        self.counts: dict[Key, int] = {}
        self.sums: list[list[Key]] = []
        self.hidden: set[Key] = set()

    def add_parts(self, whole: Key, parts: Mapping[Key, int]) -> None:
        """The parts and their sum."""
        self.counts |= {**parts, whole: sum(parts.values())}
        self.sums.append([whole, *parts])

    def hide(self) -> None:
        self.hidden = kept_back(self.counts, self.sums)

    def count(self, *key: str) -> Cell:
        return Cell(None, is_kept=True) if key in self.hidden else Cell(self.counts[key])

    def share(self, part: Key, whole: Key) -> Cell:
        if not self.counts[whole]:
            return Cell(None)
        if {part, whole} & self.hidden:
            return Cell(None, is_kept=True)
        return Cell(round(100 * self.counts[part] / self.counts[whole]))


def first_day(organization: Organization, *, at: datetime) -> date:
    """The day of the first fact of the line; today where there is none."""
    first = RoutingFact.objects.filter(organization=organization).order_by("sequence").first()
    return (first.at if first else at).astimezone(organization.zone).date()


def read(organization: Organization, year: Year, *, at: datetime) -> Figures:
    since, until = year.bounds(organization.zone)
    return Figures(
        contact_rows(_parts(organization, year, at=at)),
        care_rows(
            rescues=_rescues(organization, since, until),
            follow_ups=_follow_ups(organization, since, until),
            answers=surveys.results(organization, since=since, until=until),
        ),
    )


def _parts(organization: Organization, year: Year, *, at: datetime) -> dict[str, Tally]:
    """By channel and language. A month that can no longer change is counted once, and kept."""
    months = [(since, until) for since, until in year.months(organization.zone) if since <= at]
    days = [since.date() for since, _until in months]
    kept = dict(
        MonthTally.objects.filter(organization=organization, starts_on__in=days).values_list("starts_on", "data")
    )
    found: dict[str, list[Tally]] = defaultdict(list)
    for since, until in months:
        data = kept.get(since.date())
        parts = count_month(organization, since, until, at=at) if data is None else tallies.from_data(data)
        for part, one in parts.items():
            found[part].append(one)
    return {part: tallies.joined(those) for part, those in found.items()}


def count_month(organization: Organization, since: datetime, until: datetime, *, at: datetime) -> dict[str, Tally]:
    """From the log; kept where the month, and the days after it, are over. Two who count at once write the same."""
    measured = measures.measure(_log(organization, since, until), part=_part)
    parts = {part: tallies.tally_of(one) for part, one in measured.items() if part != ALL}
    if until + AFTER <= at:
        row = MonthTally(organization=organization, starts_on=since.date(), data=tallies.to_data(parts))
        MonthTally.objects.bulk_create([row], ignore_conflicts=True)
    return parts


def _log(organization: Organization, since: datetime, until: datetime) -> Iterator[measures.Row]:
    """The facts of contacts that came in the time."""
    rows = RoutingFact.objects.filter(
        Q(at__lt=until) | ~Q(kind="Queued"),
        organization=organization,
        kind__in=measures.KINDS,
        at__gte=since,
        at__lt=until + AFTER,
    )
    for kind, at, data in rows.order_by("sequence").values_list("kind", "at", "data").iterator():
        yield kind, at.timestamp(), data


def _part(contact: Mapping[str, object]) -> str:
    return f"{contact['channel']} {contact['language']}"


def contact_rows(parts: Mapping[str, Tally]) -> list[Row]:
    """`parts`: tallies by channel and language, as "chat fr"."""
    used = {key.split(" ")[0] for key in parts}
    channels = [one.value for one in Channel if one.value in used or one is not Channel.EMAIL]
    by_language = {
        name: tallies.joined(one for key, one in parts.items() if key.endswith(f" {name}")) for name in LANGUAGES
    }
    by_language = {ALL: tallies.joined(parts.values())} | by_language

    kept = Kept()
    for channel in (*channels, ALL):
        for name in COLUMNS:
            one = tallies.joined(
                measured
                for key, measured in parts.items()
                if channel in {ALL, key.split(" ")[0]} and name in {ALL, key.split(" ")[1]}
            )
            answered = one.answered
            kept.counts[("came", channel, name)] = one.came
            kept.counts[("answered", channel, name)] = answered
            kept.counts[("open", channel, name)] = max(0, one.came - answered)
            kept.sums.append([("came", channel, name), ("answered", channel, name), ("open", channel, name)])
    for what in ("came", "answered", "open"):
        kept.sums += [[(what, channel, name) for name in COLUMNS] for channel in (*channels, ALL)]
        kept.sums += [[(what, channel, name) for channel in (*channels, ALL)] for name in COLUMNS]
    for name, one in by_language.items():
        kept.add_parts(("timed", name), {("in_time", name): one.in_time, ("late", name): one.late})
        kept.add_parts(("stayed", name), {("lost", name): one.lost, ("reached", name): one.answered})
    for what in ("timed", "in_time", "late", "stayed", "lost", "reached"):
        kept.sums.append([(what, name) for name in COLUMNS])
    kept.hide()

    rows = []
    for what in ("came", "answered"):
        rows.append(Row(what, [kept.count(what, ALL, name) for name in COLUMNS]))
        rows += [Row(what, [kept.count(what, one, name) for name in COLUMNS], one) for one in channels]
    return [
        *rows,
        Row("service_level", [kept.share(("in_time", name), ("timed", name)) for name in COLUMNS]),
        Row("abandonment", [kept.share(("lost", name), ("stayed", name)) for name in COLUMNS]),
        Row("speed_of_answer", [_of_many(one.speed_of_answer, one.answered) for one in by_language.values()]),
        Row("longest_delay", [_of_many(one.longest_delay, one.came) for one in by_language.values()]),
        Row("handle_time", [_of_many(one.handle_time, one.handled) for one in by_language.values()]),
    ]


def _of_many(value: float | None, count: int) -> Cell:
    """A time of few people is kept back."""
    if value is None:
        return Cell(None)
    return Cell(None, is_kept=True) if count < FEWEST else Cell(round(value))


def _rescues(organization: Organization, since: datetime, until: datetime) -> Counter[bool]:
    """Those that were begun, by whether an attempt was in progress. Drills are none."""
    rows = Rescue.objects.filter(organization=organization, is_drill=False, began_at__gte=since, began_at__lt=until)
    return Counter(dict(rows.values_list("attempt").annotate(Count("pk")).order_by()))


def _follow_ups(organization: Organization, since: datetime, until: datetime) -> Counter[str]:
    """Those that were agreed, by what became of them."""
    rows = FollowUp.objects.filter(organization=organization, agreed_at__gte=since, agreed_at__lt=until)
    return Counter(dict(rows.values_list("state").annotate(Count("pk")).order_by()))


def care_rows(*, rescues: Counter[bool], follow_ups: Counter[str], answers: surveys.Results) -> list[Row]:
    cope = answers.of("cope")
    kept = Kept()
    kept.add_parts(("rescues",), {("attempts",): rescues[True], ("other_rescues",): rescues[False]})
    kept.add_parts(("follow_ups",), {(f"follow_ups_{state}",): follow_ups[state] for state in State})
    kept.add_parts(
        ("surveys",), {("surveys_answered",): answers.answered, ("unanswered",): answers.offered - answers.answered}
    )
    kept.add_parts(("cope",), {("cope_yes",): cope.yes, ("cope_somewhat",): cope.somewhat, ("cope_no",): cope.no})
    kept.hide()
    follow_up_ends = [f"follow_ups_{state}" for state in State]
    counted = ["rescues", "attempts", "follow_ups", *follow_up_ends, "surveys", "surveys_answered"]
    return [
        *(Row(name, [kept.count(name)]) for name in counted),
        Row("response_rate", [kept.share(("surveys_answered",), ("surveys",))]),
        Row("cope", [kept.count("cope")]),
        Row("cope_yes", [kept.share(("cope_yes",), ("cope",))]),
    ]
