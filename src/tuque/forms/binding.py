"""A form with its answers and errors, ready to be drawn: each type as plain HTML that works without JavaScript."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuque.core.clock import now
from tuque.core.folding import fold
from tuque.forms import posting, wording
from tuque.forms.language import AnswerProblem, Choice, Field, Form, Words, row_path
from tuque.forms.language.definition import FILED
from tuque.forms.language.parts import Part
from tuque.forms.language.values import MAX_COUNT, MAX_NAME, MAX_NOTE, MAX_ROWS, MAX_TEXT

NEW_ROW = "NEW-ROW"  # stands for the mark of a row that is not there yet


@dataclass(frozen=True)
class Option:
    """One thing offered in a list: its stored value and what the reader sees."""

    value: str
    label: str
    icon: str = ""


@dataclass(frozen=True)
class Offers:
    """What a page offers besides the form's own choices, given by the rooms that own them.

    `find_people(words)` answers those whose consent is in force; `name_person(id)` the name of one of them, or None.
    `kept`: the marks of the files that the record has.
    """

    workers: Sequence[Option] = ()
    find_people: Callable[[str], Sequence[Option]] | None = None
    name_person: Callable[[str], Option | None] | None = None
    kept: Collection[str] = ()


class DrawnPart(Protocol):
    """The part of a long form that is on the page (see `forms.paging`)."""

    part: Part

    @property
    def codes(self) -> frozenset[str]: ...
    @property
    def given(self) -> dict[str, Any]: ...
    @property
    def is_one_of_several(self) -> bool: ...
    def number_of(self, code: str) -> int: ...


@dataclass(frozen=True)
class BoundForm:
    form: Form
    answers: Mapping[str, Any]
    errors: Mapping[str, AnswerProblem]
    offers: Offers
    zone: ZoneInfo
    searched: Mapping[str, str] = field(default_factory=dict)
    started_at: datetime | None = None
    page: "DrawnPart | None" = None

    @property
    def fields(self) -> list["BoundField"]:
        """Those of the page: a long form is drawn part by part."""
        return [BoundField(self, one) for one in (self.page.part.fields if self.page else self.form.fields)]

    @property
    def title(self) -> str:
        return self.form.title.in_language(get_language())

    @property
    def wrong(self) -> list["BoundField"]:
        """The fields to mend, in the order of the form."""
        fields = [BoundField(self, one) for one in self.form.fields]
        return [one for one in _flat(fields) if one.name in self.errors]

    @property
    def takes_files(self) -> bool:
        return any(one.type in FILED for one in self.form.walk())

    @property
    def asks_place(self) -> bool:
        return any(one.type == "place" for one in self.form.walk())

    @property
    def page_props(self) -> dict[str, object]:
        """The rules, and how far the organization's clock is from UTC now, in seconds: the browser's own table may be old."""
        offset = now().astimezone(self.zone).utcoffset() or timedelta()
        return {**self.props, "utcOffset": int(offset.total_seconds())}

    @property
    def props(self) -> dict[str, object]:
        """What the island `form` needs: the rules, not the words. Of a part: its own, and what decides about them."""
        decided = self.page.codes if self.page else self.form.parents
        given = {"given": self.page.given} if self.page and self.page.is_one_of_several else {}
        return given | {
            "zone": str(self.zone),
            "order": [code for code in self.form.order if code in decided],
            "fields": [
                {
                    "code": one.code,
                    "type": one.type,
                    "parents": list(self.form.parents[one.code]),
                    "required": one.required,
                    "showIf": one.show_if,
                    "requiredIf": one.required_if,
                    "calculated": one.calculated,
                    "constraint": one.constraint,
                    "min": one.min,
                    "max": one.max,
                    "step": one.step,
                    "choices": [] if one.is_searched else [choice.code for choice in one.choices],
                }
                for one in self.form.walk()
                if one.code in decided
            ],
        }


@dataclass(frozen=True)
class BoundField:
    owner: BoundForm
    field: Field
    path: str = ""  # of the row that it belongs to
    given: Mapping[str, Any] | None = None  # the answers of that row; the page's when None

    @property
    def template(self) -> str:
        return f"forms/fields/{self.field.type}.html"

    @property
    def name(self) -> str:
        return f"{self.path}{self.field.code}"

    @property
    def id(self) -> str:
        return f"field-{self.name}"

    @property
    def elsewhere(self) -> int | None:
        """The number of the part that it is in, when that is another than the one on the page."""
        page, code = self.owner.page, self.name.partition(".")[0]
        return page.number_of(code) if page and code not in page.part.codes else None

    @property
    def focus_id(self) -> str:
        """The id of the element that an error in the summary leads to."""
        if self.field.type == "place":
            return f"{self.name}-text"
        if self.field.type == "repeat":
            return f"{self.id}-add"
        choices = self.workers if self.field.type == "workers" else [] if self.field.is_searched else self.choices
        return choices[0].id if choices else self.id

    @property
    def label(self) -> str:
        return self.field.label.in_language(get_language())

    @property
    def full_label(self) -> str:
        """The label where the row is not in sight: "Person 2: Age"."""
        repeat, _dot, rest = self.path.partition(".")
        holder = self.owner.form.find_field(repeat) if rest else None
        if holder is None:
            return self.label
        row = (holder.each or holder.label).in_language(get_language())
        named = {"row": row, "number": int(rest.rstrip(".")) + 1, "label": self.label}
        return _("%(row)s %(number)s: %(label)s") % named

    @property
    def hint(self) -> str:
        return self.field.hint.in_language(get_language()) if isinstance(self.field.hint, Words) else ""

    @property
    def error(self) -> str:
        problem = self.owner.errors.get(self.name)
        return wording.answer_message(problem, field=self.field) if problem else ""

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-hint" if self.hint else "", f"{self.id}-error" if self.error else ""]
        return " ".join(part for part in parts if part)

    @property
    def is_optional(self) -> bool:
        return not self.field.required and self.field.required_if is None and not self.is_calculated

    @property
    def is_calculated(self) -> bool:
        return self.field.calculated is not None

    @cached_property
    def value(self) -> Any:
        """The answer as given, or the form's default; None when there is none."""
        return (self.owner.answers if self.given is None else self.given).get(self.field.code)

    @property
    def text(self) -> str:
        """The value as an input wants it."""
        value = self.value
        if value is None:
            return ""
        if self.field.type == "datetime":
            return posting.shown_datetime(value, self.owner.zone)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    @property
    def truth(self) -> str:
        return {True: "yes", False: "no"}.get(self.value, "") if isinstance(self.value, bool) else ""

    @property
    def choices(self) -> list["BoundChoice"]:
        return [self._bound(choice) for choice in self.field.choices]

    @property
    def chosen(self) -> list["BoundChoice"]:
        """Of a long list, only what is chosen already."""
        given = self.value if isinstance(self.value, list) else [self.value]
        found = [choice for code in given if isinstance(code, str) and (choice := self.field.choice(code))]
        return [self._bound(choice) for choice in found]

    @property
    def found_choices(self) -> list["BoundChoice"]:
        """What the words looked for bring up, when the page was sent to look."""
        if not self.searched:
            return []
        given = {choice.value for choice in self.chosen}
        found = find_choices(self.field, self.searched, language=get_language())
        return [self._bound(choice) for choice in found if choice.code not in given]

    @property
    def version(self) -> str:
        return self.owner.form.version

    def _bound(self, choice: Choice) -> "BoundChoice":
        return BoundChoice(self, choice.code, choice.label.in_language(get_language()), choice.icon)

    @property
    def workers(self) -> list["BoundChoice"]:
        return [BoundChoice(self, option.value, option.label, option.icon) for option in self.owner.offers.workers]

    @property
    def place(self) -> dict[str, Any]:
        """What is known of a place, each part there or empty."""
        value = self.value if isinstance(self.value, dict) else {}
        return {part: value.get(part, "") for part in posting.PLACE_PARTS}

    @property
    def signed(self) -> str:
        """The name that was typed in place of a drawing."""
        return str(self.value.get("name", "")) if isinstance(self.value, dict) else ""

    @property
    def mark(self) -> str:
        """The mark of the file that the answer names."""
        return str(self.value.get("file", "") if isinstance(self.value, dict) else self.value or "")

    @property
    def has_file(self) -> bool:
        """Whether the record has the file that the answer names."""
        return bool(self.mark) and self.mark in self.owner.offers.kept

    @property
    def lost_file(self) -> bool:
        """Whether a file came that a page which is drawn again could not hold."""
        return bool(self.mark) and not self.has_file

    @property
    def person(self) -> Option | None:
        """The person chosen before, when their name may still be shown."""
        name = self.owner.offers.name_person
        return name(str(self.value)) if name and self.value else None

    @property
    def searched(self) -> str:
        return self.owner.searched.get(self.name, "")

    @property
    def found_people(self) -> Sequence[Option]:
        find = self.owner.offers.find_people
        return find(self.searched) if find and self.searched else ()

    @property
    def can_find_people(self) -> bool:
        return self.owner.offers.find_people is not None

    @property
    def started_at(self) -> datetime | None:
        return self.owner.started_at

    @property
    def fields(self) -> list["BoundField"]:
        return [BoundField(self.owner, one, self.path, self.given) for one in self.field.fields]

    @property
    def rows(self) -> list["BoundRow"]:
        """The rows of a repeat: those given, or as many empty ones as a fresh page must have."""
        rows = self.value if isinstance(self.value, list) else []
        return [BoundRow(self, str(place), row) for place, row in enumerate(rows) if isinstance(row, dict)]

    @property
    def new_row(self) -> "BoundRow":
        """What “add another” adds, with the defaults; the island gives it a mark of its own."""
        return BoundRow(self, NEW_ROW, _defaults(self.field.fields))

    @property
    def row_name(self) -> str:
        """What one row is called."""
        return (self.field.each or self.field.label).in_language(get_language())

    @property
    def most_rows(self) -> int:
        return int(self.field.max or MAX_ROWS)

    @property
    def is_open(self) -> bool:
        """A folded group opens by itself on what is wrong, or on what was already answered."""
        return any(
            one.error or one.searched or one.rows or one.value not in (None, one.field.default) for one in self.fields
        )

    @property
    def min(self) -> str:
        return _plain(self.field.min)

    @property
    def max(self) -> str:
        return _plain(self.field.max)

    @property
    def step(self) -> str:
        return _plain(self.field.step) or ("any" if self.field.type == "number" else "1")

    @property
    def longest(self) -> int:
        if self.field.type == "signature":
            return MAX_NAME
        most = MAX_NOTE if self.field.type == "note" else MAX_TEXT
        return int(min(self.field.max or most, most))

    @property
    def most_of_each(self) -> int:
        return int(min(self.field.max or MAX_COUNT, MAX_COUNT))


