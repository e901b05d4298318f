"""What a form is made of, once read and found good."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tuque.core.folding import fold
from tuque.forms.language.expressions import Expression, Value

LANGUAGE_VERSION = 1

TYPES = frozenset(
    {
        "text",
        "note",
        "number",
        "integer",
        "choice",
        "many",
        "date",
        "time",
        "datetime",
        "duration",
        "place",
        "photo",
        "signature",
        "audio",
        "people",
        "workers",
        "items",
        "person",
        "yes_no",
        "heading",
        "info",
        "group",
        "repeat",
    }
)
HOLDING = frozenset({"group", "repeat"})  # they hold other fields
SILENT = frozenset({"heading", "info", "group"})  # they ask nothing
NAMING = frozenset({"workers", "place", "person"})  # they name what has an id
CHOOSING = frozenset({"choice", "many", "people", "items"})  # they need choices
SEARCHED = frozenset({"choice", "many"})  # with a long list, they are looked up in place of being shown
LONG_LIST = 60  # choices; past these, a list is searched
FILED = frozenset({"photo", "signature", "audio"})  # files travel beside the answer
COUNTED = frozenset({"many", "people", "items", "photo", "workers", "repeat"})  # min and max are counts
MEASURED = frozenset({"number", "integer", "duration"})  # min and max are values
LIMITED = COUNTED | MEASURED | {"text", "note"}  # min and max mean something
CALCULABLE = frozenset({"text", "number", "integer", "duration", "yes_no", "choice", "date", "time", "datetime"})

# The standard columns of an interaction that an answer may feed, and the field types that fit each.
INSTANT = frozenset({"datetime"})
FILLS: dict[str, frozenset[str]] = {
    "outcome": frozenset({"choice"}),
    "request_source": frozenset({"choice"}),
    "origin": frozenset({"choice"}),
    "base_type": frozenset({"choice"}),
    "dispatched_as": frozenset({"choice"}),
    "actions": frozenset({"many"}),
    "follow_up": frozenset({"yes_no"}),
    "emergency_services": frozenset({"many"}),
    "emergency_reason": frozenset({"choice"}),
    "note": frozenset({"note", "text"}),
    "people": frozenset({"people"}),
    "person": frozenset({"person"}),
    "workers": frozenset({"workers"}),
    "items": frozenset({"items"}),
    "items_received": frozenset({"items"}),
    "photos": frozenset({"photo"}),
    "place": frozenset({"place"}),
    "to_place": frozenset({"place"}),
    "occurred_at": INSTANT,
    "received_at": INSTANT,
    "assigned_at": INSTANT,
    "en_route_at": INSTANT,
    "on_scene_at": INSTANT,
    "cleared_at": INSTANT,
    "duration": frozenset({"duration"}),
    "reminder": frozenset({"duration"}),
}


@dataclass(frozen=True)
class Words:
    """The same words in both languages."""

    en: str
    fr: str

    def in_language(self, language: str | None) -> str:
        return self.fr if (language or "").startswith("fr") else self.en


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen. `standard` is the code it stands for in the standard column, when another."""

    code: str
    label: Words
    standard: str = ""
    icon: str = ""

    @property
    def standard_code(self) -> str:
        return self.standard or self.code


@dataclass(frozen=True)
class Field:
    """One question, heading or group. `min`, `max`: of the value, of its length, or of its count, by type."""

    code: str
    type: str
    label: Words
    hint: Words | None = None
    required: bool = False
    min: float | None = None
    max: float | None = None
    step: float | None = None
    choices: tuple[Choice, ...] = ()
    show_if: Expression = None
    required_if: Expression = None
    calculated: Expression = None
    constraint: Expression = None
    constraint_message: Words | None = None
    default: Value = None
    fills: str = ""
    timer: bool = False
    folded: bool = False
    each: Words | None = None  # of a repeat: what one row is called
    fields: tuple["Field", ...] = ()

    @property
    def is_silent(self) -> bool:
        return self.type in SILENT

    @cached_property
    def _folded(self) -> dict[str | None, tuple[str, ...]]:
        return {}

    def folded_labels(self, language: str | None) -> tuple[str, ...]:
        """What is searched when someone types, choice by choice. Folded once: a long list is searched at each letter."""
        if language not in self._folded:
            self._folded[language] = tuple(fold(choice.label.in_language(language)) for choice in self.choices)
        return self._folded[language]

    @property
    def is_searched(self) -> bool:
        """Whether its choices are too many to show: they are found by a few letters."""
        return self.type in SEARCHED and len(self.choices) > LONG_LIST

    def choice(self, code: object) -> Choice | None:
        return self._by_choice.get(code)

    @cached_property
    def _by_choice(self) -> dict[object, Choice]:
        return {choice.code: choice for choice in reversed(self.choices)}


