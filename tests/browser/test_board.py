"""The director's picture: a board that moves when someone logs, a map that is drawn, files and a report that open."""

import csv
import io
import json

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser
CHARTS = 10


def wait_for_charts(page: Page, count: int = CHARTS) -> None:
    expect(page.locator(".chart-frame[data-drawn]")).to_have_count(count, timeout=30_000)


def figure(page: Page, name: str) -> int:
    return int("".join(filter(str.isdigit, page.locator(f"[data-figure={name}]").inner_text())))


@pytest.mark.parametrize(("language", "size", "title"), [("en", DESKTOP, "Board"), ("fr", PHONE, "Tableau de bord")])
def test_the_board_is_whole_on_both_screens(visit, language, size, title):
    page = visit("dana", language, size)

    page.goto("/board?period=365")

    expect(page.locator("h1")).to_have_text(title)
    wait_for_charts(page)
    check_page(page)
    # A chart without marks would be an empty picture.
    for name in ("day", "type", "hour", "area", "outcome"):
        assert page.locator(f"#chart-{name} svg .mark-rect path, #chart-{name} svg .mark-shape path").count() > 3, name


def test_the_board_moves_when_a_record_is_saved(visit):
    director = visit("dana", "en", DESKTOP)
    director.goto("/board?period=today")
    expect(director.locator("#as-of")).to_contain_text("Live", timeout=15_000)
    before = figure(director, "interactions")
    field = visit("noor", "en", PHONE)
    field.goto("/log")

    field.locator("button.tile.at-once").first.click()

    expect(director.locator("[data-figure=interactions]")).to_have_text(str(before + 1), timeout=5_000)
    expect(director.locator("[data-figure=today]")).to_have_text(str(before + 1))


def test_what_a_reader_opened_stays_open_when_the_board_moves(visit):
    director = visit("dana", "en", DESKTOP)
    director.goto("/board?period=365")
    wait_for_charts(director)
    director.locator("#table-type summary").click()
    sequence = director.locator("#board").get_attribute("data-sequence")
    field = visit("noor", "en", PHONE)
    field.goto("/log")

    field.locator("button.tile.at-once").first.click()

    expect(director.locator("#board")).not_to_have_attribute("data-sequence", sequence or "", timeout=8_000)
    expect(director.locator("#table-type")).to_have_attribute("open", "")
    wait_for_charts(director)


def test_a_figure_opens_the_records_that_it_counts(visit):
    page = visit("dana", "en", DESKTOP)
    page.goto("/board?period=7&origin=called")

    page.locator("[data-figure=interactions]").click()

    assert "/records?" in page.url
    assert "origin=called" in page.url
    check_page(page)


def test_filters_narrow_what_is_shown(visit):
    page = visit("dana", "en", DESKTOP)
    page.goto("/board?period=365")
    everything = figure(page, "interactions")
    page.locator("#filters summary").click()
    page.select_option("#f-origin", "called")

    page.locator("#filters button").click()

    page.wait_for_url("**origin=called**")
    assert 0 < figure(page, "interactions") < everything


def test_a_table_leaves_as_a_file(visit):
    page = visit("dana", "fr", DESKTOP)
    page.goto("/board?period=365")
    wait_for_charts(page)
    page.locator("#table-day summary").click()

    with page.expect_download() as waiting:
        page.locator("#table-day").get_by_role("link", name="CSV").click()

    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text("utf-8-sig"))))
    assert sum(int(row["interactions"]) for row in rows) == figure(page, "interactions")


@pytest.mark.parametrize(("language", "size", "title"), [("en", DESKTOP, "Map"), ("fr", PHONE, "Carte")])
def test_the_map_is_drawn_and_says_the_same_in_a_table(visit, language, size, title):
    page = visit("luc", language, size)

    page.goto("/map?period=365")

    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("#heat-map")).to_have_attribute("data-drawn", "yes", timeout=30_000)
    expect(page.locator("#map-part tbody tr").first).to_be_visible()
    check_page(page)
    assert colours_on(page) > 20


def colours_on(page: Page) -> int:
    """How many colours the map's picture has: one or two would be an empty canvas."""
    page.wait_for_timeout(1500)  # tiles of the browser's own drawing: nothing else says when they are painted
    picture = Image.open(io.BytesIO(page.locator("#heat-map canvas").screenshot())).convert("RGB")
    return len(set(picture.resize((160, 120)).get_flattened_data()))


def test_the_map_follows_its_form_and_slider(visit):
    page = visit("dana", "en", DESKTOP)
    page.goto("/map?period=365")
    expect(page.locator("#heat-map")).to_have_attribute("data-drawn", "yes", timeout=30_000)

    page.select_option("#m-by", "hour")
    slider = page.locator("#m-frame")
    expect(slider).to_be_visible()
    slider.fill("3")
    expect(page.locator(".time-slider output")).to_have_text("3:00 to 3:59")
    page.select_option("#m-shape", "areas")

    expect(page.locator("#map-part h2").first).to_have_text("Number of interactions")
    expect(page.locator("#map-part thead")).to_contain_text("Rank by score")
    assert not page.console_problems


def test_the_map_leaves_as_geojson(visit):
    page = visit("dana", "en", DESKTOP)
    page.goto("/map?period=365")

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Map (GeoJSON)").click()

    made = json.loads(waiting.value.path().read_text())
    assert made["features"][0]["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize(
    ("language", "size", "words"), [("en", DESKTOP, "Activity report"), ("fr", PHONE, "Rapport d’activité")]
)
def test_the_report_is_read_and_taken_away(visit, language, size, words):
    page = visit("dana", language, size)
    page.goto("/reports?period=365")
    wait_for_charts(page, 4)
    check_page(page)

    with page.expect_download() as waiting:
        page.locator(f"a[href*='language={language}']").click()

    reader = PdfReader(waiting.value.path())
    assert words in reader.pages[0].extract_text().replace("\xa0", " ")
    assert len(reader.pages) > 2


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)])
def test_a_director_adds_a_unit_cost(visit, language, size):
    page = visit("dana", language, size)
    page.goto("/reports/costs")
    check_page(page)
    code = f"browser-{language}"

    for name, value in {
        "code": code,
        "name_en": f"Custody {language}",
        "name_fr": f"Détention {language}",
        "amount": "410.25",
        "minutes_per_interaction": "0",
        "year": "2025",
        "source": "Example",
    }.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=unit]", "day")
    page.check("[name=applies_to][value=conflict]")
    page.locator(".cost-form button").click()

    expect(page.locator("tbody")).to_contain_text("Détention fr" if language == "fr" else "Custody en")


def test_a_field_worker_has_no_board(visit):
    page = visit("noor", "en", PHONE)

    response = page.goto("/board")

    assert response is not None
    assert response.status == 403
