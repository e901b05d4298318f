"""A question in someone's own words, made into concepts: each is a thing asked for, with the ways a record may say it. No Django here.

"J'ai faim près du métro" has two concepts: hunger (the word, or the topic that everyday words point to) and "metro".
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from tuque.directory.search.words import is_aside, stem, tells_something, words_of

LONGEST_PHRASE = 5
MOST_CONCEPTS = 6
LANGUAGE = "__l_"  # before a language's code
TOPIC = "__t_"  # before a topic's code, where topics stand among the terms of a record

TOPIC_OF_WORD, TOPIC_ABOVE = 0.85, 0.4
SECOND_SPELLING = 0.8
OF_TOPIC, OF_SIDE, UNSEEN = 1.3, 0.3, 0.6


class Because(StrEnum):
    """Why a record answers a concept."""

    WORD = "word"
    SPELLING = "spelling"
    TOPIC = "topic"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Option:
    """One way a record may say it: a term of the index, or several side by side (a space between), and how near it is to what
    was asked (0 to 1)."""

    term: str
    weight: float
    because: Because
    shown: str


@dataclass(frozen=True)
class Concept:
    asked: str
    options: tuple[Option, ...]
    weight: float = 1.0
    is_side: bool = False
    """Whether it only colours the question: a record without it answers all the same."""

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(option.term for option in self.options)


@dataclass(frozen=True)
class Question:
    concepts: tuple[Concept, ...]
    read_as: Mapping[str, str]
    """Words that were read as other words: {"fodd": "food"}."""
    wider: tuple[Concept, ...] = ()
    """The same with the topics above, where no record is under those that the words point to; else empty."""
    unknown: tuple[str, ...] = ()
    """Words that no record has: right as they are, or like none."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of them that whoever asks should hear of: not "since", not "depuis"."""
        return tuple(word for word in self.unknown if tells_something(word) and not is_aside(word))


@dataclass(frozen=True)
class Word:
    """A word of the question: as it was asked, and the words of the index it may be (itself, or corrections)."""

    asked: str
    read: tuple[str, ...]

    @property
    def stem(self) -> str:
        return stem(self.read[0])

    @property
    def is_corrected(self) -> bool:
        return self.read[0] != self.asked


def telling_words(text: str) -> list[str]:
    """The words of a question that tell something; all of them when none does ("Où aller?")."""
    words = words_of(text[:400])
    return [word for word in words if tells_something(word)][:24] or words[:24]


def phrases_in(stems: Sequence[str]) -> set[str]:
    """Every run of up to five words: what may be an everyday phrase."""
    return {
        " ".join(stems[start:end])
        for start in range(len(stems))
        for end in range(start + 1, min(len(stems), start + LONGEST_PHRASE) + 1)
    }


def phrases_around(stems: Sequence[str], strange: Set[str]) -> set[str]:
    """The runs that there would be without one of the strange words, and without them all."""
    found = phrases_in([one for one in stems if one not in strange])
    for word in strange:
        found |= phrases_in([one for one in stems if one != word])
    return found


def concepts_of(words: Sequence[Word], phrases: Mapping[str, Sequence[str]]) -> list[Concept]:
    """The concepts of a question, in its order. `phrases` gives, for an everyday phrase (stems, a space between), the topics that it
    points to, the topics above them after a "^". Phrases of several words go before single ones, the longest first."""
    concepts: list[Concept] = []
    at = 0
    stems = [word.stem for word in words]
    while at < len(words):
        end = next(
            (end for end in range(min(len(words), at + LONGEST_PHRASE), at, -1) if " ".join(stems[at:end]) in phrases),
            None,
        )
        if end is None:
            concepts.append(Concept(words[at].asked, tuple(_spellings(words[at])), is_side=is_aside(words[at].read[0])))
            at += 1
            continue
        concepts.append(_phrase(words[at:end], phrases[" ".join(stems[at:end])]))
        at = end
    return _once(concepts)


def _phrase(words: Sequence[Word], topics: Sequence[str]) -> Concept:
    asked = " ".join(word.asked for word in words)
    alone = len(words) == 1
    options = [
        Option(
            term_of(code),
            TOPIC_ABOVE if code.startswith("^") else TOPIC_OF_WORD if alone else 1.0,
            Because.LANGUAGE if code.startswith(LANGUAGE) else Because.TOPIC,
            code.removeprefix("^").removeprefix(LANGUAGE),
        )
        for code in topics
    ]
    if alone:
        options += _spellings(words[0])
    else:  # side by side; each word alone may mean anything ("mal de dents")
        because = Because.SPELLING if any(word.is_corrected for word in words) else Because.WORD
        options.append(
            Option(" ".join(word.stem for word in words), 1.0, because, " ".join(word.read[0] for word in words))
        )
    # "Food now": that "now" may mean a crisis is no reason to want one of who asks for food.
    return Concept(asked, tuple(options), is_side=all(is_aside(word.read[0]) for word in words))


def term_of(code: str) -> str:
    """The term of what a phrase points to: a topic, or a language (its code after `LANGUAGE`)."""
    return code if code.startswith(LANGUAGE) else TOPIC + code.removeprefix("^")


def _spellings(word: Word) -> list[Option]:
    because = Because.SPELLING if word.is_corrected else Because.WORD
    return [Option(stem(read), SECOND_SPELLING**place, because, read) for place, read in enumerate(word.read)]


def _once(concepts: Sequence[Concept]) -> list[Concept]:
    """Without what is asked twice."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for concept in concepts:
        if concept.terms not in seen:
            seen.add(concept.terms)
            kept.append(concept)
    return kept


def weighed(concepts: Sequence[Concept], weights: Mapping[str, float]) -> tuple[Concept, ...]:
    """The concepts with their weights: how rare the rarest way of saying each is; more for what everyday words point to, less for
    what only colours the question. The six that tell most are kept. A question of side words alone is about them."""
    only_sides = all(concept.is_side for concept in concepts)
    heavy = []
    for concept in concepts:
        weight = max((weights.get(option.term, 0.0) for option in concept.options), default=0.0) or UNSEEN
        if any(option.because is Because.TOPIC for option in concept.options):
            weight *= OF_TOPIC
        is_side = concept.is_side and not only_sides
        heavy.append(replace(concept, weight=weight * OF_SIDE if is_side else weight, is_side=is_side))
    kept = sorted(heavy, key=lambda concept: -concept.weight)[:MOST_CONCEPTS]
    return tuple(concept for concept in heavy if concept in kept)
