"""A long form in parts that a phone opens at once: which questions each holds, and what their conditions read elsewhere. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tuque.forms.language.definition import FILED, Field, Form, Words
from tuque.forms.language.expressions import fields_of

LONG = 150  # fields; a form with more is drawn part by part
MOST = 50  # fields of a part; a repeat is never cut


@dataclass(frozen=True)
class Part:
    """Some fields of a form; a group that goes on in the next part is in both, with its fields shared out."""

    fields: tuple[Field, ...]
    codes: frozenset[str]

    @property
    def title(self) -> Words:
        return self.fields[0].label


def parts_of(form: Form) -> tuple[Part, ...]:
    """The parts of `form` in the order of the page; one alone when it is short.

    What files travel with comes last: a page keeps the answers of the parts before it, and can keep no file.
    """
    if len(form.parents) <= LONG:
        return (_part(form.fields),)
    with_files = {one.code for one in form.walk() if one.type in FILED}
    with_files |= {form.repeat_of(code) for code in with_files} - {""}
    words, files = _without(form.fields, with_files), _only(form.fields, with_files)
    return (*_filled(words), *_filled(files))


def reading(form: Form, codes: Iterable[str]) -> frozenset[str]:
    """`codes`, and every field that decides about them, however far: groups, conditions, calculations, whole repeats."""
    found: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        one = form.find_field(code)
        if one is None or code in found:
            continue
        found.add(code)
        waiting += form.parents[code]
        for tree in (one.show_if, one.required_if, one.calculated, one.constraint):
            waiting += fields_of(tree)
        if one.type == "repeat":
            waiting += [inner.code for inner in _walk(one.fields)]
    return frozenset(found)


def _part(fields: tuple[Field, ...]) -> Part:
    return Part(fields, frozenset(one.code for one in _walk(fields)))


def _filled(fields: tuple[Field, ...]) -> Iterator[Part]:
    held: list[Field] = []
    size = 0
    for piece, weight in _pieces(fields):
        if held and size + weight > MOST:
            yield _part(tuple(held))
            held, size = [], 0
        held.append(piece)
        size += weight
    if held:
        yield _part(tuple(held))


def _pieces(fields: tuple[Field, ...]) -> Iterator[tuple[Field, int]]:
    """Each field with how many it counts for; a large group in pieces of itself."""
    for one in fields:
        if one.type != "group":
            yield one, 1 + sum(1 for _inner in _walk(one.fields))
            continue
        held: list[Field] = []
        size = 0
        for piece, weight in _pieces(one.fields):
            if held and size + weight > MOST:
                yield replace(one, fields=tuple(held)), size
                held, size = [], 0
            held.append(piece)
            size += weight
        if held:
            yield replace(one, fields=tuple(held)), size


def _without(fields: tuple[Field, ...], codes: set[str]) -> tuple[Field, ...]:
    kept = (replace(one, fields=_without(one.fields, codes)) if one.type == "group" else one for one in fields)
    return tuple(one for one in kept if one.code not in codes and (one.type != "group" or one.fields))


def _only(fields: tuple[Field, ...], codes: set[str]) -> tuple[Field, ...]:
    kept = (replace(one, fields=_only(one.fields, codes)) if one.type == "group" else one for one in fields)
    return tuple(one for one in kept if one.code in codes or (one.type == "group" and one.fields))


def _walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from _walk(one.fields)
