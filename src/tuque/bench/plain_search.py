"""What the databases' own search finds without anything of ours: the yardstick. All words, or any word, in their own ranking."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import connection

from tuque.directory.search.documents import Document

Find = Callable[[str, str], Sequence[str]]
CONFIGURATIONS = {"en": "english", "fr": "french"}


@contextmanager
def index(records: Sequence[tuple[str, Document]]) -> Iterator[Mapping[str, Find]]:
    """The engines of this database over `records`, in a table of their own, gone afterwards."""
    put, ask = (_put_fts5, _fts5) if connection.vendor == "sqlite" else (_put_gin, _gin)
    with connection.cursor() as cursor:
        put(cursor, records)
    names = {document.service: name for name, document in records}
    try:
        yield {f"plain_{how}": partial(_find, ask, names, how) for how in ("all_words", "any_word")}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE plain_search")


def _find(
    ask: Callable[[str, str, str], list[int]], names: Mapping[int, str], how: str, words: str, language: str
) -> list[str]:
    return [names[key] for key in ask(words, language, how)]


def _whole(document: Document) -> str:
    return "\n".join([*document.names, *document.owners, *document.texts])


def _put_fts5(cursor: object, records: Sequence[tuple[str, Document]]) -> None:
    cursor.execute("CREATE VIRTUAL TABLE plain_search USING fts5(text, tokenize='unicode61 remove_diacritics 2')")  # type: ignore[attr-defined]
    rows = [(document.service, _whole(document)) for _, document in records]
    cursor.executemany("INSERT INTO plain_search(rowid, text) VALUES (%s, %s)", rows)  # type: ignore[attr-defined]


def _fts5(words: str, language: str, how: str) -> list[int]:
    asked = (" AND " if how == "all_words" else " OR ").join(f'"{word}"' for word in re.findall(r"\w+", words))
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM plain_search WHERE plain_search MATCH %s ORDER BY rank LIMIT 10", [asked])
        return [row[0] for row in cursor.fetchall()]


def _put_gin(cursor: object, records: Sequence[tuple[str, Document]]) -> None:
    cursor.execute("CREATE TEMPORARY TABLE plain_search (key bigint, found_by tsvector)")  # type: ignore[attr-defined]
    rows = [
        (document.service, CONFIGURATIONS["fr" if "fr" in document.written else "en"], _whole(document))
        for _, document in records
    ]
    cursor.executemany("INSERT INTO plain_search VALUES (%s, to_tsvector(%s::regconfig, %s))", rows)  # type: ignore[attr-defined]


def _gin(words: str, language: str, how: str) -> list[int]:
    asked = "plainto_tsquery(%s::regconfig, %s)"
    if how == "any_word":
        asked = f"replace({asked}::text, '&', '|')::tsquery"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM plain_search, (SELECT {asked} q) a WHERE found_by @@ q ORDER BY ts_rank(found_by, q) DESC, key LIMIT 10",  # noqa: S608  constants
            [CONFIGURATIONS[language], words],
        )
        return [row[0] for row in cursor.fetchall()]
