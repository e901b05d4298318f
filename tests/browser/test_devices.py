"""A worker connects a tablet with ODK Collect, and shuts it out again."""

import pytest
from playwright.sync_api import expect

from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser
WORDS = {
    "en": {"link": "Devices with ODK Collect or Enketo", "make": "Make its password", "revoke": "Revoke this device"},
    "fr": {
        "link": "Appareils avec ODK Collect ou Enketo",
        "make": "Créer son mot de passe",
        "revoke": "Révoquer cet appareil",
    },
}


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("fr", PHONE)], ids=["en", "fr"])
def test_a_device_is_connected_and_revoked(visit, language, size):
    words, page = WORDS[language], visit("noor", language, size)

    page.goto("/me")
    page.get_by_role("link", name=words["link"]).click()
    check_page(page)
    page.fill("[name=name]", f"Tablet {language}")
    page.get_by_role("button", name=words["make"]).click()
    expect(page.locator("img.qr")).to_be_visible()
    assert len(page.input_value("#password")) == 24
    check_page(page)

    page.get_by_role("button", name=f"{words['revoke']} Tablet {language}").click()
    expect(page.locator("img.qr")).to_have_count(0)
    check_page(page)
    expect(page.locator(".badge.danger").first).to_be_visible()
