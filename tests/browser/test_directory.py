"""Whoever keeps the directory: duplicates merged and undone, an everyday word, a special day, letters, a taxonomy. In both languages."""

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from browser.looking import DESKTOP, PHONE, check_page
from tuque.core.clock import now

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize(("language", "size"), [("fr", PHONE), ("en", DESKTOP)])
PLACES = {"fr": "Porte verte", "en": "Green Door"}


def said(page: Page, words: dict[str, str], language: str) -> None:
    expect(page.locator("main")).to_contain_text(words[language])


def bring_in(page: Page, rows: list[dict[str, object]], source: str) -> None:
    page.goto("/directory/imports")
    file = {"name": "feed.json", "mimeType": "application/json", "buffer": json.dumps(rows).encode()}
    page.locator("input[name=file]").set_input_files([file])
    page.locator("input[name=source]").fill(source)
    page.locator("form[enctype] button").click()
    until(page, "button[value=apply]")  # it is read behind the pages
    page.locator("button[value=apply]").click()
    page.wait_for_load_state()


def until(page: Page, look: str, *, tries: int = 40) -> None:
    """Reload until what is looked for is there: it is made behind the pages."""
    for _ in range(tries):
        if page.locator(look).count():
            return
        page.wait_for_timeout(1500)
        page.reload()
    raise AssertionError(look)


@BOTH
def test_two_records_of_one_service_are_merged_and_parted_again(visit, language, size):
    page = visit("dana", language, size)
    name = PLACES[language]
    phone = {"fr": "204-555-0177", "en": "204-555-0188"}[language]
    rows = [
        {"id": f"{number}", "name": words, "status": "active", "phones": [{"id": f"p{number}", "number": phone}]}
        for number, words in enumerate([f"Noon meals at the {name}", f"Noon meal at the {name}"])
    ]

    bring_in(page, rows, f"twins-{language}")
    page.goto("/directory/duplicates")
    until(page, f"article:has-text('{name}')")  # the import had them looked for
    check_page(page)
    pair = page.locator("article", has_text=name)
    addresses = [link.get_attribute("href") or "" for link in pair.locator(".two-columns a").all()]
    pair.locator("button[value=left]").click()
    expect(page.locator("section[aria-labelledby=decided-title]")).to_contain_text(name)
    check_page(page)

    anyone = visit(None, language, size)
    gone = addresses[1].rsplit("/", 1)[1]
    anyone.goto(f"/find/service/{gone}")
    assert gone not in anyone.url
    said(anyone, {"fr": "figurait deux fois", "en": "in the directory twice"}, language)
    check_page(anyone)

    page.locator("li", has_text=name).locator("button[value=undo]").click()
    expect(page.locator("article", has_text=name)).to_be_visible()
    anyone.goto(f"/find/service/{gone}")
    assert gone in anyone.url
    page.locator("article", has_text=name).locator("button[value=apart]").click()


@BOTH
def test_a_word_of_the_town_is_written_and_finds_its_topic(visit, language, size):
    page = visit("dana", language, size)
    words = {"fr": "ravitaillo du quartier", "en": "grubstake friday"}[language]

    page.goto("/directory/words")
    page.locator("input[name=words]").fill(words)
    page.locator("select[name=topic]").select_option("food")
    page.locator("form.card button").first.click()
    expect(page.locator("section[aria-labelledby=own-title]")).to_contain_text(words)
    check_page(page)

    anyone = visit(None, language, size)
    topic = {"fr": "Nourriture", "en": "Food"}[language]
    for _ in range(40):  # the search reads it behind the pages
        anyone.goto("/find")
        anyone.locator("#words").fill(words)
        with anyone.expect_response(lambda answer: "/find" in answer.url):
            anyone.keyboard.press("Enter")
        anyone.wait_for_timeout(500)
        if anyone.locator("article .why", has_text=topic).count():
            break
    expect(anyone.locator("article .why").first).to_contain_text(topic)
    check_page(anyone)


