"""The director plans the line: contacts of before, people for a day, a shift, a mode tried and switched."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


def contacts_of_before() -> bytes:
    """Three weeks until yesterday, three calls an hour and one in five in French."""
    lines = ["starts_at,channel,language,contacts"]
    for number in range(1, 22):
        day = (date.today() - timedelta(days=number)).isoformat()  # noqa: DTZ011  the site is of the same machine
        for hour in range(24):
            lines.append(f"{day}T{hour:02}:00,voice,en,{2 + hour // 12}")
            lines.append(f"{day}T{hour:02}:30,voice,fr,{hour % 2}")
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("language", "size"), [("en", PHONE), ("fr", DESKTOP)])
def test_a_day_is_staffed_and_a_mode_is_tried_before_it_is_switched_on(visit, language, size):
    dana = visit("dana", language, size)
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011
    file = {"name": "before.csv", "mimeType": "text/csv", "buffer": contacts_of_before()}

    dana.goto("/line/staffing")
    opened = dana.locator("details:has(input[name=file])")
    if opened.get_attribute("open") is None:
        opened.locator("summary").click()
    dana.set_input_files("input[name=file]", files=[file])
    dana.locator("form[enctype] button").click()
    dana.fill("input[name=day]", tomorrow.isoformat())
    dana.fill("input[name=target_share]", "80")
    dana.locator("form[method=get] button").click()
    expect(dana.locator("img[src*='people.svg']")).to_be_visible(timeout=60_000)
    check_page(dana)

    dana.goto("/line/shifts")
    dana.fill("input[name=day]", tomorrow.isoformat())
    dana.fill("input[name=starts]", "22:00" if language == "en" else "08:00")
    dana.fill("input[name=ends]", "06:00" if language == "en" else "16:00")
    dana.fill("input[name=centre]", "journey")
    dana.locator("form[action$='/plan'] button").click()
    expect(dana.locator("tbody td", has_text="journey").first).to_be_visible()
    check_page(dana)

    dana.goto("/line/now")
    dana.locator("button[name=mode][value=partner_lines]").click()
    expect(dana.locator("#tried table")).to_be_visible(timeout=60_000)
    check_page(dana)
    dana.locator("#tried form button").click()
    expect(dana.locator(".badge.warning")).to_be_visible()
    dana.locator("form:has(input[value=partner_lines]) button").click()
    expect(dana.locator(".badge.warning")).to_have_count(0)

    dana.goto("/line/offers")
    check_page(dana)
    dana.locator("tbody a").first.click()
    expect(dana.locator("#others-title")).to_be_visible()
    check_page(dana)
