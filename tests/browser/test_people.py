"""A name with its consent, on a phone: added, found, withdrawn, gone."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "name", "record", "withdraw", "hidden"),
    [
        ("en", "Zoë Sample-Tester", "Record the name and the consent", "Withdraw the consent", "Name not shown"),
        (
            "fr",
            "Zélie Essai-Modèle",
            "Consigner le nom et le consentement",
            "Retirer le consentement",
            "Nom non affiché",
        ),
    ],
)
def test_a_name_is_added_with_consent_found_and_withdrawn(visit, language, name, record, withdraw, hidden):
    page = visit("carl", language, PHONE)
    plain = name.split()[0].replace("ë", "e").replace("é", "e").upper()

    page.goto("/people")
    expect(page.locator(".people-list")).to_have_count(0)
    check_page(page)
    page.locator("a[href='/people/add']").click()
    page.fill("#name", name)
    page.get_by_role("button", name=record).click()
    assert page.locator("#name").input_value() == name  # refused without the person's word; nothing typed is lost
    expect(page.locator("#agreed-error")).to_be_visible()
    page.console_problems.clear()  # the browser reports the 422 it was given
    check_page(page)

    page.check(f"input[name=consent_language][value={language}]")
    page.check("input[name=means][value=spoken]")
    page.check("#agreed")
    page.get_by_role("button", name=record).click()
    expect(page.locator("h1")).to_have_text(name)
    check_page(page)

    page.goto("/people")
    page.fill("#words", plain)
    page.locator("[role=search] button").click()
    assert plain not in page.url
    page.locator(".people-list a").click()
    page.locator("main summary").first.click()
    page.get_by_role("button", name=withdraw).click()
    expect(page.locator("h1")).to_have_text(hidden)
    check_page(page)

    page.goto("/people")
    page.fill("#words", plain)
    page.locator("[role=search] button").click()
    expect(page.locator(".people-list")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_search_reads_well_on_a_wide_screen(visit, language):
    page = visit("bea", language, DESKTOP)

    page.goto("/people")

    check_page(page)
