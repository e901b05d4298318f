"""The mappings that come with Tuque, on the public files they were made for. Skipped where the files are absent."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON
from shapely.geometry import shape

from tuque.core import reading_tables as reading
from tuque.geo.models import Area, AreaLayer
from tuque.interactions.imports import editing, guessing, taking_apart
from tuque.interactions.imports import mapping as mappings
from tuque.interactions.imports.rows import Converted, Converter
from tuque.interactions.imports.writing import Import
from tuque.interactions.models import Interaction

DATA = Path(__file__).resolve().parents[6] / "shared" / "data"
DISPATCH = DATA / "dispatch"
pytestmark = pytest.mark.skipif(not DISPATCH.exists(), reason="the public files are not here")


# What a person chooses on the page of an import for Montgomery's file; each step is one “Keep these choices”.
BY_HAND: tuple[dict[str, str], ...] = (
    {"split.column": "title", "split.sign": ": "},
    {"split.column": "desc", "split.sign": taking_apart.CLOCK},
    {
        "file.time_zone": "America/New_York",
        "columns.occurred_at": "timeStamp",
        "columns.assigned_at": "timeStamp",
        "columns.received_at": "desc_clock",
        "columns.type_code": "title_1",
        "columns.type_code.more": "title_2",
        "columns.place_text": "addr",
        "columns.place_text.more": "twp",
        "columns.note": "",
        "columns.area_name": "",
        "key": "",
        "constants.request_source": "911",
        "kind.default": "other",
        "rule.0.way": "holds",
        "rule.0.text": "OVERDOSE",
        "rule.0.code": "overdose",
        "rule.1.way": "begins",
        "rule.1.text": "EMS: ASSAULT",
        "rule.1.code": "conflict",
    },
    {
        "rule.0.way": "holds",
        "rule.0.text": "OVERDOSE",
        "rule.0.code": "overdose",
        "rule.1.way": "begins",
        "rule.1.text": "EMS: ASSAULT",
        "rule.1.code": "conflict",
        "rule.2.way": "begins",
        "rule.2.text": "EMS",
        "rule.2.code": "medical",
        "rule.3.way": "begins",
        "rule.3.text": "Fire",
        "rule.3.code": "fire",
    },
    {
        "rule.0.way": "holds",
        "rule.0.text": "OVERDOSE",
        "rule.0.code": "overdose",
        "rule.1.way": "begins",
        "rule.1.text": "EMS: ASSAULT",
        "rule.1.code": "conflict",
        "rule.2.way": "begins",
        "rule.2.text": "EMS",
        "rule.2.code": "medical",
        "rule.3.way": "begins",
        "rule.3.text": "Fire",
        "rule.3.code": "fire",
        "rule.4.way": "begins",
        "rule.4.text": "Traffic",
        "rule.4.code": "traffic",
        "territory.west": "-75.75",
        "territory.south": "39.9",
        "territory.east": "-74.9",
        "territory.north": "40.7",
    },
)


def described_by_hand(path: Path) -> dict[str, Any]:
    """The mapping that the page makes of those choices, from its own first guess."""
    shape_ = reading.detect(path)
    sample = [row.cells for row in islice(reading.read_rows(path, shape_), 2_000) if isinstance(row, reading.Row)]
    source = guessing.guess(shape_.columns, sample, name="log-12345678")
    for sent in BY_HAND:
        source = editing.edited(source, sent)
    return source


def test_the_page_maps_montgomery_as_the_mapping_that_comes_with_tuque_does():
    path = DISPATCH / "montgomery_pa_911_2015-12_2016-08.csv.gz"
    shape_ = reading.detect(path)
    both = [
        Converter(mapping, shape_.columns, zone=ZoneInfo("America/Winnipeg"), at=NOON)
        for mapping in (mappings.build(described_by_hand(path)), mappings.load(mappings.shipped()["montgomery-911"]))
    ]

    for row in islice(reading.read_rows(path, shape_), 0, None, 20):
        by_hand, by_file = (converter.convert(row) for converter in both)
        assert (by_hand.fields, by_hand.flags) == (by_file.fields, by_file.flags)


def converted(name: str, path: Path, zone="America/Winnipeg"):
    mapping = mappings.load(mappings.shipped()[name])
    shape_ = reading.detect(path, encoding=mapping.encoding, separator=mapping.separator)
    converter = Converter(mapping, shape_.columns, zone=ZoneInfo(zone), at=NOON)
    return [
        row if isinstance(row, reading.Refusal) else converter.convert(row) for row in reading.read_rows(path, shape_)
    ]


def test_montgomery_is_read_whole_with_both_clocks_and_fifteen_rows_flagged():
    rows = converted("montgomery-911", DISPATCH / "montgomery_pa_911_2015-12_2016-08.csv.gz")

    assert all(isinstance(row, Converted) for row in rows)
    assert len(rows) == 99_492
    assert sum("out_of_area" in row.flags for row in rows) == 15
    assert Counter(row.fields["type_code"].split(":")[0] for row in rows) == {
        "EMS": 48_877,
        "Traffic": 35_695,
        "Fire": 14_920,
    }
    assert sum(row.fields["base_type"] == "overdose" for row in rows) == 1_191
    assert sum("received_at" not in row.fields for row in rows) == 3
    first = rows[0].fields
    assert (first["received_at"].isoformat(), first["assigned_at"].isoformat()) == (
        "2015-12-10T22:10:52+00:00",
        "2015-12-10T22:40:00+00:00",
    )


@pytest.mark.parametrize(
    ("decade", "count"), [("1980_1989", 29_455), ("1990_1999", 26_357), ("2000_2009", 25_067), ("2010_2019", 25_672)]
)
def test_bdiff_is_read_whole_in_french_with_corsican_codes(decade, count):
    rows = converted("bdiff", DISPATCH / "bdiff_fr" / f"incendies_{decade}.csv.gz")

    assert sum(isinstance(row, Converted) for row in rows) == count
    assert len({row.key for row in rows}) == count
    assert {row.source_row["Département"] for row in rows} >= {"2A", "2B"}


def test_calgary_counts_add_up():
    rows = converted("calgary-crime", DISPATCH / "calgary" / "crime.csv.gz")

    assert sum(row.copies for row in rows if isinstance(row, Converted)) == 216_790
    assert {row.precision for row in rows if isinstance(row, Converted)} == {"month"}


def test_toronto_by_month_falls_in_its_month_and_on_its_weekday():
    rows = converted("toronto-crisis-months", DISPATCH / "toronto_persons_in_crisis" / "events_2014.csv.gz")

    assert len(rows) == 22_229
    first = rows[0]
    assert (first.fields["occurred_at"].strftime("%A %B %Y"), first.flags) == (
        "Wednesday January 2014",
        ("month_only",),
    )


@pytest.mark.django_db
def test_toronto_by_neighbourhood_finds_every_area_by_its_code(cast, tmp_path):
    layer = AreaLayer.objects.create(code="toronto-158", vintage="2021", name_en="T", name_fr="T", imported_at=NOON)
    features = json.loads((DATA / "atlas" / "toronto_neighbourhoods_158.geojson").read_text())["features"]
    for feature in features:
        west, south, east, north = shape(feature["geometry"]).bounds
        name, code = feature["properties"]["AREA_NAME"], feature["properties"]["AREA_SHORT_CODE"]
        Area.objects.create(
            layer=layer, code=code, name_en=name, name_fr=name, geometry=feature["geometry"],
            west=west, south=south, east=east, north=north, surface_km2=1,
        )  # fmt: skip
    whole = DISPATCH / "toronto_persons_in_crisis" / "by_neighbourhood_and_weekday.csv.gz"
    part = tmp_path / "part.csv"
    with reading.opened(whole) as file:
        part.write_bytes(b"".join(line for line, _ in zip(file, range(4001), strict=False)))

    summary = Import(
        path=part,
        file_name=part.name,
        mapping=mappings.load(mappings.shipped()["toronto-crisis-areas"]),
        organization=cast.downtown,
        at=NOON,
    ).run()

    assert summary.counts.new == 4_000
    assert summary.flags == {"period_only": 4_000}
    assert Interaction.objects.filter(area__isnull=True).count() == 0
