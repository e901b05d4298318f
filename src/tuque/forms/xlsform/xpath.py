"""The expressions of XLSForm (XPath 1.0 with ODK's functions): parsed to a tree, put into our language, and written back.

A tree is a tuple: ("number", 3.0), ("text", "x"), ("field", "name"), ("self",), ("path", "../a"), ("call", name, arguments),
("minus", tree) or (operator, left, right).
"""

import re
from collections.abc import Iterator
from typing import Any

Tree = tuple[Any, ...]

MAX_TEXT = 5000
MAX_DEPTH = 40
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"), ("|",))
WORD_OPERATORS = frozenset({"or", "and", "div", "mod"})
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\xa0": " "})
TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d*)?|\.\d+)
      | (?P<text>"[^"]*"|'[^']*')
      | \$\{\s*(?P<field>[^}]*?)\s*\}
      | (?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)
      | (?P<sign><=|>=|!=|\.\.|//|::|[=<>+\-*|()\[\],./@])
    )""",
    re.VERBOSE,
)


class Broken(Exception):
    """The expression cannot be read; `at` is what stands where it stops making sense."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at[:40]


def parse(text: str) -> Tree:
    """The tree of `text`. Raises Broken."""
    if len(text) > MAX_TEXT:
        raise Broken(text)
    parser = Parser(list(_tokens(text.translate(QUOTES))))
    tree = parser.level(0, 0)
    if parser.kind != "end":
        raise Broken(parser.word)
    return tree


def fields_in(tree: Tree) -> Iterator[str]:
    """The names read by `${name}`."""
    if tree[0] == "field":
        yield tree[1]
    for part in tree[1:]:
        for inner in part if isinstance(part, list) else [part]:
            if isinstance(inner, tuple):
                yield from fields_in(inner)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise Broken(text[at:])
        kind = str(found.lastgroup)
        yield kind, found.group(kind)
        at = found.end()
    yield "end", ""


class Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def word(self) -> str:
        return self.tokens[self.at][1]

    def take(self, word: str | None = None) -> str:
        taken = self.word
        if self.kind == "end" or (word is not None and (self.kind not in {"sign", "name"} or taken != word)):
            raise Broken(taken or "…")
        self.at += 1
        return taken

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.word in signs

    def level(self, number: int, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise Broken(self.word)
        if number == len(LEVELS):
            return self.unary(depth)
        left = self.level(number + 1, depth)
        while self.kind in {"sign", "name"} and self.word in LEVELS[number]:
            operator = self.take()
            left = (operator, left, self.level(number + 1, depth + 1))
            depth += 1
            if depth > 4 * MAX_DEPTH:
                raise Broken(operator)
        return left

    def unary(self, depth: int) -> Tree:
        if self.is_sign("-"):
            self.take()
            return ("minus", self.level(len(LEVELS), depth + 1))
        return self.steps(self.primary(depth), depth)

    def primary(self, depth: int) -> Tree:
        kind, word = self.kind, self.word
        if kind in {"number", "text", "field"}:
            self.take()
            return {"number": ("number", word), "text": ("text", word[1:-1]), "field": ("field", word)}[kind]
        if self.is_sign("("):
            self.take()
            inside = self.level(0, depth + 1)
            self.take(")")
            return inside
        if self.is_sign("."):
            self.take()
            return ("self",)
        if self.is_sign("..", "/", "//", "@", "*"):
            if not self.is_sign("/", "//"):
                self.take()
            return ("path", word)
        if kind == "name":
            self.take()
            return self.call(word, depth) if self.is_sign("(") else ("path", word)
        raise Broken(word or "…")

    def call(self, name: str, depth: int) -> Tree:
        self.take("(")
        arguments: list[Tree] = []
        while not self.is_sign(")"):
            if arguments:
                self.take(",")
            arguments.append(self.level(0, depth + 1))
        self.take(")")
        return ("call", name, arguments)

    def steps(self, start: Tree, depth: int) -> Tree:
        """What follows as a path (`/a`, `[…]`) makes the whole a path, which is kept and not computed."""
        read: list[Tree] = []
        while self.is_sign("/", "//", "[", "::"):
            sign = self.take()
            if sign == "[":
                read.append(self.level(0, depth + 1))
                self.take("]")
            elif self.is_sign(".", "..", "*"):
                self.take()
            elif self.kind in {"name", "field"} or self.is_sign("@"):
                read.append(("field", self.word) if self.kind == "field" else ("path", self.word))
                self.take()
                if self.is_sign("("):
                    read.append(self.call("", depth + 1))
            elif sign != "/" or start != ("path", "/"):
                raise Broken(self.word or "…")
        return ("path", start, read) if read or start[0] == "path" else start
