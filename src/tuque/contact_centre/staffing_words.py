"""The staffing of a day as tables and sentences."""

from collections.abc import Iterator, Sequence

import numpy as np
from django.utils.translation import gettext as _

from tuque.channels.api import place_names
from tuque.contact_centre.planning.staffing import Costed
from tuque.contact_centre.selectors.staffing import Staffing
from tuque.contact_centre.words import of_results

COLUMNS = (
    "from",
    "contacts_expected",
    "people_needed",
    "of_them_bilingual",
    "people_if_few_call",
    "people_if_many_call",
    "people_planned",
    "bilingual_planned",
)


def places(regions: Sequence[str]) -> list[str]:
    """Provinces in the reader's language; a code that has no name is shown as it is."""
    names = dict(place_names())
    return [names.get(region, region) for region in regions]


def quarter_rows(found: Staffing) -> Iterator[tuple[object, ...]]:
    """A row for each quarter of an hour, in the order of COLUMNS."""
    contacts = np.sum(list(found.forecast.expected.values()), axis=0)
    planned, bilingual = found.planned_people, found.planned_bilingual
    for quarter in range(96):
        yield (
            f"{quarter // 4:02}:{quarter % 4 * 15:02}",
            round(float(contacts[quarter]), 2),
            found.asked.need.people[quarter],
            found.asked.need.bilingual[quarter],
            found.fewer.people[quarter],
            found.more.people[quarter],
            planned[quarter],
            bilingual[quarter],
        )


def of_picture() -> dict[str, str]:
    return {
        "hour": _("Hour of the day"),
        "people": _("People"),
        "need": _("Needed (the band: few or many calls)"),
        "planned": _("Planned"),
    }


def of_page(found: Staffing) -> dict[str, object]:
    """What the template shows of a day."""
    rows = list(quarter_rows(found))
    return {
        "found": found,
        "quarters": rows,
        "targets": list(_target_lines(found)),
        "missing": _missing(rows),
        "missing_bilingual": _missing_bilingual(rows),
        "planned_lines": _planned_lines(found),
    }


def _target_lines(found: Staffing) -> Iterator[dict[str, object]]:
    before: Costed | None = None
    for one in found.costed:
        gained = one.share() - before.share() if before else 0.0
        each = (one.cost - before.cost) / gained if before and gained > 0.1 else None
        yield {
            "costed": one,
            "all": one.results.of("all"),
            "languages": [group for group in one.results.groups if group.kind == "language"],
            "each_point": each,
            "is_asked": one is found.asked,
        }
        before = one


def _missing(rows: list[tuple[object, ...]]) -> list[str]:
    return _stretches([max(0, int(row[2]) - int(row[6])) for row in rows])  # type: ignore[call-overload]


def _missing_bilingual(rows: list[tuple[object, ...]]) -> list[str]:
    return _stretches([max(0, int(row[3]) - int(row[7])) for row in rows])  # type: ignore[call-overload]


def _stretches(missing: list[int]) -> list[str]:
    """Hours in which someone is missing, run together, with the most that are missing at once."""
    said, start = [], None
    for hour in range(25):
        short = hour < 24 and max(missing[4 * hour : 4 * hour + 4]) > 0
        if short and start is None:
            start = hour
        elif not short and start is not None:
            most = max(missing[4 * start : 4 * hour])
            said.append(_("%(start)s h to %(end)s h: up to %(most)s") % {"start": start, "end": hour, "most": most})
            start = None
    return said


def _planned_lines(found: Staffing) -> list[dict[str, object]]:
    labels = of_results()
    if found.planned is None:
        return []
    return [
        {"label": labels.get(f"{group.kind}:{group.name}", group.name), "group": group}
        for group in found.planned.groups
        if group.kind in ("all", "language")
    ]
