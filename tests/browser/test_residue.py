"""What a browser keeps after someone signed out, or was put out: nothing that the next person at the screen could read."""

import time

import pytest
from playwright.sync_api import Page

from tuque.demo.community import PASSWORD

pytestmark = pytest.mark.browser
CANARY = "Canary Example-Residue"
# Everything a page can read back: storage, databases, caches, workers, the page's own history.
KEPT = """async () => {
    const databases = await indexedDB.databases();
    const names = await caches.keys();
    const held = await Promise.all(names.map(async name => (await (await caches.open(name)).keys()).map(one => one.url)));
    const workers = await navigator.serviceWorker?.getRegistrations() ?? [];
    return {
        local: {...localStorage},
        session: {...sessionStorage},
        databases: databases.map(one => one.name),
        caches: held.flat(),
        workers: workers.length,
        history: history.state,
    };
}"""
NOTHING = {"local": {}, "session": {}, "databases": [], "caches": [], "workers": 0, "history": None}


def look_at_a_person(page: Page) -> None:
    """Write a name, look at it, search for it, and walk on to other pages."""
    page.goto("/people/add")
    page.fill("#name", f"{CANARY} {time.time_ns()}")
    page.locator("input[name=consent_language]").first.check()
    page.check("input[name=means][value=spoken]")
    page.check("#agreed")
    page.locator("main form button.full").click()
    page.wait_for_load_state()
    assert CANARY in page.content()
    page.goto("/records")
    page.goto("/me")


def go_back_through_everything(page: Page) -> list[str]:
    read = []
    for _step in range(8):
        page.go_back(wait_until="load")
        read.append(page.content())
    return read


def session_cookies(page: Page) -> list[str]:
    return [
        cookie["name"] for cookie in page.context.cookies() if cookie["name"] not in {"tuque_language", "tuque_csrf"}
    ]


def check_nothing_is_left(page: Page) -> None:
    assert page.evaluate(KEPT) == NOTHING
    assert session_cookies(page) == []
    assert not any(CANARY in read or "Noor" in read for read in go_back_through_everything(page))
    page.goto("/account/login/")
    assert page.evaluate(KEPT) == NOTHING


@pytest.mark.parametrize("language", ["en", "fr"])
def test_after_signing_out_nothing_is_left(visit, language):
    page = visit("noor", language)
    look_at_a_person(page)

    page.goto("/account/logout/")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/account/login/")

    check_nothing_is_left(page)


def test_after_the_session_ended_elsewhere_nothing_is_left(visit):
    page, elsewhere = visit("noor"), visit("noor")
    look_at_a_person(page)
    elsewhere.goto("/me")
    elsewhere.get_by_role("button", name="End all the others").click()
    elsewhere.wait_for_load_state()

    page.goto("/records")

    assert "/account/login/" in page.url
    check_nothing_is_left(page)


def test_what_was_being_written_is_kept_through_a_sign_in(visit):
    page, elsewhere = visit("noor"), visit("noor")
    page.goto("/log/check-in")
    page.locator("input[name=outcome]").first.check()
    page.locator("details summary").last.click()
    page.locator("textarea").first.fill(f"{CANARY} by the river")
    elsewhere.goto("/me")
    elsewhere.get_by_role("button", name="End all the others").click()
    elsewhere.wait_for_load_state()

    page.locator("button.save").click()
    page.wait_for_url("**/account/login/**")
    assert "what you wrote is kept" in page.locator("body").inner_text()
    assert CANARY not in page.url + str(page.evaluate(KEPT))
    page.fill("input[name=login]", "noor@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url("**/log?saved=*")
    page.goto("/records")
    page.fill("#filter-words", "canary river")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records?search=*")

    assert page.locator(".record").count() == 1
    page.locator(".record").click()
    assert CANARY in page.locator("main").inner_text()


def test_while_signed_in_the_browser_keeps_no_words(visit):
    page = visit("noor")

    look_at_a_person(page)

    assert CANARY not in str(page.evaluate(KEPT))