Steps = tuple[tuple[Field, tuple[Expression, ...]], ...]


@dataclass(frozen=True)
class Level:
    """The questions that are answered together: those of the page, or those of one row of a repeat.

    `steps`: each after those it depends on, with every condition under which it is shown: its groups' and its own.
    `demanding`: those that may be required, or whose value must meet a condition.
    """

    questions: tuple[Field, ...]
    steps: Steps
    demanding: tuple[Field, ...]

    @cached_property
    def asked(self) -> frozenset[str]:
        """The codes of the questions."""
        return frozenset(one.code for one in self.questions)


@dataclass(frozen=True)
class Form:
    """A form that was read and found good. `order`: the codes so that each comes after those it depends on."""

    code: str
    title: Words
    base_type: str
    icon: str
    origin: str
    fields: tuple[Field, ...]
    order: tuple[str, ...]
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)  # code -> its groups, the outermost first
    version: str = ""  # the id under which it was published; a draft has none

    def walk(self) -> Iterator[Field]:
        """Every field, groups before what they hold, in the order of the page."""
        return iter(self._by_code.values())

    def questions(self) -> Iterator[Field]:
        """The questions of the page; a repeat is one of them, and what its rows ask is not."""
        return iter(self.page.questions)

    def find_field(self, code: str) -> Field | None:
        return self._by_code.get(code)

    def filling(self, column: str) -> Field | None:
        """The field whose answer feeds the standard column `column`."""
        return self._filling.get(column)

    # A form is read once and answered thousands of times: what is looked up is kept.
    @cached_property
    def _by_code(self) -> dict[str, Field]:
        return {one.code: one for one in _walk(self.fields)}

    @property
    def asked(self) -> frozenset[str]:
        """The codes of the questions of the page."""
        return self.page.asked

    @cached_property
    def page(self) -> Level:
        return self._level("")

    @cached_property
    def rows(self) -> dict[str, Level]:
        """Code of a repeat -> what each of its rows asks."""
        return {one.code: self._level(one.code) for one in self.walk() if one.type == "repeat"}

    def repeat_of(self, code: str) -> str:
        """The code of the repeat that holds the field `code`; empty on the page itself."""
        return next((name for name in self.parents[code] if self._by_code[name].type == "repeat"), "")

    def _level(self, repeat: str) -> Level:
        held = {code for code in self._by_code if self.repeat_of(code) == repeat}
        questions = tuple(one for one in self.walk() if one.code in held and not one.is_silent)
        return Level(
            questions=questions,
            steps=tuple(
                (self._by_code[code], tuple(self._conditions(code, repeat))) for code in self.order if code in held
            ),
            demanding=tuple(
                one for one in questions if one.required or one.required_if is not None or one.constraint is not None
            ),
        )

    def _conditions(self, code: str, repeat: str) -> Iterator[Expression]:
        above = self.parents[code]
        for name in (*(above[above.index(repeat) + 1 :] if repeat else above), code):
            condition = self._by_code[name].show_if
            if condition is not None:
                yield condition

    @cached_property
    def feeding(self) -> tuple[Field, ...]:
        """The questions whose answers feed standard columns."""
        return tuple(one for one in self.page.questions if one.fills)

    @cached_property
    def _filling(self) -> dict[str, Field]:
        return {one.fills: one for one in reversed(tuple(self.walk())) if one.fills}


def _walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from _walk(one.fields)
