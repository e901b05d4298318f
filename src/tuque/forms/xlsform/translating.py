"""A survey as a form in our language, and what could not be shown or applied, cell by cell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tuque.forms.language import DefinitionProblem, Field, Known, Words, read_definition
from tuque.forms.language.definition import CALCULABLE, LANGUAGE_VERSION, Choice
from tuque.forms.language.expressions import fields_of
from tuque.forms.language.reading import MAX_CHOICES
from tuque.forms.language.values import AnswerProblem, clean
from tuque.forms.xlsform import cells, meaning, repeats, types
from tuque.forms.xlsform.findings import REFUSED, Finding
from tuque.forms.xlsform.naming import code_of, fresh, number_in, tidy
from tuque.forms.xlsform.sheets import Book
from tuque.forms.xlsform.survey import NO, YES, Node, Survey, kept, read_survey
from tuque.forms.xlsform.understanding import VALUE_KINDS, Understanding

PROPERTY = "xlsform"  # where a form keeps the book it came from
NOT_ACCEPTED = {"en": "This answer is not accepted.", "fr": "Cette réponse n’est pas acceptée."}
OTHER = {"en": "Other", "fr": "Autre"}
SPECIFY = {"en": "Please specify", "fr": "Veuillez préciser"}
OTHER_CODE = "other"


@dataclass
class Translation:
    """`body`: the form's JSON; `codes`: row of the survey -> code of its field; `choice_names`: field -> code -> name."""

    body: dict[str, Any]
    findings: list[Finding]
    codes: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    choice_names: dict[str, dict[str, str]] = field(default_factory=dict)
    made: frozenset[str] = frozenset()  # fields without a row of their own: what "other" asks
    survey: Survey | None = None

    @property
    def is_refused(self) -> bool:
        return any(finding.level == REFUSED for finding in self.findings)


def translate(book: Book, *, name: str = "form", language: str = "en") -> Translation:
    """The form that `book` describes. `name` stands for a form without an id; `language`, of columns that name none.

    When `is_refused`, the body is not whole. Raises Unreadable when the book has no survey at all.
    """
    survey = read_survey(book, language=language)
    return _Translator(survey).form(name)


def open_problems(body: Mapping[str, Any]) -> list[DefinitionProblem]:
    """What stands between the draft and its publication: words that are missing first of all."""
    return read_definition(body)[1]


