"""An instrument is allowed, filled in, explained; one person's are drawn over time."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser

ALLOW = {"en": "Allow · ASQ", "fr": "Permettre · Dépistage du risque"}
WITHDRAW = {"en": "Withdraw · ASQ", "fr": "Retirer · Dépistage du risque"}
VERDICT = {"en": "Non-acute positive screen", "fr": "Dépistage positif, risque possible"}


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)])
def test_a_director_allows_the_screen_and_a_worker_reads_its_result(visit, language, size):
    director = visit("dana", language, size)
    director.goto("/instruments")
    check_page(director)
    director.get_by_role("button", name=ALLOW[language]).click()
    director.wait_for_load_state()

    page = visit("carl", language, size)
    page.goto("/log/asq")
    check_page(page)
    for code in ("wished_dead", "better_off", "thoughts"):
        page.locator(f"input[name='{code}'][value=no]").check(force=True)
    page.locator("input[name=tried][value=yes]").check(force=True)
    page.locator("input[name=right_now][value=no]").check(force=True)
    page.locator("button.save").click()
    page.wait_for_url("**/instruments/results/**")

    expect(page.locator("h2").first).to_have_text(VERDICT[language])
    check_page(page)
    director.get_by_role("group").filter(has_text="ASQ")  # its details are closed once it is allowed
    director.goto("/instruments")
    for summary in director.locator("main summary").all():
        summary.click()
    check_page(director)
    director.get_by_role("button", name=WITHDRAW[language]).click()
    director.wait_for_load_state()
    assert page.goto("/log/asq").status == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_persons_results_are_drawn_over_time(visit, language):
    page = visit("carl", language, PHONE)
    page.goto("/records?type=instrument")
    name = {"en": "Distress", "fr": "Détresse"}[language]
    page.locator("a.record", has_text=name).first.click()
    page.wait_for_load_state()
    page.locator("a.button[href*='/instruments/results/']").click()
    page.wait_for_load_state()
    for summary in page.locator("main summary").all():
        summary.click()
    check_page(page)
    page.locator("a[href*='/instruments/people/']").click()
    page.wait_for_load_state()

    assert page.locator("svg polyline").count() >= 2
    check_page(page)
