"""A shelter's address leaves by no door: one confidential place, a twin at the same door, an address that alone is marked, every way out."""

import gzip
import io
import json
import zipfile
from urllib.parse import quote

import pytest
from conftest import NOON
from django.core import mail
from django.urls import reverse
from django.utils import translation

from tuque.contact_centre.tests.test_talk import HTMX, site, someone_writes, takes, url  # noqa: F401  a fixture
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.directory import api as directory
from tuque.directory import visibility
from tuque.directory.models import Address, SearchPlace, Service, ServiceTopic, Source
from tuque.directory.search import following
from tuque.directory.tests import factories
from tuque.referrals import finding, sheets
from tuque.referrals.codes import Way
from tuque.referrals.events.models import EventPlace
from tuque.referrals.tests import factories as referrals
from tuque.referrals.tests.test_events import flood
from tuque.releases.desk import answers, files
from tuque.releases.desk.files import Format
from tuque.releases.desk.questions import Query

pytestmark = [pytest.mark.django_db, pytest.mark.once]

STREET, CODE, LAT, LON = "4321 Canaryhidden Crescent", "R9Z 9Z9", 49.87654, -97.43219
MARKS = ("canaryhidden", "r9z", "49.87", "97.43", "kanarifink")
NAMES = ("Safe house", "Open kitchen", "Quiet house")
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
ASKED = {"words": "house", "near": CODE, "lang": "en"}


def placed(row: Service, street: str, **values: object):
    location = factories.place(row, street, latitude=LAT, longitude=LON, transportation="Kanarifink stop", **values)
    Address.objects.filter(location=location).update(postal_code=CODE)
    return location


@pytest.fixture
def hidden(cast):
    """Three services that anyone may find, and where they are that nobody may; a fourth whose words tell it."""
    safe, twin, marked = (factories.service(cast.downtown, name, description="A house, with meals.") for name in NAMES)
    placed(safe, STREET, is_confidential=True)
    placed(twin, "Suite 2, 4321 Canaryhidden Cr.")
    by_address = placed(marked, "77 Canaryhidden Lane")
    Address.objects.filter(location=by_address).update(is_confidential=True)
    for words in ("Come to 4321, Canaryhidden Cres", "Near 77 Canaryhidden Ln."):
        factories.service(cast.downtown, "House that tells", description=words)
    factories.service(cast.downtown, "House with a map", url="https://maps.example/?q=4321+Canaryhidden")
    for row in Service.objects.all():
        ServiceTopic.objects.create(organization=cast.downtown, service=row, topic="food")
    Service.objects.update(assurer_email="kanarifink@example.org")
    Address.objects.update(attention="Kanarifink Person")
    Source.objects.update(licence="CC0")
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    return safe, twin, marked


