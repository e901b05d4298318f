"""A record that got past every door is only words on every page, in every file and in every answer that shows it."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

import hostile_record
from project.test_access import VIEWS
from tuque.contact_centre.tests import access as centre_access
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.directory.tests import access as directory_access
from tuque.directory.tests import finder_access
from tuque.referrals.codes import Way
from tuque.referrals.events import services as events
from tuque.referrals.events.models import Event, PlaceKind
from tuque.referrals.models import Referral
from tuque.referrals.services import referring
from tuque.referrals.services.referring import Asking
from tuque.referrals.tests import access as referral_access
from tuque.referrals.tests import factories as referrals
from tuque.releases.desk import files

ROOMS = ("hsds:", "finder:", "directory:", "referrals:")
# What no page may hold, however it is told to run.
RUNS = ("javascript:", "vbscript:", "data:text")
OUR_TYPES = ("module", "application/json", "speculationrules")
REFUSED = {302, 400, 403, 404, 405, 409, 413, 422}
MOST = 400_000  # bytes of a page
MOST_OF_A_RECORD = 1_500_000  # of a file or an answer to programs, which has every field

# Else the crawl went past it, and proves nothing.
WHERE_IT_STANDS = {
    f"{room}:{name}"
    for room, names in {
        "contact_centre": "conversation-services",
        "data": "file home",
        "directory": "days duplicates edit eligibility proposals service service-terms services taxonomies update",
        "finder": "embedded find list pack service themed",
        "hsds": "organization organizations package service service-at-location service-at-locations services taxonomies taxonomy taxonomy-term taxonomy-terms",
        "referrals": "answer compare due event event-atom event-cap event-desk event-geojson event-json event-pack event-place event-place-change events find inquiry sheet",
    }.items()
    for name in names.split()
}


class Parsed(HTMLParser):
    """What a browser would make of a page: what runs in it, by what would start it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.is_typed = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if self.is_typed:  # what stands in a box to write in is text, whatever it looks like
            return
        self.is_typed = tag == "textarea"
        if tag == "script" and not (told.get("src", "").startswith("/") or told.get("type") in OUR_TYPES[1:]):
            self.faults.append(f"<script {told}>")
        for name, value in told.items():
            is_address = name in ("href", "src", "action", "formaction", "data", "srcdoc", "content")
            if name.startswith(("on", "hx-on")) or (is_address and value.strip().casefold().startswith(RUNS)):
                self.faults.append(f"<{tag} {name}={value[:60]}>")
        if told.get("src") == "x":
            self.faults.append(f"<{tag} src=x>")

    def handle_endtag(self, tag: str) -> None:
        self.is_typed = self.is_typed and tag != "textarea"


@dataclass
class Crawl:
    """Every answer that was asked for, and what was wrong with it."""

    faults: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def look(self, name: str, response: HttpResponse) -> None:
        body = b"".join(response.streaming_content) if response.streaming else response.content
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if response.status_code in REFUSED and not body:
            return
        if response.status_code not in REFUSED | {200, 201}:
            self.faults.append(f"{name}: answered {response.status_code} {getattr(response, 'exc_info', None)}")
        if hostile_record.WORD.encode() in body or kind == "application/zip":
            self.shown.add(name.split(" ")[0])
        if len(body) > (MOST if kind == "text/html" else MOST_OF_A_RECORD):
            self.faults.append(f"{name}: {len(body):,} bytes of {kind}")
        self.faults += [f"{name}: {fault}" for fault in faults_of(kind, body)]


def not_json(found: str) -> None:
    raise ValueError(f"{found} is no number of JSON")


def faults_of(kind: str, body: bytes) -> list[str]:
    try:
        return found_in(kind, body)
    except (ValueError, ElementTree.ParseError) as problem:
        return [f"{kind}: {problem!r}"]


def found_in(kind: str, body: bytes) -> list[str]:
    if kind == "text/html":
        return Parsed(body.decode()).faults
    if kind in ("application/json", "application/geo+json"):
        json.loads(body, parse_constant=not_json)
    if kind == "application/x-ndjson":
        for line in body.splitlines():
            json.loads(line)
    if kind.endswith("xml"):
        ElementTree.fromstring(body)
    if kind == "text/csv":
        return [f"a cell begins with {cell[:20]!r}" for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row if cell[:1] in ("=", "@", "\t", "\r")]  # fmt: skip
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            pages = [one for one in archive.namelist() if one.endswith(".html")]
            return [fault for page in pages for fault in Parsed(archive.read(page).decode()).faults]
    return []


