"""What each figure of a year is called, and what it is: as the Lifeline’s manual names it, where it does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from tuque.contact_centre.annual.counting import COLUMNS, Cell, Figures, Row
from tuque.contact_centre.console.measures import ALL, MOMENT, SECONDS
from tuque.contact_centre.console.words import clock
from tuque.contact_centre.line_words import CHANNELS
from tuque.contact_centre.words import LANGUAGES

FILE_COLUMNS = ("figure", "channel", "language", "value", "unit", "kept_back", "name", "definition")
COUNT, PERCENT, SECOND = "count", "percent", "seconds"


@dataclass(frozen=True)
class Named:
    name: Any
    definition: Any
    unit: str = COUNT


FIGURES = {
    "came": Named(
        pgettext_lazy("of a year", "Contacts"),
        gettext_lazy(
            "People who asked for someone, on the channel they came by; who comes back at their place in the line counts once. Practice is never counted."
        ),
    ),
    "answered": Named(
        pgettext_lazy("of a year", "Answered contacts"),
        gettext_lazy("A responder accepted. A contact that is handed over counts once."),
    ),
    "service_level": Named(
        gettext_lazy("Service level"),
        gettext_lazy(
            "Answered within %(seconds)s s, of those answered and of those who gave up after more than %(seconds)s s."
        ),
        PERCENT,
    ),
    "abandonment": Named(
        gettext_lazy("Abandonment"),
        gettext_lazy("Gave up before an answer, of all but those who left within %(moment)s s."),
        PERCENT,
    ),
    "speed_of_answer": Named(
        gettext_lazy("Average speed of answer"), gettext_lazy("Mean wait of those who were answered."), SECOND
    ),
    "longest_delay": Named(
        gettext_lazy("Longest delay"), gettext_lazy("The longest wait of anyone, answered or not."), SECOND
    ),
    "handle_time": Named(
        gettext_lazy("Average handle time"),
        gettext_lazy("From the answer to the end of the conversation; writing afterwards is not in it."),
        SECOND,
    ),
    "rescues": Named(
        gettext_lazy("Active rescues"),
        gettext_lazy("Rescues that were begun, whatever their end. Drills are left out."),
    ),
    "attempts": Named(
        gettext_lazy("Attempts in progress"),
        gettext_lazy("Of the active rescues, those in which an attempt was said to be in progress."),
    ),
    "follow_ups": Named(
        gettext_lazy("Follow-ups agreed"), gettext_lazy("A person agreed in the year to be contacted again.")
    ),
    "follow_ups_done": Named(
        gettext_lazy("Follow-ups made"), gettext_lazy("Of those agreed, the person was reached, and spoke.")
    ),
    "follow_ups_unreached": Named(
        gettext_lazy("Follow-ups not reached"), gettext_lazy("Of those agreed, every attempt ended without them.")
    ),
    "follow_ups_withdrawn": Named(
        gettext_lazy("Follow-ups no longer wanted"), gettext_lazy("Of those agreed, the person took it back.")
    ),
    "follow_ups_open": Named(gettext_lazy("Follow-ups still to be made"), gettext_lazy("Of those agreed.")),
    "surveys": Named(gettext_lazy("Surveys offered"), gettext_lazy("One for each conversation at most.")),
    "surveys_answered": Named(
        gettext_lazy("Surveys answered"), gettext_lazy("Of those offered in the year, whenever they were answered.")
    ),
    "response_rate": Named(
        gettext_lazy("Response rate"),
        gettext_lazy("Answered, of those offered. Whoever answers is not like whoever does not."),
        PERCENT,
    ),
    "cope": Named(
        gettext_lazy("Said whether they are better able to cope"),
        gettext_lazy("Of the surveys answered, those with an answer to this question."),
    ),
    "cope_yes": Named(
        gettext_lazy("Better able to cope"),
        gettext_lazy("Said yes, of those who answered this question; “somewhat” is not in it."),
        PERCENT,
    ),
}


def columns() -> list[str]:
    return [str(LANGUAGES.get(one, one)) if one != ALL else _("All") for one in COLUMNS]


def row_lines(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """As the page shows them: a channel stands below its figure, whose definition it shares."""
    return [
        {
            "code": row.code,
            "name": CHANNELS[row.channel] if row.channel else _name(FIGURES[row.code]),
            "definition": "" if row.channel else _definition(row.code),
            "is_part": bool(row.channel),
            "cells": [{"text": _text(cell, FIGURES[row.code].unit), "is_kept": cell.is_kept} for cell in row.cells],
        }
        for row in rows
    ]


def _name(named: Named) -> str:
    return f"{named.name}, min:s" if named.unit == SECOND else str(named.name)


def _definition(code: str) -> str:
    return str(FIGURES[code].definition) % {"seconds": f"{SECONDS:g}", "moment": f"{MOMENT:g}"}


def _text(cell: Cell, unit: str) -> str:
    if cell.value is None:
        return pgettext("count", "kept back") if cell.is_kept else "–"
    if unit == SECOND:
        return clock(cell.value)
    if unit == PERCENT:
        return f"{cell.value}\u00a0%"
    return number_format(cell.value, use_l10n=True, force_grouping=True)


def file_rows(found: Figures) -> Iterator[Sequence[object]]:
    """In the order of FILE_COLUMNS; a value that is kept back is empty."""
    for row in (*found.contacts, *found.care):
        named = FIGURES[row.code]
        for column, cell in zip(COLUMNS, row.cells, strict=False):
            language = "" if column == ALL else column
            yield (
                row.code,
                row.channel,
                language,
                cell.value,
                named.unit,
                "yes" if cell.is_kept else "",
                str(named.name),
                _definition(row.code),
            )
