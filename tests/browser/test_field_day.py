"""Noor's day on a phone: one tap, a wait, a reminder, a transport, a photo, a mistake put right."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from browser.looking import PHONE, check_page
from tuque.bench.weight_ import weigh

pytestmark = pytest.mark.browser

HERE = {"permissions": ["geolocation"], "geolocation": {"latitude": 49.8951, "longitude": -97.1384, "accuracy": 9}}
WORDS = {
    "en": {"spoke": "Spoke, all well", "sleeping": "Sleeping, back in an hour", "wait": "Wait with someone"},
    "fr": {
        "spoke": "On s’est parlé, tout va bien",
        "sleeping": "Dort, retour",
        "wait": "Attente avec une personne",
    },
}


def tile(page: Page, words: str):
    return page.locator(".tile", has_text=words).first


def tap(page: Page, what) -> None:
    what.click()
    page.wait_for_load_state()


def with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 53.0, 42.0), 3: "W", 4: (97.0, 8.0, 18.0)})
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_check_in_is_one_tap_with_the_position_and_can_be_undone(visit, language):
    page = visit("noor", language, PHONE, **HERE)
    page.goto("/log")
    expect(page.locator("[data-part=said]")).to_be_visible()
    expect(page.locator("input[name=_lat]").first).not_to_have_value("")
    check_page(page)

    tap(page, tile(page, WORDS[language]["spoke"]))

    saved = page.locator(".saved")
    expect(saved).to_be_visible()
    check_page(page)
    assert "saved=" in page.url
    tap(page, saved.locator("form button"))
    expect(page.locator(".saved")).to_have_count(0)
    expect(page.locator(".record.is-void").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_the_day_passes_the_look(visit, language):
    page = visit("noor", language, PHONE)
    for address in ("/log", "/log/check-in", "/log/transport", "/log/wait", "/log/call-response", "/records"):
        page.goto(address)
        check_page(page)
    page.goto("/records?worker=me&status=all")
    if page.locator("a.record").count():
        tap(page, page.locator("a.record").first)
        check_page(page)


@pytest.mark.parametrize(
    ("language", "saved"), [("en", "The patrol is saved"), ("fr", "La patrouille est enregistrée")]
)
def test_a_patrol_begins_with_one_tap_and_ends_with_two(visit, language, saved):
    page = visit("noor", language, PHONE)
    page.goto("/log")
    tap(page, page.locator("form[action$='/patrols/begin'] button"))
    expect(page.locator(".patrol [data-since]")).to_be_visible()
    check_page(page)

    tap(page, page.locator(".patrol a.button"))
    check_page(page)
    tap(page, page.locator("main form button").first)

    expect(page.locator("main")).to_contain_text(saved)
    expect(page.locator("form[action$='/patrols/begin'] button")).to_be_visible()
    page.goto("/patrols/past")
    check_page(page)


def test_a_wait_survives_closing_the_page(visit):
    page = visit("noor", "en", PHONE)
    page.goto("/log")
    running = page.locator("[data-since]").count()
    tap(page, tile(page, WORDS["en"]["wait"]))
    page.context.close()

    other_phone = visit("noor", "en", PHONE)
    other_phone.goto("/log")
    assert other_phone.locator("[data-since]").count() == running + 1
    check_page(other_phone)
    tap(other_phone, other_phone.get_by_role("link", name="Finish").last)
    other_phone.locator("label.choice", has_text="Withdrawal").click()
    other_phone.locator("label.choice", has_text="Connected to a service").click()
    tap(other_phone, other_phone.locator("button.save"))

    assert other_phone.locator("[data-since]").count() == running
    expect(other_phone.locator(".saved")).to_contain_text("Wait with someone")


def test_sleeping_back_in_an_hour_is_on_the_home_screen_until_one_went_back(visit):
    page = visit("noor", "en", PHONE)
    page.goto("/log")
    before = page.get_by_role("button", name="I went back").count()
    tap(page, tile(page, WORDS["en"]["sleeping"]))
    reminders = page.get_by_role("button", name="I went back")
    assert reminders.count() == before + 1

    tap(page, reminders.last)

    assert page.get_by_role("button", name="I went back").count() == before


def test_a_transport_is_corrected_with_a_reason_then_made_void(visit):
    page = visit("noor", "en", PHONE)
    page.goto("/log/transport")
    page.fill("input[name='place.text']", "Windmill Shelter door")
    page.fill("input[name='to_place.text']", "Crisis centre, 5th floor")
    page.locator("label.choice", has_text="To a crisis centre").click()
    tap(page, page.locator("button.save"))
    expect(page.locator(".saved")).to_contain_text("Transport")

    tap(page, page.locator(".saved").get_by_role("link", name="Add details"))
    page.locator("label.choice", has_text="Arrived, no room").click()
    page.fill("#reason", "It was full")
    tap(page, page.locator("button.save"))

    expect(page.locator(".history")).to_contain_text("It was full")
    expect(page.locator("main")).to_contain_text("Crisis centre, 5th floor")
    check_page(page)
    tap(page, page.get_by_role("link", name="Make void"))
    check_page(page)
    page.fill("#reason", "Logged by the other team")
    tap(page, page.get_by_role("button", name="Make void"))
    expect(page.locator("#messages")).to_contain_text("void")


def test_a_photo_loses_where_it_was_taken(visit):
    page = visit("noor", "en", PHONE)
    page.goto("/log/check-in")
    page.locator("label.choice", has_text="Spoke, all well").click()
    page.locator("details summary", has_text="More details").click()
    page.set_input_files("input[type=file]", {"name": "jane.jpg", "mimeType": "image/jpeg", "buffer": with_position()})
    tap(page, page.locator("button.save"))
    expect(page.locator("#messages")).to_contain_text("Photos kept: 1")

    tap(page, page.locator("a.record").first)
    check_page(page)
    kept = page.request.get(page.locator(".photos img").first.get_attribute("src"))

    assert kept.headers["content-type"] == "image/jpeg"
    assert b"SecretPhone" not in kept.body()
    with Image.open(io.BytesIO(kept.body())) as picture:
        assert not dict(picture.getexif())


def test_the_keyboard_is_enough(visit):
    page = visit("noor", "en")
    page.goto("/log")
    tile(page, WORDS["en"]["spoke"]).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_be_visible()
    page.goto("/log/check-in")
    page.locator("input[name=outcome]").first.focus()
    page.keyboard.press("Space")
    page.locator("button.save").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_be_visible()


def test_it_all_works_without_javascript(visit):
    page = visit("noor", "fr", PHONE, java_script_enabled=False)
    page.goto("/log")
    tap(page, tile(page, WORDS["fr"]["spoke"]))
    expect(page.locator(".saved")).to_be_visible()
    page.goto("/log/transport")
    tap(page, page.locator("button.save"))
    expect(page.locator("#form-errors")).to_be_visible()
    page.fill("input[name='place.text']", "Refuge")
    page.fill("input[name='to_place.text']", "Centre de crise")
    page.locator("input[name=reason]").first.check()
    tap(page, page.locator("button.save"))
    expect(page.locator(".saved")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_desk_on_a_wide_screen(visit, language):
    page = visit("carl", language)
    page.goto("/log-desk")
    check_page(page)
    page.goto("/log/desk-hours")
    page.locator("label.choice").first.click()
    page.fill("input[name=duration]", "1:30")
    tap(page, page.locator("button.save"))

    expect(page.locator(".saved")).to_be_visible()
    assert re.search(r"\d h \d\d min", page.locator("main").inner_text())
    check_page(page)


def test_the_home_screen_is_light_and_usable_on_a_slow_line(visit, browser, site):
    state = visit("noor", "en", PHONE).context.storage_state()
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 740}, storage_state=state)
    try:
        weight, scripts, usable_ms = weigh(context.new_page(), "/log")
    finally:
        context.close()

    assert weight <= 150 * 1024
    assert scripts <= 90 * 1024
    assert usable_ms <= 5000
