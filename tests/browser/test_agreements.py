"""An agreement from draft to end, with a director on each side, and what the partner reads meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser
WORDS = {
    "en": {
        "draft": "Make the draft",
        "keep": "Keep the clause",
        "propose": "Propose it to the parties",
        "sign": "Sign",
        "show": "Show the records",
        "try": "Try",
        "end": "End it now",
    },
    "fr": {
        "draft": "Créer le projet",
        "keep": "Garder la clause",
        "propose": "La proposer aux parties",
        "sign": "Signer",
        "show": "Afficher les fiches",
        "try": "Essayer",
        "end": "Y mettre fin maintenant",
    },
}


def press(page, name):
    """Press a button, and wait until the page that it leads to is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)], ids=["en", "fr"])
def test_what_is_signed_is_shared_until_it_is_ended(visit, language, size):
    words = WORDS[language]
    dana, odile = visit("dana", language, size), visit("odile", language, size)

    dana.goto("/agreements/new")
    check_page(dana)
    dana.fill("[name=title_en]", f"Funding ({language})")
    dana.fill("[name=title_fr]", f"Financement ({language})")
    dana.get_by_label("Windmill Shelter (demo)").check()
    dana.fill("[name=starts_on]", "2026-01-01")
    dana.fill("[name=ends_on]", "2099-12-31")
    press(dana, words["draft"])
    check_page(dana)
    for name, code in (("purposes", "funding"), ("classes", "activity"), ("classes", "people"), ("roles", "director")):
        dana.check(f"input[name={name}][value={code}]")
    dana.select_option("[name=reader]", label="Windmill Shelter (demo)")
    press(dana, words["keep"])
    check_page(dana)
    address = dana.url
    press(dana, words["propose"])
    for page in (dana, odile):
        page.goto(address)
        page.fill("[name=capacity]", "Director")
        page.check("#id_agreed")
        press(page, words["sign"])
        check_page(page)

    dana.goto("/agreements/who-sees-what")
    check_page(dana)
    dana.goto("/agreements/try")
    dana.select_option("[name=reader]", label="Windmill Shelter (demo)")
    dana.select_option("[name=role]", "director")
    dana.select_option("[name=purpose]", "funding")
    press(dana, words["try"])
    expect(dana.locator("#result")).to_have_text(re.compile(r"[1-9]\d*"))
    check_page(dana)

    odile.goto("/shared")
    check_page(odile)
    odile.select_option("#purpose", "funding")
    press(odile, words["show"])
    expect(odile.locator("article").first).to_be_visible()
    check_page(odile)

    dana.goto(address)
    dana.locator("details").last.locator("summary").click()
    dana.check("input[name=reason][value=finished]")
    press(dana, words["end"])
    check_page(dana)
    odile.goto("/shared?purpose=funding")
    expect(odile.locator("article")).to_have_count(0)
