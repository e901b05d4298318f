"""The report as PDF/UA, set by Typst: every word is made here, the template only places them."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuque.insight import charts, figures, heat, leaving, report_map
from tuque.insight.board import Board, Line
from tuque.insight.charts.theme import LIGHT
from tuque.insight.report import Report
from tuque.insight.templatetags.insight import hours, money, number, percent
from tuque.insight.words import ASSUMPTIONS, MISLEADING

CHARTS = ("day", "type", "outcome", "team")
KEPT_BACK = "–"


def as_pdf(report: Report, *, organization: str) -> bytes:
    """Raises nothing for an empty period: the report then says that nothing was recorded."""
    board = leaving.board(report.board)
    pictures = {} if report.board.is_empty else {name: _chart(name, board) for name in CHARTS}
    if drawn := report_map.as_svg(report):
        pictures["map"] = drawn
    words = _words(report, organization=organization) | {"pictures": sorted(pictures)}
    with TemporaryDirectory(prefix="tuque-report-") as name:
        folder = Path(name)
        (folder / "main.typ").write_text(TEMPLATE)
        (folder / "data.json").write_text(json.dumps(words, ensure_ascii=False))
        for picture, svg in pictures.items():
            (folder / f"{picture}.svg").write_text(svg)
        return typst.compile(folder / "main.typ", root=folder, format="pdf", pdf_standards="ua-1")


def _chart(name: str, board: Board) -> str:
    return charts.as_svg(charts.chart(name, figures.chart_rows(name, board)), width=520)


def _words(report: Report, *, organization: str) -> dict[str, object]:
    board, asked = report.board, report.board.filters
    period = _("From %(from)s to %(to)s") % {
        "from": date_format(asked.starts_on, "DATE_FORMAT"),
        "to": date_format(asked.ends_on, "DATE_FORMAT"),
    }
    return {
        "lang": "fr" if (get_language() or "").startswith("fr") else "en",
        "accent": LIGHT["--green"],
        "soft": LIGHT["--ink-soft"],
        "line": LIGHT["--line"],
        "title": _("Activity report"),
        "organization": organization,
        "period": period,
        "teams": _("Teams: %(names)s") % {"names": ", ".join(report.teams)},
        "as_of": _("Data as of %(time)s, %(day)s")
        % {"time": f"{board.as_of:%H:%M:%S}", "day": date_format(board.as_of, "DATE_FORMAT")},
        "empty": _("Nothing was recorded in this period.") if board.is_empty else "",
        "key": _key_figures(report),
        "titles": {name: figures.title(name, board) for name in CHARTS} | {"map": _("Where")},
        "small_note": _(
            "“–”: kept back, since fewer than %(fewest)s interactions could make someone known, or since the sum would tell them."
        )
        % {"fewest": heat.FEWEST_IN_EXPORT},
        "map_note": _("Places with fewer than %(fewest)s interactions are left out.")
        % {"fewest": heat.FEWEST_IN_EXPORT},
        "tables": {
            "type": _table(_("Type"), board.by_type),
            "outcome": _table(_("Outcome"), board.by_outcome),
            "team": _table(_("Team"), board.by_team),
        },
        "avoided": _avoided(report),
        "limits_title": _("How these figures can mislead"),
        "limits": [str(words) for words in MISLEADING],
    }


def _key_figures(report: Report) -> list[list[str]]:
    board = report.board
    return [
        [number(board.total.records), _("interactions")],
        [number(board.total.people), _("people seen; the same person twice counts twice")],
        [hours(board.total.seconds), _("with people")],
        _presence(report),
        *([[line_words(line), line.label] for line in board.by_origin]),
        [
            "–" if board.response_middle is None else f"{number(board.response_middle)} min",
            _("median response, from received to on scene"),
        ],
        [percent(board.emergency.value or 0, board.emergency.of), _("asked for an emergency service")],
    ]


def _presence(report: Report) -> list[str]:
    """Never 0 where no patrol was recorded: nobody knows then how long teams were out."""
    if report.presence_hours is None:
        return ["–", _("hours of presence on patrol: not recorded")]
    return [f"{number(report.presence_hours)} h", _("of presence on patrol")]


def line_words(line: Line) -> str:
    return number(line.records)


def _table(head: str, lines: Sequence[Line]) -> dict[str, object]:
    return {
        "head": [head, _("Interactions"), _("People seen"), _("Hours")],
        "rows": [
            [line.label, *([KEPT_BACK] * 3 if is_hidden else _numbers(line))]
            for line, is_hidden in zip(lines, leaving.hidden_of(lines), strict=True)
        ],
    }


def _numbers(line: Line) -> list[str]:
    return [number(line.records), number(line.sum.people), number(line.sum.seconds / 3600)]


def _avoided(report: Report) -> dict[str, object]:
    def span(low: str, high: str) -> str:
        return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}

    rows = [
        [
            line.avoided.cost.name,
            span(number(line.avoided.called), number(line.avoided.most)),
            span(number(line.avoided.hours_low), number(line.avoided.hours_high)) if line.avoided.cost.minutes else "–",
            span(money(line.avoided.money_low), money(line.avoided.money_high)),
            _("%(source)s (%(year)s)") % {"source": line.avoided.cost.source, "year": line.avoided.cost.year},
        ]
        for line in report.avoided
    ]
    return {
        "title": _("Hours and money that other services did not spend"),
        "none": "" if rows else _("The organization has not written its unit costs yet; nothing is estimated."),
        "head": [_("Service"), _("Interactions"), _("Hours"), _("Value"), _("Source")],
        "rows": rows,
        "sum": _("Together: %(hours)s hours and %(money)s.")
        % {
            "hours": span(number(report.hours_low), number(report.hours_high)),
            "money": span(money(report.money_low), money(report.money_high)),
        }
        if rows
        else "",
        "assumptions": [str(words) for words in ASSUMPTIONS],
    }


TEMPLATE = r"""
#let d = json("data.json")
#set document(title: d.title + " · " + d.organization, author: d.organization)
#set page(paper: "us-letter", margin: (x: 2cm, y: 2cm), numbering: "1")
#set text(lang: d.lang, region: "CA", font: ("Noto Sans", "DejaVu Sans", "Libertinus Serif"), size: 10pt)
#set par(justify: false)
#show heading: set text(fill: rgb(d.accent))
#show heading: set block(above: 1.4em, below: 0.7em)
#set table(stroke: (x: none, y: 0.4pt + rgb(d.line)), inset: (x: 6pt, y: 3.5pt))

