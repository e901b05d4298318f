"""A specialist refers someone, the service accepts by its link, and the unmet need appears on its area's page; a fire is opened."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser
SAID = {
    "en": {"words": "I am hungry", "accepted": "Accepted", "full": "Full, or the wait is too long", "area": "R3A"},
    "fr": {
        "words": "j'ai faim",
        "accepted": "Acceptée",
        "full": "Complet, ou l’attente est trop longue",
        "area": "R2W",
    },
}


def unmet_in(page: Page, area: str) -> int:
    """How many unmet needs the page of all areas shows for one: its third column."""
    page.goto("/needs")
    row = page.locator(".needs-table tr", has=page.get_by_role("link", name=area, exact=True))
    return int(row.locator("td.number").nth(1).inner_text())


@pytest.mark.parametrize(("language", "size"), [("fr", PHONE), ("en", PHONE)])
def test_a_specialist_refers_the_service_accepts_and_the_unmet_need_is_on_the_areas_page(visit, language, size):
    said = SAID[language]
    page = visit("carl", language, size)
    before = unmet_in(page, said["area"])
    check_page(page)
    page.goto("/referrals")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator("#id_words").fill(said["words"])
    page.locator("#id_area").fill(said["area"])
    page.locator("form button", has=page.locator("use[href*='#search']")).click()
    expect(page.locator("li.service").first).to_be_visible()
    assert "words" not in page.url  # nothing of a person in an address
    check_page(page)

    for number in (0, 1):
        page.locator("input[form=compare]").nth(number).check()
    page.locator("#compare button").click()
    expect(page.locator("table.compare thead th")).to_have_count(2)
    check_page(page)
    page.locator("table.compare summary").first.click()
    page.locator("input[name=ask]").first.check()
    page.locator("button[value=handoff]").first.click()
    link = page.locator(".link-to-copy").input_value()
    check_page(page)

    service = visit(None, language, PHONE)
    service.goto(link)
    expect(service.locator("h1")).to_be_visible()
    check_page(service)
    page.locator("details[id^=more-] summary").first.click()
    page.locator("details[id^=more-] textarea").first.fill("Half written")
    service.goto(link)
    service.locator("input[value=accepted]").check()
    service.locator("main form button").click()
    expect(service.locator(".notice.success")).to_be_visible()
    check_page(service)
    # Whoever referred sees it without doing anything, and loses nothing of what they write.
    expect(page.locator(".referral .badge").first).to_have_text(said["accepted"], timeout=15_000)
    expect(page.locator("details[id^=more-] textarea").first).to_have_value("Half written")

    page.locator(".need > details summary").first.click()
    page.locator(".need > details select[name=state]").first.select_option("unmet")
    page.locator(".need > details select[name=reason]").first.select_option("full")
    page.locator(".need > details button").first.click()
    expect(page.locator(".need > .row .badge").first).to_have_class(re.compile("danger"))
    assert unmet_in(page, said["area"]) == before + 1
    page.goto(f"/needs/areas/{said['area']}")
    expect(page.get_by_text(said["full"])).to_be_visible()
    check_page(page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_warm_hand_over_gives_the_number_and_keeps_what_came_of_each_call(visit, language):
    page = visit("carl", language, PHONE)
    page.goto("/referrals")
    page.locator("#id_words").fill(SAID[language]["words"])
    page.locator("form button", has=page.locator("use[href*='#search']")).click()
    page.locator("li.service button[value=handoff]").first.click()

    form = page.locator("form.hand-over")
    expect(form.locator("a[href^='tel:']").first).to_be_visible()
    check_page(page)
    for result, note in (("no_answer", "Rang out"), ("spoken", "Ms. Invented"), ("taken", "Tonight")):
        form.locator(f"input[value={result}]").check()
        form.locator("textarea").fill(note)
        form.locator("button").click()
        expect(page.locator(".story li").last).to_contain_text(note)
        check_page(page)
    expect(form).to_have_count(0)
    expect(page.locator(".referral .badge").first).to_have_text(SAID[language]["accepted"])


def test_a_fire_is_opened_and_its_page_says_how_full_the_shelter_is(visit):
    page = visit("bea", "en", DESKTOP)
    page.goto("/events")
    page.locator("details summary", has_text="Open an event").click()
    page.locator("#id_kind").select_option("fire")
    for name, words in (
        ("name_en", "Invented fire"),
        ("name_fr", "Feu inventé"),
        ("words_en", "Close windows."),
        ("words_fr", "Fermez les fenêtres."),
    ):
        page.locator(f"#id_{name}").fill(words)
    page.get_by_role("button", name="Open the event").click()
    page.locator("details summary", has_text="Add a shelter").click()
    page.locator("#id_name_en").fill("School gym")
    page.locator("#id_name_fr").fill("Gymnase")
    page.locator("#id_capacity").fill("40")
    page.get_by_role("button", name="Put it on the page").click()
    page.locator("input[name=occupied]").fill("31")
    page.get_by_role("button", name="Counted now").click()
    check_page(page)
    address = page.locator("a[href^='/event/']").get_attribute("href")

    visitor = visit(None, "fr", PHONE)
    for entrance in ("/account/login/", "/find/offline", "/find"):
        visitor.goto(entrance)
        expect(visitor.locator(".notice.danger")).to_contain_text("Feu inventé")
        check_page(visitor)
    visitor.locator(".notice.danger a").click()
    assert visitor.url.endswith(f"{address}?lang=fr")
    expect(visitor.locator(".event-free")).to_contain_text("9 places libres")
    check_page(visitor)