class _Translator(Understanding):
    """Gives each node its field."""

    def form(self, name: str) -> Translation:
        settings = self.survey.settings
        title = settings.words("form_title", self.language)
        form_id = settings.get("form_id") or name
        fields = self.fields(self.survey.nodes)
        self.break_circles(fields)
        body: dict[str, Any] = {
            "language": LANGUAGE_VERSION,
            "code": code_of(form_id).replace("_", "-").strip("-"),
            "title": title or {self.language: form_id},
            "base_type": "other",
            "fields": fields,
            PROPERTY: {"sheets": self.survey.book, "language": self.survey.language, "name": name},
        } | self.own_of_form()
        if not any(True for _one in _questions(body["fields"])) and not self._has_refusal():
            self.findings.append(Finding(REFUSED, "nothing_to_show", "survey"))
        return Translation(
            body,
            self.findings,
            codes={node.row.number: node.code for node in self.survey.walk() if self.is_shown(node)},
            names={node.code: node.name for node in self.survey.walk()},
            choice_names=self.choice_names,
            made=frozenset(self.made),
            survey=self.survey,
        )

    def own_of_form(self) -> dict[str, Any]:
        """What a form of ours says of itself beyond its title and code."""
        own = self.own(self.survey.settings)
        title = own.get("title")
        if not isinstance(title, dict) or self.survey.settings.words("form_title", self.language) != {
            "en": title.get("en")
        }:
            own.pop("title", None)
        return {name: own[name] for name in ("base_type", "icon", "origin", "title") if name in own}

    def _has_refusal(self) -> bool:
        return any(finding.level == REFUSED for finding in self.findings)

    def fields(self, nodes: Iterable[Node]) -> list[dict[str, Any]]:
        found = []
        for node in nodes:
            if not self.is_shown(node):
                self._say_kept(node)
                continue
            one = self.field(node)
            if node.is_container and not one["fields"]:
                continue  # a group of what is only kept: its rows travel with the rest
            found.append(one)
            if node.kind.or_other:
                found.append(self.specify(node))
        return found

    def _say_kept(self, node: Node) -> None:
        kind, row = node.kind.name, node.row
        if kind == "calculate":
            self._say_not_computed(node)
        elif node.is_container and kind in types.SHOWN:
            for child in node.children:
                self._say_kept(child)
        elif kind in types.SHOWN and node.kind.list and len(self.survey.choices.get(node.kind.list, [])) > MAX_CHOICES:
            self.findings.append(kept("too_many_choices", row, "type", most=MAX_CHOICES))
        elif kind not in types.SHOWN:
            self.findings.append(kept("type_kept", row, "type"))
        elif "${" in node.kind.list:
            self.findings.append(kept("choices_of_answers", row, "type"))

    def _say_not_computed(self, node: Node) -> None:
        said = len(self.findings)
        if node.row.get("trigger"):
            self.findings.append(kept("trigger_kept", node.row, "trigger"))
            return
        part = self.understood(node, "calculation")
        if len(self.findings) == said:
            self.findings.append(kept("calculation_kept", node.row, "calculation", what=part.kind if part else "."))

    def field(self, node: Node) -> dict[str, Any]:
        row = node.row
        one: dict[str, Any] = {"code": node.code, "type": self.type_of(node), "label": self.label(node)}
        hint = row.words("hint", self.language)
        if hint:
            one["hint"] = hint
        self.show_if(node, one)
        if node.is_container:
            one["fields"] = self.fields(node.children)
            if node.kind.name == "repeat":
                self.ask_often(node, one)
        elif node.kind.name != "note":
            self.ask(node, one)
        if row.get("tuque"):
            self.add_own(node, one)
        return one

    def ask_often(self, node: Node, one: dict[str, Any]) -> None:
        """How often a repeat is asked: as often as a number or an answer says, or as one likes."""
        written = node.row.get("repeat_count")
        if one["type"] == "group":
            self.findings.append(kept("repeat_once", node.row, "type"))
            return
        number = repeats.constant_count(written)
        if number:
            one |= {"min": number, "max": number}
            return
        part = self.understood(node, "repeat_count") if written else None
        if part is not None and part.kind == "number" and isinstance(part.tree, dict):
            one["constraint"] = repeats.as_many_as(node.code, part.tree["field"])
            words = node.row.words("constraint_message", self.language)
            one["constraint_message"] = words or dict(repeats.AS_MANY)
        elif part is not None:
            self.findings.append(kept("repeat_count_kept", node.row, "repeat_count", what=part.kind))

    def break_circles(self, fields: list[dict[str, Any]]) -> None:
        by_code = {node.code: node for node in self.survey.walk()}
        for one, name in list(repeats.in_circles(fields)):
            column = repeats.DECIDING[name]
            del one[name]
            self.findings.append(kept(f"{column}_kept", by_code[one["code"]].row, column, what="sum()"))

    def add_own(self, node: Node, one: dict[str, Any]) -> None:
        """What our own column says, where the other cells still say what they said when it was written."""
        own = {name: value for name, value in self.own(node.row).items() if name in cells.OWN}
        kind = own.get("type")
        if isinstance(kind, str) and (kind in cells.TYPES and _fits(kind, one["type"], own)):
            one["type"] = kind
        own.pop("type", None)
        said = {"code": node.code, **one, **own}
        writer = self.writer()
        for name, value in own.items():
            written = cells.said_by(said, name, writer) if name in cells.SAID_BY else {}
            if any(node.row.get(column) != text for column, text in written.items()):
                continue
            if value is None:
                one.pop(name, None)
            else:
                one[name] = value

    def label(self, node: Node) -> dict[str, str]:
        words = node.row.words("label", self.language)
        if node.kind.name == "calculate" and not words:
            return {"en": node.name, "fr": node.name}
        return words

    def ask(self, node: Node, one: dict[str, Any]) -> None:
        row = node.row
        if one["type"] in {"choice", "many"}:
            one["choices"] = self.choices(node)
        if node.kind.name == "range":
            one |= {name: tidy(number) for name, number in self.limits(node).items()}
        if row.get("choice_filter"):
            self.parsed(node, "choice_filter")
            self.findings.append(kept("choice_filter_kept", row, "choice_filter"))
        if row.get("trigger"):
            self.findings.append(kept("trigger_kept", row, "trigger"))
        elif row.get("calculation"):
            self.calculated(node, one)
        if "calculated" not in one:
            self.required(node, one)
            self.constraint(node, one)
            self.default(node, one)

    def choices(self, node: Node) -> list[dict[str, Any]]:
        codes = self.codes_of(node.kind.list)
        seen: set[str] = set()
        found: list[dict[str, Any]] = []
        for row in self.survey.choices[node.kind.list]:
            code = codes[row.get("name")]
            if code not in seen:
                seen.add(code)
                own = {name: text for name, text in self.own(row).items() if name in {"standard", "icon"}}
                found.append({"code": code, "label": row.words("label", self.language), **own})
        if node.kind.or_other and OTHER_CODE not in seen:
            found.append({"code": OTHER_CODE, "label": dict(OTHER)})
        self.choice_names[node.code] = {code: name for name, code in codes.items()}
        return found

    def specify(self, node: Node) -> dict[str, Any]:
        """The text that “other” asks for, as `or_other` adds it."""
        code = fresh(f"{node.code[:50]}_other", self.taken)
        self.made.add(code)
        chosen = ["selected", {"field": node.code}, OTHER_CODE]
        return {"code": code, "type": "text", "label": dict(SPECIFY), "show_if": chosen}

    def show_if(self, node: Node, one: dict[str, Any]) -> None:
        written = node.row.get("relevant").lower()
        if written in YES | {""}:
            return
        if written in NO:
            one["show_if"] = False
            return
        part = self.understood(node, "relevant", truth=True)
        if part is not None:
            one["show_if"] = part.tree

    def required(self, node: Node, one: dict[str, Any]) -> None:
        written = node.row.get("required").lower()
        if written in YES:
            one["required"] = True
        elif written and written not in NO:
            part = self.understood(node, "required", truth=True)
            if part is not None:
                one["required_if"] = part.tree

    def constraint(self, node: Node, one: dict[str, Any]) -> None:
        if not node.row.get("constraint"):
            return
        part = self.understood(node, "constraint", truth=True)
        if part is None:
            return
        others = set(fields_of(part.tree)) - {node.code}
        one["constraint"] = meaning.certain(part) if others else part.tree
        one["constraint_message"] = node.row.words("constraint_message", self.language) or dict(NOT_ACCEPTED)

    def calculated(self, node: Node, one: dict[str, Any]) -> None:
        if self.own_calculation(node):
            return  # it is added with the rest of our own column
        part = self.understood(node, "calculation")
        if part is None:
            return
        if one["type"] not in CALCULABLE or (
            node.kind.name != "calculate" and VALUE_KINDS.get(one["type"]) != part.kind
        ):
            self.findings.append(kept("calculation_kept", node.row, "calculation", what=part.kind))
        else:
            one["calculated"] = part.tree

    def default(self, node: Node, one: dict[str, Any]) -> None:
        written = node.row.get("default")
        if not written:
            return
        value = self.literal(node, one, written)
        if value is None:
            self.findings.append(kept("default_kept", node.row, "default"))
        else:
            one["default"] = value

    def literal(self, node: Node, one: dict[str, Any], written: str) -> Any:
        """The value that `written` stands for, or None when it is computed or does not fit."""
        raw: Any = written
        if one["type"] in {"integer", "number"}:
            raw = number_in(written)
        elif one["type"] in {"choice", "many"}:
            codes = [self.codes_of(node.kind.list).get(word, word) for word in written.split()]
            raw = codes if one["type"] == "many" else self.codes_of(node.kind.list).get(written, written)
        elif one["type"] == "date":
            raw = written.removesuffix(" 00:00:00")
        elif one["type"] not in {"text", "note", "time"} or "${" in written or re.search(r"\w\(.*\)", written):
            return None
        probe = Field(
            code=node.code,
            type=one["type"],
            label=Words("", ""),
            choices=tuple(Choice(choice["code"], Words("", "")) for choice in one.get("choices", ())),
            min=one.get("min"),
            max=one.get("max"),
            step=one.get("step"),
        )
        try:
            return clean(probe, raw, Known())
        except AnswerProblem:
            return None


def _fits(kind: str, found: str, own: Mapping[str, Any]) -> bool:
    """Whether a field that its row shows as `found` may be of our own type `kind`."""
    written = cells.TYPES[kind]
    shown = types.SHOWN[types.kind_of(f"{written} x" if written.startswith("select") else written).name]
    return shown == found or own.get("calculated") is not None


def _questions(fields: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for one in fields:
        if one["type"] in repeats.HOLDING:
            yield from _questions(one["fields"])
        else:
            yield one