@dataclass(frozen=True)
class BoundRow:
    """One row of a repeat. `mark` tells it from the others while the page is open."""

    owner: BoundField
    mark: str
    answers: Mapping[str, Any]

    @property
    def fields(self) -> list[BoundField]:
        path = row_path(self.owner.field.code, self.mark)
        return [BoundField(self.owner.owner, one, path, self.answers) for one in self.owner.field.fields]

    @property
    def id(self) -> str:
        return f"{self.owner.id}-row-{self.mark}"

    @property
    def label(self) -> str:
        """ "Person 2"; a new one is counted by the island."""
        number = "" if self.mark == NEW_ROW else str(int(self.mark) + 1)
        return f"{self.owner.row_name} {number}".strip()


@dataclass(frozen=True)
class BoundChoice:
    owner: BoundField
    value: str
    label: str
    icon: str = ""

    @property
    def id(self) -> str:
        return f"{self.owner.id}-{self.value}"

    @property
    def name(self) -> str:
        """The name of this choice's own counter."""
        return f"{self.owner.name}.{self.value}"

    @property
    def is_chosen(self) -> bool:
        given = self.owner.value
        return self.value in given if isinstance(given, list) else given == self.value

    @property
    def count(self) -> str:
        given = self.owner.value
        return str(given.get(self.value, "") if isinstance(given, dict) else "")


