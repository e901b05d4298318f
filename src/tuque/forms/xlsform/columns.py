"""What a column is called, whatever its spelling, and which language it is in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tuque.forms.xlsform.findings import REFUSED, Finding, cell_name

Column = tuple[str, str]  # the column's one name, and the language as written: ("label", "English (en)")
WRAPPERS = frozenset({"bind", "control", "body", "media"})
SPELLINGS = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "jr constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr requiredmsg": "required_message",
    "readonly": "read_only",
    "count": "repeat_count",
    "jr count": "repeat_count",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
NAMES = {
    "en": {"en", "eng", "english", "anglais", "inglés", "default (en)"},
    "fr": {"fr", "fra", "fre", "french", "français", "francais", "francés"},
}
IN_BRACKETS = re.compile(r"\(([a-z]{2})(?:[-_][a-z]+)?\)\s*$", re.IGNORECASE)


def column_of(header: str) -> Column:
    """`bind:jr:constraintMsg` and `Constraint Message` are both `constraint_message`."""
    text = re.sub(r"\s+", " ", header.strip()).replace("jr:", "jr ")
    tokens = [token.strip() for token in re.split(r"::" if "::" in text else ":", text)]
    while len(tokens) > 1 and tokens[0].lower() in WRAPPERS:
        tokens.pop(0)
    name = tokens[0].lower()
    name = SPELLINGS.get(name) or SPELLINGS.get(name.replace(" ", "_")) or name.replace(" ", "_")
    return name, "::".join(tokens[1:])


def language_of(written: str) -> str:
    """`en`, `fr`, or the name as written of a language that is only kept; empty when none is named."""
    text = written.strip()
    inside = IN_BRACKETS.search(text)
    if inside:
        return inside.group(1).lower()
    for code, names in NAMES.items():
        if text.lower() in names:
            return code
    return "" if text.lower() == "default" else text


@dataclass
class Table:
    """One sheet by column. `rows` are those under the headers that hold anything."""

    sheet: str
    columns: dict[Column, int]
    rows: list["Row"]


@dataclass
class Row:
    """One row: its number in the sheet, from 1, and its cells that hold something."""

    sheet: str
    number: int
    columns: Mapping[Column, int]
    cells: dict[Column, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.cells.get((name, ""), "")

    def where(self, name: str) -> str:
        """The name of a cell: `B12`; the row's first when the sheet has no such column."""
        found = self.columns.get((name, ""))
        if found is None:
            found = next((index for (column, _language), index in self.columns.items() if column == name), 0)
        return cell_name(self.number, found)

    def words(self, name: str, default: str) -> dict[str, str]:
        """The words of a column in English and French; a column that names no language is in `default`."""
        found: dict[str, str] = {}
        for (column, written), text in self.cells.items():
            if column == name:
                language = language_of(written)
                if language:
                    found[language] = text
                else:
                    found.setdefault(default, text)
        return {language: found[language] for language in ("en", "fr") if found.get(language)}


def read_table(sheet: str, lines: list[list[str]]) -> tuple[Table, list[Finding]]:
    headers = lines[0] if lines else []
    columns: dict[Column, int] = {}
    findings = []
    for index, header in enumerate(headers):
        if not header:
            continue
        column = column_of(header)
        if column in columns and column[0] in INTERPRETED:
            values = {"other": cell_name(1, columns[column])}
            findings.append(Finding(REFUSED, "column_twice", sheet, cell_name(1, index), header, values))
        columns.setdefault(column, index)
    rows = [Row(sheet, number, columns, dict(_cells(columns, line))) for number, line in enumerate(lines[1:], start=2)]
    return Table(sheet, columns, [row for row in rows if row.cells]), findings


def _cells(columns: Mapping[Column, int], line: list[str]) -> Iterator[tuple[Column, str]]:
    for column, index in columns.items():
        if index < len(line) and line[index]:
            yield column, line[index]


INTERPRETED = frozenset(
    [
        "type",
        "name",
        "label",
        "hint",
        "relevant",
        "required",
        "required_message",
        "constraint",
        "constraint_message",
        "calculation",
        "default",
        "appearance",
        "choice_filter",
        "repeat_count",
        "parameters",
        "read_only",
        "trigger",
        "list_name",
        "form_title",
        "form_id",
        "default_language",
        "tuque",
    ]
)