#title(d.title)
#text(size: 13pt, weight: "bold", d.organization) \
#d.period \
#d.teams \
#text(fill: rgb(d.soft), d.as_of)

#if d.empty != "" [#d.empty] else [
  #grid(columns: (1fr, 1fr, 1fr, 1fr), gutter: 10pt, ..d.key.map(pair => block(
    width: 100%, inset: 8pt, radius: 4pt, stroke: 0.6pt + rgb(d.line),
    text(size: 15pt, weight: "bold", pair.at(0)) + linebreak() + text(size: 8.5pt, fill: rgb(d.soft), pair.at(1)),
  )))
]

#let rows(t, columns, numbers) = block(breakable: false, table(
  columns: columns,
  align: (x, y) => if x in numbers { right } else { left },
  table.header(..t.head.map(h => text(size: 8.5pt, fill: rgb(d.soft), h))),
  ..t.rows.flatten().map(c => text(size: 9pt, c)),
))

#for name in ("day", "type", "outcome", "team") {
  if name in d.pictures {
    heading(level: 1, d.titles.at(name))
    align(center, image(name + ".svg", alt: d.titles.at(name), width: 72%))
    if name in d.tables {
      rows(d.tables.at(name), (1fr,) + (auto,) * 3, (1, 2, 3))
      if d.tables.at(name).rows.any(row => row.at(1) == "–") { text(size: 8.5pt, fill: rgb(d.soft), d.small_note) }
    }
  }
}
#if "map" in d.pictures [
  #heading(level: 1, d.titles.map)
  #align(center, image("map.svg", alt: d.titles.map, width: 80%))
  #text(size: 8.5pt, fill: rgb(d.soft), d.map_note)
]

= #d.avoided.title
#if d.avoided.none != "" [#d.avoided.none] else [
  #rows(d.avoided, (1fr, auto, auto, auto, 1.5fr), (1, 2, 3))
  *#d.avoided.sum*
  #list(..d.avoided.assumptions)
]

= #d.limits_title
#list(..d.limits)
"""
