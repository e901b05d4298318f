"""The tables of a board, each under a name: what its chart draws, what its table shows, what its file holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tuque.insight.board import Board, Line
from tuque.insight.facts.local_time import day_number, day_of
from tuque.insight.filters import steps_of
from tuque.insight.selectors import label_of
from tuque.interactions.codes import Origin

MOST_AREAS = 12
SMALL_MULTIPLES = 6
WEEKDAYS = 7
MONDAY = 4  # 1970-01-05


@dataclass(frozen=True)
class Table:
    """`columns` are the heads on the page; `codes` those in a file. The addresses are only for the page."""

    codes: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    urls: Sequence[str]
    cell_urls: Sequence[Sequence[str]] = ()  # of a table whose every figure opens its own records


@dataclass(frozen=True)
class Cell:
    """One value of a table on the page, and the address of the records behind it, if it has its own."""

    value: object
    url: str = ""


def chart_rows(name: str, board: Board) -> list[dict[str, object]]:
    return CHART_ROWS[name](board)


def table(name: str, board: Board) -> Table:
    return TABLES[name](board)


def _stacked(lines: Sequence[Line]) -> list[dict[str, object]]:
    return [
        {
            "label": line.label,
            "place": place,
            "origin_label": label_of(Origin, origin),
            "origin_place": Origin.values.index(origin) if origin in Origin.values else 9,
            "records": count,
            "url": line.url,
        }
        for place, line in enumerate(lines)
        for origin, count in line.parts.items()
    ]


def _day_rows(board: Board) -> list[dict[str, object]]:
    """The first and the last step are there even when empty: a period is drawn whole, or one busy day would fill it."""
    ends = [line for line in (*board.by_day[:1], *board.by_day[-1:]) if not line.parts]
    rows = _stacked(board.by_day) + _stacked([replace(line, parts={Origin.FOUND.value: 0}) for line in ends])
    steps = {starts_on.isoformat(): (starts_on, ends_on) for starts_on, ends_on in steps_of(board.filters)}
    return [
        {**row, "starts": _milliseconds(starts_on), "ends": _milliseconds(ends_on + timedelta(days=1))}
        for row in rows
        for starts_on, ends_on in [steps[str(row["label"])]]
    ]


def _milliseconds(day: date) -> int:
    """Since 1970, of the day's first instant in UTC: a chart is told its days in numbers, so that no zone moves them."""
    return day_number(day) * 24 * 3600 * 1000


def _today_rows(board: Board) -> list[dict[str, object]]:
    # An hour's count is known at its end, so its point stands there.
    return [
        {"hour": hour + 1, "today": today, "middle": middle, "low": low, "high": high}
        for hour, today, middle, low, high in board.today.hours
    ]


def _hour_rows(board: Board) -> list[dict[str, object]]:
    return [
        {
            "weekday": weekday,
            "weekday_label": weekday_name(weekday),
            "hour": hour,
            "records": board.by_hour.get((weekday, hour), 0),
            "url": board.hour_urls[weekday, hour],
        }
        for weekday in range(WEEKDAYS)
        for hour in range(24)
    ]


def weekday_name(weekday: int) -> str:
    """The name of a day of the week, Monday being 0."""
    return capfirst(date_format(day_of(MONDAY + weekday), "l"))


def _type_hour_rows(board: Board) -> list[dict[str, object]]:
    return [
        {"label": line.label, "place": place, "hour": hour, "records": count}
        for place, line in enumerate(board.by_type[:SMALL_MULTIPLES])
        # The last hour again at 24, so that a step has its full width.
        for hour, count in enumerate([*board.type_hours[line.key], board.type_hours[line.key][-1]])
    ]


def _plain(lines: Sequence[Line]) -> list[dict[str, object]]:
    return [
        {"label": line.label, "place": place, "records": line.records, "url": line.url}
        for place, line in enumerate(lines)
    ]


def said(lines: Sequence[Line]) -> list[Line]:
    """Without the records that say nothing: where few forms ask, their bar would dwarf the others. The table has them."""
    return [line for line in lines if line.key]


CHART_ROWS: dict[str, Callable[[Board], list[dict[str, object]]]] = {
    "today": _today_rows,
    "day": _day_rows,
    "type": lambda board: _stacked(board.by_type),
    "hour": _hour_rows,
    "type-hour": _type_hour_rows,
    "area": lambda board: _stacked(board.by_area[:MOST_AREAS]),
    "team": lambda board: _stacked(board.by_team),
    "outcome": lambda board: _plain(board.by_outcome),
    "action": lambda board: _plain(said(board.by_action)),
    "follow-up": lambda board: _plain(said(board.by_follow_up)),
}


