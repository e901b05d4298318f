"""Names are kept with consent, found while it is in force, and looked at under the eye of the audit."""

from datetime import UTC, datetime, timedelta

import pytest
from conftest import NOON

from tuque.audit.models import AuditRecord
from tuque.core.problems import NotFound, PermissionRefused
from tuque.people import api as people
from tuque.people import selectors, services
from tuque.people.models import Consent, Person
from tuque.people.tests.factories import SPOKEN, person

LATER = NOON + timedelta(hours=1)
A_YEAR_ON = datetime(2027, 1, 14, 18, 0, tzinfo=UTC)


@pytest.fixture
def eloise(cast):
    return person(by=cast.noor, at=NOON, birth_year=1987)


def test_a_person_is_made_together_with_consent_for_twelve_months(eloise):
    consent = Consent.objects.get(person=eloise)

    assert consent.expires_at == A_YEAR_ON
    assert consent.is_in_force(at=NOON)
    assert not consent.is_in_force(at=A_YEAR_ON)


def test_consent_given_on_a_leap_day_ends_on_the_28th():
    assert services.a_year_after(datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2029, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize("words", ["eloise", "ÉLOÏSE", "oeuvre", "œuv elo", "sample"])
def test_a_name_is_found_whatever_its_accents(cast, eloise, words):
    assert selectors.find_people(words, viewer=cast.carl, at=LATER) == [eloise]


@pytest.mark.parametrize("words", ["", "é", "  ", "%", "__", "nobody"])
def test_nobody_is_listed_until_asked_for(cast, eloise, words):
    assert selectors.find_people(words, viewer=cast.carl, at=LATER) == []


def test_a_withdrawn_name_is_neither_found_nor_offered_nor_shown(cast, eloise):
    services.withdraw_consent(person=eloise, by=cast.carl, at=LATER)

    assert selectors.find_people("eloise", viewer=cast.noor, at=LATER) == []
    assert people.namer(cast.noor, at=LATER)(str(eloise.public_id)) is None
    assert people.names_of([eloise.pk], viewer=cast.noor, at=LATER) == {}
    assert selectors.look_at(eloise.public_id, viewer=cast.noor, at=LATER).name == ""
    assert Person.objects.filter(pk=eloise.pk).exists()


def test_a_consent_that_ended_hides_the_name_and_a_new_one_shows_it_again(cast, eloise):
    assert selectors.find_people("eloise", viewer=cast.noor, at=A_YEAR_ON) == []

    services.record_consent(person=eloise, agreement=SPOKEN, by=cast.noor, at=A_YEAR_ON)

    assert selectors.find_people("eloise", viewer=cast.noor, at=A_YEAR_ON) == [eloise]
    assert Consent.objects.filter(person=eloise).count() == 2


def test_consent_is_withdrawn_once(cast, eloise):
    services.withdraw_consent(person=eloise, by=cast.carl, at=LATER)

    with pytest.raises(services.NoConsentToWithdraw):
        services.withdraw_consent(person=eloise, by=cast.carl, at=LATER)


def test_odile_sees_and_changes_nothing(cast, eloise):
    assert selectors.find_people("eloise", viewer=cast.odile, at=LATER) == []
    assert people.names_of([eloise.pk], viewer=cast.odile, at=LATER) == {}
    with pytest.raises(NotFound):
        selectors.look_at(eloise.public_id, viewer=cast.odile, at=LATER)
    with pytest.raises(NotFound):
        services.withdraw_consent(person=eloise, by=cast.odile, at=LATER)


def test_a_role_that_names_nobody_gets_no_names(cast, eloise):
    assert people.finder(cast.luc, at=LATER) is None
    assert people.names_of([eloise.pk], viewer=cast.luc, at=LATER) == {}
    with pytest.raises(PermissionRefused):
        person(by=cast.luc, at=NOON)


def test_a_look_and_a_search_are_audited_without_words_or_names(cast, eloise):
    selectors.find_people("eloise", viewer=cast.noor, at=LATER)
    selectors.look_at(eloise.public_id, viewer=cast.noor, at=LATER)

    records = AuditRecord.objects.filter(action__in=["people.searched", "people.looked_at"])
    assert {record.action for record in records} == {"people.searched", "people.looked_at"}
    assert "loise" not in str([record.details for record in records])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_are_served_in_both_languages(cast, sign_in, eloise, language):
    cast.carl.language = language
    cast.carl.save()
    client = sign_in(cast.carl)

    found = client.post("/people", {"words": "eloise"})
    added = client.get("/people/add")
    looked = client.get(f"/people/{eloise.public_id}")

    assert "Éloïse" in found.content.decode()
    assert found.headers["Content-Language"] == language
    assert "Add a name" in added.content.decode() or language == "fr"
    assert "Ajouter un nom" in added.content.decode() or language == "en"
    assert looked.status_code == 200


def test_a_name_without_agreement_is_not_kept_and_the_words_stay(cast, sign_in):
    answer = sign_in(cast.noor).post(
        "/people/add", {"name": "Max Example", "consent_language": "en", "means": "spoken"}
    )

    assert answer.status_code == 422
    assert "Max Example" in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize("year", ["1700", "2999", "soon"])
def test_an_impossible_year_of_birth_is_refused(cast, sign_in, year):
    body = {"name": "Max Example", "birth_year": year, "consent_language": "en", "means": "spoken", "agreed": "on"}

    assert sign_in(cast.noor).post("/people/add", body).status_code == 422


def test_a_namesake_is_shown_before_a_second_is_added(cast, sign_in):
    body = {"name": "Max Example", "consent_language": "fr", "means": "written", "agreed": "on"}
    client = sign_in(cast.noor)

    first = client.post("/people/add", body)
    asked = client.post("/people/add", {**body, "name": "MAX  example"})
    second = client.post("/people/add", {**body, "someone_else": "on"})

    assert (first.status_code, asked.status_code, second.status_code) == (302, 422, 302)
    assert [person.name for person in Person.objects.all()] == ["Max Example"] * 2
