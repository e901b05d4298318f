"""A flood: its page, its places, what the directory says meanwhile, needs as they arrive, feeds and the folder to carry."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import NOON
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tuque.audit.models import AuditRecord
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.problems import PermissionRefused
from tuque.directory import published, visibility
from tuque.directory.models import SpecialDay
from tuque.directory.opening import Opening
from tuque.directory.tests import factories as directory
from tuque.directory.tests import finder_access
from tuque.referrals.events import feeds, selectors, services
from tuque.referrals.events.models import Event, Kind, PlaceKind
from tuque.referrals.events.services import EventClosed, Place, Said
from tuque.referrals.models import Inquiry
from tuque.referrals.tests import factories

pytestmark = pytest.mark.django_db
SAID = Said(Kind.FLOOD, "River flood", "Crue de la rivière", "Go to high ground.", "Allez en hauteur.", "Point Douglas")


def flood(cast, *, at=NOON):
    return services.open_event(key=new_id(), said=SAID, by=cast.bea, at=at)


def add(event, cast, kind, *, at=NOON, **values):
    place = Place(kind, "School gym", "Gymnase de l’école", starts_at=at, **values)
    return services.add_place(event, key=new_id(), place=place, by=cast.bea, at=at)


def test_who_leads_opens_it_once_and_two_of_the_same_name_have_two_pages(cast):
    key = new_id()
    rows = [services.open_event(key=key, said=SAID, by=cast.dana, at=NOON) for _ in range(2)]

    assert rows[0] == rows[1]
    assert [flood(cast).slug, rows[0].slug] == ["river-flood-2026-01-2", "river-flood-2026-01"]
    with pytest.raises(PermissionRefused):
        services.open_event(key=new_id(), said=SAID, by=cast.carl, at=NOON)


def test_the_page_says_in_both_languages_what_is_free_as_of_when_to_anyone(cast, sign_in):
    event = flood(cast, at=now())
    shelter = add(event, cast, PlaceKind.SHELTER, at=now(), capacity=40, address="5 Example Street")
    services.count(shelter, occupied=28, capacity=None, by=cast.carl, at=now())
    add(
        event,
        cast,
        PlaceKind.SERVICE,
        at=now() - timedelta(days=2),
        ends_at=now() - timedelta(days=1),
        phone="204-555-0107",
    )
    withdrawn = add(event, cast, PlaceKind.SERVICE, at=now(), phone="204-555-0108")
    services.withdraw(withdrawn, by=cast.bea, at=now())
    address = reverse("referrals:event", args=[event.slug])

    for visitor in (None, cast.odile):
        page = sign_in(visitor).get(address, {"lang": "en"}).content.decode()
        assert "12 places free" in page
        assert "204-555-0107" not in page  # it is past its end
        assert "204-555-0108" not in page
    french = sign_in(None).get(address, {"lang": "fr"}).content.decode()
    assert "12 places libres" in french
    assert "Allez en hauteur." in french


def test_what_is_closed_is_closed_in_the_directory_until_then_or_until_the_event_is_over(cast):
    meals = factories.service(cast.bea)
    event = flood(cast)
    add(event, cast, PlaceKind.CLOSURE, service=meals.public_id, ends_at=NOON + timedelta(days=3))

    shown = published.find(meals.public_id)
    assert shown.open_at(NOON + timedelta(days=1)).opening is Opening.CLOSED
    services.close(event, by=cast.bea, at=NOON + timedelta(days=1))

    assert not SpecialDay.objects.exists()
    assert published.find(meals.public_id).open_at(NOON + timedelta(days=1)).opening is not Opening.CLOSED
    with pytest.raises(EventClosed):
        add(event, cast, PlaceKind.SHELTER)


def test_needs_arrive_on_the_desk_and_are_counted_for_partners_unless_few(cast, sign_in):
    event = flood(cast, at=now())
    for topic, many in (("emergency-shelter", 6), ("meals", 2), ("clothing", 9)):
        for _ in range(many):
            row = factories.inquiry(cast.carl, topic=topic, at=now())
            Inquiry.objects.filter(pk=row.pk).update(event=event)

    desk = sign_in(cast.carl).get(reverse("referrals:event-desk", args=[event.public_id])).content.decode()
    told = sign_in(None).get(reverse("referrals:event-json", args=[event.slug])).json()

    assert "17 needs heard" in desk
    assert factories.WORDS not in desk
    by_topic = {one["topic"]: one["heard"] for one in told["needs"]["by_topic"]}
    assert told["needs"]["heard"] == 17
    assert by_topic == {"goods": 9, "shelter": None, "food": None}


def test_feeds_are_readable_by_programs_and_the_folder_needs_no_network(cast, client):
    event = flood(cast, at=now())
    add(
        event,
        cast,
        PlaceKind.SHELTER,
        at=now(),
        capacity=40,
        lon=-97.1,
        lat=49.9,
        address="=HYPERLINK(1)",
        phone="+1 204-555-0109",
    )

    def read(name):
        return client.get(reverse(f"referrals:event-{name}", args=[event.slug])).content

    points = json.loads(read("geojson"))
    assert points["features"][0]["geometry"]["coordinates"] == [-97.1, 49.9]
    atom = ElementTree.fromstring(read("atom"))
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) == 2
    cap = ElementTree.fromstring(read("cap"))
    languages = [one.text for one in cap.iter(f"{{{feeds.CAP}}}language")]
    assert languages == ["en-CA", "fr-CA"]
    with zipfile.ZipFile(io.BytesIO(read("pack"))) as folder:
        files = {name: folder.read(name).decode("utf-8-sig") for name in folder.namelist()}
    assert files.keys() == {"en.html", "fr.html", "places.csv", "event.json", "places.geojson"}
    assert "Gymnase de l’école" in files["fr.html"]
    assert "<script" not in files["fr.html"] + files["en.html"]
    assert "src=" not in files["fr.html"]
    assert "'=HYPERLINK(1)" in files["places.csv"]
    assert ",+1 204-555-0109," in files["places.csv"]


@pytest.mark.parametrize("name", ["finder:find", "finder:offline", "data:home", "account_login", "finder:embedded"])
def test_whoever_looks_for_help_learns_of_an_open_event_and_no_longer_of_one_that_is_over(cast, sign_in, name):
    first, second = flood(cast, at=now() - timedelta(hours=1)), flood(cast, at=now())
    Event.objects.filter(pk=second.pk).update(name_en="<b>Fire</b>", name_fr="<b>Incendie</b>")
    services.close(first, by=cast.bea, at=now())
    address = reverse(name, kwargs=finder_access.a_theme(cast) if name == "finder:embedded" else {})
    visitors = (None,) if name == "account_login" else (None, cast.odile)

    for language, told in (("en", "&lt;b&gt;Fire"), ("fr", "&lt;b&gt;Incendie")):
        for visitor in visitors:
            page = sign_in(visitor).get(address, {"lang": language}, HTTP_ACCEPT_LANGUAGE=language).text
            assert told in page
            assert f"{reverse('referrals:event', args=[second.slug])}?lang={language}" in page
            assert f"{first.slug}?" not in page


def test_an_alert_that_changes_or_ends_another_names_those_before_it(cast, client):
    event = flood(cast)
    address = reverse("referrals:event-cap", args=[event.slug])

    def alert():
        root = ElementTree.fromstring(client.get(address).content)
        return {
            name: root.findtext(f"{{{feeds.CAP}}}{name}") for name in ("identifier", "sent", "msgType", "references")
        }

    told = [alert()]
    add(event, cast, PlaceKind.SHELTER, at=NOON + timedelta(hours=1))
    told.append(alert())
    services.change(event, said=SAID, by=cast.bea, at=NOON + timedelta(hours=2))
    services.close(event, by=cast.bea, at=NOON + timedelta(hours=3))
    told.append(alert())

    assert [one["msgType"] for one in told] == ["Alert", "Update", "Cancel"]
    assert told[0]["references"] is None
    assert told[1]["references"] == f"testserver,{told[0]['identifier']},{told[0]['sent']}"
    named = told[2]["references"].split()
    assert named[:2] == [f"testserver,{one['identifier']},{one['sent']}" for one in told[:2]]
    assert len(named) == 3


@pytest.mark.once
def test_what_is_missing_is_said_and_what_was_written_stays(cast, sign_in):
    event = flood(cast, at=now())
    browser, address = sign_in(cast.bea), reverse("referrals:event-place", args=[event.public_id])

    page = browser.post(address, {"kind": "closure", "name_en": "Bridge", "name_fr": "Pont"})

    assert page.status_code == 422
    assert "A closure has an end" in page.content.decode()
    assert 'value="Bridge"' in page.content.decode()
    assert Event.objects.get().places.count() == 0


def test_a_place_is_changed_after_it_was_made_with_its_count_kept_and_the_directory_told_anew(cast, sign_in):
    meals = factories.service(cast.bea)
    at = now()
    event = flood(cast, at=at)
    place = add(event, cast, PlaceKind.CLOSURE, at=at, service=meals.public_id, ends_at=at + timedelta(days=3))
    shelter = add(event, cast, PlaceKind.SHELTER, at=at, capacity=40, address="5 Example Street")
    services.count(shelter, occupied=28, capacity=None, by=cast.carl, at=at)
    browser = sign_in(cast.bea)
    address = reverse("referrals:event-place-change", args=[event.public_id, place.public_id])
    page = browser.get(address).text
    assert 'value="School gym"' in page
    later = (at + timedelta(days=9)).astimezone(cast.downtown.zone)

    wrong = browser.post(address, {"kind": "closure", "name_en": "Gym", "name_fr": "Gymnase"})
    browser.post(
        address,
        {
            "kind": "closure",
            "name_en": "School gym",
            "name_fr": "Gymnase de l’école",
            "ends_at": f"{later:%Y-%m-%dT%H:%M}",
            "closes": str(meals.public_id),
        },
    )
    other = reverse("referrals:event-place-change", args=[event.public_id, shelter.public_id])
    browser.post(other, {"kind": "shelter", "name_en": "Big gym", "name_fr": "Grand gymnase", "capacity": "60"})

    assert wrong.status_code == 422
    assert SpecialDay.objects.get().ends_on == later.date()
    shelter.refresh_from_db()
    assert (shelter.name_en, shelter.capacity, shelter.occupied, shelter.address) == ("Big gym", 60, 28, "")
    fields = AuditRecord.objects.filter(subject_id=shelter.public_id).latest("pk").details["fields"]
    assert fields == ["address", "capacity", "name_en", "name_fr"]
    told = sign_in(None).get(reverse("referrals:event", args=[event.slug]), {"lang": "en"}).text
    assert "32 places free" in told


def test_what_was_taken_off_the_page_or_is_over_is_not_changed(cast, sign_in):
    event = flood(cast, at=now())
    place = add(event, cast, PlaceKind.SHELTER, at=now())
    address = reverse("referrals:event-place-change", args=[event.public_id, place.public_id])
    services.withdraw(place, by=cast.bea, at=now())

    assert sign_in(cast.bea).get(address).status_code == 404
    with pytest.raises(PermissionRefused):
        services.change_place(place, told=Place(PlaceKind.SHELTER, "A", "B", starts_at=NOON), by=cast.carl, at=NOON)


def test_every_time_is_that_of_the_organization_wherever_the_site_is(cast, sign_in, settings):
    settings.TIME_ZONE = "America/Winnipeg"
    cast.downtown.time_zone = "America/Toronto"
    cast.downtown.save()
    cast.elsewhere.time_zone = "America/Vancouver"
    cast.elsewhere.save()
    event = flood(cast, at=now())
    lead = sign_in(cast.bea)
    typed = {"kind": "shelter", "name_en": "Gym", "name_fr": "Gymnase", "ends_at": "2099-04-28T18:00"}

    lead.post(reverse("referrals:event-place", args=[event.public_id]), typed)

    place = event.places.get()
    assert place.ends_at == datetime(2099, 4, 28, 22, 0, tzinfo=UTC)
    page = reverse("referrals:event", args=[event.slug])
    for reader in (None, cast.bea, cast.odile):
        assert "Until April 28, 2099, 18:00" in sign_in(reader).get(page, {"lang": "en"}).text
    assert "until 2099-04-28, 18:00" in lead.get(reverse("referrals:event-desk", args=[event.public_id])).text
    change = reverse("referrals:event-place-change", args=[event.public_id, place.public_id])
    assert 'value="2099-04-28T18:00"' in lead.get(change).text
    with zipfile.ZipFile(io.BytesIO(lead.get(reverse("referrals:event-pack", args=[event.slug])).content)) as folder:
        assert "Until April 28, 2099, 18:00" in folder.read("en.html").decode()


def test_what_begins_later_is_told_apart_and_never_as_open_now(cast, client):
    event = flood(cast, at=now())
    add(event, cast, PlaceKind.SHELTER, at=datetime(2099, 4, 28, 23, 0, tzinfo=UTC), capacity=40)

    page = client.get(reverse("referrals:event", args=[event.slug]), {"lang": "en"}).text
    told = client.get(reverse("referrals:event-json", args=[event.slug])).json()

    assert 'id="shelters"' not in page
    assert "Room not known" not in page
    assert "From April 28, 2099, 18:00" in page
    assert told["places"][0]["starts_at"] == "2099-04-28T23:00:00+00:00"


def test_open_events_stand_before_those_that_are_over(cast, sign_in):
    first, second = flood(cast), flood(cast, at=NOON + timedelta(days=1))
    services.close(second, by=cast.bea, at=NOON + timedelta(days=2))

    page = sign_in(cast.bea).get(reverse("referrals:events")).text

    assert page.index(str(first.public_id)) < page.index(str(second.public_id))


def test_a_topic_that_the_vocabulary_lost_costs_nobody_the_page_and_counting_is_the_databases_work(cast, client):
    event = flood(cast, at=now())
    for topic, many in (("gone-topic", 6), ("clothing", 9)):
        for _ in range(many):
            row = factories.inquiry(cast.carl, topic="meals", at=now())
            Inquiry.objects.filter(pk=row.pk).update(event=event)
            row.needs.update(topic=topic)

    told = client.get(reverse("referrals:event-json", args=[event.slug]))
    with CaptureQueriesContext(connection) as asked:
        selectors.read_public(event.slug, reader="en", at=now())

    assert {one["topic"]: one["heard"] for one in told.json()["needs"]["by_topic"]} == {"goods": 9, "gone-topic": 6}
    (counted,) = [one["sql"] for one in asked if "referrals_need" in one["sql"]]
    assert "COUNT" in counted


def two_branches(cast, name="Community meals"):
    row = factories.service(cast.bea, name)
    return row, [directory.place(row, street) for street in ("1 North Street", "2 South Street")]


def closure_of(ends_at, *ticked, **more):
    return {
        "kind": "closure",
        "name_en": "Branch",
        "name_fr": "Succursale",
        "ends_at": f"{ends_at:%Y-%m-%dT%H:%M}",
        "closes": ticked,
        **more,
    }


def test_one_flooded_branch_closes_alone_and_the_other_goes_on(cast, sign_in):
    meals, (north, south) = two_branches(cast)
    event, browser = flood(cast, at=now()), sign_in(cast.bea)
    until = now().astimezone(cast.downtown.zone) + timedelta(days=3)
    address = reverse("referrals:event-place", args=[event.public_id])

    browser.post(address, closure_of(until, f"{meals.public_id}:{north.public_id}"))

    assert [one.location_id for one in SpecialDay.objects.all()] == [north.pk]
    shown = published.find(meals.public_id)
    states = {one.id: shown.open_at(now() + timedelta(days=1), place=one).opening for one in shown.places}
    assert (states[north.public_id], states[south.public_id]) == (Opening.CLOSED, Opening.UNKNOWN)
    place = event.places.get()
    change = reverse("referrals:event-place-change", args=[event.public_id, place.public_id])
    assert f'value="{meals.public_id}:{north.public_id}" checked' in browser.get(change).text
    browser.post(
        change, closure_of(until, f"{meals.public_id}:{north.public_id}", f"{meals.public_id}:{south.public_id}")
    )
    assert {one.location_id for one in SpecialDay.objects.all()} == {north.pk, south.pk}
    services.close(event, by=cast.bea, at=now())
    assert not SpecialDay.objects.exists()


def test_a_record_is_looked_for_by_its_words_among_any_number_and_what_was_typed_stays(cast, sign_in):
    for number in range(25):
        factories.service(cast.bea, f"Another {number}")
    meals, (north, _south) = two_branches(cast, "Zither lessons")
    directory.service(cast.elsewhere, "Zither of others")
    event, browser = flood(cast, at=now()), sign_in(cast.bea)
    address = reverse("referrals:event-place", args=[event.public_id])
    typed = {"kind": "closure", "name_en": "Bridge", "name_fr": "Pont", "where.text": "By the river", "look": "on"}

    page = browser.post(address, typed | {"closes_words": "zither"})
    part = browser.post(address, typed | {"closes_words": "zither"}, headers={"HX-Request": "true"}).text
    nothing = browser.post(address, typed | {"closes_words": "xyzzy"}).text

    assert page.status_code == 200
    assert 'value="Bridge"' in page.text
    assert "By the river" in page.text
    assert f'value="{meals.public_id}:{north.public_id}"' in page.text
    assert "Zither of others" not in page.text
    assert part.lstrip().startswith("<fieldset")
    assert "None of your records is called so" in nothing
    assert not event.places.exists()


@pytest.mark.once
def test_records_of_others_and_places_of_two_records_are_no_closure(cast, sign_in):
    meals, (north, _south) = two_branches(cast)
    other, (_n, south) = two_branches(cast, "Food hampers")
    theirs = directory.service(cast.elsewhere, "Theirs")
    event, browser = flood(cast, at=now()), sign_in(cast.bea)
    address, until = reverse("referrals:event-place", args=[event.public_id]), now() + timedelta(days=3)

    two = browser.post(address, closure_of(until, f"{meals.public_id}:{north.public_id}", str(other.public_id)))
    foreign = browser.post(address, closure_of(until, str(theirs.public_id)))
    elsewhere = browser.post(address, closure_of(until, f"{meals.public_id}:{south.public_id}"))

    assert [one.status_code for one in (two, foreign, elsewhere)] == [422, 422, 422]
    assert "places of two records" in two.text
    assert not SpecialDay.objects.exists()


def test_what_is_closed_until_midnight_is_open_the_next_day(cast):
    meals = factories.service(cast.bea)
    midnight = datetime(2026, 1, 18, tzinfo=cast.downtown.zone)

    add(flood(cast), cast, PlaceKind.CLOSURE, service=meals.public_id, ends_at=midnight)

    assert SpecialDay.objects.get().ends_on == date(2026, 1, 17)


@pytest.mark.parametrize(("lang", "said"), [("en", "Its page in the directory"), ("fr", "Sa page dans le répertoire")])
def test_what_is_closed_leads_to_its_record_on_the_page_in_the_folder_and_at_the_desk(cast, sign_in, lang, said):
    meals, _branches = two_branches(cast)
    hidden = factories.service(cast.bea, "Hidden meals")
    event = flood(cast, at=now())
    until = now() + timedelta(days=3)
    closed = add(event, cast, PlaceKind.CLOSURE, at=now(), service=meals.public_id, ends_at=until)
    add(event, cast, PlaceKind.CLOSURE, at=now() + timedelta(days=1), service=meals.public_id, ends_at=until)
    add(event, cast, PlaceKind.CLOSURE, at=now(), service=hidden.public_id, ends_at=until)
    type(hidden).objects.filter(pk=hidden.pk).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)
    link = reverse("finder:service", args=[meals.public_id])

    browser = sign_in(None)
    page = browser.get(reverse("referrals:event", args=[event.slug]) + f"?lang={lang}").text
    packed = browser.get(reverse("referrals:event-pack", args=[event.slug])).content
    desk = sign_in(cast.bea).get(reverse("referrals:event-desk", args=[event.public_id])).text

    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        carried = folder.read(f"{lang}.html").decode()
    assert said in page.split(f'id="p-{closed.public_id}"')[1].split("</li>")[0]
    assert page.count(f'href="{link}?lang={lang}"') == 2
    assert carried.count(f'href="http://testserver{link}?lang={lang}"') == 2
    assert f'href="{link}"' in desk
    for told in (page, carried, desk):
        assert str(hidden.public_id) not in told
    assert browser.get(link).status_code == 200
