"""Signing in and out, as people do it: on a phone and on a wide screen, in both languages."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from browser.looking import DESKTOP, PHONE, check_page
from tuque.demo.community import PASSWORD

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
    page = visit("amina", "en", PHONE, anew=True)

    page.get_by_role("link", name="Sign out").click()
    check_page(page)
    page.locator("main button[type=submit]").click()

    assert page.url.endswith("/account/login/")


def test_a_wrong_password_says_so_and_keeps_the_address(visit):
    page = visit(None, "fr", PHONE)
    page.goto("/account/login/")
    page.fill("input[name=login]", "noor@demo.example")
    page.fill("input[name=password]", "pas le bon du tout")

    page.click("main button[type=submit]")

    assert "ne vont pas ensemble" in page.locator(".notice.danger").inner_text()
    assert page.input_value("input[name=login]") == "noor@demo.example"
    check_page(page)


def invite(page: Page, name: str) -> str:
    """The link that the director gets for a new field worker."""
    page.goto("/workers/invite")
    page.fill("input[name=name]", name)
    page.fill("input[name=email]", f"{name.split()[0].lower()}{int(time.time())}@demo.example")
    page.check("input[value=field_worker]")
    check_page(page)
    page.get_by_role("button", name="Make the link").click()
    return page.input_value("#link")


def test_an_invited_person_joins_adds_a_passkey_and_signs_in_with_it_alone(visit, site):
    link = invite(visit("dana", anew=True), "Rae Example")
    page = visit(None, "en", PHONE)
    named = site.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(named + local(link))
    check_page(page)
    page.get_by_label("English").check()
    page.fill("input[name=password]", "four quiet snowy boots")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("link", name="Add a passkey on this device").click()
    check_page(page)
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/factors/codes/")
    check_page(page)

    page.goto(f"{named}/account/logout/")
    page.locator("main button[type=submit]").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda address: "/account/" not in address)

    page.goto(f"{named}/me")
    assert page.locator("h2").first.inner_text() == "Rae Example"
    assert "1 passkey" in page.locator("main").inner_text()
    check_page(page)


def test_a_used_link_says_what_to_do(visit):
    link = invite(visit("dana", anew=True), "Sol Example")
    first, second = visit(None), visit(None, "fr", PHONE)
    first.goto(local(link))
    first.get_by_label("English").check()
    first.fill("input[name=password]", "four quiet snowy boots")
    first.get_by_role("button", name="Join").click()
    first.wait_for_url("**/me/welcome")

    answer = second.goto(local(link))

    assert answer is not None
    assert answer.status == 410
    assert "a déjà servi" in second.locator("main").inner_text()


def test_an_app_with_codes_is_added_and_asked_for(visit):
    page = visit("ana", "fr", PHONE, anew=True)
    page.goto("/account/factors/app/add/")
    check_page(page)
    page.get_by_text("Je ne peux pas la balayer").click()
    secret = page.locator("#authenticator_secret").inner_text().strip()
    page.fill("input[name=code]", one_time_code(secret))
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/factors/codes/")
    page.goto("/account/logout/")
    page.locator("main button[type=submit]").click()
    page.fill("input[name=login]", "ana@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/factors/authenticate/**")
    check_page(page)

    page.fill("input[name=code]", one_time_code(secret, step=1))  # the first code was just used
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/account/" not in address)

    page.goto("/account/factors/app/remove/")
    page.locator("main button.danger").click()
    page.wait_for_url("**/factors/")


def one_time_code(secret: str, step: int = 0) -> str:
    """RFC 6238 with the defaults that every app has: SHA-1, 30 seconds, 6 digits."""
    padded = secret.upper() + "=" * (-len(secret) % 8)
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(padded), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def test_ending_the_other_sessions_puts_them_out(visit):
    here, there = visit("tom", anew=True), visit("tom", anew=True)
    here.goto("/me")
    check_page(here)

    here.get_by_role("button", name="End all the others").click()
    here.wait_for_load_state()

    there.goto("/me")
    assert "/account/login/" in there.url


def test_a_disabled_worker_is_out_within_a_second(visit):
    director, worker = visit("dana", anew=True), visit("amina", anew=True)
    director.goto("/workers")
    director.fill("#search", "amina")
    expect(director.locator(".people a")).to_have_count(1)
    assert "amina" not in director.url
    director.locator(".people a").first.click()
    check_page(director)
    director.select_option("select[name=reason]", "lost_device")

    director.get_by_role("button", name="Disable the account").click()
    director.wait_for_load_state()
    worker.goto("/me")

    assert "/account/login/" in worker.url
    director.get_by_role("button", name="Enable the account").click()
    director.wait_for_load_state()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_privacy_officer_reads_who_did_what(visit, language):
    page = visit("paz", language, PHONE, anew=True)

    page.goto("/audit")

    assert page.locator("#records li").count() > 0
    check_page(page)


def local(link: str) -> str:
    return "/" + link.split("/", 3)[3]
