"""The finder's pages: both languages, no cookie, nothing of a person in an address."""

import pytest
from conftest import NOON

from tuque.core.clock import now
from tuque.directory import visibility
from tuque.directory.models import RequiredDocument, Schedule, Service
from tuque.directory.search import following
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meals(cast):
    row = factories.service(
        cast.downtown, "Community meals", description="Hot meals for anyone who is hungry.", url="javascript:alert(1)"
    )
    factories.place(row)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    return row


@pytest.mark.parametrize(
    ("lang", "words", "title"), [("en", "I am hungry", "1 service"), ("fr", "j’ai faim", "1 service")]
)
def test_a_search_shows_what_was_found_why_and_a_telephone_to_tap(client, meals, lang, words, title):
    page = client.post("/find", {"words": words, "lang": lang})

    assert title in page.text
    assert "Community meals" in page.text
    assert 'href="tel:+12045550101"' in page.text
    assert not page.cookies


@pytest.mark.parametrize(
    ("lang", "offer"), [("en", "Search “comunity” as written"), ("fr", "Chercher «\u00a0comunity\u00a0» tel quel")]
)
def test_a_word_that_was_read_as_another_can_be_searched_as_written(client, meals, lang, offer):
    page = client.post("/find", {"words": "comunity meals", "lang": lang})
    as_written = client.post("/find", {"words": "comunity meals", "lang": lang, "exact": "on"})

    assert offer in page.text
    assert 'form="finder-form" name="exact"' in page.text
    assert 'name="exact"' not in as_written.text


def test_words_never_go_into_an_address(client, meals):
    assert "Community meals" not in client.get("/find?words=hungry").text
    assert 'method="post" action="/find"' in client.get("/find").text


@pytest.mark.parametrize(("lang", "said"), [("en", "We found nothing for this."), ("fr", "Nous n’avons rien trouvé")])
def test_nothing_found_is_said_with_ways_on(client, meals, lang, said):
    page = client.post("/find", {"words": "xyzzyx", "lang": lang})

    assert said in page.text
    assert "tel:211" in page.text
    assert "?topic=food" in page.text


def test_an_age_that_cannot_be_read_says_so_and_the_search_goes_on(client, meals):
    page = client.post("/find", {"words": "meals", "age": "old"})

    assert "Write the age as a number of years" in page.text
    assert "Community meals" in page.text
    assert 'value="old"' in page.text


def test_a_service_has_a_page_and_its_unsafe_link_leads_nowhere(client, meals):
    page = client.get(f"/find/service/{meals.public_id}")

    assert page.status_code == 200
    assert "javascript:" not in page.text


@pytest.mark.parametrize(
    ("lang", "hours"),
    [("en", "Monday to Friday, 9\u00a0a.m. to 5\u00a0p.m."), ("fr", "Lundi à vendredi, de 9\u00a0h à 17\u00a0h")],
)
def test_a_service_says_its_hours_in_words(client, meals, lang, hours):
    assert hours in client.get(f"/find/service/{meals.public_id}?lang={lang}").text
    assert hours in client.get(f"/find/list?s={meals.public_id}&lang={lang}").text


def test_a_confidential_place_is_on_no_map(client, cast, meals):
    factories.place(meals, "77 Hidden Street", is_confidential=True, longitude=-97.2222, latitude=49.8888)
    following.rebuild(today=NOON.date())

    for page in (client.post("/find", {"words": "meals"}), client.get(f"/find/service/{meals.public_id}")):
        assert "-97.1" in page.text
        assert "97.2222" not in page.text
        assert "Hidden" not in page.text


def test_a_confidential_service_has_no_page(client, cast, meals):
    Service.objects.update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)

    assert client.get(f"/find/service/{meals.public_id}").status_code == 404
    assert "Community meals" not in client.get(f"/find/list?s={meals.public_id}").text


