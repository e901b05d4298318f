"""The privacy officer's day: who saw what, a stolen phone, the proof and its paper."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "size"), [("en", PHONE), ("fr", DESKTOP)])
def test_what_was_seen_is_found_and_proven(visit, language, size):
    noor = visit("noor", language, PHONE)
    noor.goto("/records")
    noor.locator("a.record").first.click()
    seen = noor.url.rpartition("/")[2]

    paz = visit("paz", language, size)
    paz.goto(f"/audit?subject={seen}")
    expect(paz.locator(".lines li").first).to_contain_text("Noor Samplewalk")
    check_page(paz)

    paz.goto("/audit/unusual")
    expect(paz.locator("h1")).to_be_visible()
    check_page(paz)

    paz.goto("/audit/opened")
    paz.select_option("select[name=worker]", label="Noor Samplewalk")
    paz.fill("input[name=since]", "2026-01-01T06:00")
    paz.locator("form.filters button").click()
    expect(paz.locator("a[href*='format=csv']")).to_be_visible()
    check_page(paz)

    paz.goto("/audit/proof")
    expect(paz.locator("a[href^='/audit/roots/']")).to_be_visible()
    check_page(paz)
    paz.locator("a[href^='/audit/roots/']").click()
    expect(paz.locator("main img")).to_be_visible()
    check_page(paz)
