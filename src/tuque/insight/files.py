"""Tables as files: CSV that no spreadsheet takes for formulas, Parquet, GeoJSON."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from tuque.core.tables import csv_lines

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "png": "image/png",
    "pdf": "application/pdf",
}


def as_csv(codes: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    return "".join(csv_lines(codes, rows)).encode()


def as_parquet(codes: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    columns = list(zip(*rows, strict=True)) or [()] * len(codes)
    buffer = io.BytesIO()
    pq.write_table(pa.table({code: list(column) for code, column in zip(codes, columns, strict=True)}), buffer)
    return buffer.getvalue()


def as_geojson(features: Iterable[tuple[Mapping[str, object], Mapping[str, object]]], **about: object) -> bytes:
    """`features`: geometry and properties of each. `about` stands beside them, as GeoJSON allows."""
    made = [
        {"type": "Feature", "geometry": dict(geometry), "properties": dict(properties)}
        for geometry, properties in features
    ]
    return json.dumps({"type": "FeatureCollection", **about, "features": made}, ensure_ascii=False).encode()
