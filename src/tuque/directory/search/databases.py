"""The index in the site's database: SQLite's FTS5, or PostgreSQL's text search with a GIN index. Same asking, same answers."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from tuque.directory.models.searching import SearchKey, SearchPhrase, SearchPlace, SearchTerm, SearchWord
from tuque.directory.search.cells import box_around, town_term
from tuque.directory.search.formulas import Formula, as_fts5, as_tsquery
from tuque.directory.search.ranking import Record

COLUMNS = "r.key, r.name, r.owner, r.topics, r.text, r.points, r.quality, r.written, r.facts"
FTS5 = (
    f"SELECT {COLUMNS} FROM directory_searchfts JOIN directory_searchrecord r ON r.key = directory_searchfts.rowid "  # noqa: S608  constants
    "WHERE directory_searchfts MATCH %s AND directory_searchfts.rowid > %s ORDER BY directory_searchfts.rowid LIMIT %s"
)
# In two steps, so that the text index is always asked: left to itself, PostgreSQL may walk the records by key instead.
GIN = (
    "WITH found AS MATERIALIZED (SELECT key FROM directory_searchrecord WHERE found_by @@ %s::tsquery AND key > %s), "  # noqa: S608  constants
    "first AS MATERIALIZED (SELECT key FROM found ORDER BY key LIMIT %s) "
    f"SELECT {COLUMNS} FROM first JOIN directory_searchrecord r ON r.key = first.key ORDER BY r.key"
)

HOW_MANY_FTS5 = "SELECT count(*) FROM directory_searchfts WHERE directory_searchfts MATCH %s"
HOW_MANY_GIN = "SELECT count(*) FROM directory_searchrecord WHERE found_by @@ %s::tsquery"


class Site:
    """The engine of this site's own database."""

    def size(self) -> int:
        row = SearchTerm.objects.filter(term="").values_list("records", flat=True).first()
        return row or 0

    def how_many(self, terms: Iterable[str]) -> Mapping[str, int]:
        return dict(SearchTerm.objects.filter(term__in=list(terms), records__gt=0).values_list("term", "records"))

    def near_words(self, keys: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
        pairs = list(SearchKey.objects.filter(key__in=list(keys)).values_list("key", "word"))
        records = dict(SearchWord.objects.filter(word__in={word for _, word in pairs}).values_list("word", "records"))
        near: dict[str, dict[str, int]] = defaultdict(dict)
        for key, word in pairs:
            near[key][word] = records.get(word, 0)
        return near

    def written(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(SearchWord.objects.filter(word__in=list(words), records__gt=0).values_list("word", flat=True))

    def phrases(self, phrases: Iterable[str]) -> Mapping[str, Sequence[str]]:
        return dict(SearchPhrase.objects.filter(phrase__in=list(phrases)).values_list("phrase", "topics"))

    def towns_around(self, near: tuple[float, float]) -> Mapping[str, tuple[float, float]]:
        west, south, east, north = box_around(*near)
        rows = SearchPlace.objects.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
        places = list(rows.values_list("name", "lon", "lat"))
        bearing = self.how_many(town_term(name) for name, _, _ in places)
        return {name: (lon, lat) for name, lon, lat in places if town_term(name) in bearing}

    def matching(self, formula: Formula, *, limit: int, after: int = -1) -> Sequence[Record]:
        is_postgres = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            cursor.execute(
                GIN if is_postgres else FTS5, [(as_tsquery if is_postgres else as_fts5)(formula), after, limit]
            )
            rows = cursor.fetchall()
        return [
            Record(
                key,
                name,
                owner,
                topics,
                text,
                [(lon, lat) for lon, lat in _json(points)],
                quality,
                written.split(),
                _json(facts),
            )
            for key, name, owner, topics, text, points, quality, written, facts in rows
        ]

    def count(self, formula: Formula) -> int:
        is_postgres = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            cursor.execute(
                HOW_MANY_GIN if is_postgres else HOW_MANY_FTS5, [(as_tsquery if is_postgres else as_fts5)(formula)]
            )
            return int(cursor.fetchone()[0])


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