@BOTH
def test_a_special_day_is_told_with_its_reason(visit, language, size):
    page = visit("dana", language, size)
    page.goto("/directory")
    page.locator("ul.lines.card a").first.click()
    address = page.url
    page.locator("a[href$='/days']").click()
    day = now().date() + timedelta(days=3)
    page.locator("input[name=starts_on]").fill(day.isoformat())
    page.locator("input[name=reason_en]").fill("burst pipe")
    page.locator("input[name=reason_fr]").fill("tuyau crevé")
    page.locator("form.card button").first.click()
    expect(page.locator("section[aria-labelledby=days-title]")).to_contain_text("burst pipe")
    check_page(page)

    anyone = visit(None, language, size)
    anyone.goto(f"/find/service/{address.rsplit('/', 1)[1]}")
    said(anyone, {"fr": "tuyau crevé", "en": "burst pipe"}, language)
    check_page(anyone)

    page.locator("section[aria-labelledby=days-title] li", has_text="burst pipe").locator("button").click()
    anyone.reload()
    expect(anyone.locator("main")).not_to_contain_text(re.compile("burst pipe|tuyau crevé"))


@BOTH
def test_letters_leave_by_themselves_once_someone_says_so(visit, language, size):
    page = visit("dana", language, size)
    page.goto("/directory?show=verify")
    page.locator("a[href$='/reminders/plan']").click()
    expect(page.locator("input[name=is_on]")).not_to_be_checked()
    check_page(page)

    page.locator("input[name=is_on]").check()
    page.locator("select[name=from_months]").select_option("3")
    page.locator("form.card button").first.click()
    expect(page.locator("input[name=is_on]")).to_be_checked()
    expect(page.locator("select[name=from_months]")).to_have_value("3")
    said(page, {"fr": "à partir de maintenant", "en": "from now on"}, language)
    check_page(page)

    page.locator("input[name=is_on]").uncheck()
    page.locator("form.card button").first.click()
    expect(page.locator("input[name=is_on]")).not_to_be_checked()


@BOTH
def test_a_taxonomy_is_attached_and_a_term_is_given_its_topic(visit, language, size):
    page = visit("dana", language, size)
    code, term, topic = {
        "fr": ("data-inclusion-thematiques", "Garde d’enfants", "child-care"),
        "en": ("open-eligibility", "Free Meals", "meals"),
    }[language]
    page.goto("/directory/taxonomies")
    check_page(page)
    page.locator(f"button[value={code}]").click()
    until(page, "button[value=apply]")  # it is read behind the pages
    page.locator("button[value=apply]").click()
    page.wait_for_load_state()

    page.goto(f"/directory/taxonomies/terms/{code}")
    page.locator("#search").fill(term)
    page.keyboard.press("Enter")
    line = page.locator("li", has_text=term).filter(has=page.locator("select")).first
    said(page, {"fr": "Suggéré par son nom", "en": "Suggested by its name"}, language)
    check_page(page)
    line.locator("select").select_option(topic)
    page.locator("form.card[method=post] button").last.click()
    expect(page.locator("li", has_text=term).locator("select").first).to_have_value(topic)
    check_page(page)


@BOTH
def test_someone_says_who_they_are_and_the_finder_answers_for_them(visit, language, size):
    page = visit("dana", language, size)
    page.goto("/directory?search=food")
    page.locator("ul.lines.card a").first.click()
    shown = page.locator("h1").inner_text()
    page.locator("a[href$='/eligibility']").click()
    page.locator("input[name=genders][value=woman]").check()
    page.locator("form.card button").click()
    page.wait_for_load_state()
    check_page(page)

    anyone = visit(None, language, size)
    anyone.goto("/find")
    anyone.locator("#words").fill(shown)
    anyone.locator("summary").nth(1).click()
    anyone.locator("#gender").select_option("woman")
    anyone.locator("input[name=status][value=student]").check()
    check_page(anyone)
    for _ in range(40):  # the search reads the rules behind the pages
        anyone.locator(".finder-form .box button").first.click()
        anyone.wait_for_load_state()
        if anyone.locator("article .for-them.yes").count():
            break
        anyone.wait_for_timeout(1500)
    expect(anyone.locator("article .for-them.yes").first).to_be_visible()
    assert anyone.url.endswith("/find")
    check_page(anyone)
