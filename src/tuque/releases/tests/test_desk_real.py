"""The nearest daycare, asked of the child care centres of Toronto (2024): the file has all of them, nearest first."""

import csv
import io
from pathlib import Path

import pytest
from conftest import NOON

from tuque.directory.imports import formats, mapping
from tuque.directory.search import following
from tuque.directory.services import feeds, taxonomies

CENTRES = Path(__file__).resolve().parents[5] / "shared" / "data" / "directory" / "toronto_child_care_2024-01.csv"
ALL, WITHOUT_A_POINT = 1063, 2
SHIPPED = "toronto-child-care"


@pytest.fixture
def centres(cast, db):
    """As they come, with what their one common term means."""
    columns = mapping.load(mapping.shipped()[SHIPPED].read_text(encoding="utf-8"))
    source = feeds.source_of(
        cast.downtown,
        "child-care",
        at=NOON,
        name="Licensed child care centres",
        licence="Open Government Licence – Toronto",
        attribution="City of Toronto",
    )
    bundle = formats.read(CENTRES, columns=columns)
    run = feeds.prepare(source=source, bundle=bundle, file_name=CENTRES.name, by=None, at=NOON)
    feeds.apply(run=run, by=None, at=NOON)
    taxonomies.decide(taxonomy=SHIPPED, decisions={"Child care centre": "child-care"}, by=cast.dana, at=NOON)
    following.rebuild(today=NOON.date())


@pytest.mark.skipif(not CENTRES.exists(), reason="The real data is not in the repository.")
@pytest.mark.parametrize(
    ("lang", "asked", "said"),
    [
        ("en", {"words": "nearest daycare", "near": "M5N"}, ("Licence", "Method", "near or far", "City of Toronto")),
        ("fr", {"words": "la garderie la plus proche", "near": "M5N 2M6"}, ("Licence", "Méthode", "loin", "Toronto")),
        ("en", {"topic": "child-care", "lon": "-79.42037", "lat": "43.70576"}, ("not written here", "2024-01-23")),
    ],
)
def test_the_file_has_every_centre_nearest_first(client, centres, lang, asked, said):
    page = client.post("/data/file", {**asked, "format": "csv", "lang": lang})
    text = page.content.decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    table = [row for row in rows if not row[0].startswith("# ")][1:]
    away = [float(row[2] or "inf") for row in table]

    assert len({row[-1] for row in table}) == len(table) == ALL
    assert away.count(float("inf")) == WITHOUT_A_POINT
    assert away == sorted(away)
    assert away[0] < 1
    assert "Open Government Licence – Toronto" in text
    for one in said:
        assert one in text
