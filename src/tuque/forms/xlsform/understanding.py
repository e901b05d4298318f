"""What the nodes of a survey are here, and what the expressions in their cells mean: the scope in which they are read."""

import re
from dataclasses import dataclass
from typing import Any

from tuque.forms.language.definition import CALCULABLE
from tuque.forms.language.reading import MAX_CHOICES
from tuque.forms.xlsform import cells, meaning, repeats, types, xpath
from tuque.forms.xlsform.columns import Row
from tuque.forms.xlsform.meaning import NotAsked, NotShown, Part, UnknownFunction
from tuque.forms.xlsform.naming import choice_code, code_of, fresh
from tuque.forms.xlsform.survey import Node, Survey, kept, refused
from tuque.forms.xlsform.xpath import Broken, Tree
from tuque.forms.xlsform.xpath_writing import Writer

VALUE_KINDS = {
    "text": "text",
    "integer": "number",
    "number": "number",
    "choice": "text",
    "many": "list",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "yes_no": "agreed",
}
COMPUTED_TYPES = {
    "number": "number",
    "text": "text",
    "truth": "yes_no",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
}


class Understanding:
    """Gives each node its code; says what it is, and what its cells mean."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.findings = survey.findings
        self.language = survey.language
        self.by_name: dict[str, list[Node]] = {}
        self.parts: dict[int, Part | None] = {}
        self.options: dict[str, dict[str, str]] = {}
        self.made: set[str] = set()
        self.choice_names: dict[str, dict[str, str]] = {}
        self._give_codes()

    def _give_codes(self) -> None:
        taken: set[str] = set()
        for node in self.survey.walk():
            node.code = fresh(code_of(node.name or f"note_{node.row.number}"), taken)
            if node.name:
                self.by_name.setdefault(node.name, []).append(node)
        self.taken = taken

    def own(self, row: Row) -> dict[str, Any]:
        if not row.get("tuque"):
            return {}
        found = cells.read_own(row.get("tuque"))
        if found is None:
            self.findings.append(refused("own_unreadable", row, "tuque"))
        return found or {}

    def is_shown(self, node: Node) -> bool:
        kind = node.kind.name
        if kind not in types.SHOWN or is_inside_kept(node):
            return False
        if node.is_container:
            return any(self.is_shown(child) for child in node.children)
        if kind == "calculate":
            return self.part(node) is not None
        if kind in {"select_one", "select_multiple"}:
            return 0 < len(self.survey.choices.get(node.kind.list, [])) <= MAX_CHOICES
        return True

    def is_asked_often(self, node: Node) -> bool:
        """Whether a repeat becomes one of ours: it is inside no other, and asks something."""
        return repeats.repeat_of(node) is None and any(
            self.is_shown(inner)
            for inner in repeats.inside(node)
            if not inner.is_container and inner.kind.name != "note"
        )

    def writer(self) -> Writer:
        nodes = list(self.survey.walk())
        return Writer(
            {node.code: node.name for node in nodes},
            self.names_of_choices(),
            repeats=frozenset(node.code for node in nodes if node.kind.name == "repeat"),
        )

    def names_of_choices(self) -> dict[str, dict[str, str]]:
        return {
            node.code: {code: name for name, code in self.codes_of(node.kind.list).items()}
            for node in self.survey.walk()
            if node.kind.name in {"select_one", "select_multiple"}
        }

    def type_of(self, node: Node) -> str:
        kind = node.kind.name
        if kind == "calculate":
            part = self.part(node)
            return COMPUTED_TYPES[part.kind] if part else "text"
        if kind == "repeat" and not self.is_asked_often(node):
            return "group"
        if kind == "text" and "multiline" in node.row.get("appearance"):
            return "note"
        if kind == "image" and "signature" in node.row.get("appearance").split():
            return "signature"
        if kind == "range" and all(number.is_integer() for number in self.limits(node).values()):
            return "integer"
        return types.SHOWN[kind]

    def limits(self, node: Node) -> dict[str, float]:
        """`start`, `end` and `step` of a range."""
        given = dict(re.findall(r"(\w+)\s*=\s*(-?\d+(?:\.\d+)?)", node.row.get("parameters")))
        found = {
            ours: float(given[theirs])
            for theirs, ours in (("start", "min"), ("end", "max"), ("step", "step"))
            if theirs in given
        }
        if node.kind.name == "range":
            found = {"min": 1.0, "max": 10.0, "step": 1.0} | found
        return found if found.get("step", 1) > 0 and found.get("min", 0) <= found.get("max", 0) else {}

    def codes_of(self, list_name: str) -> dict[str, str]:
        """Name of each choice -> its code here."""
        if list_name not in self.options:
            taken: set[str] = set()
            names = dict.fromkeys(row.get("name") for row in self.survey.choices.get(list_name, []))
            self.options[list_name] = {name: fresh(choice_code(name), taken) for name in names}
        return self.options[list_name]

    def own_calculation(self, node: Node) -> dict[str, Any]:
        """Our own column, when it says how the field is calculated and the row still says the same."""
        own = cells.read_own(node.row.get("tuque") or "{}") or {}
        if own.get("calculated") is None or own.get("type") not in CALCULABLE:
            return {}
        writer = self.writer()
        return own if cells.said_by(own, "calculated", writer)["calculation"] == node.row.get("calculation") else {}

    def part(self, node: Node) -> Part | None:
        """What `${name}` is worth in an expression; None when it is not shown. A calculation is worth what it gives."""
        if node.row.number not in self.parts:
            self.parts[node.row.number] = None  # while it is looked up: what reads itself is worth nothing
            self.parts[node.row.number] = self._part(node)
        return self.parts[node.row.number]

    def _part(self, node: Node) -> Part | None:
        field_of: dict[str, Any] = {"field": node.code}
        if is_inside_kept(node):
            return None
        if node.kind.name == "repeat" and self.is_shown(node) and self.is_asked_often(node):
            return Part(field_of, "rows", rows=node.code)
        if node.kind.name == "calculate":
            own = self.own_calculation(node)
            if own:
                return Part(field_of, VALUE_KINDS.get(own["type"], "number"))
            found = None if node.row.get("trigger") else self.quietly(node)
            return Part(field_of, found.kind) if found and found.kind in COMPUTED_TYPES else None
        if not self.is_shown(node) or node.is_container or node.kind.name == "note":
            return None
        kind = VALUE_KINDS.get("text" if node.kind.name == "text" else self.type_of(node), "thing")
        return Part(field_of, kind, codes=self.codes_of(node.kind.list) if node.kind.list else {})

    def quietly(self, node: Node) -> Part | None:
        try:
            return meaning.understand(xpath.parse(node.row.get("calculation")), _Scope(self, node))
        except (Broken, NotShown, NotAsked, UnknownFunction):
            return None

    def parsed(self, node: Node, column: str) -> Tree | None:
        text = node.row.get(column)
        try:
            tree = xpath.parse(text)
        except Broken as fault:
            self.findings.append(refused("expression_broken", node.row, column, at=fault.at))
            return None
        for name in xpath.fields_in(tree):
            if name not in self.by_name and "#" not in name:
                self.findings.append(refused("field_unknown", node.row, column, name=name[:60]))
                return None
        return tree

    def understood(self, node: Node, column: str, *, truth: bool = False) -> Part | None:
        """What a cell's expression means; None when it is kept or refused, which is said."""
        if column == "calculation" and node.kind.name == "calculate" and not node.row.get(column):
            code = "calculation_kept" if node.row.get("trigger") or node.row.get("default") else "calculation_missing"
            self.findings.append((kept if code == "calculation_kept" else refused)(code, node.row, column, what="–"))
            return None
        tree = self.parsed(node, column)
        if tree is None:
            return None
        try:
            part = meaning.understand(tree, _Scope(self, node))
            if truth and part.kind != "truth":
                raise NotShown(part.kind)  # noqa: TRY301
        except NotShown as reason:
            self.findings.append(kept(f"{column}_kept", node.row, column, what=reason.what))
        except UnknownFunction as fault:
            self.findings.append(refused("function_unknown", node.row, column, name=fault.name))
        except NotAsked as fault:
            self.findings.append(refused("field_unknown", node.row, column, name=fault.name))
        else:
            return part
        return None


@dataclass(frozen=True)
class _Scope:
    translator: Understanding
    node: Node

    def find(self, name: str) -> Part:
        found = self.translator.by_name.get(name, [])
        if not found and "#" not in name:
            raise NotAsked(name)
        near = [one for one in found if one.parent is self.node.parent] if len(found) > 1 else found
        part = self.translator.part(near[0]) if len(near) == 1 else None
        here, there = repeats.repeat_of(self.node), repeats.repeat_of(near[0]) if part else None
        if part is None or (here and part.rows == here.code):
            raise NotShown(f"${{{name}}}")
        if there is None or there is here:
            return part
        return Part(part.tree, "numbers" if part.kind == "number" else "several", rows=there.code)

    def own(self) -> Part:
        part = self.translator.part(self.node)
        if part is None:
            raise NotShown(".")
        return part


def is_inside_kept(node: Node) -> bool:
    above = node.parent
    while above and above.kind.name in types.SHOWN:
        above = above.parent
    return above is not None
