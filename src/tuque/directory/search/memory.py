"""The index in memory: for tests and measures, beside which the two databases must answer the same. No Django here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tuque.directory.search.cells import is_around, town_term
from tuque.directory.search.documents import Entry, Vocabulary
from tuque.directory.search.formulas import All, Formula
from tuque.directory.search.ranking import Record
from tuque.directory.search.spelling import keys_of


class Memory:
    def __init__(
        self,
        entries: Iterable[Entry],
        vocabulary: Vocabulary,
        towns: Mapping[str, tuple[float, float]] | None = None,
    ) -> None:
        self._towns = towns or {}
        self._records: dict[int, Record] = {}
        self._having: dict[str, set[int]] = defaultdict(set)
        self._words: Counter[str] = Counter()
        self._near: dict[str, set[str]] = defaultdict(set)
        self._phrases = vocabulary.every_phrase
        for entry in entries:
            self._records[entry.record.key] = entry.record
            self._words.update(entry.words)
            for term in entry.terms:
                self._having[term].add(entry.record.key)
        self._words.update(vocabulary.words)
        for word in self._words:
            for key in keys_of(word):
                self._near[key].add(word)

    def size(self) -> int:
        return len(self._records)

    def how_many(self, terms: Iterable[str]) -> Mapping[str, int]:
        return {term: len(self._having[term]) for term in terms if term in self._having}

    def near_words(self, keys: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
        return {key: {word: self._words[word] for word in self._near[key]} for key in keys if key in self._near}

    def written(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(word for word in words if self._words[word] > 0)

    def phrases(self, phrases: Iterable[str]) -> Mapping[str, Sequence[str]]:
        return {phrase: self._phrases[phrase] for phrase in phrases if phrase in self._phrases}

    def towns_around(self, near: tuple[float, float]) -> Mapping[str, tuple[float, float]]:
        return {
            name: point
            for name, point in self._towns.items()
            if is_around(point, near) and self._having.get(town_term(name))
        }

    def matching(self, formula: Formula, *, limit: int, after: int = -1) -> Sequence[Record]:
        keys = sorted(key for key in self._holding(formula) if key > after)
        return [self._records[key] for key in keys[:limit]]

    def count(self, formula: Formula) -> int:
        return len(self._holding(formula))

    def _holding(self, formula: Formula) -> set[int]:
        if isinstance(formula, str):
            return self._having.get(formula, set())
        parts = [self._holding(part) for part in formula.parts]
        if isinstance(formula, All):
            return set.intersection(*sorted(parts, key=len)) if parts else set()
        return set().union(*parts)
