"""The rows of a book as a tree of questions and groups, with the choices they name. What is wrong is found cell by cell."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tuque.forms.language.reading import MAX_FIELDS, MAX_GROUP_DEPTH
from tuque.forms.xlsform import types
from tuque.forms.xlsform.columns import Row, Table, language_of, read_table
from tuque.forms.xlsform.findings import KEPT, REFUSED, REPAIRED, Finding, Unreadable, cell_name
from tuque.forms.xlsform.sheets import Book
from tuque.forms.xlsform.types import Kind

NAME = re.compile(r"[^\W\d][\w.\-]*")
YES = frozenset({"yes", "true", "true()"})
NO = frozenset({"no", "false", "false()"})
ACTIVE = re.compile(
    r"<\s*/?(script|svg|iframe|object|embed|link|style|meta|base|form)\b|<[a-z][^>]*\son\w+\s*=|javascript:|data:text/html",
    re.IGNORECASE,
)
MEDIA = frozenset({"image", "big-image", "audio", "video"})


@dataclass
class Node:
    """A question or a group. `code` is given once the whole survey is read."""

    row: Row
    kind: Kind
    name: str
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    end: int = 0  # the row that closes a group
    code: str = ""

    @property
    def is_container(self) -> bool:
        return self.kind.name in types.CONTAINERS


@dataclass
class Survey:
    """A book that was read. `choices`: list -> its rows; `language`: of columns that name none."""

    book: Book
    settings: Row
    nodes: list[Node]
    choices: dict[str, list[Row]]
    language: str
    findings: list[Finding] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        return _walk(self.nodes)


def _walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def read_survey(book: Book, *, language: str = "en") -> Survey:
    """The survey in `book`; `language` (en or fr) is that of columns without one, unless the settings say it."""
    tables, findings = {}, []
    for sheet, lines in book.items():
        tables[sheet], wrong = read_table(sheet, lines)
        findings += wrong
        findings += _active_content(sheet, lines)
        if sheet in {"survey", "choices"}:
            findings += _media_elsewhere(tables[sheet])
    settings = _first_row(tables.get("settings"))
    told = language_of(settings.get("default_language"))
    survey = Survey(
        book, settings, [], _lists(tables.get("choices")), told if told in {"en", "fr"} else language, findings
    )
    if not any(column == "type" for column, _language in tables["survey"].columns):
        raise Unreadable("no_type_column", sheet="survey", cell="A1")
    _read_rows(survey, tables["survey"])
    _check_names(survey)
    _check_choices(survey)
    return survey


def _first_row(table: Table | None) -> Row:
    return table.rows[0] if table and table.rows else Row("settings", 2, {})


def _lists(table: Table | None) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in table.rows if table else []:
        if row.get("list_name"):
            found.setdefault(row.get("list_name"), []).append(row)
    return found


def _read_rows(survey: Survey, table: Table) -> None:
    wrong = survey.findings.append
    open_groups: list[Node] = []
    read = 0
    for row in table.rows:
        if row.get("disabled").lower() in YES:
            continue
        written = row.get("type")
        if not written:
            if row.get("name"):
                wrong(_found(REFUSED, "type_missing", row, "type"))
            continue
        read += 1
        if read > MAX_FIELDS:
            raise Unreadable("too_many_questions", sheet="survey", cell=row.where("type"), most=MAX_FIELDS)
        kind = types.kind_of(written)
        if kind.side == "end":
            if open_groups and open_groups[-1].kind.name == kind.name:
                open_groups.pop().end = row.number
            else:
                wrong(_found(REFUSED, "end_without_begin", row, "type"))
            continue
        node = Node(row, kind, row.get("name"), parent=open_groups[-1] if open_groups else None)
        if not _is_known(node, survey):
            continue
        (node.parent.children if node.parent else survey.nodes).append(node)
        if kind.side == "begin":
            open_groups.append(node)
            if len(open_groups) > MAX_GROUP_DEPTH:
                raise Unreadable("groups_too_deep", sheet="survey", cell=row.where("type"), most=MAX_GROUP_DEPTH)
    for node in open_groups:
        wrong(_found(REFUSED, "begin_without_end", node.row, "type"))


def _is_known(node: Node, survey: Survey) -> bool:
    kind, row = node.kind, node.row
    if kind.name.split(" ")[0] == "include":
        survey.findings.append(_found(REFUSED, "include", row, "type"))
        return False
    if kind.name not in types.SHOWN and kind.name not in types.KEPT:
        survey.findings.append(_found(REFUSED, "type_unknown", row, "type"))
        return False
    if not node.name and kind.name == "note":
        return True
    if not node.name:
        survey.findings.append(_found(REFUSED, "name_missing", row, "name"))
    elif not NAME.fullmatch(node.name):
        survey.findings.append(_found(REFUSED, "name_unusable", row, "name"))
    return True


def _check_names(survey: Survey) -> None:
    """Names are given once within a group; elsewhere in the form the same name may come again."""
    seen: dict[tuple[int, str], Node] = {}
    for node in survey.walk():
        place = (id(node.parent), node.name.lower())
        if node.name and place in seen:
            other = seen[place].row.where("name")
            survey.findings.append(_found(REFUSED, "name_twice", node.row, "name", other=other))
        seen.setdefault(place, node)


def _check_choices(survey: Survey) -> None:
    named = {node.kind.list for node in survey.walk() if node.kind.name in {"select_one", "select_multiple", "rank"}}
    for node in survey.walk():
        name = node.kind.list
        if node.kind.name in {"select_one", "select_multiple"} and name not in survey.choices and "${" not in name:
            survey.findings.append(_found(REFUSED, "list_missing", node.row, "type", list=name))
    may_repeat = survey.settings.get("allow_choice_duplicates").lower() in YES
    for name, rows in survey.choices.items():
        if name not in named:
            continue
        seen: dict[str, Row] = {}
        for row in rows:
            code = row.get("name")
            if not code:
                survey.findings.append(_found(REFUSED, "choice_without_name", row, "name", list=name))
            elif code in seen and not may_repeat:
                other = seen[code].where("name")
                survey.findings.append(_found(REFUSED, "choice_twice", row, "name", list=name, other=other))
            elif code in seen:
                survey.findings.append(kept("choice_once", row, "name"))
            seen.setdefault(code, row)


def _active_content(sheet: str, lines: list[list[str]]) -> Iterator[Finding]:
    for number, line in enumerate(lines, start=1):
        for index, cell in enumerate(line):
            if ("<" in cell or ":" in cell) and ACTIVE.search(cell):
                yield Finding(REFUSED, "active_content", sheet, cell_name(number, index), cell[:80])


def _media_elsewhere(table: Table) -> Iterator[Finding]:
    """A picture at an address elsewhere would tell that address who fills the form, and could be a program."""
    for row in table.rows:
        for (column, language), text in row.cells.items():
            if column in MEDIA and re.match(r"\w+://", text) and not text.startswith("jr://"):
                yield Finding(
                    REFUSED,
                    "media_elsewhere",
                    table.sheet,
                    cell_name(row.number, row.columns[column, language]),
                    text[:80],
                )


def _found(level: str, code: str, row: Row, column: str, **values: object) -> Finding:
    return Finding(level, code, row.sheet, row.where(column), row.get(column)[:80], values)


def kept(code: str, row: Row, column: str, **values: object) -> Finding:
    return _found(KEPT, code, row, column, **values)


def refused(code: str, row: Row, column: str, **values: object) -> Finding:
    return _found(REFUSED, code, row, column, **values)


def repair(book: Book) -> tuple[Book, list[Finding]]:
    """Give repeated names a number, as older tools let them pass: `name`, `name_2`; the same choice twice is written once."""
    mended = {sheet: [list(line) for line in lines] for sheet, lines in book.items()}
    survey = read_survey(mended)
    done: list[Finding] = []
    taken = Counter(node.name.lower() for node in survey.walk())
    for finding in [one for one in survey.findings if one.code == "name_twice"]:
        _rename(mended, finding, taken, done)
    for rows in survey.choices.values():
        names = Counter(row.get("name").lower() for row in rows)
        seen: dict[str, Row] = {}
        for row in rows:
            first = seen.setdefault(row.get("name"), row)
            if first is row or not _is_told(survey, row):
                continue
            if first.cells == row.cells:
                mended["choices"][row.number - 1] = []
                done.append(Finding(REPAIRED, "choice_left_out", "choices", row.where("name"), row.get("name")))
            else:
                finding = Finding(REFUSED, "choice_twice", "choices", row.where("name"), row.get("name"))
                _rename(mended, finding, names, done)
    return mended, done


def _is_told(survey: Survey, row: Row) -> bool:
    return any(one.code == "choice_twice" and one.cell == row.where("name") for one in survey.findings)


def _rename(book: Book, finding: Finding, taken: "Counter[str]", done: list[Finding]) -> None:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", finding.cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    number = 2
    while taken[f"{finding.value}_{number}".lower()]:
        number += 1
    name = f"{finding.value}_{number}"
    taken[name.lower()] += 1
    book[finding.sheet][int(digits) - 1][column - 1] = name
    done.append(Finding(REPAIRED, "renamed", finding.sheet, finding.cell, finding.value, {"name": name}))
