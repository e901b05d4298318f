"""The sheets of a recovery set as PDF/UA, set by Typst in memory: no word of a sheet lies on a disk but in the sheet itself."""

import io
import json
from collections.abc import Sequence
from datetime import datetime

import segno
import typst
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tuque.core.crypto.recovery import TELLING, WORDS, Printed, Sheet


def as_pdf(sheet: Sheet, printed: Printed, *, holder: str, site: str) -> bytes:
    """One sheet, in the language that is active; `holder` may be empty: a line is left to write on."""
    data = json.dumps(_words(sheet, printed, holder=holder, site=site), ensure_ascii=False)
    return bytes(typst.compile(TEMPLATE.encode(), sys_inputs={"data": data}, format="pdf", pdf_standards="ua-1"))


def _words(sheet: Sheet, printed: Printed, *, holder: str, site: str) -> dict[str, object]:
    numbers = {"number": sheet.number, "of": printed.of, "needed": printed.needed}
    return {
        "lang": "fr" if (get_language() or "").startswith("fr") else "en",
        "title": _("Recovery sheet %(number)s of %(of)s") % numbers,
        "about": [
            [_("Site"), site],
            [_("Kept by"), holder],
            [_("Printed on"), date_format(datetime.fromisoformat(printed.printed_at), "DATE_FORMAT")],
            [_("Root key"), printed.root],
            [pgettext("recovery sheet", "Set"), printed.kin],
        ],
        "secret": _("Secret: whoever holds %(needed)s of these %(of)s sheets can open everything that the site keeps.")
        % numbers,
        "words": list(sheet.words),
        "code": _code(sheet.words),
        "code_says": _("The same words, for a reader that sends nothing anywhere."),
        "words_say": _(
            "%(words)s words, in this order. They are English in every language; the first %(letters)s letters of each are enough. The last three check the others: a word typed wrong is noticed."
        )
        % {"words": WORDS, "letters": TELLING},
        "parts": [
            {"title": pgettext("recovery sheet", "Keep it"), "lines": [*_keeping(numbers)]},
            {"title": _("When the site’s key is lost"), "lines": [*_recovering(numbers)]},
        ],
    }


def _keeping(numbers: dict[str, int]) -> Sequence[str]:
    return (
        _("In a closed envelope, under lock, away from the backups and from the other sheets."),
        _("Never photograph it, copy it, or send it. One sheet alone tells nothing."),
        _("If it is lost or was seen, tell the site’s administrator: a new set is printed, and this one is destroyed."),
        _("Once a year, someone checks the set with: tuque keys recover --drill"),
    )


def _recovering(numbers: dict[str, int]) -> Sequence[str]:
    return (
        _("Come together, %(needed)s holders with their sheets, at the new machine. Bring the last backup.") % numbers,
        _("Install Tuque there, start nothing, and run: tuque keys recover"),
        _(
            "Each holder types the words of their sheet. The command says what is wrong, and where, until it has enough."
        ),
        _("Then run: tuque restore FILE.backup, tuque check, tuque serve. Take the sheets back."),
    )


def _code(words: Sequence[str]) -> str:
    out = io.BytesIO()
    segno.make(" ".join(words), error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


TEMPLATE = r"""
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, author: "Tuque")
#set page(paper: "us-letter", margin: (x: 2cm, y: 1.6cm))
#set text(lang: d.lang, region: "CA", font: ("Noto Sans", "DejaVu Sans", "Libertinus Serif"), size: 10.5pt)
#show heading: set block(above: 1.2em, below: 0.6em)

#title(d.title)
#grid(columns: (auto, 1fr), column-gutter: 12pt, row-gutter: 7pt,
  ..d.about.map(pair => (text(weight: "bold", pair.at(0)),
    if pair.at(1) == "" { box(width: 60%, height: 0.8em, stroke: (bottom: 0.6pt)) } else { pair.at(1) })).flatten())

#block(width: 100%, inset: 8pt, stroke: 1pt, d.secret)

#let cell(i) = [#text(size: 8.5pt, fill: rgb("#555"))[#(i + 1).] #text(size: 12pt, font: "DejaVu Sans Mono", d.words.at(i))]
#grid(columns: (1fr, 1fr, 1fr), row-gutter: 8pt,
  ..range(11).map(row => range(3).map(column => cell(column * 11 + row))).flatten())
#text(size: 9.5pt, d.words_say)

#grid(columns: (4.6cm, 1fr), column-gutter: 16pt,
  [#image(bytes(d.code), format: "svg", width: 4.6cm, alt: d.code_says) #text(size: 8.5pt, d.code_says)],
  for part in d.parts [
    #heading(level: 1, part.title)
    #for line in part.lines [- #line
    ]
  ])
"""
