"""An answer as a file that says by itself what it is: question, day, method, what it does not say, licence, how to cite it."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tuque.core.tables import csv_lines
from tuque.core.workbooks import workbook
from tuque.releases.desk.answers import COLUMNS, Answer
from tuque.releases.desk.questions import MOST_SERVICES

About = list[tuple[str, str]]


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"


TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.GEOJSON: "application/geo+json",
}


def write(answer: Answer, form: Format, *, reader: str, page: str, at: datetime) -> bytes:
    """The file. `page` is where it came from; `at` is now, in the time of whoever answers here."""
    return WRITERS[form](answer, about(answer, reader=reader, page=page, at=at))


def about(answer: Answer, *, reader: str, page: str, at: datetime) -> About:
    """What every file says of itself, a label and its text for each line."""
    title = title_of(answer, reader=reader)
    day = formats.date_format(at, "DATE_FORMAT")
    keepers = "; ".join(dict.fromkeys(one.attribution or one.name for one in answer.sources)) or "Tuque"
    cited = _("%(keepers)s (%(year)s). %(title)s. Directory of services, read on %(day)s. %(page)s") % {
        "keepers": keepers,
        "year": at.year,
        "title": title,
        "day": day,
        "page": page,
    }
    return [
        (pgettext("of a file", "Title"), title),
        (_("Made on"), f"{formats.date_format(at, 'DATETIME_FORMAT')} ({at.isoformat(timespec='seconds')})"),
        (pgettext("of a file", "Contents"), _contents(answer)),
        *((_("How it was read"), one) for one in how_read(answer)),
        *((_("Licence"), _licence(one.name, one.licence, one.attribution)) for one in answer.sources),
        (_("Method"), _method(answer)),
        (_("What it does not say"), limits_of_it()),
        (_("To cite it"), cited),
    ]


def limits_of_it() -> str:
    """In the words of every file."""
    return _(
        "Services that nobody wrote into the directory are not here. An address that must stay confidential is never here, even where its service is. Hours, costs and who may come change: call before you go, and look at “Last verified”. Nothing is said of how many people a service helps, nor of how well."
    )


def title_of(answer: Answer, *, reader: str) -> str:
    return _("Services: %(question)s") % {"question": ", ".join(answer.query.in_words(reader=reader)) or _("all")}


def _contents(answer: Answer) -> str:
    words = ngettext("%(count)s service", "%(count)s services", answer.services) % {"count": answer.services}
    rows = len(answer.rows)
    places = ngettext("%(count)s row, one for each place", "%(count)s rows, one for each place", rows) % {"count": rows}
    parts = [words, places]
    if answer.is_cut and answer.is_counted:
        cut = _("cut there, since a file holds %(most)s at most: %(total)s services answer the question")
        parts.append(cut % {"most": _number(MOST_SERVICES), "total": _number(answer.total)})
    elif answer.is_cut:
        cut = _("cut there, since a file holds %(most)s at most: more services answer the question")
        parts.append(cut % {"most": _number(MOST_SERVICES)})
    if answer.is_near_miss:
        parts.append(_("none answers all of the question: these are the nearest to it"))
    return "; ".join(parts)


def _number(value: int) -> str:
    return formats.number_format(value, 0, force_grouping=True)


def how_read(answer: Answer) -> list[str]:
    """Where the question was not taken as it was written: nobody must find that out by the rows."""
    told = [
        _("“%(asked)s” was read as “%(read)s”.") % {"asked": asked, "read": read}
        for asked, read in answer.read_as.items()
    ]
    told += [_("No service has the word “%(word)s”: it was left out.") % {"word": word} for word in answer.unknown]
    if answer.place_unknown:
        told.append(
            _("“%(place)s” is not known as one place: nothing is sorted by distance.") % {"place": answer.query.near}
        )
    let_go = {
        "language": _("Not all of these are served in the language that was asked for."),
        "free": _("Not all of these are free of charge."),
        "access": _("It is not known whether these are accessible by wheelchair."),
    }
    return told + [let_go[one] for one in answer.dropped]


def _licence(name: str, licence: str, attribution: str) -> str:
    known = licence or _("no licence is named: ask whoever keeps it before you publish it again")
    said = _("%(source)s: %(licence)s") % {"source": name, "licence": known}
    return said + (" " + _("Name: %(attribution)s.") % {"attribution": attribution} if attribution else "")


def _method(answer: Answer) -> str:
    parts = [
        _(
            "The question was put to the search of the directory of services, which knows everyday words of both languages and puts spelling right."
        ),
        _what_is_here(answer),
    ]
    if answer.by_device:
        parts.append(
            _(
                "Distances are straight lines from where whoever asked was, which is not written here; to a tenth of a km."
            )
        )
    elif answer.where:
        parts.append(
            _(
                "Distances are straight lines from the middle of the directory’s places in %(place)s, not ways along streets."
            )
            % {"place": answer.where.shown}
        )
    parts.append(
        _("Services whose name or topic answers come first, nearest first; then those that only mention it.")
        if answer.where
        else _("What answers best comes first.")
    )
    return " ".join(parts)


def _what_is_here(answer: Answer) -> str:
    if answer.is_near_miss:
        return _("No service that anyone may know of answers all of it: some that answer a part of it are here.")
    if answer.is_cut and answer.where:
        return _(
            "Not every service that answers is here: those of the nearest surroundings were taken first (about 3, 20, then 120 km), and among these the best kept records."
        )
    if answer.is_cut:
        return _("Not every service that answers is here: the best kept records were taken first.")
    if answer.query.asks_only_where:
        return _("Every service that anyone may know of within about 120 km is here, and those without a place.")
    return _("Every service that anyone may know of, and that answers, is here, near or far.")


def _csv(answer: Answer, about: About) -> bytes:
    """The lines about it come first, each after a “#”; then the columns."""
    first, *others = [["# " + _("%(label)s: %(text)s") % {"label": label, "text": text}] for label, text in about]
    return "".join(csv_lines(first, [*others, *_table(answer)])).encode()


def _xlsx(answer: Answer, about: About) -> bytes:
    return workbook({_("Services"): _table(answer), _("About this file"): about})


def _table(answer: Answer) -> Iterator[list[object]]:
    yield [str(label) for label in COLUMNS.values()]
    for row in answer.rows:
        yield [row[name] for name in COLUMNS]


def _geojson(answer: Answer, about: About) -> bytes:
    """Foreign members, as RFC 7946 allows them, tell what it is; a row without a point has no geometry."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
            if row["longitude"] != "" and row["latitude"] != ""
            else None,
            "properties": {name: None if value == "" else value for name, value in row.items()},
        }
        for row in answer.rows
    ]
    licences = [vars(one) for one in answer.sources]
    made = {
        "type": "FeatureCollection",
        "about": [{"label": label, "text": text} for label, text in about],
        "made_at": answer.made_at.isoformat(),
        "licences": licences,
        "features": features,
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


WRITERS: dict[Format, Callable[[Answer, About], bytes]] = {
    Format.CSV: _csv,
    Format.XLSX: _xlsx,
    Format.GEOJSON: _geojson,
}
