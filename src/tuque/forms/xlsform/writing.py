"""A form as a book for a spreadsheet. A form that came from one goes back as it was, but for what was changed since."""

from collections.abc import Iterator, Mapping
from typing import Any

from tuque.core.workbooks import workbook
from tuque.forms.xlsform import cells
from tuque.forms.xlsform.cells import LANGUAGES
from tuque.forms.xlsform.columns import column_of, language_of
from tuque.forms.xlsform.repeats import HOLDING
from tuque.forms.xlsform.sheets import Book
from tuque.forms.xlsform.survey import Node
from tuque.forms.xlsform.translating import PROPERTY, translate
from tuque.forms.xlsform.xpath_writing import Writer

SURVEY = (
    "type",
    "name",
    *(f"{name}::{language}" for name in ("label", "hint") for language in LANGUAGES.values()),
    "required",
    "relevant",
    "constraint",
    *(f"constraint_message::{language}" for language in LANGUAGES.values()),
    "calculation",
    "repeat_count",
    "default",
    "appearance",
    "tuque",
)
CHOICES = ("list_name", "name", *(f"label::{language}" for language in LANGUAGES.values()), "tuque")
FORM_OWN = ("base_type", "icon", "origin", "title")
Fields = list[dict[str, Any]]


def write_book(body: Mapping[str, Any]) -> Book:
    """The sheets of a form. Choices of a code list must stand in `lists`, as they do once published."""
    source = body.get(PROPERTY)
    return _Changed(body).book() if isinstance(source, dict) else _new_book(body)


def book_to_xlsx(book: Book) -> bytes:
    """A workbook. Every cell is text: nothing in it is ever a formula."""
    return workbook(book)


def _new_book(body: Mapping[str, Any]) -> Book:
    fields, lists = body["fields"], body.get("lists", {})
    writer = Writer({}, _choice_names(fields, lists), repeats=_repeats(fields))
    survey = [list(SURVEY), *(_line(SURVEY, row) for row in _rows_of(fields, writer))]
    choices = [list(CHOICES)]
    for one in cells.walk(fields):
        choices += [_line(CHOICES, row) for row in _choice_rows(cells.list_of(one), _choices(one, lists))]
    own = cells.as_json({name: body[name] for name in FORM_OWN if name in body})
    settings = [
        ["form_title", "form_id", "default_language", "tuque"],
        [body["title"].get("en", ""), body["code"], LANGUAGES["en"], own],
    ]
    return {"survey": survey, "choices": _each_once(choices), "settings": settings}


def _rows_of(fields: Fields, writer: Writer) -> Iterator[dict[str, str]]:
    for one in fields:
        yield cells.cells_of(one, writer, extra=True)
        if one["type"] in HOLDING:
            yield from _rows_of(one.get("fields", []), writer)
            yield {"type": f"end {one['type']}"}


