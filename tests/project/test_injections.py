"""Three hundred texts that try to run are stored through the site's own forms, then every page that shows them is read.

The same journey in a real browser, where nothing may run, is tests/browser/test_injections.py.
"""

import csv
from collections import Counter, deque
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.html import escape

from injections import INJECTIONS, RUNS, elsewhere_than_notes, log_of
from tuque.accounts.models import Worker
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.forms.tests.factories import starter_set
from tuque.interactions.imports import uploads
from tuque.interactions.models import Interaction

pytestmark = pytest.mark.once

ADDRESS_ATTRIBUTES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "xlink:href",
    "hx-get",
    "hx-post",
}
LEADS_NOWHERE = ("/account/logout/", "/streams/")
MOST_OF_A_KIND = 6
NO_ICON = "data:,"  # the public pages name no picture, so that no browser asks for one


class Page(HTMLParser):
    """What a browser would make of a page: its faults, its links, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        data_only = given.get("type") in {"application/json", "application/ld+json"}
        self.in_script = tag == "script"
        if tag in {"iframe", "object", "embed", "base", "math", "animate", "style"}:
            self.faults.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.faults.append(f"<meta {given}>")
        if tag == "script" and not (data_only or (given.get("src") or "").startswith("/static/")):
            self.faults.append(f"<script {given}>")
        for name, value in attributes:
            if name.startswith(("on", "hx-on", "style", "srcdoc")):
                self.faults.append(f"<{tag} {name}={value!r}>")
            if name in ADDRESS_ATTRIBUTES and not safe_address(value or ""):
                self.faults.append(f"<{tag} {name}={value!r}>")
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in {"input", "textarea", "option"}:
            self.words.append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if not self.in_script:
            self.words.append(data)


def safe_address(address: str) -> bool:
    if address == NO_ICON:
        return True
    parts = urlsplit(address.strip())
    return parts.scheme in {"", "http", "https", "mailto", "tel"} and parts.netloc in {"", "testserver"}


def crawl(client: Client, *starts: str) -> dict[str, Page]:
    """What links lead to, by its address: of what one view shows, half a dozen pages."""
    waiting, seen, pages = deque(starts), set(starts), {}
    of_kind: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        kind = response.headers.get("Content-Type", "")
        if response.status_code in {301, 302}:
            found = [response["Location"]]
        elif kind.startswith("text/html"):
            page = pages[address] = Page(response.content.decode())
            found = page.links
        else:
            assert not kind.startswith(("image/svg", "text/xml", "application/xml", "application/xhtml")), address
            continue
        for link in found:
            target = urldefrag(urljoin(address, link)).url
            parts = urlsplit(target)
            if (
                parts.scheme not in {"", "http"}
                or parts.netloc not in {"", "testserver"}
                or parts.path.startswith(LEADS_NOWHERE)
            ):
                continue
            kind = shown_by(parts.path)
            if target not in seen and of_kind[kind] < MOST_OF_A_KIND:
                of_kind[kind] += 1
                seen.add(target)
                waiting.append(target)
    return pages


def shown_by(path: str) -> str:
    """The name of the view; a path that leads to none is a kind of its own."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


@pytest.mark.parametrize("text", RUNS)
def test_what_would_run_is_seen_by_this_test(text):
    assert Page(f"<p>{text}</p>").faults
    assert not Page(f"<p>{escape(text)}</p>").faults


@pytest.fixture
def stored(cast, sign_in):
    """Everything stored, through forms and one import. What a form refuses is counted and must stay rare."""
    starter_set(cast.downtown, at=now())
    noor, dana = browsers = sign_in(cast.noor), sign_in(cast.dana)
    refused = []
    for number, text in enumerate(INJECTIONS):
        answers = {"_key": new_id(), "outcome": "spoke", "people.adult": 1, "note": text}
        said = [noor.post("/log/check-in", answers)]
        who, address, body = elsewhere_than_notes(text, number, partner=str(cast.elsewhere.public_id))
        said.append((noor if who == "noor" else dana).post(address, body))
        refused += [(address, text) for answer in said if answer.status_code not in {200, 201, 302}]
        assert all(answer.status_code < 500 for answer in said), (address, text)
    file = SimpleUploadedFile('"><img src=x onerror=window.ran=1>.csv', log_of(INJECTIONS))
    upload = uploads.receive(file=file, mapping_name="", by=cast.dana, at=now())
    uploads.run({"upload": str(upload.public_id)}, new_id())
    assert len(refused) <= 15, refused
    return browsers


@pytest.mark.slow
def test_what_was_written_is_shown_and_leaves_as_it_was_and_nothing_more(stored, cast):
    """One store for both, for it takes its time. Noor reads in French, Dana in English, every record among what she reads."""
    noor, dana = stored
    Worker.objects.filter(pk=cast.noor.pk).update(language="fr")

    pages = crawl(noor, "/home", "/records", "/people") | crawl(dana, "/home", *addresses_of_records())

    no_page_makes_anything_of_it(pages)
    no_table_starts_a_formula(dana.get("/export/?format=csv"))


def addresses_of_records() -> list[str]:
    """A record for each text at least, those of notes and those of the file."""
    newest = Interaction.objects.order_by("-pk").values_list("public_id", flat=True)
    oldest = Interaction.objects.order_by("pk").values_list("public_id", flat=True)
    return [f"/records/{one}" for one in {*newest[:40], *oldest[: len(INJECTIONS)]}]


def no_page_makes_anything_of_it(pages: dict[str, Page]) -> None:
    assert {address: page.faults for address, page in pages.items() if page.faults} == {}
    shown = "\n".join(word for page in pages.values() for word in page.words)
    missing = [text for text in INJECTIONS if text.split("\t")[0].strip() not in shown]
    assert len(pages) > len(INJECTIONS)
    assert len(missing) <= 5, f"shown nowhere as it was written: {missing}"


def no_table_starts_a_formula(response: HttpResponseBase) -> None:
    assert response["Content-Type"].startswith("text/csv")
    assert response["Content-Disposition"].startswith("attachment")
    lines = list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline="")))
    cells = [cell for line in lines for cell in line]
    assert sum(cell.strip("'").strip() in {text.strip() for text in INJECTIONS} for cell in cells) >= len(INJECTIONS)
    assert [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r")) or cell[:2] in {"+1", "-2"}] == []