def body(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return unpacked(content)


def unpacked(content: bytes) -> str:
    """Words of a file; of each file inside where it is an archive (a package, a workbook)."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{info.filename}\n{unpacked(archive.read(info))}" for info in archive.infolist())
    return content.decode(errors="replace")


def assert_tells_nothing(where: str, text: str, *, asked: str = "") -> None:
    """`asked`: what the asker wrote, which a page repeats."""
    told = text.lower().replace(asked.lower(), "") if asked else text.lower()
    assert [mark for mark in MARKS if mark in told] == [], where


def test_programs_are_told_nothing(client, hidden):
    seen = {}
    for name in LISTS:
        for query in ({}, {"full": "true"}, {"minimal": "true"}, {"search": "house"}, {"search": STREET}):
            for form in ("json", "ndjson"):
                seen[f"{name} {query} {form}"] = body(client.get(f"/hsds/{name}", {**query, "format": form}))
    near = {"postcode": CODE, "proximity": "50000"}
    for one in json.loads(body(client.get("/hsds/service_at_locations", near)))["contents"]:
        pytest.fail(f"{one} is near the place that nobody may know")
    for name in ("services", "organizations"):
        for one in json.loads(body(client.get(f"/hsds/{name}")))["contents"]:
            seen[f"{name} {one['name']}"] = body(client.get(f"/hsds/{name}/{one['id']}", {"full_service": "true"}))
    seen["package"] = body(client.get("/hsds/packages/own.zip"))

    assert all(name in seen["services {'full': 'true'} json"] for name in NAMES)
    assert "House that tells" not in seen["services {} json"]
    assert "House with a map" not in seen["services {} json"]
    for where, text in seen.items():
        assert_tells_nothing(where, text)


def test_the_finder_tells_nothing(cast, client, sign_in, hidden):
    seen = {}
    theme = {"title_en": "T", "title_fr": "T", "intro_en": "T", "intro_fr": "T", "topic": ["food"], "slug": "safe"}
    sign_in(cast.dana).post(
        "/directory/finders/new", {**theme, "colour": "#1d4f91", "hosts": "https://www.example.org"}
    )
    row = directory.finder_pages.themes.ThemedFinder.objects.get()
    sign_in(cast.dana).post(f"/directory/finders/{row.public_id}/publication", {"do": "publish"})
    for address in ("/find", "/find/safe", "/find/safe/embed", "/data"):
        for words in ("house", "meals near Winnipeg"):
            for near in ({}, {"near": "Winnipeg"}, {"lon": str(-97.4), "lat": str(49.8)}):
                seen[f"{address} {words} {near}"] = body(client.post(address, {"words": words, "lang": "en", **near}))
        asked = body(client.post(address, ASKED)).replace(quote(CODE), "")
        assert_tells_nothing(f"{address} near the code", asked, asked=CODE)
    listed = "&".join(f"s={one.public_id}" for one in hidden)
    seen["list"] = body(client.get(f"/find/list?{listed}"))
    seen["offline"], seen["pack"] = body(client.get("/find/offline")), body(client.get("/find/pack"))
    for one in hidden:
        for reader in ("en", "fr"):
            seen[f"{one.name} {reader}"] = body(client.get(f"/find/service/{one.public_id}", {"lang": reader}))

    assert all(name in seen["/find house {}"] and name in seen["pack"] and name in seen["list"] for name in NAMES)
    for where, text in seen.items():
        assert_tells_nothing(where, text)


def test_the_search_knows_neither_the_code_nor_the_words_nor_the_distance(hidden):
    for words in ("Canaryhidden", STREET, CODE):
        found = directory.ask(directory.Ask(words=words), at=NOON)
        assert all("Canaryhidden" not in repr(one) for one in found.results)
    near = directory.ask(directory.Ask(words="house", point=(LON, LAT)), at=NOON)

    assert {one.service.texts.get("name", "en").text for one in near.results} >= {"Safe house", "Quiet house"}
    assert all(one.scored.distance_km is None for one in near.results)
    assert not SearchPlace.objects.filter(name="r9z").exists()


def test_a_place_that_is_marked_later_leaves_the_index_with_its_code(cast):
    row = factories.service(cast.downtown, "Safe house")
    location = placed(row, STREET)
    following.rebuild(today=NOON.date())
    before = SearchPlace.objects.filter(name="r9z").exists()

    Address.objects.filter(location=location).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)
    following.read_places_again({}, new_id())  # the message that hiding posts

    assert before
    assert not SearchPlace.objects.filter(name="r9z").exists()


def test_the_files_of_the_desk_tell_nothing(hidden):
    for form in Format:
        for query in (Query(words="house"), Query(words="house", near="Winnipeg"), Query(topic="food")):
            with translation.override("en"):
                answer = answers.answer(query, reader="en", at=NOON)
                made = files.write(answer, form, reader="en", page="https://tuque.example/data", at=NOON)
            assert {row["service"] for row in answer.rows} >= {"Safe house"}
            assert_tells_nothing(f"{form} {query}", unpacked(made))


def test_a_referral_tells_nothing_on_paper_in_a_message_or_a_letter(cast, sign_in, hidden):
    row = referrals.reached(referrals.inquiry(cast.carl), cast.carl)
    need = referrals.need_of(row)
    page = sign_in(cast.carl)
    seen = {}
    for one, way in zip(hidden, (Way.PRINT, Way.EMAIL, Way.TEXT), strict=True):
        sent = {"service": str(one.public_id), "way": str(way), "_key": str(new_id())}
        page.post(reverse("referrals:refer", args=[row.public_id, need.public_id]), sent)
        (told,) = finding.by_ids([str(one.public_id)], reader="en", at=NOON)
        seen[f"message {one.name}"] = sheets.as_text(told)
    outbox.deliver_due(clock=lambda: NOON)
    chosen = {"need": str(need.public_id), "s": [str(one.public_id) for one in hidden]}
    seen["inquiry"] = body(page.get(reverse("referrals:inquiry", args=[row.public_id])))
    seen["sheet"] = body(page.get(reverse("referrals:sheet", args=[row.public_id])))
    seen["compare"] = body(page.post(reverse("referrals:compare", args=[row.public_id]), chosen))
    looked = {"need": str(need.public_id), "words": "house", "near": "Winnipeg"}
    seen["search"] = body(page.post(reverse("referrals:find", args=[row.public_id]), looked))
    seen["letters"] = "\n".join(str(one.message()) for one in mail.outbox)

    assert "Safe house" in seen["sheet"]
    assert "Safe house" in seen["search"]
    for where, text in seen.items():
        assert_tells_nothing(where, text)


def test_the_console_tells_nothing_beside_a_conversation(site, sign_in):  # noqa: F811
    row = factories.service(site.amina.organization, "Safe house", description="A house.")
    placed(row, STREET, is_confidential=True)
    following.rebuild(today=NOON.date())
    conversation = someone_writes(site)
    takes(site.amina)

    page = sign_in(site.amina)
    found = body(page.post(url("conversation-services", conversation), {"words": "house", "chips": "1"}, headers=HTMX))

    assert "Safe house" in found
    assert_tells_nothing("console", found)


@pytest.mark.parametrize("typed", ["4321, Canaryhidden Cr.", "77 canaryhidden ln", "Gym, 4321 Canaryhidden"])
@pytest.mark.parametrize("field", ["where.text", "words_en", "name_fr"])
def test_the_page_of_an_event_is_not_given_what_the_directory_keeps(cast, sign_in, client, hidden, typed, field):
    event = flood(cast, at=now())
    written = {
        "kind": "shelter",
        "name_en": "Gym",
        "name_fr": "Gymnase",
        "where.text": "5 Example Street",
        field: typed,
    }

    for language, why in (("en", "keeps confidential"), ("fr", "garde confidentiel")):
        page = sign_in(cast.bea)
        page.cookies["django_language"] = language
        cast.bea.__class__.objects.filter(pk=cast.bea.pk).update(language=language)
        answer = page.post(reverse("referrals:event-place", args=[event.public_id]), {**written, "_key": str(new_id())})
        assert answer.status_code == 422
        assert why in answer.content.decode()

    assert not EventPlace.objects.exists()
    for name in ("event", "event-json", "event-geojson", "event-atom", "event-cap", "event-pack"):
        assert_tells_nothing(name, body(client.get(reverse(f"referrals:{name}", args=[event.slug]))))


def test_the_words_of_an_event_are_not_given_it_either(cast, sign_in, hidden):
    said = {"kind": "flood", "name_en": "A", "name_fr": "B", "words_en": "C", "words_fr": "D", "where": STREET}

    answer = sign_in(cast.bea).post(reverse("referrals:events"), said)

    assert answer.status_code == 422
    assert "keeps confidential" in answer.content.decode()
