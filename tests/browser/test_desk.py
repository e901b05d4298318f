"""Someone asks for the nearest daycare and takes a file that says what it is; someone else asks what nobody can find, and reads it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser
SAID = {
    "en": {
        "nearest": "the nearest daycare",
        "file": ("# Licence: ", "# Made on: ", "# Method: ", "# What it does not say: ", "# To cite it: ", "CC0"),
        "wish": "Which benches have shade, as of June?",
        "back": "In which ward?",
        "reply": "All of them.",
        "answer": "Nine of them (invented).",
        "edited": ("Which benches have shade?", "Quels bancs sont à l’ombre?"),
        "search": "benches shade",
    },
    "fr": {
        "nearest": "la garderie la plus proche",
        "file": (
            "# Licence\u00a0: ",
            "# Fait le\u00a0: ",
            "# Méthode\u00a0: ",
            "# Ce qu’il ne dit pas\u00a0: ",
            "# Pour le citer\u00a0: ",
            "CC0",
        ),
        "wish": "Quelles patinoires ont un toit, en date de juin?",
        "back": "Dans quel quartier?",
        "reply": "Tous.",
        "answer": "Quatorze d’entre elles (inventé).",
        "edited": ("Which rinks have a roof?", "Quelles patinoires ont un toit?"),
        "search": "patinoires toit",
    },
}
EACH = pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)])


@EACH
def test_the_nearest_daycare_as_a_list_a_map_and_a_file_that_says_what_it_is(visit, language, size):
    said = SAID[language]
    page = visit(None, language, size)
    page.goto("/data")
    expect(page.locator("html")).to_have_attribute("lang", language)
    check_page(page)

    page.locator("#words").fill(said["nearest"])
    page.locator("#near").fill("R3B 1A1")
    page.keyboard.press("Enter")
    expect(page.locator("article.service").first).to_be_visible()
    first = page.locator("article.service h3").first.inner_text()
    expect(page.locator(".finder-map canvas")).to_be_attached()
    check_page(page)
    assert page.url.endswith("/data")  # nothing of what was asked in an address

    with page.expect_download() as taken:
        page.locator("button[value=csv]").click()
    text = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    for one in said["file"]:
        assert one in text
    rows = [line for line in text.splitlines() if not line.startswith(("#", '"#'))]
    assert first in rows[1]  # the nearest, below the names of the columns
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_scripts_a_file_is_taken_and_a_question_is_asked_and_followed(visit, language):
    said = SAID[language]
    page = visit(None, language, PHONE, java_script_enabled=False)
    page.goto("/data")
    page.locator("#words").fill(said["nearest"])
    page.locator("#near").fill("R3B 1A1")
    page.keyboard.press("Enter")
    expect(page.locator("article.service").first).to_be_visible()
    with page.expect_download() as taken:
        page.locator("button[value=csv]").click()
    assert said["file"][0] in Path(taken.value.path()).read_text(encoding="utf-8-sig")

    page.goto("/data")
    page.locator("#words").fill(said["wish"])
    page.keyboard.press("Enter")
    page.locator("form[aria-labelledby=ask-us] button").click()
    expect(page.locator("#id_question")).to_have_value(said["wish"])
    page.locator("main form button").click()
    reference = page.locator("main .notice strong").last.inner_text()
    page.goto(page.locator(".link-to-copy").input_value())
    expect(page.locator("main")).to_contain_text(reference)
    expect(page.locator("main")).to_contain_text(said["wish"])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@EACH
def test_what_nobody_finds_is_asked_answered_and_then_in_the_library(visit, language, size):
    said = SAID[language]
    asker = visit(None, language, size)
    asker.goto("/data")
    asker.locator("#words").fill(said["wish"])
    asker.keyboard.press("Enter")
    asker.locator("form[aria-labelledby=ask-us] button").click()
    expect(asker.locator("#id_question")).to_have_value(said["wish"])
    check_page(asker)
    asker.locator("#id_name").fill("Wilma Invented")
    asker.locator("main form button").click()
    reference = asker.locator("main .notice strong").last.inner_text()
    link = asker.locator(".link-to-copy").input_value()
    check_page(asker)
    asker.goto(link)
    check_page(asker)

    staff = visit("ana", language, size)
    staff.goto("/data-requests/")
    check_page(staff)
    staff.get_by_role("link", name=reference).click()
    expect(staff.get_by_text("Wilma Invented")).to_be_visible()
    check_page(staff)
    staff.locator("details:has(input[value=ask]) summary").click()
    staff.locator("#ask_words").fill(said["back"])
    staff.locator("details:has(input[value=ask]) button").click()
    asker.reload()
    expect(asker.get_by_text(said["back"])).to_be_visible()
    asker.locator("#id_words").fill(said["reply"])
    asker.locator("main form button").first.click()
    check_page(asker)

    staff.reload()
    expect(staff.get_by_text(said["reply"])).to_be_visible()
    staff.locator("#answer_words").fill(said["answer"])
    joins, attaches = (staff.locator("form:has(#answer_words) summary").nth(place) for place in (0, 1))
    joins.click()
    staff.locator("#answer_query_words").fill("food bank")
    attaches.click()
    file = {"name": "beds.csv", "mimeType": "text/csv", "buffer": b"year,beds\n2025,24\n"}
    staff.locator("#answer_file").set_input_files(file)
    staff.locator("#answer_file_licence").fill("CC BY 4.0")
    staff.locator("#answer_file_dated_on").fill("2026-01-31")
    staff.locator("#answer_file_method").fill("Counted each night (invented).")
    check_page(staff)
    staff.locator("form:has(#answer_words) > button").click()
    expect(staff.locator(".notice.success")).to_be_visible()
    check_page(staff)
    asker.reload()
    expect(asker.get_by_text(said["answer"])).to_be_visible()
    expect(asker.locator("article.service").first).to_be_visible()
    check_page(asker)
    with asker.expect_download() as taken:
        asker.get_by_role("link", name="beds.csv").click()
    assert taken.value.path().read_bytes() == b"year,beds\n2025,24\n"

    staff.locator("a[href*='/library/']").last.click()
    english, french = said["edited"]
    staff.locator("#id_question_en").fill(english)
    staff.locator("#id_question_fr").fill(french)
    staff.locator("#id_answer_en").fill("Counted by hand (invented).")
    staff.locator("#id_is_public").check()
    other = "fr" if language == "en" else "en"
    staff.locator(f"#id_answer_{other}").fill("")
    staff.locator("main form button").first.click()
    expect(staff.locator("p.error")).to_be_visible()  # not in one language alone
    staff.console_problems.clear()  # the refusal is a 422, which the browser tells too
    staff.locator("#id_answer_fr").fill("Compté à la main (inventé).")
    staff.locator("#id_answer_en").fill("Counted by hand (invented).")
    staff.locator("#id_is_public").check()
    staff.locator("main form button").first.click()
    expect(staff.locator("a[href^='/data/answers/']")).to_be_visible()
    check_page(staff)

    anyone = visit(None, language, size)
    anyone.goto("/data")
    anyone.locator("#words").fill(said["search"])
    anyone.keyboard.press("Enter")
    found = anyone.locator("section[aria-labelledby=known] a")
    expect(found).to_have_text(french if language == "fr" else english)
    found.click()
    expect(anyone.locator("h1")).to_have_text(french if language == "fr" else english)
    expect(anyone.locator("article.service").first).to_be_visible()
    assert not re.search("Wilma", anyone.content())
    check_page(anyone)