@pytest.fixture
def made(cast):
    """The record, someone who was pointed to it by each way, and an event in the same words."""
    rows = hostile_record.write(cast)
    need = referral_access._need(cast)
    for way in (Way.PRINT, Way.HANDOFF):
        asking, service = Asking(is_wanted=True), rows["service"][0].public_id
        referring.refer(need, key=new_id(), service=service, way=way, asking=asking, by=cast.carl, at=now())
    referrals.reached(need.inquiry, cast.carl, at=now())
    Referral.objects.update(follow_up_on=now().date())
    text = hostile_record.WORDS
    event = referral_access._event(cast)
    Event.objects.update(name_en=text[:120], name_fr=text[:120], words_en=text, words_fr=text, where=text[:200])
    said = events.Place(PlaceKind.SHELTER, text[:160], text[:160], starts_at=now(), words_en=text, words_fr=text, address=text, phone=text[:40], lon=1e300, lat=-1e300)  # fmt: skip
    events.add_place(event, key=new_id(), place=said, by=cast.bea, at=now())
    return rows


def addresses(cast, made) -> Iterator[tuple[str, str]]:
    """Every address of the rooms that may be asked for by GET, with the hostile record in its place."""
    table = directory_access.ROUTES | referral_access.ROUTES
    named: Mapping[str, dict[str, object]] = {
        "hsds:service": {"wanted": made["service"][0].public_id},
        "hsds:organization": {"wanted": made["organization"][0].public_id},
        "hsds:service-at-location": {"wanted": made["service_at_location"][0].public_id},
        "hsds:taxonomy": {"wanted": made["taxonomy"][0].public_id},
        "hsds:taxonomy-term": {"wanted": made["taxonomy_term"][0].public_id},
        "finder:service": {"public_id": made["service"][0].public_id},
    }
    for name in VIEWS:
        if name.startswith(ROOMS) and table[name].get is not None:
            names = table[name].names
            yield name, reverse(name, kwargs=named.get(name) or (dict(names(cast)) if names else {}))
    kept = "&".join(f"s={row.public_id}" for row in made["service"])
    yield "finder:list", f"{reverse('finder:list')}?{kept}"
    for entity in ("organization", "location", "service_at_location", "taxonomy_term", "phone"):
        for name in ("directory:edit", "directory:history"):
            args = [entity, made[entity][0].public_id]
            yield f"{name} {entity}", reverse(name, args=args)


def asked(cast, made) -> Iterator[tuple[str, str, dict[str, object]]]:
    """What is asked with a question: searches, lists, files, by GET and POST."""
    first, second = (str(row.public_id) for row in made["service"])
    inquiry = referral_access._own(cast)
    need = str(referral_access._need(cast).public_id)
    words = {"words": hostile_record.WORD}
    theme = finder_access.a_theme(cast)
    yield "finder:find", reverse("finder:find"), words | {"near": "R3B"}
    yield "finder:themed", reverse("finder:themed", kwargs=theme), words
    yield "finder:embedded", reverse("finder:embedded", kwargs=theme), words
    yield "referrals:find", reverse("referrals:find", args=[inquiry.public_id]), words | {"need": need}
    yield (
        "referrals:compare",
        reverse("referrals:compare", args=[inquiry.public_id]),
        {"need": need, "s": [first, second]},
    )
    yield "referrals:event-place", reverse("referrals:event-place", args=[referral_access._event(cast).public_id]), {"look": "on", "closes_words": hostile_record.WORD}  # fmt: skip
    yield "data:home", reverse("data:home"), words
    for form in files.Format:
        yield f"data:file {form}", reverse("data:file"), words | {"format": str(form)}
    conversation = centre_access.a_conversation(cast)
    yield (
        "contact_centre:conversation-services",
        reverse("contact_centre:conversation-services", kwargs=conversation),
        words | {"chips": "on"},
    )
    for name in ("services", "organizations", "service-at-locations", "taxonomies", "taxonomy-terms"):
        yield f"hsds:{name} whole", reverse(f"hsds:{name}"), {"full": "true"}
        yield f"hsds:{name} lines", reverse(f"hsds:{name}"), {"full": "true", "format": "ndjson"}


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_hostile_record_is_only_words_wherever_it_is_shown(cast, sign_in, made, language):
    crawl = Crawl()
    browsers = [sign_in(worker) for worker in (None, cast.dana, cast.carl, cast.amina)]
    for browser in browsers:
        browser.raise_request_exception = False
    for name, address, body in [*((*one, None) for one in addresses(cast, made)), *asked(cast, made)]:
        for browser in browsers:
            response = ask(browser, address, body, language)
            crawl.look(name, response)
            if response.status_code in (200, 201):  # it is shown alike to whoever else may see it
                break

    assert crawl.faults == []
    assert crawl.shown >= WHERE_IT_STANDS


def ask(browser: Client, address: str, body: dict[str, object] | None, language: str) -> HttpResponse:
    browser.cookies["django_language"] = language
    spoken = {"HTTP_ACCEPT_LANGUAGE": language}
    if address.endswith(("/search", "/services")):
        spoken["HTTP_HX_REQUEST"] = "true"
    return browser.get(address, **spoken) if body is None else browser.post(address, body, **spoken)
