"""A long form on the page, part by part. Without a script too: each part is a page, which carries the answers of the others.

`_part` is the part that was drawn, `_to` the one that is asked for, `_carried` the answers of the others as JSON, `_drawn` the
parts that were drawn before: the defaults of the rest are offered when they are.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from tuque.forms.binding import defaults_of
from tuque.forms.language import Form, check_answers
from tuque.forms.language.parts import Part, parts_of, reading

MOST_CARRIED = 4_000_000  # characters
NEXT, BACK = "next", "back"


class Pages:
    """The parts of `form`, and what a page that was sent says about them."""

    def __init__(self, form: Form, data: QueryDict) -> None:
        self.form = form
        self.data = data

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.form)

    def whole(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """`answers`, read from the page, with those of the other parts; of a part that was never drawn, what it offers."""
        if "_carried" not in self.data:
            return dict(answers)
        drawn = self._drawn() | {self._number("_part")}
        new = {code for number, part in enumerate(self.parts) if number not in drawn for code in part.codes}
        offered = {code: value for code, value in defaults_of(self.form).items() if code in new}
        return {**offered, **self._carried(), **answers}

    def draw(self, answers: Mapping[str, Any], wrong: Iterable[str] = ()) -> "Page":
        """The part with the first of what is `wrong`; else the one that was asked for."""
        return Page(self, self._wanted(answers, wrong), answers)

    def _wanted(self, answers: Mapping[str, Any], wrong: Iterable[str]) -> int:
        named = {path.partition(".")[0] for path in wrong}
        found = next((number for number, part in enumerate(self.parts) if named & part.codes), None)
        if found is not None:
            return found
        wanted = self.data.get("_to", "")
        if wanted not in {NEXT, BACK}:
            return self._number("_to" if wanted else "_part")
        step = 1 if wanted == NEXT else -1
        number, last = self._number("_part") + step, len(self.parts) - 1
        shown = check_answers(self.form, answers).shown
        while 0 < number < last and not shown & self.parts[number].codes:
            number += step  # nothing is asked there
        return max(0, min(number, last))

    def _carried(self) -> dict[str, Any]:
        """Whoever sends others could as well have typed them."""
        text = self.data.get("_carried", "")
        if len(text) > MOST_CARRIED:
            return {}
        try:
            given = json.loads(text)
        except (ValueError, RecursionError):
            return {}
        asked = self.form.page.asked
        return {code: value for code, value in given.items() if code in asked} if isinstance(given, dict) else {}

    def _number(self, name: str) -> int:
        found = _whole(self.data.get(name, ""))
        return min(found or 0, len(self.parts) - 1)

    def _drawn(self) -> set[int]:
        found = (_whole(text) for text in self.data.get("_drawn", "").split(","))
        return {number for number in found if number is not None}


class Page:
    """One part as it is drawn."""

    def __init__(self, pages: Pages, number: int, answers: Mapping[str, Any]) -> None:
        self._pages = pages
        self._answers = answers
        self.index = number
        self.part = pages.parts[number]

    @property
    def is_one_of_several(self) -> bool:
        return len(self._pages.parts) > 1

    @property
    def number(self) -> int:
        return self.index + 1

    @property
    def count(self) -> int:
        return len(self._pages.parts)

    @property
    def titles(self) -> list[str]:
        return [part.title.in_language(get_language()) for part in self._pages.parts]

    @property
    def carried(self) -> str:
        """The answers of the other parts."""
        others = {code: value for code, value in self._answers.items() if code not in self.part.codes}
        return json.dumps(others, ensure_ascii=False, separators=(",", ":"))

    @property
    def drawn(self) -> str:
        """This part, and those drawn before it was."""
        before = self._pages._drawn() | ({self._pages._number("_part")} if "_part" in self._pages.data else set())
        return ",".join(map(str, sorted(before | {self.index})))

    @cached_property
    def codes(self) -> frozenset[str]:
        """What is on the page, and what decides about it."""
        return reading(self._pages.form, self.part.codes)

    @property
    def given(self) -> dict[str, Any]:
        """The answers elsewhere that decide about what is on the page."""
        wanted = self.codes - self.part.codes
        return {code: value for code, value in self._answers.items() if code in wanted}

    def number_of(self, code: str) -> int:
        """The part that holds the field `code`."""
        return next((number for number, part in enumerate(self._pages.parts) if code in part.codes), 0)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
