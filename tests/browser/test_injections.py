"""Sixty texts that try to run, stored by forms of a served site, then shown by a real browser: none runs.

That all three hundred are written as text, and on which pages, is in tests/project/test_injections.py.
"""

from urllib.parse import quote_plus, urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from browser.looking import DESKTOP
from injections import INJECTIONS, elsewhere_than_notes, log_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WATCH = """
    window.refused = [];
    addEventListener("securitypolicyviolation", event => window.refused.push(
        event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""
MOST_PAGES = 90
TEXTS = INJECTIONS[::5]  # every way out, and everything that would then run, is among them


class Watched:
    """A signed-in page that counts what ran, what asked for a dialog, and what the security policy had to refuse."""

    def __init__(self, page: Page) -> None:
        self.page, self.troubles = page, []
        page.context.add_init_script(WATCH)
        page.on("dialog", lambda dialog: (self.troubles.append(f"dialog on {page.url}"), dialog.dismiss()))
        page.on("popup", lambda _popup: self.troubles.append(f"window opened by {page.url}"))
        page.on("request", lambda asked: self.note_request(asked.url))
        self.token = ""

    def note_request(self, address: str) -> None:
        if "elsewhere.example" in address:
            self.troubles.append(f"asked for {address}")

    def send(self, address: str, body: dict[str, object], **files: object) -> None:
        if not self.token:
            self.page.goto("/me")
            self.token = self.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        fields = [
            (name, one) for name, value in body.items() for one in (value if isinstance(value, list) else [value])
        ]
        form = "&".join(
            f"{quote_plus(name)}={quote_plus(str(value))}"
            for name, value in [*fields, ("csrfmiddlewaretoken", self.token)]
        )
        answer = self.page.request.post(
            address, data=form, headers={"Content-Type": "application/x-www-form-urlencoded"}, max_redirects=0
        )
        assert answer.status in {200, 201, 302, 422}, f"{address}: {answer.status}"

    def look(self, address: str) -> list[str]:
        """Open a page, move about in it as someone who reads it would, and give the links it holds."""
        page = self.page
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        ran, refused = page.evaluate("[window.ran, window.refused]")
        if ran:
            self.troubles.append(f"something ran on {address}")
        self.troubles += [f"{address}: {one}" for one in refused]
        return page.evaluate("[...document.links].map(one => one.href)")

    def walk(self, *starts: str) -> int:
        """Look at every page that links lead to, three of each kind; how many were looked at."""
        waiting, seen, kinds = list(starts), set(), {}
        while waiting and len(seen) < MOST_PAGES:
            address = waiting.pop(0)
            path = urlsplit(address).path
            kind = "/".join(part if len(part) < 30 else "*" for part in path.split("/"))
            if (
                address in seen
                or kinds.get(kind, 0) >= 3
                or path.endswith(("/logout/", "/pdf"))
                or "." in path.rsplit("/", 1)[-1]
            ):
                continue
            seen.add(address)
            kinds[kind] = kinds.get(kind, 0) + 1
            own = urlsplit(self.page.url).netloc
            waiting += [link.split("#")[0] for link in self.look(address) if urlsplit(link).netloc == own]
        return len(seen)

    def newest_records(self, most: int) -> list[str]:
        """The addresses of the newest records, however many pages list them."""
        found: list[str] = []
        links = self.look("/records")
        while len(found) < most:
            found += [link for link in links if len(urlsplit(link).path) == len(f"/records/{uuid4()}")]
            older = [link for link in links if "after=" in link]
            if not older:
                break
            links = self.look(older[0])
        return list(dict.fromkeys(found))[:most]


def test_nothing_that_was_written_ever_runs(visit):
    """Noor's pages in French, Dana's in English."""
    noor = Watched(visit("noor", "fr", DESKTOP))
    dana = Watched(visit("dana", "en", DESKTOP))
    dana.page.goto("/agreements/new")
    partner = dana.page.locator("input[name=partners]").first.get_attribute("value")
    for number, text in enumerate(TEXTS):
        noor.send("/log/check-in", {"_key": uuid4(), "outcome": "spoke", "people.adult": 1, "note": text})
        who, address, body = elsewhere_than_notes(text, number, partner=str(partner))
        (noor if who == "noor" else dana).send(address, body)
    import_log(dana.page)

    looked = noor.walk("/home", "/records", "/people", "/me") + dana.walk("/home", "/records", "/import")
    notes = noor.newest_records(len(TEXTS))
    for address in notes:
        noor.look(address)

    assert looked > 60
    assert len(notes) >= 30
    assert (noor.troubles, dana.troubles) == ([], [])


def import_log(page: Page) -> None:
    page.goto("/import")
    named = {"name": "'><img src=x onerror=window.ran=1>.csv", "mimeType": "text/csv", "buffer": log_of(TEXTS)}
    page.set_input_files("input[type=file]", named)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_load_state()
    assert "/import/" in page.url
