"""The proof from its page: a chain verified, another organization asked to be its witness, and what that one does with it."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from browser.conftest import environment_of
from browser.looking import DESKTOP, PHONE, check_page

pytestmark = pytest.mark.browser
# What the work behind the pages does an hour later: the next root is signed, and handed to whoever accepted.
AN_HOUR_LATER = """
import django; django.setup()
from datetime import timedelta
from tuque.audit.proof import roots, sealing
from tuque.core import outbox, wall
from tuque.core.clock import now
later = now() + timedelta(minutes=61)
with wall.system(wall.Purpose.AUDIT):
    sealing.seal_all(at=now())
    roots.sign_due(at=later)
outbox.deliver_due(clock=lambda: later)
"""
VERIFIED = {"en": "as they were sealed and signed", "fr": "telles qu’elles ont été scellées et signées"}


def press(page, name):
    """By the keyboard alone."""
    button = page.locator(f"main button:has-text('{name}')").first
    button.focus()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_a_chain_is_verified_and_another_organization_keeps_its_roots(visit, site_folder):
    paz = visit("paz", "en", PHONE)
    paz.goto("/audit/proof")
    press(paz, "Verify now")
    expect(paz.locator(".notice.success").first).to_contain_text(VERIFIED["en"], timeout=30_000)
    expect(paz.locator("main a:has-text('Show the page anew')")).to_be_visible()
    check_page(paz)

    paz.locator("select[name=holder]").select_option(label="Windmill Shelter (demo)")
    press(paz, "Ask this organization")
    expect(paz.locator("main .badge")).to_contain_text("has not answered yet")
    check_page(paz)

    odile = visit("odile", "fr", DESKTOP)
    odile.goto("/audit/proof")
    expect(odile.locator("main")).to_contain_text("Downtown Street Team (demo) nous demande")
    check_page(odile)
    press(odile, "Accepter")
    expect(odile.locator("main h3")).to_have_text("Downtown Street Team (demo)")
    check_page(odile)

    environment = {**environment_of(site_folder), "DJANGO_SETTINGS_MODULE": "tuque.config.settings"}
    subprocess.run([sys.executable, "-c", AN_HOUR_LATER], env=environment, check=True)
    odile.reload()
    expect(odile.locator("main article")).to_contain_text("1 racine conservée")
    press(odile, "Vérifier leur chaîne")
    expect(odile.locator("main article .notice.success")).to_contain_text(VERIFIED["fr"], timeout=30_000)
    check_page(odile)
    with odile.expect_download() as kept:
        odile.locator("main article a.button").click()
    assert "tuque_audit_root" in kept.value.path().read_text()

    paz.reload()
    expect(paz.locator("main")).to_contain_text("Given to Windmill Shelter (demo)")
    press(paz, "Verify now")
    expect(paz.locator("main")).to_contain_text("1 root kept by another organization says the same", timeout=30_000)
    check_page(paz)

    press(odile, "Ne plus rien conserver")
    expect(odile.locator("main article .badge")).to_be_visible()
    check_page(odile)