def _choices(one: Mapping[str, Any], lists: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = one.get("choices") or lists.get(str(one.get("list")), [])
    return found


def _choice_rows(list_name: str, choices: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for choice in choices:
        words = {f"label::{title}": choice["label"].get(code, "") for code, title in LANGUAGES.items()}
        rest = {name: choice[name] for name in ("standard", "icon") if choice.get(name)}
        own = {"tuque": cells.as_json(rest)} if rest else {}
        yield {"list_name": list_name, "name": choice["code"], **words, **own}


def _choice_names(fields: Fields, lists: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {
        one["code"]: {choice["code"]: choice["code"] for choice in _choices(one, lists)}
        for one in cells.walk(fields)
        if one["type"] in {"many", "choice"}
    }


def _repeats(fields: Fields) -> frozenset[str]:
    return frozenset(one["code"] for one in cells.walk(fields) if one["type"] == "repeat")


def _each_once(rows: list[list[str]]) -> list[list[str]]:
    """A code list that several fields use is written once."""
    return [list(row) for row in dict.fromkeys(tuple(row) for row in rows)]


def _line(headers: tuple[str, ...], row: Mapping[str, str]) -> list[str]:
    return [row.get(header, "") for header in headers]


class _Changed:
    """The book that a form came from, with the cells rewritten that no longer say what the form says."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        source = body[PROPERTY]
        self.body = body
        self.sheets: Book = {name: [list(row) for row in rows] for name, rows in source["sheets"].items()}
        self.before = translate(source["sheets"], name=source.get("name", ""), language=source.get("language", "en"))
        self.old = {one["code"]: one for one in cells.walk(self.before.body["fields"])}
        self.new = {one["code"]: one for one in cells.walk(body["fields"])}
        self.rows = {code: number for number, code in self.before.codes.items()}
        assert self.before.survey is not None  # noqa: S101 (translate always gives it)
        self.survey = self.before.survey
        self.nodes = {node.code: node for node in self.survey.walk()}
        names = {**_choice_names(body["fields"], body.get("lists", {})), **self.before.choice_names}
        self.writer = Writer(self.before.names, names, repeats=_repeats(body["fields"]))

    def book(self) -> Book:
        if self.body["title"] != self.before.body["title"]:
            title = self.body["title"]
            self.put("settings", 2, "form_title", title.get(self.survey.language) or title.get("en", ""))
        if self.body["fields"] != self.before.body["fields"]:
            for code, one in self.new.items():
                if code in self.rows and one != self.old[code]:
                    self.rewrite(code)
            if _shape(self.body["fields"]) != _shape(self.before.body["fields"]):
                self.reorder()
        return self.sheets

    def rewrite(self, code: str) -> None:
        old, new, number = self.old[code], self.new[code], self.rows[code]
        changed = {name for name in {*old, *new} - {"fields"} if old.get(name) != new.get(name)}
        for name in changed & cells.SAID_BY.keys():
            for header, text in cells.said_by(new, name, self.writer).items():
                self.put("survey", number, header, text)
        if "choices" in changed or "list" in changed:
            self.write_choices(code)
        own = {name: new.get(name) for name in changed if name in cells.OWN and name not in cells.WORDS}
        if own:
            self.put("survey", number, "tuque", cells.as_json(own))

    def write_choices(self, code: str) -> None:
        """The field's choices under a list of its own, so that other fields keep theirs."""
        name, number = f"{code}_choices", 2
        while name in self.survey.choices:
            name = f"{code}_choices_{number}"
            number += 1
        kind = self.nodes[code].kind
        self.put("survey", self.rows[code], "type", f"{kind.name} {name}")
        old_rows = {row.get("name"): row for row in self.survey.choices.get(kind.list, [])}
        known = self.before.choice_names.get(code, {})
        sheet = self.sheets.setdefault("choices", [["list_name", "name"]])
        for row in _choice_rows(name, _choices(self.new[code], self.body.get("lists", {}))):
            row["name"] = known.get(row["name"], row["name"])
            before = old_rows.get(row["name"])  # what other columns say of the choice stays: pictures, filters
            sheet.append(list(self.sheets["choices"][before.number - 1]) if before else [])
            for header, text in row.items():
                self.put("choices", len(sheet), header, text)

    def reorder(self) -> None:
        """Rows in the order of the form; those that are only kept stay before what they stood before."""
        rows = self.sheets["survey"]
        self.left = set(range(2, len(rows) + 1)) - {*self.rows.values()} - {self.end(code) for code in self.rows}
        self.out = [rows[0]]
        self.emit(self.body["fields"])
        for number in sorted(self.left):
            self.out.append(rows[number - 1])
        self.sheets["survey"] = self.out

    def emit(self, fields: Fields) -> None:
        for one in fields:
            number = self.rows.get(one["code"])
            if number is None:
                if one["code"] not in self.before.made:
                    self.add(one)
                continue
            self.kept_before(number)
            self.out.append(self.sheets["survey"][number - 1])
            if one["type"] in HOLDING:
                self.emit(one["fields"])
                self.kept_before(self.end(one["code"]))
                self.out.append(self.sheets["survey"][self.end(one["code"]) - 1])

    def kept_before(self, number: int) -> None:
        at = number - 1
        while at in self.left:
            at -= 1
        for kept in range(at + 1, number):
            self.left.discard(kept)
            self.out.append(self.sheets["survey"][kept - 1])

    def add(self, one: dict[str, Any]) -> None:
        """The rows of a field that the book did not have."""
        for row in _rows_of([one], self.writer):
            self.sheets["survey"].append([])
            for header, text in row.items():
                self.put("survey", len(self.sheets["survey"]), header, text)
            self.out.append(self.sheets["survey"].pop())
        for inner in cells.walk([one]):
            for row in _choice_rows(cells.list_of(inner), _choices(inner, self.body.get("lists", {}))):
                sheet = self.sheets.setdefault("choices", [["list_name", "name"]])
                sheet.append([])
                for header, text in row.items():
                    self.put("choices", len(sheet), header, text)

    def end(self, code: str) -> int:
        node: Node = self.nodes[code]
        return node.end

    def put(self, sheet: str, number: int, header: str, text: str) -> None:
        """Write a cell, under the column that says the same in the same language; a new column when there is none."""
        rows = self.sheets.setdefault(sheet, [[], []])
        while len(rows) < number:
            rows.append([])
        index = self.column(rows[0], header) if text or self.has(rows[0], header) else None
        if index is None:
            return
        row = rows[number - 1]
        row += [""] * (index + 1 - len(row))
        row[index] = text
        while row and not row[-1]:
            row.pop()

    def has(self, headers: list[str], header: str) -> bool:
        return self.find(headers, header) is not None

    def column(self, headers: list[str], header: str) -> int:
        found = self.find(headers, header)
        if found is not None:
            return found
        headers.append(header)
        return len(headers) - 1

    def find(self, headers: list[str], header: str) -> int | None:
        wanted, written = column_of(header)
        language = language_of(written)
        bare = None
        for index, existing in enumerate(headers):
            name, own = column_of(existing) if existing else ("", "")
            if name == wanted and language_of(own) == language:
                return index
            if name == wanted and not language_of(own) and language == self.survey.language:
                bare = index
        return bare


def _shape(fields: Fields) -> list[Any]:
    return [(one["code"], _shape(one["fields"]) if one["type"] in HOLDING else None) for one in fields]
