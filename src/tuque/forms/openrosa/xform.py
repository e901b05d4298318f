"""The XForm of a form, made by pyxform from the spreadsheet that we would export."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuque.forms.openrosa.shaping import ENDED, shape
from tuque.forms.xlsform.cells import LANGUAGES
from tuque.forms.xlsform.sheets import Book
from tuque.forms.xlsform.writing import write_book

OWN_COLUMN = "tuque"


@dataclass(frozen=True)
class XForm:
    """`xml` empty: the form cannot be asked by an OpenRosa client, because of the questions in `unaskable`."""

    xml: bytes = b""
    unaskable: tuple[str, ...] = ()

    @property
    def md5(self) -> str:
        """What a client compares to know whether it has the newest; no secret depends on it."""
        return hashlib.md5(self.xml, usedforsecurity=False).hexdigest()


def make_xform(body: Mapping[str, Any], *, version: str, language: str) -> XForm:
    """`body`: a published form with its `lists`; `language`: the one that is shown first (en, fr)."""
    shaped = shape(body)
    if shaped.unaskable or not shaped.fields:
        return XForm(unaskable=tuple(dict.fromkeys(shaped.unaskable)))
    plain = {name: body[name] for name in ("code", "title", "base_type", "icon", "origin") if name in body}
    book = write_book({**plain, "fields": shaped.fields})
    sheets = {name: _records(rows) for name, rows in book.items()}
    sheets["survey"].append({"type": "end", "name": ENDED})
    sheets["settings"] = [
        {
            "form_title": body["title"].get(language) or body["title"]["en"],
            "form_id": body["code"],
            "version": version,
            "default_language": LANGUAGES[language],
        }
    ]
    from pyxform.xls2xform import convert  # read in with the first form: few processes make one

    return XForm(xml=convert(sheets, warnings=[]).xform.encode())


def _records(rows: Book | list[list[str]]) -> list[dict[str, str]]:
    headers, *lines = rows
    return [
        {header: text for header, text in zip(headers, line, strict=False) if text and header != OWN_COLUMN}
        for line in lines
    ]
