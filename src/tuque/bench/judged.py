"""Questions judged on real records (`data/search-judgements.jsonl`), and what is counted with them. How they were judged:
docs/reference/search-evaluation.md."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from tuque.directory.search.documents import Document
from tuque.directory.search.engine import Engine
from tuque.directory.vocabulary import plain_words

FILE = Path(__file__).parent / "data" / "search-judgements.jsonl"
TYPED = 400
Find = Callable[[str, str], Sequence[str]]


@dataclass(frozen=True)
class Judged:
    words: str
    language: str
    grades: Mapping[str, int]
    """2 answers the need, 1 answers a part of it or in the other language, 0 does not; what is not named counts as 0."""


def asked() -> list[Judged]:
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    return [Judged(row["query"], row["language"], row["grades"]) for row in rows]


def read(records: Sequence[tuple[str, Document]]) -> list[Judged]:
    """The questions, each grade given to every record with the same name and text: the same service at another place."""
    same: dict[tuple[str, str], list[str]] = {}
    for name, document in records:
        same.setdefault(_alike(document), []).append(name)
    alike = {name: same[_alike(document)] for name, document in records}
    return [
        Judged(
            one.words,
            one.language,
            {twin: grade for name, grade in one.grades.items() for twin in alike.get(name, [name])},
        )
        for one in asked()
    ]


def _alike(document: Document) -> tuple[str, str]:
    return document.names[0].lower(), (document.texts[0] if document.texts else "")[:300]


def ndcg(found: Sequence[str], grades: Mapping[str, int], *, at: int = 10) -> float | None:
    """Normalized discounted cumulative gain with gains of 3 and 1; None where nothing relevant is known."""
    ideal = sorted(grades.values(), reverse=True)[:at]
    best = _gain(ideal)
    return _gain([grades.get(name, 0) for name in found[:at]]) / best if best else None


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def figures(questions: Sequence[Judged], find: Find) -> dict[str, object]:
    """nDCG@10 over the questions of which something relevant is known, in both languages; the share of all that find nothing."""
    scores: dict[str, list[float]] = {"en": [], "fr": []}
    nothing = 0
    for question in questions:
        found = find(question.words, question.language)
        nothing += not found
        score = ndcg(found, question.grades)
        if score is not None:
            scores[question.language].append(score)
    both = [*scores["en"], *scores["fr"]]
    return {
        "ndcg10": _mean(both),
        "ndcg10_en": _mean(scores["en"]),
        "ndcg10_fr": _mean(scores["fr"]),
        "zero_pct": 100 * nothing / len(questions),
    }


def as_yardsticks(questions: Sequence[Judged], find: Find) -> dict[str, tuple[object, str]]:
    told = figures(questions, find)
    return {"ndcg10": (told["ndcg10"], "0 to 1"), "zero_result_pct": (told["zero_pct"], "%")}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def typo_recall(records: Sequence[tuple[str, Document]], engine: Engine) -> float:
    """Of words of five letters and more, written with one mistake that makes no other word: the share of which the word itself
    is among those that the search reads."""
    from tuque.directory.search.finding import read as read_question
    from tuque.directory.search.words import stem, tells_something, words_of

    chance = random.Random(2)  # noqa: S311  the same mistakes each time
    words = sorted(
        {
            word
            for _, document in records
            for word in words_of(document.names[0])
            if len(word) >= 5 and word.isalpha() and tells_something(word)
        }
    )
    tried = right = 0
    while tried < TYPED:
        word = chance.choice(words)
        wrong = mistyped(word, chance)
        if wrong == word or engine.how_many([stem(wrong)]) or engine.written([wrong]) or wrong in plain_words():
            continue
        tried += 1
        options = {option.term for concept in read_question(wrong, engine).concepts for option in concept.options}
        right += stem(word) in options
    return right / tried


def right_words_changed(engine: Engine) -> float:
    """Of 400 right words that no record has (common ones, and those of everyday phrases), the share that is read as another."""
    from tuque.directory.search.finding import read as read_question
    from tuque.directory.search.words import stem, tells_something, words_of
    from tuque.directory.vocabulary import lay_words

    chance = random.Random(3)  # noqa: S311  the same words each time
    said = {word for one in lay_words() for word in words_of(one.words) if word.isalpha() and tells_something(word)}
    known = engine.how_many({stem(word) for word in said | plain_words()})
    unseen = sorted(word for word in said | plain_words() if stem(word) not in known)
    drawn = chance.sample(unseen, min(TYPED, len(unseen)))
    return sum(bool(read_question(word, engine).read_as) for word in drawn) / max(1, len(drawn))


def mistyped(word: str, chance: random.Random) -> str:
    """One letter left out, doubled, changed for another, or exchanged with its neighbour; never the first, as people type."""
    place = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )
