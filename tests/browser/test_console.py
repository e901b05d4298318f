"""A responder's evening by keyboard: a shift, a scripted person on the real console, the toolbox, the end; the supervisor's floor."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "size"), [("fr", DESKTOP), ("en", PHONE)])
def test_a_responder_practises_by_keyboard_and_the_page_stays_clear(visit, language, size):
    amina = visit("amina", language, size)
    amina.goto("/")
    check_page(amina)
    begin = amina.locator("form[action$='/begin'] button")
    if begin.count():
        begin.click()
    expect(amina.locator(".console-state:not(.off)")).to_be_visible()
    check_page(amina)

    amina.goto("/line/practice")
    check_page(amina)
    amina.locator("select[name=language]").select_option(language)
    amina.locator("button[value=exam]").click()
    person = amina.locator("li.said.person")
    expect(person).to_have_count(1, timeout=60_000)
    amina.keyboard.press("Alt+m")
    expect(amina.locator("#talk-text")).to_be_focused()
    amina.keyboard.type("Je suis là. / I am here.")
    amina.keyboard.press("Enter")
    expect(amina.locator("li.said.mine:not(.pending)")).to_have_count(1)
    expect(person).to_have_count(2, timeout=60_000)
    check_page(amina)

    amina.keyboard.press("Alt+t")
    amina.locator("button.tool").first.click()
    assert amina.locator("#talk-text").input_value()
    check_page(amina)
    amina.keyboard.press("Alt+r")
    amina.locator("#risk button[value='2']").click()
    expect(amina.locator("#risk summary.danger")).to_be_visible()
    amina.keyboard.press("Alt+e")
    amina.locator("form[action$='/end'] button:visible").last.click()
    expect(amina.locator("#record")).to_be_visible(timeout=60_000)
    check_page(amina)

    amina.goto("/line/console")
    ends = amina.locator("form[action$='/console/end'] button")
    if ends.is_enabled():
        ends.click()
        expect(amina.locator("form[action$='/begin'] button")).to_be_visible()


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)])
def test_the_pages_of_whoever_supervises_are_read_at_any_width(visit, language, size):
    bea = visit("bea", language, size)
    for address in ("/line/floor", "/line/wall", "/line/year", "/line/responders"):
        bea.goto(address)
        expect(bea.locator("main h2").first).to_be_visible()
        check_page(bea)
