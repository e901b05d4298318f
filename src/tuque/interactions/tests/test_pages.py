"""The pages without a browser: what is typed stays, what is wrong is said, in both languages."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tuque.accounts.models import Worker
from tuque.audit.models import AuditRecord
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.geo.tests import factories as geo_factories
from tuque.interactions.models import Interaction, Reminder
from tuque.interactions.tests import factories
from tuque.people.models import Consent, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor(cast, sign_in):
    factories.install_forms(cast)
    return sign_in(cast.noor)


def read(worker: Worker, language: str) -> None:
    Worker.objects.filter(pk=worker.pk).update(language=language)


def at_once(client, **answers):
    return client.post(
        "/log/check-in/at-once", {"_key": new_id(), **{f"_{name}": value for name, value in answers.items()}}
    )


def test_one_tap_saves_with_the_position_and_offers_to_undo(cast, noor):
    answer = at_once(noor, answers='{"outcome": "spoke"}', lon="-97.1384", lat="49.8951", accuracy="8")

    row = Interaction.objects.get()
    assert (row.outcome, row.people_count, row.lon, row.accuracy_m) == ("helped", 1, -97.1384, 8)
    page = noor.get(answer["Location"]).content.decode()
    assert "Saved" in page
    assert reverse("interactions:void", kwargs={"public_id": row.public_id}) in page


@pytest.mark.parametrize(("language", "said"), [("en", "Saved"), ("fr", "Enregistré")])
def test_what_happened_long_ago_is_said_to_be_saved_and_can_be_undone(cast, noor, language, said):
    read(cast.noor, language)
    for _ in range(21):
        factories.interaction(cast.noor, at=now(), occurred_at=now() - timedelta(hours=1))
    sent = {"_key": new_id(), "outcome": "spoke", "occurred_at": "2025-12-01T10:00"}

    page = noor.post("/log/check-in", sent, follow=True).content.decode()

    row = Interaction.objects.earliest("occurred_at")
    undo = reverse("interactions:void", kwargs={"public_id": row.public_id})
    assert f"<strong>{said}</strong>" in page
    assert undo in page
    assert page.index(reverse("interactions:detail", kwargs={"public_id": row.public_id})) < page.index(
        reverse("interactions:detail", kwargs={"public_id": Interaction.objects.latest("occurred_at").public_id})
    )


def test_nobody_is_told_that_a_record_of_another_was_saved(cast, noor):
    row = factories.interaction(cast.bea, at=now(), occurred_at=now())

    assert "<strong>Saved</strong>" not in noor.get(f"/log?saved={row.public_id}").content.decode()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Today: 2 records · 2 people"), ("fr", "Aujourd’hui\u00a0: 2 fiches · 2 personnes")]
)
def test_the_home_screen_says_what_today_amounts_to(cast, noor, language, said):
    read(cast.noor, language)
    before = noor.get("/log").content.decode()
    for _ in range(2):
        at_once(noor, answers='{"outcome": "spoke"}')

    page = noor.get("/log").content.decode()

    assert "today-so-far" not in before
    assert said in page


def test_where_to_go_back_is_said_also_when_only_the_area_is_known(cast, noor):
    area = geo_factories.area(geo_factories.layer(), "A1", -97.2, 49.8)
    at_once(noor, answers='{"outcome": "sleeping"}')
    Interaction.objects.update(area=area)

    assert f"Check-in · {area.name}" in noor.get("/log").content.decode()


def test_back_in_an_hour_sets_a_reminder_that_is_shown_and_done(cast, noor):
    at_once(noor, answers='{"outcome": "sleeping"}')
    reminder = Reminder.objects.get()
    assert abs(reminder.due_at - now() - timedelta(hours=1)) < timedelta(minutes=1)
    Reminder.objects.update(due_at=now() - timedelta(minutes=1))

    assert "Due since" in noor.get("/log").content.decode()
    noor.post(reverse("interactions:reminder-done", kwargs={"public_id": reminder.public_id}))

    assert "Due since" not in noor.get("/log").content.decode()


@pytest.mark.parametrize("nonsense", ["[]", "{", "[" * 3000, '{"outcome": {"a": 1}}', '{"fly": 1}', ""])
def test_a_button_with_nonsense_opens_the_form_and_saves_nothing(noor, nonsense):
    answer = at_once(noor, answers=nonsense)

    assert answer.status_code == 422
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "needs your attention"), ("fr", "à revoir")])
def test_what_was_typed_stays_when_something_is_missing(cast, noor, language, words):
    read(cast.noor, language)

    answer = noor.post("/log/check-in", {"_key": new_id(), "note": "By the old oak"})

    assert answer.status_code == 422
    assert "By the old oak" in answer.content.decode()
    assert words in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "still to come"), ("fr", "pas encore arrivé")])
def test_a_date_to_come_is_said_with_the_words_kept(cast, noor, language, words):
    read(cast.noor, language)
    sent = {"_key": new_id(), "outcome": "spoke", "note": "Kept words", "occurred_at": "2039-01-01T10:00"}

    answer = noor.post("/log/check-in", sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Kept words" in answer.content.decode()


def test_exchanged_coordinates_are_said(noor):
    sent = {"_key": new_id(), "outcome": "spoke", "place.lon": "49.89", "place.lat": "-97.14"}

    answer = noor.post("/log/check-in", sent)

    assert answer.status_code == 422
    assert not Interaction.objects.exists()


def test_a_form_sent_twice_makes_one_record_and_another_text_is_refused_with_its_words(noor):
    sent = {"_key": new_id(), "outcome": "spoke", "note": "First words"}

    first, again = noor.post("/log/check-in", sent), noor.post("/log/check-in", sent)
    other = noor.post("/log/check-in", {**sent, "note": "Second words"})

    assert first["Location"] == again["Location"]
    assert Interaction.objects.count() == 1
    assert other.status_code == 409
    assert "Second words" in other.content.decode()


def test_a_bad_photo_never_costs_the_record(noor):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"_key": new_id(), "outcome": "spoke", "photos": SimpleUploadedFile("x.jpg", b"not a photo")}

    answer = noor.post("/log/check-in", sent, follow=True)

    assert Interaction.objects.get().outcome == "helped"
    assert "not a photo that can be read" in answer.content.decode()


def test_a_wait_survives_closing_the_page_and_is_finished_elsewhere(cast, noor, sign_in):
    noor.post("/log/wait/begin", {"_key": new_id(), "_answers": "{}"})
    Interaction.objects.update(occurred_at=now() - timedelta(minutes=125))
    other_phone = sign_in(cast.noor)

    assert "2 h 05 min" in other_phone.get("/log").content.decode()
    address = re.search(r'href="(/records/[^"]+/finish)"', other_phone.get("/log").content.decode())[1]
    assert 'value="125"' in other_phone.get(address).content.decode()
    other_phone.post(address, {"duration": "2:05", "reason": "withdrawal", "outcome": "to_service"})

    row = Interaction.objects.get()
    assert (row.status, row.duration_seconds, row.revision) == ("recorded", 7500, 2)


def test_a_correction_shows_what_another_changed_meanwhile_and_keeps_the_words(cast, noor, sign_in):
    row = factories.filled(cast)
    address = reverse("interactions:correct", kwargs={"public_id": row.public_id})
    sent = {"_revision": 1, "people.adult": 1}
    sign_in(cast.bea).post(address, {**sent, "outcome": "no_thanks", "_reason": "He declined"})

    answer = noor.post(address, {**sent, "outcome": "gone", "note": "My words", "_reason": "My reason"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My words" in page and "My reason" in page  # noqa: PT018
    assert "What was changed meanwhile" in page and "Help declined" in page  # noqa: PT018
    assert 'name="_revision" value="2"' in page
    assert Interaction.objects.get(pk=row.pk).outcome == "refused"


def test_the_history_says_who_changed_what_and_why(cast, noor):
    row = factories.filled(cast)
    address = reverse("interactions:correct", kwargs={"public_id": row.public_id})
    noor.post(address, {"_revision": 1, "people.adult": 2, "outcome": "no_thanks", "_reason": "Wrong button"})

    page = noor.get(reverse("interactions:detail", kwargs={"public_id": row.public_id})).content.decode()

    for words in ("Wrong button", "Noor Example", "Helped on the spot", "Help declined"):
        assert words in page


def test_a_correction_without_change_of_time_keeps_the_second(cast, noor):
    row = factories.filled(cast)
    address = reverse("interactions:correct", kwargs={"public_id": row.public_id})
    shown = re.search(r'name="occurred_at" value="([^"]+)"', noor.get(address).content.decode())[1]

    noor.post(address, {"_revision": 1, "people.adult": 1, "outcome": "spoke", "_reason": "x", "occurred_at": shown})

    assert Interaction.objects.get(pk=row.pk).occurred_at == row.occurred_at


def named(cast, *, ends_in: timedelta) -> Person:
    person = Person.objects.create(organization=cast.downtown, name="Ada Sample", created_at=now())
    Consent.objects.create(
        organization=cast.downtown,
        person=person,
        kind="named_record",
        means="spoken",
        wording_version="1",
        language="en",
        given_at=now() - timedelta(days=30),
        expires_at=now() + ends_in,
        recorded_by=cast.noor,
    )
    return person


def test_a_person_is_named_only_while_consent_is_in_force_and_looking_is_audited(cast, noor):
    agreed, ended = named(cast, ends_in=timedelta(days=1)), named(cast, ends_in=-timedelta(days=1))
    sent = {"_key": new_id(), "outcome": "spoke"}

    refused = noor.post("/log/check-in", {**sent, "person": str(ended.public_id)})
    noor.post("/log/check-in", {**sent, "person": str(agreed.public_id)})

    assert refused.status_code == 422
    row = Interaction.objects.get()
    assert row.person == agreed
    address = reverse("interactions:detail", kwargs={"public_id": row.public_id})
    assert "Ada Sample" in noor.get(address).content.decode()
    assert AuditRecord.objects.filter(action="interactions.record_seen", worker=cast.noor).exists()
    Consent.objects.update(withdrawn_at=now())
    assert "Ada Sample" not in noor.get(address).content.decode()


def test_an_analyst_reads_neither_note_nor_name(cast, noor, sign_in):
    person = named(cast, ends_in=timedelta(days=1))
    sent = {"_key": new_id(), "outcome": "spoke", "note": "Private words", "person": str(person.public_id)}
    noor.post("/log/check-in", {**sent, "place.text": "Behind the library"})
    row = Interaction.objects.get()
    ana = sign_in(cast.workers["analyst"])

    page = ana.get(reverse("interactions:detail", kwargs={"public_id": row.public_id})).content.decode()
    listed = ana.post("/records", {"words": "private"}, follow=True).content.decode()

    for words in ("Private words", "Ada Sample", "Behind the library"):
        assert words not in page + listed


@pytest.mark.parametrize("address", ["/log", "/log-desk", "/log/transport", "/records", "/records?status=all&area=été"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_are_served_in_both_languages(cast, sign_in, address, language):
    factories.install_forms(cast)
    read(cast.dana, language)

    answer = sign_in(cast.dana).get(address)

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


def test_the_desk_adds_up_today_and_the_week(cast, sign_in):
    factories.install_forms(cast)
    carl = sign_in(cast.carl)
    for minutes in ("30", "1:15"):
        carl.post("/log/desk-hours", {"_key": new_id(), "task": "papers", "duration": minutes})

    page = carl.get("/log-desk").content.decode()

    assert carl.get("/log")["Location"] == "/log-desk"
    assert "1 h 45 min" in page


def test_voiding_asks_for_a_reason_and_undoing_does_not(cast, noor):
    first, second = factories.filled(cast), factories.filled(cast)
    Interaction.objects.filter(pk=first.pk).update(recorded_at=now() - timedelta(hours=1))

    refused = noor.post(reverse("interactions:void", kwargs={"public_id": first.public_id}), {"reason": ""})
    undone = noor.post(reverse("interactions:void", kwargs={"public_id": second.public_id}), {"undo": "yes"})

    assert (refused.status_code, undone.status_code) == (422, 302)
    assert list(Interaction.objects.filter(status="void")) == [second]
