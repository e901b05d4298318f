"""Directories as their publishers gave them: the counts and reasons that docs/reference/directory-imports.md has of each, and
the same package again out of a directory that had nothing before."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import pytest
from conftest import NOON

import at_hand
from tuque.directory.exports import choosing
from tuque.directory.imports import formats, mapping
from tuque.directory.imports.bundle import Bundle
from tuque.directory.services import feeds
from tuque.directory.tests import factories

DATA = at_hand.data("directory")
PAGE = at_hand.CHECKOUT / "docs" / "reference" / "directory-imports.md"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="The real data is not in the repository.")


@dataclass(frozen=True)
class Set:
    """`name` is what the page calls it; `columns` the mapping that it is read by, if any. `is_once`:
    it is large, and what it proves of another database the others prove too."""

    name: str
    path: str
    columns: str = ""
    is_once: bool = False


SETS = [
    Set("Miami, Open211 (HSDS 1.x tables)", "miami_open211_hsds_a"),
    Set("BC211 (AIRS XML 3.0 from iCarol)", "bc211_airs/BC211_data_excerpt.xml"),
    Set("BC211, one more agency", "bc211_airs/BC211_data_excerpt_one_more_organization.xml"),
    Set("iCarol JSON (invented records)", "icarol_json_fixture/complete.json"),
    Set("data·inclusion, France", "data_inclusion_fr_a", is_once=True),
    Set("Legal aid, Illinois (HSDS tables)", "legal_aid_illinois"),
    Set("Food, Pittsburgh", "pittsburgh_food_2021-04.csv", "pittsburgh-food", is_once=True),
    Set("Child care, Toronto", "toronto_child_care_2024-01.csv", "toronto-child-care", is_once=True),
    Set("211 Toronto, refugee services", "toronto_211/refugee_services_211.csv", "toronto-211-places"),
    Set("211 Toronto, shelters", "toronto_211/housing_shelters_211.csv", "toronto-211-places"),
    Set("Toronto, seniors", "toronto_211/senior_facilities.csv", "toronto-seniors"),
    Set("Toronto, disability centres", "toronto_211/disability_centres.csv", "toronto-disability"),
    Set(
        "Toronto, youth (211 style, GeoJSON)",
        "toronto_211/toronto_youth_services_211style.geojson",
        "toronto-youth",
    ),
    Set("Toronto, shelters 2016 (GeoJSON)", "toronto_211/toronto_shelters_2016.geojson", "toronto-shelters"),
    Set("Toronto, drop-ins 2016 (GeoJSON)", "toronto_211/toronto_drop_ins_2016.geojson", "toronto-drop-ins"),
]


@cache
def read(one: Set) -> Bundle:
    columns = mapping.load(mapping.shipped()[one.columns].read_text()) if one.columns else None
    return formats.read(DATA / one.path, columns=columns)


def table_after(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading of the page, without its first two lines."""
    _before, _heading, after = PAGE.read_text().partition(f"\n{heading}\n")
    lines = [line for line in after.split("\n## ")[0].split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.once
@pytest.mark.parametrize("one", SETS, ids=lambda one: one.name)
def test_every_row_of_a_real_feed_is_accounted_for_as_the_page_says(one):
    counts = read(one).counts()

    for table, each in counts.items():
        assert each["read"] == each["taken"] + each["repeated"] + each["refused"], table
    taken = [counts[name]["taken"] if name in counts else "-" for name in ("organization", "service", "location")]
    sums = [sum(each[key] for each in counts.values()) for key in ("read", "taken", "repeated", "refused", "mended")]
    told = [f"{cell:,}" if isinstance(cell, int) else cell for cell in (*taken, *sums)]
    published = next(cells for cells in table_after("## Real data") if cells[0] == one.name)
    assert published[1 : len(told) + 1] == told, "the table of docs/reference/directory-imports.md says otherwise"


@pytest.mark.once
def test_the_page_says_why_for_each_row_that_was_refused_or_mended():
    found = [
        [one.name, what, table, field or "-", reason, f"{count:,}"]
        for one in SETS
        for (what, table, field, reason), count in sorted(reasons_in(read(one)).items())
    ]

    assert table_after("## Why") == found, "the table of docs/reference/directory-imports.md says otherwise"


def reasons_in(bundle: Bundle) -> Counter[tuple[str, str, str, str]]:
    return Counter((what, one.table, one.field, one.reason) for what, one in bundle.findings())


TRIPS = [pytest.param(one, id=one.name, marks=[pytest.mark.once] if one.is_once else []) for one in SETS]


@pytest.mark.parametrize("one", TRIPS)
def test_what_goes_out_and_into_an_empty_directory_goes_out_the_same(cast, tmp_path, one):
    first = feeds.source_of(cast.downtown, "first", at=NOON, name="A feed")
    second = feeds.source_of(cast.elsewhere, "second", at=NOON, name="A feed")
    bring(first, read(one))

    before = choosing.everything(first)
    package = tmp_path / "package.zip"
    package.write_bytes(before)
    again = formats.read(package)
    bring(second, again)
    after = choosing.everything(second)

    assert [*again.refused, *again.mended] == []
    assert differences(factories.unzipped(before), factories.unzipped(after)) == []


def bring(source, bundle):
    run = feeds.prepare(source=source, bundle=bundle, file_name="feed", by=None, at=NOON)
    feeds.apply(run=run, by=None, at=NOON)


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The first rows of each file that are not the same, in order."""
    found = [f"{name}: in one package alone" for name in sorted(before.keys() ^ after.keys())]
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name]:
            rows = zip(before[name].split("\n"), after[name].split("\n"), strict=False)
            unlike = [f"{name}: {one!r} became {other!r}" for one, other in rows if one != other]
            found += unlike[:3] or [f"{name}: one has more rows"]
    return found
