"""A director trains on the centre's records; a responder accepts a suggestion with one key, and decides everything."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page
from tuque.contact_centre.routing.policy import Policy

pytestmark = pytest.mark.browser
SAID = {
    "fr": "J’ai recommencé à boire, j’ai bu une bouteille au complet ce soir et je ne contrôle plus ma consommation.",
    "en": "I started drinking again, I drank a whole bottle tonight and my drinking is out of control.",
}


@pytest.mark.parametrize(("language", "size"), [("fr", PHONE), ("en", DESKTOP)])
def test_trained_by_a_director_accepted_by_a_responder_and_measured(visit, language, size):
    dana = visit("dana", language, size)
    dana.goto("/line/suggestions")
    check_page(dana)
    if not dana.locator("form[action$='/suggestions/off']").count():
        dana.locator("form[action$='/train'] button").click()
        for _look in range(60):  # the work behind the pages takes seconds
            if dana.locator("form[action$='/use'] button").count():
                break
            dana.wait_for_timeout(1000)
            dana.reload()
        dana.locator("form[action$='/use'] button").first.click()
    expect(dana.locator("form[action$='/suggestions/off']")).to_be_visible()
    check_page(dana)

    amina = visit("amina", language, size)
    amina.goto("/line/console")
    begin = amina.locator("form[action$='/begin'] button")
    if begin.count():
        begin.click()
    person = visit(None, language, size)
    person.goto(f"/c/north-star/{language}")
    person.locator("[data-start] button").click()
    person.locator("textarea").fill(SAID[language])
    person.keyboard.press("Enter")
    expect(person.locator("li.own[data-mark=sent]")).to_have_count(1)

    accept = amina.locator("button[data-key=a]:visible")
    # At an hour when nobody else of her language is free, she is kept for those who speak it until the reserve lets go.
    expect(accept.first).to_be_visible(timeout=1000 * (30 + Policy().reserve_ends_after))
    accept.first.click()
    suggested = amina.locator("#record .suggested li")
    amina.keyboard.press("Alt+k")
    expect(suggested).not_to_have_count(0)
    check_page(amina)
    amina.locator("#record textarea[name=note]").fill("...")
    before, accepted = suggested.count(), suggested.first.locator("strong").inner_text()
    amina.keyboard.press("Alt+y")
    expect(suggested).to_have_count(before - 1)
    expect(amina.locator("#record").get_by_label(accepted, exact=True).first).to_be_checked()
    expect(amina.locator("#record textarea[name=note]")).to_have_value("...")
    check_page(amina)

    dana.goto("/line/suggestions")
    expect(dana.locator("#worth-title")).to_be_visible()
    assert int(dana.locator("section[aria-labelledby=worth-title] tbody td.number").first.inner_text()) >= 1
    check_page(dana)

    amina.keyboard.press("Alt+e")
    amina.locator("form[action$='/end'] button:visible").last.click()
    amina.goto("/line/console")
    ends = amina.locator("form[action$='/console/end'] button")
    if ends.is_enabled():
        ends.click()