def test_an_own_list_is_dated_and_can_be_passed_on(client, meals):
    page = client.get(f"/find/list?s={meals.public_id}&s=nonsense&lang=fr")

    assert "Community meals" in page.text
    assert f"http://testserver/find/list?s={meals.public_id}&amp;lang=fr" in page.text
    assert "mailto:?subject=" in page.text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("Who it is for", "How to get it", "What to bring", "Health card", "Cost", "as of jan. 14, 2026")),
        ("fr", ("À qui il s’adresse", "Comment l’obtenir", "Quoi apporter", "Health card", "Coût", "14 janvier 2026")),
    ],
)
def test_an_own_list_says_what_one_needs_to_go_there_and_its_day(client, meals, monkeypatch, lang, said):
    monkeypatch.setattr("tuque.directory.finder.views.now", lambda: NOON)
    texts = {
        "application_process": "Call first.",
        "fees_description": "Two dollars.",
        "eligibility_description": "All.",
    }
    Service.objects.filter(pk=meals.pk).update(**texts)
    RequiredDocument.objects.create(
        organization=meals.organization, source=meals.source, service=meals, document="Health card", changed_at=NOON
    )
    visibility.refresh(meals.organization_id)

    page = client.get(f"/find/list?s={meals.public_id}&lang={lang}").text

    for one in (*said, "Call first.", "Two dollars."):
        assert one.lower() in page.lower()


@pytest.mark.parametrize(("lang", "other"), [("en", "fr"), ("fr", "en")])
def test_an_own_list_and_a_topic_stay_in_the_other_language(client, meals, lang, other):
    listed = client.get(f"/find/list?s={meals.public_id}&lang={lang}").text
    topic = client.get(f"/find?topic=food&lang={lang}").text

    led = listed.split(f'hreflang="{other}"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "Community meals" in client.get(led.replace("&amp;", "&")).text
    led = topic.split(f'hreflang="{other}"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "Community meals" in client.get(led.replace("&amp;", "&")).text


@pytest.mark.parametrize(
    ("lang", "service", "data"), [("en", "Find a service", "Data"), ("fr", "Trouver un service", "Données")]
)
def test_the_sign_in_page_leads_to_the_public_pages_and_each_to_the_other(client, meals, lang, service, data):
    client.cookies["language"] = lang
    page = client.get("/account/login/", headers={"accept-language": lang}).text

    assert f'href="/find?lang={lang}"' in page
    assert f'href="/data?lang={lang}"' in page
    assert page.index(service) < page.index('type="password"')
    assert data in page
    assert f'href="/data?lang={lang}">{data}</a>' in client.get(f"/find?lang={lang}").text
    assert f'href="/find?lang={lang}">Services</a>' in client.get(f"/data?lang={lang}").text


def test_a_site_without_a_directory_sends_nobody_to_it(client, cast):
    page = client.get("/account/login/").text

    assert "/find" not in page
    assert "/data" not in page


def test_a_page_of_results_asks_the_database_a_set_number_of_times(client, meals, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        client.post("/find", {"words": "hungry"})


@pytest.mark.parametrize("address", ["/find/service/{}", "/hsds/services?format=ndjson", "/hsds/services/{}"])
def test_someone_of_another_organization_reads_what_is_public_as_a_visitor_does(cast, sign_in, client, meals, address):
    page = address.format(meals.public_id)

    for browser in (client, sign_in(cast.odile)):
        answer = browser.get(page)
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Community meals" in told


def test_the_search_finds_for_someone_of_another_organization_too(cast, sign_in, meals):
    assert "Community meals" in sign_in(cast.odile).post("/find", {"words": "hungry"}).text


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Closed until further notice"), ("fr", "Fermé jusqu’à nouvel ordre")]
)
def test_what_is_closed_for_a_time_never_says_that_it_is_open(client, cast, lang, said):
    row = factories.service(cast.downtown, "Night kitchen", status="temporarily closed", assured_date=now().date())
    days = {"freq": "DAILY", "opens_at": "00:00", "closes_at": "24:00"}
    Schedule.objects.create(**factories._own(cast.downtown, service=row, **days))
    visibility.refresh(cast.downtown.pk)

    page = client.get(f"/find/service/{row.public_id}", {"lang": lang}).text

    assert said in page
    assert ("Open now" in page, "Ouvert en ce moment" in page) == (False, False)


@pytest.mark.parametrize("offered_by", ["Example House", "Community meals"])
def test_a_list_to_print_warns_of_what_changed_whoever_offers_it(client, cast, offered_by):
    agency = factories.agency(cast.downtown, offered_by)
    row = factories.service(cast.downtown, "Community meals", agency=agency, alert="Moved for the winter")

    page = client.get("/find/list", {"s": str(row.public_id), "lang": "en"}).text

    assert "Moved for the winter" in page
