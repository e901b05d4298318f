"""Tables as files: CSV that no spreadsheet takes for formulas, Parquet, GeoJSON."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from tuque.core.tables import csv_lines

AS_OF = "data_as_of"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "png": "image/png",
    "pdf": "application/pdf",
}


def as_csv(codes: Sequence[str], rows: Iterable[Sequence[object]], *, as_of: datetime) -> bytes:
    """Every line ends with the instant of its data: a file is looked at long after, and next to others."""
    said = as_of.isoformat(timespec="seconds")
    return "".join(csv_lines([*codes, AS_OF], ([*row, said] for row in rows))).encode()


def as_parquet(codes: Sequence[str], rows: Sequence[Sequence[object]], *, as_of: datetime) -> bytes:
    """As `as_csv`, and the instant once more in the file's own metadata, where there is no row."""
    columns = list(zip(*rows, strict=True)) or [()] * len(codes)
    made = {code: list(column) for code, column in zip(codes, columns, strict=True)}
    made[AS_OF] = [as_of] * len(rows)
    table = pa.table(made).replace_schema_metadata({AS_OF: as_of.isoformat(timespec="seconds")})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def as_geojson(features: Iterable[tuple[Mapping[str, object], Mapping[str, object]]], **about: object) -> bytes:
    """`features`: geometry and properties of each. `about` stands beside them, as GeoJSON allows."""
    made = [
        {"type": "Feature", "geometry": dict(geometry), "properties": dict(properties)}
        for geometry, properties in features
    ]
    return json.dumps({"type": "FeatureCollection", **about, "features": made}, ensure_ascii=False).encode()