def bind(
    form: Form,
    *,
    zone: ZoneInfo,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, AnswerProblem] | None = None,
    offers: Offers | None = None,
    searched: Mapping[str, str] | None = None,
    started_at: datetime | None = None,
    page: DrawnPart | None = None,
) -> BoundForm:
    """`form` ready to be drawn. Without `answers` it is a fresh page, and shows the form's defaults.

    `started_at` is when a running timer began; `searched` the words that were looked for in person fields;
    `page` the part to draw, when it is not all of it.
    """
    given = answers if answers is not None else defaults_of(form)
    return BoundForm(
        form=form,
        answers=given,
        errors=errors or {},
        offers=offers or Offers(),
        zone=zone,
        searched=searched or {},
        started_at=started_at,
        page=page,
    )


MOST_FOUND = 20


def find_choices(field: Field, words: str, *, language: str | None) -> list[Choice]:
    """The choices of a long list whose words have each of `words`, those that begin with them first; at most twenty."""
    wanted = fold(words).split()
    if not wanted:
        return []
    starting: list[Choice] = []
    holding: list[Choice] = []
    for choice, said in zip(field.choices, field.folded_labels(language), strict=True):
        if not all(word in said for word in wanted):
            continue
        (starting if said.startswith(wanted[0]) else holding).append(choice)
        if len(starting) >= MOST_FOUND:
            break
    return [*starting, *holding][:MOST_FOUND]


def defaults_of(form: Form) -> dict[str, Any]:
    """What a fresh page offers: the defaults, and the rows that a repeat must have at least."""
    return _defaults(form.fields)


def _defaults(fields: Sequence[Field]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields:
        if one.type == "repeat":
            rows = max(int(one.min or 0), 1 if one.required else 0)
            found |= {one.code: [_defaults(one.fields) for _ in range(rows)]} if rows else {}
        elif one.type == "group":
            found |= _defaults(one.fields)
        elif one.default is not None:
            found[one.code] = one.default
    return found


def _flat(fields: Sequence[BoundField]) -> Iterator[BoundField]:
    for one in fields:
        yield one
        yield from _flat(one.fields if one.field.type != "repeat" else [two for row in one.rows for two in row.fields])


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
