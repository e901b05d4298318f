"""A person opens the chat: language first, what is promised, a message, the network that goes, four words, out at once."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, check_page

SMALL = (320, 640)
WORDS = {"fr": "Je ne dors plus depuis une semaine.", "en": "I have not slept for a week."}
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "size"), [("fr", SMALL), ("en", DESKTOP)])
def test_a_person_writes_loses_the_network_and_leaves_at_once(visit, language, size):
    page = visit(None, language, size)

    page.goto("/c/north-star")
    check_page(page)
    page.locator(f"a[hreflang={language}]").click()
    expect(page.locator("[data-start]")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)
    check_page(page)

    page.locator("[data-start] input[name=distress][value='4']").check()
    page.locator("[data-start] button").click()
    page.locator("textarea").fill(WORDS[language])
    page.keyboard.press("Enter")
    expect(page.locator("li.own[data-mark=sent] p")).to_have_text(WORDS[language])
    expect(page.locator("[data-wait]")).not_to_be_empty()
    check_page(page)

    page.context.set_offline(True)
    page.locator("textarea").fill("…")
    page.locator("[data-composer] button").click()
    expect(page.locator("li.own[data-mark=sending]")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("li.own[data-mark=sent]")).to_have_count(2, timeout=20_000)

    page.locator(".after summary").click()
    page.locator("[data-words]").click()
    words = page.locator("[data-words-shown] strong").inner_text()
    assert len(words.split()) == 4
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    page.context.set_offline(True)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("about:blank")
    assert page.evaluate("document.documentElement.textContent") == ""
    page.context.set_offline(False)

    page.console_problems.clear()  # what the network said while it was away
    page.goto(f"/c/north-star/{language}")
    page.locator("[data-back] summary").click()
    page.locator("#words").fill(words.upper())
    page.locator("[data-back] button[value=back]").click()
    expect(page.locator("li.own p").first).to_have_text(WORDS[language])
    page.locator(".after summary").click()
    page.locator("[data-erase]").click()
    page.locator("[data-sure] button[value=yes]").click()
    expect(page.locator("li.own")).to_have_count(0)


def test_who_waits_is_told_each_minute_how_long_and_what_else_there_is(visit):
    page = visit(None, "fr", SMALL)
    page.clock.install()
    page.goto("/c/north-star/fr")
    page.locator("[data-start] button").click()
    page.locator("textarea").fill(WORDS["fr"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-wait]")).not_to_be_empty()
    page.evaluate("for (const part of document.querySelectorAll('[data-wait], [data-ways]')) part.replaceChildren()")

    page.clock.fast_forward("00:50")
    expect(page.locator("[data-wait]")).to_be_empty()
    page.clock.fast_forward("00:11")

    expect(page.locator("[data-wait]")).not_to_be_empty()
    expect(page.locator("[data-ways] a[href='tel:911']")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_without_scripts_the_other_ways_are_there(visit, language):
    page = visit(None, language, SMALL, java_script_enabled=False)

    page.goto(f"/c/north-star/{language}")

    expect(page.locator("noscript p, .notice.warning").first).to_be_visible()
    expect(page.locator("[data-start]")).to_be_hidden()
    expect(page.locator(".ways a").first).to_have_attribute("href", "tel:911")


@pytest.mark.parametrize(("language", "size"), [("fr", SMALL), ("en", DESKTOP)])
def test_who_answers_now_and_how_it_is_set_up(visit, language, size):
    page = visit(None, language, size)
    page.goto(f"/open/{language}")
    expect(page.locator("li.card")).not_to_have_count(0)
    check_page(page)

    dana = visit("dana", language, size if size != SMALL else (360, 740))
    dana.goto("/lines")
    check_page(dana)
    dana.locator("ul.lines a.button").first.click()
    check_page(dana)
    dana.goto("/lines/add")
    check_page(dana)
