"""What a search needs of a database; the same answers from each. No Django here.

`finding.search` asks an engine for records and does all weighing itself, so that no ranking of one database's own decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from tuque.directory.search.formulas import Formula
from tuque.directory.search.ranking import Record


class Engine(Protocol):
    def size(self) -> int:
        """How many records the index has."""

    def how_many(self, terms: Iterable[str]) -> Mapping[str, int]:
        """For each term that the index has, how many records have it."""

    def near_words(self, keys: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
        """For each key (`spelling.keys_of`), the words of the index kept under it, with how many records have each."""

    def written(self, words: Iterable[str]) -> frozenset[str]:
        """Those of these words that a record or an everyday phrase has, written so."""

    def phrases(self, phrases: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The topics of each of these that is an everyday phrase."""

    def towns_around(self, near: tuple[float, float]) -> Mapping[str, tuple[float, float]]:
        """Where the towns and postal codes are, lon, lat, that lie within some 200 km and in which records are whose spot nobody knows."""

    def matching(self, formula: Formula, *, limit: int, after: int = -1) -> Sequence[Record]:
        """The records that the formula holds for, by key, at most `limit` of those whose keys come after `after`."""

    def count(self, formula: Formula) -> int:
        """How many records the formula holds for."""
