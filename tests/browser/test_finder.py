"""Someone who is hungry finds a meal near them, open now, and a number to tap; then a list to pass on. No account, no cookie."""

import re

import pytest
from playwright.sync_api import Error, expect

from browser.looking import DESKTOP, PHONE, check_page

WORDS = {"fr": "j'ai faim", "en": "I am hungry"}
pytestmark = pytest.mark.browser


PRESSED = """addEventListener("click", event => {
    const link = event.target.closest("a");
    window.pressed = link && !event.defaultPrevented ? link.href : "";
})"""


@pytest.mark.parametrize(("language", "size"), [("fr", PHONE), ("en", PHONE), ("en", DESKTOP)])
def test_someone_hungry_finds_a_number_to_tap(visit, language, size):
    page = visit(None, language, size)

    page.goto("/find")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".topics a").first).to_be_visible()
    check_page(page)

    page.locator("#words").fill(WORDS[language])
    page.locator("#near").fill("R3B 1A1")
    page.keyboard.press("Enter")
    services = page.locator("article.service")
    expect(services.first).to_be_visible()
    expect(page.locator("#results .note").first).to_contain_text("R3B")
    every = services.count()
    check_page(page)

    page.locator("input[name=open_now]").check()
    page.locator(".finder-form .box button").first.click()
    page.wait_for_load_state()
    expect(page.locator("input[name=open_now]")).to_be_checked()  # what was asked stays
    expect(page.locator("#words")).to_have_value(WORDS[language])
    assert page.locator("article .opening.closed").count() == 0
    assert 1 <= services.count() <= every  # at night, those of which nobody knows, or the first to open
    assert page.url.endswith("/find")  # nothing of a person in an address
    check_page(page)
    call = services.locator(".call a").first
    expect(call).to_have_attribute("href", re.compile(r"tel:\+120455501\d\d"))
    page.evaluate(PRESSED)
    call.click()  # the telephone takes it from here; the page stays
    assert page.evaluate("window.pressed") == call.get_attribute("href")
    expect(page.locator("#words")).to_have_value(WORDS[language])

    page.locator("input[name=open_now]").uncheck()
    page.locator(".finder-form .box button").first.click()
    expect(services.first.locator(".call a")).to_have_attribute("href", re.compile(r"tel:\+120455501\d\d"))

    services.first.locator("input[name=s]").check()
    services.first.locator("h3 a").click()
    expect(page.locator(".whole-service .calls a").first).to_be_visible()
    check_page(page)
    page.go_back()
    services.first.locator("input[name=s]").check()
    page.locator(".own-list button").click()
    expect(page.locator("ol.printed > li")).to_have_count(1)
    check_page(page)
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_scripts_someone_searches_reads_makes_a_list_and_passes_it_on(visit, language):
    page = visit(None, language, PHONE, java_script_enabled=False)

    page.goto("/find")
    page.locator("#words").fill(WORDS[language])
    page.locator("#near").fill("R3B 1A1")
    page.locator("input[name=open_now]").check()
    page.locator(".finder-form .box button").first.click()
    services = page.locator("article.service")
    expect(services.first).to_be_visible()
    expect(page.locator("input[name=open_now]")).to_be_checked()
    assert page.url.endswith("/find")
    page.locator("input[name=open_now]").uncheck()
    page.locator(".finder-form .box button").first.click()
    expect(services.first.locator(".call a")).to_have_attribute("href", re.compile(r"tel:\+120455501\d\d"))
    name = services.first.locator("h3").inner_text()

    services.first.locator("h3 a").click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator(".whole-service .calls a").first).to_be_visible()
    page.go_back()
    for number in (0, 1):
        services.nth(number).locator("input[name=s]").check()
    page.locator(".own-list button").click()
    expect(page.locator("ol.printed > li")).to_have_count(2)
    shared = page.locator(".link-to-copy").input_value()
    assert page.locator("a[href^='mailto:']").count() == page.locator("a[href^='sms:']").count() == 1
    page.emulate_media(media="print")
    expect(page.locator("ol.printed")).to_contain_text(name)
    for unprinted in (".no-print", "header.top"):
        expect(page.locator(unprinted).first).to_be_hidden()
    page.emulate_media(media="screen")
    assert is_as_wide_as_the_screen(page)

    friend = visit(None, "fr" if language == "en" else "en", PHONE, java_script_enabled=False)
    friend.goto(shared)
    expect(friend.locator("html")).to_have_attribute("lang", language)  # as it was passed on
    expect(friend.locator("ol.printed > li")).to_have_count(2)
    friend.locator(".tools a[hreflang]").click()
    expect(friend.locator("html")).not_to_have_attribute("lang", language)
    expect(friend.locator("ol.printed > li")).to_have_count(2)
    assert is_as_wide_as_the_screen(friend)
    assert page.context.cookies() == friend.context.cookies() == []


def is_as_wide_as_the_screen(page):
    """Asked from outside: the page itself runs nothing."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_a_copy_taken_along_is_searched_without_a_network(visit):
    page = visit(None, "fr", PHONE)

    page.goto("/find/offline")
    page.locator("[data-part=take]").click()
    expect(page.locator("[data-part=said]")).to_contain_text("C’est fait")
    check_page(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")

    page.context.set_offline(True)
    page.goto("/find")
    page.locator("#words").fill(WORDS["fr"])
    page.locator("#near").fill("R3B")
    page.keyboard.press("Enter")
    expect(page.locator("article.service").first.locator(".call a")).to_have_attribute(
        "href", re.compile(r"tel:\+120455501\d\d")
    )
    page.context.set_offline(False)
    check_page(page)

    page.locator("[data-part=remove]").click()
    expect(page.locator("[data-part=said]")).to_contain_text("La copie a été retirée")
    page.context.set_offline(True)
    with pytest.raises(Error):
        page.goto("/find")


def test_a_director_makes_a_finder_that_a_named_site_shows_and_no_other(visit, site):
    page = visit("dana", "fr", DESKTOP)

    page.goto("/directory/finders/new")
    for name, words in {"slug": "jeunes", "title_en": "For youth", "title_fr": "Pour les jeunes"}.items():
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=topic][value=food]").check()
    page.locator("[name=hosts]").fill("https://www.example.org")
    check_page(page)
    page.locator("form.card button").last.click()
    page.locator("button[value=publish]").click()
    expect(page.locator("#snippet")).to_be_visible()
    check_page(page)
    snippet = page.locator("#snippet").input_value()

    for host, is_named in (("https://www.example.org/", True), ("https://other.example.org/", False)):
        visitor = visit(None, "fr", DESKTOP, permissions=["local-network-access"])  # the test site is on this machine
        visitor.route(host, lambda route: route.fulfill(body=snippet, content_type="text/html; charset=utf-8"))
        visitor.goto(host)
        words = visitor.frame_locator("iframe").locator("#words")
        if not is_named:
            expect(words).to_have_count(0)
            continue
        words.fill(WORDS["fr"])
        words.press("Enter")
        expect(visitor.frame_locator("iframe").locator("article.service").first).to_be_visible()
        expect(visitor.locator("iframe")).to_have_attribute("style", re.compile(r"block-size: \d{4}px"))
