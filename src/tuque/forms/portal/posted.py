"""What the portal's pages post, made into parts of a definition. Nothing here saves, and nothing typed is lost."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tuque.forms.language import expressions
from tuque.forms.portal import conditions, parts
from tuque.forms.portal.conditions import Asked, Calculation, Condition, Row
from tuque.forms.portal.kinds import Kind
from tuque.forms.posting import read_number

LANGUAGES = ("en", "fr")
MOST_ROWS = 40
CONDITIONS = ("show_if", "required_if", "constraint")
EXPRESSIONS = (*CONDITIONS, "calculated")
LIMITS = ("min", "max", "step")
# The properties that the page of a question writes; any other stays as it was.
WRITTEN = frozenset(
    {"label", "hint", "required", "choices", "list", "constraint_message", "fills", "timer", "folded", "default"}
) | {*LIMITS, *EXPRESSIONS}


@dataclass(frozen=True)
class ChoiceRow:
    """One line of the table of choices. `code` is empty for a new one."""

    number: int
    code: str = ""
    en: str = ""
    fr: str = ""
    standard: str = ""
    icon: str = ""
    removed: bool = False
    was: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.en or self.fr)


@dataclass
class FieldDraft:
    """The page of a question: its part so far, and what was typed in the pickers, good or not."""

    part: dict[str, Any]
    rows: dict[str, Condition] = field(default_factory=dict)
    calculation: Calculation = field(default_factory=Calculation)
    raw: dict[str, str] = field(default_factory=dict)  # expressions that are more than the pickers can say
    choices: list[ChoiceRow] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    required: str = "never"


def words_of(data: QueryDict, name: str) -> dict[str, str]:
    """The words in each language that has some."""
    given = {language: data.get(f"{name}_{language}", "").strip() for language in LANGUAGES}
    return {language: text for language, text in given.items() if text}


def head_of(data: QueryDict, former: Mapping[str, Any]) -> dict[str, Any]:
    """The title, and what a form is to reports."""
    head: dict[str, Any] = {"title": words_of(data, "title")}
    for name in parts.HEAD[1:]:
        text = data.get(name, former.get(name, ""))
        if text:
            head[name] = text.strip()[:80]
    return head


def field_draft(part: Mapping[str, Any], questions: Mapping[str, Asked]) -> FieldDraft:
    """The page of a question as it is kept."""
    draft = FieldDraft(part=dict(part), choices=choice_rows(part.get("choices") or []))
    for name in CONDITIONS:
        found = conditions.read(part.get(name), questions)
        draft.rows[name] = found or Condition()
        if found is None:
            draft.raw[name] = written(part[name])
    calculation = conditions.read_calculation(part.get("calculated"))
    draft.calculation = calculation or Calculation()
    if calculation is None:
        draft.raw["calculated"] = written(part["calculated"])
    draft.required = "always" if part.get("required") else "when" if part.get("required_if") is not None else "never"
    return draft


def read_field(data: QueryDict, kind: Kind, former: Mapping[str, Any], questions: Mapping[str, Asked]) -> FieldDraft:
    """The page of a question as it was posted. `errors` say what cannot be read, by the id of its place on the page."""
    kept = {name: value for name, value in former.items() if name not in WRITTEN}
    draft = FieldDraft(part={**kept, "type": kind.code})
    part = draft.part
    part["label"] = words_of(data, "label")
    for name in ("hint", "constraint_message"):
        if words := words_of(data, name):
            part[name] = words
    for name in LIMITS if kind.has_limits else ():
        _read_limit(draft, data, name)
    for name in ("timer", "folded"):
        if data.get(name):
            part[name] = True
    if not kind.is_silent:
        draft.required = data.get("required", "never")
        if draft.required == "always":
            part["required"] = True
        if data.get("fills"):
            part["fills"] = data["fills"][:40]
    for name in CONDITIONS:
        _read_condition(draft, data, name, questions)
    if kind.is_calculable:
        _read_calculation(draft, data, questions)
    if kind.has_choices:
        _read_choices(draft, data, former)
    if "default" in former:
        part["default"] = former["default"]
    return draft


def _read_limit(draft: FieldDraft, data: QueryDict, name: str) -> None:
    text = data.get(name, "").strip()
    number = read_number(text)
    if text and isinstance(number, str):
        draft.errors[name] = _("“%(given)s” is not a number.") % {"given": text[:40]}
    elif text:
        draft.part[name] = number


def _read_condition(draft: FieldDraft, data: QueryDict, name: str, questions: Mapping[str, Asked]) -> None:
    condition = rows_of(data, name)
    draft.rows[name] = condition
    used = name != "required_if" or draft.required == "when"
    raw = data.get(f"{name}-raw", "").strip()
    expression: Any = None
    try:
        expression = conditions.build(condition, questions)
    except conditions.Unreadable as wrong:
        draft.errors[name] = _unreadable(str(wrong))
    if expression is None and raw and name not in draft.errors:
        draft.raw[name] = raw
        expression = _read_raw(draft, raw, name)
    if used and expression is not None:
        draft.part[name] = expression
    if name == "constraint" and expression is None:
        draft.part.pop("constraint_message", None)


def _read_calculation(draft: FieldDraft, data: QueryDict, questions: Mapping[str, Asked]) -> None:
    operands = tuple(
        text
        for number in range(count_of(data, "calculated"))
        if (text := data.get(f"calculated-{number}-field") or data.get(f"calculated-{number}-value", "").strip())
    )
    draft.calculation = Calculation(data.get("calculated-operation", "+"), operands)
    expression: Any = None
    try:
        if draft.calculation.operation in conditions.OPERATIONS:
            expression = conditions.build_calculation(draft.calculation, questions)
    except conditions.Unreadable as wrong:
        draft.errors["calculated"] = _unreadable(str(wrong))
    raw = data.get("calculated-raw", "").strip()
    if expression is None and raw and "calculated" not in draft.errors:
        draft.raw["calculated"] = raw
        expression = _read_raw(draft, raw, "calculated")
    if expression is not None:
        draft.part["calculated"] = expression


def _unreadable(given: str) -> str:
    if not given.strip():
        return _("Write what to compare with, or take the line away.")
    return _("“%(given)s” does not fit this question. Choose one of its answers, or write a number.") % {
        "given": given[:60]
    }


def _read_raw(draft: FieldDraft, raw: str, name: str) -> Any:
    try:
        expression = json.loads(raw)
        faults = list(expressions.faults(expression, path=name))
    except (ValueError, RecursionError):
        faults = [(name, "", {})]
        expression = None
    if faults:
        draft.errors[name] = _("This expression cannot be read. Take it away, or use the lines above.")
        return None
    return expression


def written(expression: Any) -> str:
    return json.dumps(expression, ensure_ascii=False)


def rows_of(data: QueryDict, name: str) -> Condition:
    """The lines of a condition as they were typed, without the empty ones."""
    found = []
    for number in range(count_of(data, name)):
        where = f"{name}-{number}"
        if data.get(f"{where}-field"):
            value = data.get(f"{where}-value", "")
            found.append(Row(str(data[f"{where}-field"]), data.get(f"{where}-comparison", "is"), value.strip()))
    return Condition(conditions.ANY if data.get(f"{name}-joined") == conditions.ANY else conditions.ALL, tuple(found))


def count_of(data: QueryDict, name: str) -> int:
    text = data.get(f"{name}-count", "0")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else 0


# Choices


def choice_rows(choices: Sequence[Any]) -> list[ChoiceRow]:
    rows = []
    for number, one in enumerate(choices):
        label = one.get("label") if isinstance(one, dict) else None
        words = label if isinstance(label, dict) else {}
        if isinstance(one, dict):
            row = ChoiceRow(number, str(one.get("code", "")), str(words.get("en", "")), str(words.get("fr", "")))
            standard, icon = str(one.get("standard", "")), str(one.get("icon", ""))
            rows.append(replace(row, standard=standard, icon=icon, was=parts.seen(one)))
    return rows


def read_choice_rows(data: QueryDict) -> list[ChoiceRow]:
    rows = []
    for number in range(
        min(int(data.get("choices-count") or 0) if (data.get("choices-count") or "0").isdigit() else 0, 600)
    ):
        where = f"choice-{number}"
        text = {
            name: data.get(f"{where}-{name}", "").strip()[:600]
            for name in ("code", "en", "fr", "standard", "icon", "was")
        }
        rows.append(ChoiceRow(number, removed=bool(data.get(f"{where}-removed")), **text))
    return rows


def choice_part(row: ChoiceRow, code: str) -> dict[str, Any]:
    part: dict[str, Any] = {"code": code, "label": {}}
    part["label"] = {language: text for language, text in (("en", row.en), ("fr", row.fr)) if text}
    return part | {name: value for name, value in (("standard", row.standard), ("icon", row.icon)) if value}


def coded(rows: Sequence[ChoiceRow], taken: set[str]) -> list[tuple[ChoiceRow, str]]:
    """Each row that says something with its code; new ones get one made from their words."""
    codes = {row.code for row in rows if row.code} | taken
    found = []
    for row in rows:
        if row.is_empty and not row.code:
            continue
        code = row.code or parts.code_from(row.en or row.fr, taken=codes, fallback="choice")
        codes.add(code)
        found.append((row, code))
    return found


def _read_choices(draft: FieldDraft, data: QueryDict, former: Mapping[str, Any]) -> None:
    draft.choices = read_choice_rows(data)
    if data.get("list"):
        draft.part["list"] = data["list"][:60]
        return
    found = [choice_part(row, code) for row, code in coded(draft.choices, set()) if not row.removed]
    draft.part["choices"] = found


def moved(rows: list[ChoiceRow], command: str) -> list[ChoiceRow]:
    """The rows after a press on one of their arrows: `3:up`, `3:down`."""
    number, _colon, direction = command.partition(":")
    if number.isdigit() and int(number) < len(rows):
        place = int(number)
        rows.insert(max(0, min(len(rows) - 1, place + (-1 if direction == "up" else 1))), rows.pop(place))
    return [replace(row, number=place) for place, row in enumerate(rows)]
