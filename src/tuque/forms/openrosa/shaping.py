"""The questions of a form in types that an XForm has. What a client cannot ask is left out, or keeps the form from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tuque.forms.language.expressions import Expression, fields_of
from tuque.forms.language.values import MAX_COUNT, MAX_MINUTES, MAX_NOTE, MAX_TEXT
from tuque.forms.openrosa.expressions import NO, YES, count_code, said_again
from tuque.forms.xlsform import cells
from tuque.forms.xlsform.repeats import counted_by
from tuque.forms.xlsform.xpath_writing import Unwritable, Writer

Raw = dict[str, Any]
ENDED = "_ended"  # when the client finished; no code of ours begins so
COUNTS = frozenset({"people", "items"})
LEFT_OUT = frozenset({"workers", "person"})  # names of people are not put on a device
TRUTHS = (
    {"code": YES, "label": {"en": "Yes", "fr": "Oui"}},
    {"code": NO, "label": {"en": "No", "fr": "Non"}},
)
HOW_MANY = {"en": "How many?", "fr": "Combien?"}
OUT_OF_BOUNDS = {
    "en": "From %(min)s to %(max)s.",
    "fr": "De %(min)s à %(max)s.",
}
OF_ROWS = frozenset({"sum", "min", "max"})
DECIDING = ("show_if", "required_if", "constraint")


@dataclass
class Shaped:
    """`fields` in types that an XForm has. `left_out`: codes of the questions that the client does not ask.
    `unaskable`: codes of those without which the form cannot be offered to one, or of whose conditions it cannot judge."""

    fields: list[Raw] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    unaskable: list[str] = field(default_factory=list)


def shape(body: Mapping[str, Any]) -> Shaped:
    """`body`: a published form, its code lists under `lists`."""
    return _Shaping(body).run()


class _Shaping:
    def __init__(self, body: Mapping[str, Any]) -> None:
        self.raw: list[Raw] = body["fields"]
        self.lists: Mapping[str, Any] = body.get("lists", {})
        everything = list(cells.walk(self.raw))
        self.counted = {
            one["code"]: [choice["code"] for choice in self.choices(one)] for one in everything if one["type"] in COUNTS
        }
        self.truths = frozenset(one["code"] for one in everything if one["type"] == "yes_no")
        self.row_of: dict[str, str] = {
            inner["code"]: one["code"]
            for one in everything
            if one["type"] == "repeat"
            for inner in cells.walk(one["fields"])
        }
        self.repeats = frozenset(one["code"] for one in everything if one["type"] == "repeat")
        self.done = Shaped(left_out={one["code"] for one in everything if one["type"] in LEFT_OUT})

    def run(self) -> Shaped:
        self.done.fields = list(self.shaped(self.raw))
        names = {
            one["code"]: {choice["code"]: choice["code"] for choice in one["choices"]}
            for one in cells.walk(self.done.fields)
            if one["type"] in {"choice", "many"}
        }
        for one in list(cells.walk(self.done.fields)):
            self.judge(one, names)
        return self.done

    def choices(self, one: Raw) -> list[Raw]:
        found: list[Raw] = one.get("choices") or self.lists.get(str(one.get("list")), [])
        return found

    def shaped(self, fields: Iterable[Raw]) -> Iterator[Raw]:
        for one in fields:
            if one["type"] in LEFT_OUT:
                if one.get("required") or one.get("required_if") is not None:
                    self.done.unaskable.append(one["code"])
                continue
            yield from self.as_xform(self.with_conditions(one))

    def as_xform(self, one: Raw) -> Iterator[Raw]:
        kind = one["type"]
        if kind in {"group", "repeat"}:
            inner = list(self.shaped(one.get("fields", [])))
            # How many rows there may be is judged here, unless another question says how many there are.
            kept = (
                one if counted_by(one) else _without(one, "required", "required_if", "constraint", "constraint_message")
            )
            if inner:
                yield {**(kept if kind == "repeat" else one), "fields": inner}
        elif kind in COUNTS:
            yield from self.counts(one)
        elif kind == "yes_no":
            default = one.get("default")
            answer = {} if default is None else {"default": YES if default is True else NO}
            yield {**_without(one, "default"), "type": "choice", "choices": list(TRUTHS), **answer}
        elif kind in {"choice", "many"}:
            yield {**_without(one, "list"), "choices": self.choices(one)}
        else:
            yield one
        # The limits of a value travel as a constraint, which the client judges.

    def counts(self, one: Raw) -> Iterator[Raw]:
        """Which ones, then how many of each: two short steps under a thumb."""
        if (one.get("min") or 0) > 1:
            self.done.unaskable.append(one["code"])
        offered = one.get("default") or {}
        chosen = {"default": list(offered)} if offered else {}
        kept = _without(one, "default", "list", "min", "max", "fills", "constraint", "constraint_message")
        yield {**kept, "type": "many", "choices": self.choices(one), **chosen}
        codes = [choice["code"] for choice in self.choices(one)]
        sums = [["first", {"field": count_code(one["code"], code)}, 0] for code in codes]
        most = {"constraint": ["<=", ["+", *sums] if len(sums) > 1 else sums[0], one["max"]]} if one.get("max") else {}
        if "constraint" in one:
            most = {name: one[name] for name in ("constraint", "constraint_message") if name in one}
        for choice in self.choices(one):
            yield {
                "code": count_code(one["code"], choice["code"]),
                "type": "integer",
                "label": choice["label"],
                "hint": HOW_MANY,
                "required": True,
                "default": offered.get(choice["code"], 1),
                "min": 1,
                "max": min(MAX_COUNT, one.get("max") or MAX_COUNT),
                "show_if": ["selected", {"field": one["code"]}, choice["code"]],
                **most,
            }

    def with_conditions(self, one: Raw) -> Raw:
        again = {
            name: said_again(one[name], counted=self.counted, truths=self.truths)
            for name in (*DECIDING, "calculated")
            if one.get(name) is not None
        }
        return {**one, **again}

    def judge(self, one: Raw, names: Mapping[str, Mapping[str, str]]) -> None:
        """Add the limits to the constraint; say when a condition has no counterpart, or reads what is not asked."""
        if "calculated" in one and not self.is_writable(one["calculated"], names, ""):
            self.done.unaskable.append(one["code"])
        limits = list(_limits(one))
        own = one.get("constraint")
        if limits:
            parts = [*limits, own] if own is not None else limits
            one["constraint"] = ["and", *parts] if len(parts) > 1 else parts[0]
            if own is None and "constraint_message" not in one:
                one.update(_limit_words(one))
        for name in (*DECIDING, "calculated"):
            if one["type"] == "repeat" and name == "constraint":
                continue  # it says how many rows, and goes out as that
            if any(self.reads_rows(one.get(name), self.row(one["code"]))):
                self.done.unaskable.append(one["code"])
        for name in DECIDING:
            if one["type"] == "repeat" and name == "constraint":
                continue
            if one.get(name) is not None and not self.is_writable(
                one[name], names, one["code"] if name == "constraint" else ""
            ):
                self.done.unaskable.append(one["code"])

    def row(self, code: str) -> str:
        """The repeat that holds a question, or one of the numbers that a count is asked by; empty on the page itself."""
        return self.row_of.get(code.partition(".")[0], "")

    def reads_rows(self, tree: Expression, row: str, of: str = "") -> Iterator[bool]:
        """True for each reading of rows, from outside `row`, by an operator (`of`) that a client takes for another."""
        match tree:
            case {"field": str(code)}:
                yield code in self.repeats and of != "count"
                yield bool(self.row(code)) and self.row(code) != row and of not in OF_ROWS
            case [operator, *parts]:
                for part in parts:
                    yield from self.reads_rows(part, row, str(operator))

    def is_writable(self, tree: Expression, names: Mapping[str, Mapping[str, str]], own: str) -> bool:
        if any(code in self.done.left_out for code in fields_of(tree)):
            return False
        try:
            Writer({}, names, own, repeats=self.repeats).write(tree)
        except Unwritable:
            return False
        return True


def _limits(one: Raw) -> Iterator[Expression]:
    own, kind = {"field": one["code"]}, one["type"]
    lowest, highest = one.get("min"), one.get("max")
    if kind in {"number", "integer", "duration"}:
        measure: Expression = own
        if kind == "duration":
            lowest, highest = lowest or 0, min(highest or MAX_MINUTES, MAX_MINUTES)
        if one.get("step"):
            steps = ["/", ["-", own, lowest or 0], one["step"]]
            yield ["=", ["round", steps], steps]
    elif kind in {"text", "note"} and "calculated" not in one:
        measure = ["length", own]
        most = MAX_NOTE if kind == "note" else MAX_TEXT
        highest = min(highest or most, most)
    elif kind == "many":
        measure = ["count", own]
    else:
        return
    if lowest is not None:
        yield [">=", measure, lowest]
    if highest is not None:
        yield ["<=", measure, highest]


def _limit_words(one: Raw) -> Raw:
    lowest, highest = one.get("min"), one.get("max")
    if lowest is None or highest is None:
        return {}
    return {
        "constraint_message": {
            language: words % {"min": lowest, "max": highest} for language, words in OUT_OF_BOUNDS.items()
        }
    }


def _without(one: Raw, *names: str) -> Raw:
    return {name: value for name, value in one.items() if name not in names}