def _by_origin(head: str, lines: Sequence[Line], *, code: bool = True) -> Table:
    """A line for each value: how many, called apart from found on patrol, people, hours."""
    shown = [_("Interactions"), *(str(origin.label) for origin in Origin), _("People seen"), _("Hours")]
    names = ["interactions", *Origin.values, "people", "hours"]
    rows = [
        [
            *([line.key] if code else []),
            line.label,
            line.records,
            *(line.parts.get(origin, 0) for origin in Origin.values),
            line.sum.people,
            round(line.sum.seconds / 3600, 1),
        ]
        for line in lines
    ]
    if code:
        return Table(["code", "label", *names], [_("Code"), head, *shown], rows, [line.url for line in lines])
    return Table(["day", *names], [head, *shown], rows, [line.url for line in lines])


def _today_table(board: Board) -> Table:
    rows = [[hour, today, middle, low, high] for hour, today, middle, low, high in board.today.hours]
    return Table(
        ["hour", "today_so_far", "usual", "usual_low", "usual_high"],
        [_("Until the end of hour"), pgettext("chart", "Today"), _("Usual"), _("Usual, low"), _("Usual, high")],
        rows,
        [""] * len(rows),
    )


def _hour_table(board: Board) -> Table:
    rows: list[list[object]] = [
        [weekday_name(weekday), *(board.by_hour.get((weekday, hour), 0) for hour in range(24))]
        for weekday in range(WEEKDAYS)
    ]
    hours = [str(hour) for hour in range(24)]
    urls = [["", *(board.hour_urls[weekday, hour] for hour in range(24))] for weekday in range(WEEKDAYS)]
    return Table(["weekday", *hours], [_("Day"), *hours], rows, [""] * WEEKDAYS, urls)


def _type_hour_table(board: Board) -> Table:
    rows: list[list[object]] = [[line.label, *board.type_hours[line.key]] for line in board.by_type]
    hours = [str(hour) for hour in range(24)]
    return Table(["type", *hours], [_("Type"), *hours], rows, [line.url for line in board.by_type])


def _counted(head: str, lines: Sequence[Line]) -> Table:
    """A line for each value: how many, and people."""
    return Table(
        ["code", "label", "interactions", "people"],
        [_("Code"), head, _("Interactions"), _("People seen")],
        [[line.key, line.label, line.records, line.sum.people] for line in lines],
        [line.url for line in lines],
    )


def _day_table(board: Board) -> Table:
    made = _by_origin(pgettext("where a figure begins", "From"), board.by_day, code=False)
    # The newest first: that is the day one looks for.
    return Table(made.codes, made.columns, list(reversed(made.rows)), list(reversed(made.urls)))


TABLES: dict[str, Callable[[Board], Table]] = {
    "today": _today_table,
    "day": _day_table,
    "type": lambda board: _by_origin(_("Type"), board.by_type),
    "hour": _hour_table,
    "type-hour": _type_hour_table,
    "area": lambda board: _by_origin(_("Area"), board.by_area),
    "team": lambda board: _by_origin(_("Team"), board.by_team),
    "outcome": lambda board: _counted(_("Outcome"), board.by_outcome),
    "action": lambda board: _counted(_("What was done"), board.by_action),
    "follow-up": lambda board: _counted(_("Follow-up"), board.by_follow_up),
}
TITLES = {
    "today": gettext_lazy("Today against usual"),
    "type": gettext_lazy("By type"),
    "hour": gettext_lazy("By hour and day of the week"),
    "type-hour": gettext_lazy("When each type happens"),
    "area": gettext_lazy("By area"),
    "team": gettext_lazy("By team"),
    "outcome": gettext_lazy("Outcomes"),
    "action": gettext_lazy("What was done"),
    "follow-up": gettext_lazy("Follow-up"),
}


def title(name: str, board: Board) -> str:
    return str(board.filters.step.label) if name == "day" else str(TITLES[name])


def cells_of(made: Table) -> list[tuple[str, list[Any]]]:
    """Each row of a table with its address, for the page: the code is left out, since the label says it."""
    start = 1 if made.codes[0] == "code" else 0
    rows = [[Cell(value) for value in row] for row in made.rows]
    if made.cell_urls:
        rows = [
            [Cell(value, url if value else "") for value, url in zip(row, urls, strict=True)]
            for row, urls in zip(made.rows, made.cell_urls, strict=True)
        ]
    return [(url, row[start:]) for url, row in zip(made.urls, rows, strict=True)]


def heads_of(made: Table) -> list[str]:
    return list(made.columns)[1 if made.codes[0] == "code" else 0 :]
