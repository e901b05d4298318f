"""A list of terms (CSV: code, parent, name_en, name_fr, description) made into rows of HSDS. What cannot be taken is refused row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuque.core import reading_tables
from tuque.core.crypto.files import Openable
from tuque.core.reading_tables import FileRefused, Refusal
from tuque.directory.imports.bundle import Bundle, Finding, ForeignText
from tuque.directory.problems import FeedRefused
from tuque.directory.vocabulary import folded

FORMAT = "taxonomy"
TERM = "taxonomy_term"
# How columns are called in files that people have, folded; the first name of each is the one that pages tell.
HEADINGS: Mapping[str, Sequence[str]] = {
    "code": ("code", "term_code", "code du terme"),
    "parent": ("parent", "parent_code", "parent code", "code du parent"),
    "name_en": ("name_en", "name", "english", "name (en)", "name (en-ca)", "anglais"),
    "name_fr": ("name_fr", "nom", "french", "nom (fr)", "name (fr)", "name (fr-ca)", "francais"),
    "description": ("description", "definition"),
}
NAMES = {"en": "name_en", "fr": "name_fr"}


@dataclass(frozen=True)
class About:
    """What is told of a whole taxonomy. `code` tells it apart: feeds name it so on their terms."""

    code: str
    name: str
    version: str = ""
    uri: str = ""
    language: str = ""
    """In which its plain names are; empty: the one with most names."""


@dataclass(frozen=True)
class _Line:
    line: int
    parent: str
    names: Mapping[str, str]
    description: str


def read(file: Openable, about: About, *, is_kept_back: bool) -> Bundle:
    """Every term of the file. `is_kept_back`: nothing of it is shown to the public. Raises FeedRefused."""
    bundle = Bundle(format=FORMAT)
    lines = _lines(file, bundle)
    _refuse_circles(lines, bundle)
    spoken = {code: sum(bool(one.names[code]) for one in lines.values()) for code in NAMES}
    bundle.language = about.language or ("fr" if spoken["fr"] > spoken["en"] else "en")
    bundle.add("taxonomy", {"id": about.code, "name": about.name, "version": about.version, "uri": about.uri})
    for code, one in lines.items():
        _take(bundle, about, code, one, known=lines.keys())
    if is_kept_back:
        bundle.hide("taxonomy", about.code)
        for row in bundle.rows[TERM]:
            bundle.hide(TERM, row)
    return bundle


def id_of(taxonomy: str, code: str) -> str:
    """As feeds name their terms (`imports/mapping.py`, `imports/data_inclusion.py`)."""
    return f"{taxonomy}:{code}"[:200]


def _lines(file: Openable, bundle: Bundle) -> dict[str, _Line]:
    try:
        shape = reading_tables.detect(file)
        at = _columns(shape.columns)
        found: dict[str, _Line] = {}
        for row in reading_tables.read_rows(file, shape):
            if isinstance(row, Refusal):
                bundle.refuse(TERM, str(row.line), row.code, value=row.value)
                continue
            said = {name: row.cells[place].strip() for name, place in at.items()}
            code, names = said["code"], {key: said.get(name, "") for key, name in NAMES.items()}
            if not code:
                bundle.refuse(TERM, str(row.line), "code_empty", field="code")
            elif code in found:
                bundle.refuse(TERM, str(row.line), "code_twice", field="code", value=code)
            elif not any(names.values()):
                bundle.refuse(TERM, str(row.line), "empty", field="name_en", value=code)
            else:
                found[code] = _Line(row.line, said.get("parent", ""), names, said.get("description", ""))
    except FileRefused as problem:
        reason = "taxonomy_columns" if problem.code == "one_column" else problem.code
        raise FeedRefused(reason=reason, values=problem.values) from problem
    return found


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Where each column is. Raises FeedRefused without a code, or without a name in either language."""
    told = [folded(one) for one in headings]
    at = {
        name: next(told.index(folded(one)) for one in called if folded(one) in told)
        for name, called in HEADINGS.items()
        if any(folded(one) in told for one in called)
    }
    if "code" not in at or not {"name_en", "name_fr"} & at.keys():
        raise FeedRefused(reason="taxonomy_columns")
    return at


def _refuse_circles(lines: dict[str, _Line], bundle: Bundle) -> None:
    """A term that is above itself is refused, with all those of its circle."""
    sound: set[str] = set()
    circles: set[str] = set()
    for start in lines:
        path: list[str] = []
        here = start
        while here in lines and here not in sound and here not in circles and here not in path:
            path.append(here)
            here = lines[here].parent
        if here in path:
            circles |= set(path[path.index(here) :])
        sound |= set(path) - circles
    for code in [one for one in lines if one in circles]:
        bundle.refuse(TERM, str(lines[code].line), "in_circle", field="parent", value=lines.pop(code).parent)


def _take(bundle: Bundle, about: About, code: str, one: _Line, *, known: object) -> None:
    own, other = bundle.language, "fr" if bundle.language == "en" else "en"
    parent = one.parent
    if parent and parent not in known:  # type: ignore[operator]
        bundle.mended.append(Finding(TERM, str(one.line), "parent", "parent_missing", parent[:80]))
        parent = ""
    if not one.names[own]:
        bundle.mended.append(Finding(TERM, str(one.line), NAMES[own], "other_language", one.names[other][:80]))
    taken = bundle.add(
        TERM,
        {
            "id": id_of(about.code, code),
            "code": code,
            "name": one.names[own] or one.names[other],
            "description": one.description,
            "parent_id": id_of(about.code, parent) if parent else "",
            "taxonomy": about.code,
            "taxonomy_id": about.code,
            "language": own,
            # Beyond HSDS: kept so that a new name in the other language is seen as a change.
            NAMES[other]: one.names[other],
        },
        where=str(one.line),
    )
    if taken and one.names[own] and one.names[other]:
        bundle.texts.append(ForeignText(TERM, taken, "name", other, one.names[other]))
