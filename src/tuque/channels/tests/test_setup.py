"""What a director sets up: lines, hours, closures; what is wrong is said beside what was typed."""

from datetime import UTC, datetime, time

import pytest
from django.test import Client

from tuque.audit.models import AuditRecord
from tuque.channels.codes import Opening
from tuque.channels.models import Line, LineHours, LineWay
from tuque.channels.tests import factories
from tuque.channels.tests.access import LINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(cast, sign_in):
    return sign_in(cast.dana)


def test_a_line_is_added_with_its_numbers_and_is_public_at_once(dana):
    body = {**LINE, "code": "elm", "phones": "204-555-0100\n204-555-0101", "pages": "https://elm.example/help"}

    answer = dana.post("/lines/add", body)

    line = Line.objects.get(code="elm")
    assert answer.status_code == 302
    assert (line.keep_days, line.opening) == (20, Opening.ALWAYS)
    assert list(LineWay.objects.order_by("pk").values_list("way", "value")) == [
        ("phone", "204-555-0100"),
        ("phone", "204-555-0101"),
        ("web", "https://elm.example/help"),
    ]
    assert "Elm Line" in Client().get("/open/en").content.decode()
    assert Client().get("/c/elm/fr").status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "north"}, "already the address of a line"),
        ({"phones": "call us"}, "“call us” is no number"),
        ({"pages": "http://elm.example"}, "begins with https://"),
        ({"confidentiality_en": "More."}, "in both languages"),
        ({"languages": []}, "required"),
        ({"keep_days": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, dana, changes, said):
    factories.line(cast)

    answer = dana.post("/lines/add", {**LINE, "code": "elm", **changes})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert 'value="Ligne des ormes"' in text
    assert not Line.objects.filter(code="elm").exists()


def test_a_line_changes_but_for_its_address(cast, dana):
    line = factories.line(cast)

    dana.post(f"/lines/{line.public_id}", {**LINE, "code": "other", "texts": "555-0199"})

    line.refresh_from_db()
    assert (line.code, line.name_fr, line.is_in_use) == ("north", "Ligne des ormes", False)
    assert LineWay.objects.get().value == "555-0199"
    assert AuditRecord.objects.get(action="channels.line_changed").details["changed"]
    assert dana.get(f"/lines/{line.public_id}").status_code == 200


def test_a_crowd_is_shown_one_page_and_a_change_shows_at_once(
    cast, dana, django_assert_num_queries, django_capture_on_commit_callbacks
):
    line = factories.line(cast)
    first = Client().get("/c/north/fr")

    with django_assert_num_queries(0):
        second = Client().get("/c/north/fr")

    assert second.content == first.content
    with django_capture_on_commit_callbacks(execute=True):
        dana.post(f"/lines/{line.public_id}", {**LINE, "is_in_use": "on"})
    assert "Ligne des ormes" in Client().get("/c/north/fr").content.decode()


def test_hours_are_set_for_a_week_and_for_holidays(cast, dana):
    line = factories.line(cast)
    body = {"opening": "by_hours", "time_zone": "America/Toronto", "holidays_of": "CA-ON"}
    body |= {"opens.0.0": "09:00", "closes.0.0": "12:00", "opens.0.1": "13:00", "closes.0.1": "17:00"}
    body |= {"opens.7.0": "10:00", "closes.7.0": "10:00"}

    dana.post(f"/lines/{line.public_id}/hours", body)

    line.refresh_from_db()
    assert (line.opening, line.time_zone, line.holidays_of) == ("by_hours", "America/Toronto", "CA-ON")
    assert list(LineHours.objects.order_by("weekday", "opens").values_list("weekday", "opens", "closes")) == [
        (0, time(9), time(12)),
        (0, time(13), time(17)),
        (7, time(10), time(10)),
    ]
    assert 'value="13:00"' in dana.get(f"/lines/{line.public_id}/hours").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opens.2.0": "09:00"}, "Write both times"),
        ({"opens.2.0": "09:00", "closes.2.0": "25:00"}, "Write both times"),
        (
            {"opens.2.0": "09:00", "closes.2.0": "10:00", "opens.2.1": "09:00", "closes.2.1": "12:00"},
            "begin at the same",
        ),
        ({}, "at least one day"),
        ({"time_zone": "Mars/North", "opens.2.0": "09:00", "closes.2.0": "10:00"}, "from the lists"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(cast, dana, changes, said):
    line = factories.line(cast)
    body = {"opening": "by_hours", "time_zone": "America/Toronto", "holidays_of": ""}

    answer = dana.post(f"/lines/{line.public_id}/hours", body | changes)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not LineHours.objects.exists()


def test_a_closure_is_in_the_line_s_own_time_and_can_be_taken_back(cast, dana):
    line = factories.line(cast, time_zone="America/Vancouver")
    body = {
        "starts": "2099-07-01T10:00",
        "ends": "2099-07-01T12:00",
        "reason_en": "Moving",
        "reason_fr": "Déménagement",
    }

    dana.post(f"/lines/{line.public_id}/closures", body)

    closure = line.closures.get()
    assert closure.starts_at == datetime(2099, 7, 1, 17, tzinfo=UTC)
    assert "Moving" in dana.get(f"/lines/{line.public_id}/hours").content.decode()
    wrong = dana.post(f"/lines/{line.public_id}/closures", {**body, "ends": "2099-07-01T09:00", "reason_fr": ""})
    assert wrong.status_code == 422
    assert "It must end after it begins." in wrong.content.decode()
    dana.post(f"/lines/{line.public_id}/closures/{closure.public_id}/removal")
    assert not line.closures.exists()
