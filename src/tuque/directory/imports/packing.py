"""Rows that wait for a person, kept small: compressed JSON, and back."""

import gzip
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tuque.directory.imports.bundle import Bundle, ForeignText
from tuque.directory.imports.eligibility import Rule


def pack(bundle: Bundle) -> bytes:
    kept = {
        "format": bundle.format,
        "language": bundle.language,
        "rows": {name: rows for name, rows in bundle.rows.items() if rows},
        "texts": [[*vars(one).values()] for one in bundle.texts],
        "rules": [[one.service, one.kind, one.least, one.most, one.values] for one in bundle.rules],
        "confidential": sorted(bundle.confidential),
        "beside": bundle.beside,
        "told": sorted(bundle.told),
    }
    return gzip.compress(json.dumps(kept, ensure_ascii=False).encode(), compresslevel=5, mtime=0)


def pack_findings(lines: Iterable[Sequence[str]]) -> bytes:
    told = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    return gzip.compress(told.encode(), compresslevel=5, mtime=0)


def findings(data: bytes) -> Iterator[list[str]]:
    """The lines again, one by one."""
    with gzip.open(io.BytesIO(bytes(data)), "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def unpack(data: bytes) -> Bundle:
    kept = json.loads(gzip.decompress(bytes(data)))
    bundle = Bundle(format=kept["format"], language=kept["language"], read=Counter())
    for name, rows in kept["rows"].items():
        for row in rows.values():
            if "link" in row:
                row["link"] = tuple(row["link"])
        bundle.rows[name] = rows
    bundle.texts = [ForeignText(*one) for one in kept["texts"]]
    bundle.rules = [
        Rule(service, kind, least, most, tuple(values)) for service, kind, least, most, values in kept.get("rules", ())
    ]
    bundle.confidential = {(name, row) for name, row in kept["confidential"]}
    bundle.beside, bundle.told = kept.get("beside", {}), set(kept.get("told", ()))
    return bundle
