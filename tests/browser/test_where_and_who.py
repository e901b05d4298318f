"""Where it was and who was there, on a phone: a tap on the map, the phone's own position, several colleagues and items."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.looking import PHONE, check_page

pytestmark = pytest.mark.browser
HERE = {"permissions": ["geolocation"], "geolocation": {"latitude": 49.8951, "longitude": -97.1384, "accuracy": 9}}


def a_form(page: Page, code: str) -> None:
    page.goto(f"/log/{code}")
    for group in page.locator("form.log-form details").all():
        group.evaluate("group => group.open = true")


def position(page: Page) -> tuple[str, str]:
    return tuple(page.locator(f"input[name='place.{part}']").input_value() for part in ("lon", "lat"))


def save(page: Page) -> None:
    outcome = page.locator("label.choice:has(input[name=outcome][value=spoke])")
    if outcome.count():
        outcome.click()
    page.locator("button.save").click()
    page.wait_for_url(re.compile(r"saved="))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_tap_on_the_map_says_where(visit, language):
    page = visit("noor", language, PHONE)
    a_form(page, "check-in")
    assert position(page) == ("", "")

    page.locator("[data-part=open]").click()
    canvas = page.locator("[data-part=map] canvas")
    expect(canvas).to_be_visible()
    for _ in range(40):  # the map takes taps once its base is drawn
        canvas.click(position={"x": 60, "y": 60})
        if position(page)[0]:
            break
        page.wait_for_timeout(250)
    expect(page.locator("input[name='place.lon']")).not_to_have_value("")
    first = position(page)
    canvas.click(position={"x": 160, "y": 120})
    expect(page.locator("input[name='place.lon']")).not_to_have_value(first[0])
    assert float(position(page)[0]) > float(first[0])  # further east
    assert float(position(page)[1]) < float(first[1])  # further south
    check_page(page)
    save(page)


def test_the_button_takes_the_phones_own_position(visit):
    page = visit("noor", "en", PHONE, **HERE)
    a_form(page, "check-in")

    page.locator("[data-part=here]").click()

    expect(page.locator("input[name='place.lon']")).to_have_value(re.compile(r"^-97\.1384"))
    assert position(page)[1].startswith("49.8951")
    page.locator("[data-part=remove]").click()
    expect(page.locator("input[name='place.lon']")).to_have_value("")


def test_several_colleagues_and_items_are_chosen_and_kept(visit):
    page = visit("noor", "en", PHONE)
    a_form(page, "items")
    colleagues = page.locator("label.choice:has(input[name=workers])")
    names = [colleagues.nth(number).inner_text().strip() for number in (1, 3)]
    for number in (1, 3):
        colleagues.nth(number).click()
    for item, count in (("socks", "2"), ("water", "3")):
        page.locator(f"input[name='items.{item}']").fill(count)
    save(page)

    page.locator("a.record").first.click()
    page.wait_for_url(re.compile(r"/records/"))
    told = page.locator("main").inner_text()

    assert all(name in told for name in names)
    assert re.search(r"Socks\D+2", told)
    assert re.search(r"Water\D+3", told)
