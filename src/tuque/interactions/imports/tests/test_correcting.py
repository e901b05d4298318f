"""An imported record is put right like another: its history and the row of its file stay."""

import pytest
from django.urls import reverse

from tuque.interactions import imported
from tuque.interactions.imports.tests.test_writing import HEADER, LINES, MAPPING, log  # noqa: F401
from tuque.interactions.models import ImportConflict, Interaction, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(cast, sign_in):
    return sign_in(cast.dana)


def address(row, name="correct"):
    return reverse(f"interactions:{name}", kwargs={"public_id": row.public_id})


def sent(row, **changed):
    """What the page of the form would send for `row`."""
    local = row.occurred_at.astimezone(row.organization.zone)
    place = {"place.lon": row.lon, "place.lat": row.lat} if row.lon is not None else {}
    usual = {
        "occurred_at": f"{local:%Y-%m-%dT%H:%M}",
        "base_type": row.base_type,
        "origin": row.origin,
        "place.text": row.place_text,
        "_revision": row.revision,
        "_reason": "Mixed up",
    }
    return {**usual, **place, **changed}


def test_a_director_puts_an_imported_record_right_and_nothing_else_moves(dana, log):  # noqa: F811
    log()
    row = Interaction.objects.get(source_key="2")  # its area is known, its position is not

    page = dana.get(address(row))
    answer = dana.post(address(row), sent(row, base_type="transport", outcome="transported"))

    after = Interaction.objects.get(pk=row.pk)
    assert (page.status_code, answer.status_code) == (200, 302)
    assert (after.base_type, after.outcome, after.revision) == ("transport", "transported", 2)
    same = (
        "type_code",
        "occurred_at",
        "area_id",
        "place_text",
        "people_count",
        "age_groups",
        "source_row",
        "source_key",
    )
    assert [getattr(after, name) for name in same] == [getattr(row, name) for name in same]
    assert after.answers == row.answers
    assert (Revision.objects.get().state["base_type"], Revision.objects.get().reason) == ("other", "Mixed up")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The row as its file has it"), ("fr", "La ligne telle que son fichier la donne")]
)
def test_its_page_shows_the_row_of_its_file(cast, dana, log, language, words):  # noqa: F811
    log()
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language=language)
    row = Interaction.objects.get(source_key="2")

    page = dana.get(address(row, "detail")).content.decode()

    assert words in page
    assert "Élévateur" in page
    assert "<dd>Transport</dd>" in page  # what the file calls it
    assert address(row) in page


def test_what_the_file_had_already_does_not_forbid_a_correction_and_what_is_new_does(dana, log):  # noqa: F811
    log([LINES[0].replace("2026-01-10", "2009-01-10")])
    row = Interaction.objects.get()

    assert dana.post(address(row), sent(row, note="Seen by two teams")).status_code == 302
    row.refresh_from_db()
    refused = dana.post(address(row), sent(row, occurred_at="2008-01-10T12:00"))

    assert (refused.status_code, row.note) == (422, "Seen by two teams")
    assert "more than ten years ago" in refused.content.decode()


def test_a_moved_position_takes_its_new_area_and_is_no_more_outside(dana, log):  # noqa: F811
    log(LINES[:1])
    Interaction.objects.update(out_of_area=True)
    row = Interaction.objects.get()

    dana.post(address(row), sent(row, note="Same place"))
    row.refresh_from_db()
    stayed = row.out_of_area
    dana.post(address(row), sent(row, **{"place.lon": "-97.14", "place.lat": "49.89"}))
    row.refresh_from_db()

    assert (stayed, row.out_of_area, row.lon) == (True, False, -97.14)


def test_people_without_an_age_stay_counted(dana, log):  # noqa: F811
    text = MAPPING + 'people_count = "people"\n'
    log([LINES[0].rstrip() + ",3\n"], text=text, header=HEADER.rstrip() + ",people\n")
    row = Interaction.objects.get()

    assert imported.answers_of(row)["people"] == {"unknown": 3}
    dana.post(address(row), sent(row, **{"people.unknown": 3, "note": "x"}))
    row.refresh_from_db()
    assert (row.people_count, row.age_groups) == (3, {"unknown": 3})


def test_a_file_that_changes_a_corrected_record_asks_first(dana, log):  # noqa: F811
    log(LINES[:1])
    row = Interaction.objects.get()
    dana.post(address(row), sent(row, base_type="conflict"))

    log([LINES[0].replace("Main & 3rd", "Main & 4th")])

    row.refresh_from_db()
    assert (row.base_type, row.place_text) == ("conflict", "Main & 3rd")
    assert ImportConflict.objects.count() == 1
