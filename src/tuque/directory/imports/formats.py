"""Which format a file is in, and its rows, whatever it is."""

import json
import zipfile
from pathlib import Path

from tuque.core.safe_xml import XmlRefused
from tuque.directory.imports import airs, data_inclusion, hsds_json, hsds_tables, icarol, mapping
from tuque.directory.imports.bundle import Bundle, TooManyRows
from tuque.directory.imports.watching import Tell, silent
from tuque.directory.problems import FeedRefused

LARGEST = 500 * 1024 * 1024
FORMATS = ("hsds", "airs", "icarol", "data-inclusion", "csv")


def read(path: Path, *, form: str = "", columns: mapping.Columns | None = None, tell: Tell = silent) -> Bundle:
    """The rows of a file or folder; `form` is one of FORMATS, found out by itself where it is empty. Raises FeedRefused."""
    try:
        return _read(path, form or ("csv" if columns else _guess(path)), columns, tell)
    except XmlRefused as problem:
        raise FeedRefused(reason=problem.reason) from problem
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise FeedRefused(reason="not_json") from problem
    except (
        hsds_json.NotHSDS,
        hsds_tables.NoTables,
        airs.NotAIRS,
        icarol.NotICarol,
        data_inclusion.NotDataInclusion,
    ) as problem:
        raise FeedRefused(reason="not_this_format") from problem
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        raise FeedRefused(reason="bad_archive") from problem
    except TooManyRows as problem:
        raise FeedRefused(reason="too_many_rows") from problem
    except mapping.MappingUnusable as problem:
        raise FeedRefused(reason=f"mapping_{problem.code}", value=problem.value) from problem


def _read(path: Path, form: str, columns: mapping.Columns | None, tell: Tell) -> Bundle:
    if path.is_file() and path.stat().st_size > LARGEST:
        raise FeedRefused(reason="too_large")
    if form == "csv":
        if columns is None:
            raise FeedRefused(reason="mapping_missing")
        return mapping.read(path.read_bytes(), columns, tell)
    if form == "data-inclusion":
        files = sorted(path.glob("*.json"), key=lambda one: "service" in one.name) if path.is_dir() else [path]
        return data_inclusion.read((file.read_bytes() for file in files), tell)
    if form == "airs":
        return airs.read(path.read_bytes(), tell)
    if form == "icarol":
        return icarol.read(path.read_bytes(), tell)
    if path.is_dir() or zipfile.is_zipfile(path):
        return hsds_tables.read(path, tell)
    return hsds_json.read(path.read_bytes(), tell)


def _guess(path: Path) -> str:
    if path.is_dir():
        return "data-inclusion" if any(path.glob("structures*.json")) else "hsds"
    with path.open("rb") as file:
        start = file.read(4000).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<"):
        return "airs"
    if b'"contactDetails"' in start or b'"databaseID"' in start:
        return "icarol"
    if b'"structure_id"' in start or (b'"nom"' in start and b'"source"' in start):
        return "data-inclusion"
    if start[:1] in b"{[" or start.startswith(b"PK"):
        return "hsds"
    return "csv"
