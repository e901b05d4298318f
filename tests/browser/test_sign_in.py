"""Signing in and out, as people do it: on a phone and on a wide screen, in both languages."""

import pytest

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize(("language", "title"), [("en", "Sign in"), ("fr", "Ouvrir une session")])
def test_a_visitor_reads_the_sign_in_page_in_their_language(visit, language, title, size):
    page = visit(None, language, size)

    page.goto("/account/login/")

    assert page.locator("h1").inner_text() == title
    check_page(page)


def test_the_letters_of_a_password_can_be_shown(visit):
    page = visit(None, "en", PHONE)
    page.goto("/account/login/")
    page.fill("input[name=password]", "green tuque")

    page.get_by_role("button", name="Show the password").click()

    assert page.locator("input[name=password]").get_attribute("type") == "text"


def test_a_worker_signs_in_and_out(visit):
    page = visit("amina", "en", PHONE)

    page.get_by_role("link", name="Sign out").click()
    check_page(page)
    page.locator("main button[type=submit]").click()

    assert page.url.endswith("/account/login/")
