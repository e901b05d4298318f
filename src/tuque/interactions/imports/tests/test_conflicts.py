"""A file that changes a row which someone corrected here: nothing is replaced until a person says so."""

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.audit.models import AuditRecord
from tuque.core.problems import NotFound, PermissionRefused
from tuque.interactions import services
from tuque.interactions.codes import Status
from tuque.interactions.imports import conflicts
from tuque.interactions.imports.tests.test_writing import HEADER, LINES, MAPPING, log  # noqa: F401
from tuque.interactions.models import ImportBatch, ImportConflict, Interaction, Revision

pytestmark = pytest.mark.django_db
CHANGED = [LINES[0].replace("Main & 3rd", "Main & 4th"), *LINES[1:]]


def row():
    return Interaction.objects.get(source_key="1")


@pytest.fixture
def disputed(log, cast):  # noqa: F811
    """The first row, made void here, then changed in its file."""
    log()
    services.void_interaction(public_id=row().public_id, by=cast.dana, reason="Counted twice", at=NOON)
    return log(CHANGED)


def test_a_correction_made_here_is_not_replaced_and_the_row_is_flagged(disputed):
    assert (disputed.counts.changed, disputed.counts.conflicts, disputed.counts.same) == (0, 1, 2)
    assert (row().place_text, row().status) == ("Main & 3rd", Status.VOID)
    waiting = ImportConflict.objects.get()
    assert (waiting.interaction, waiting.values["place_text"]) == (row(), "Main & 4th")
    assert ImportBatch.objects.latest("pk").rows_in_conflict == 1


def test_what_waits_is_counted_again_until_it_is_settled_and_asked_once(disputed, log):  # noqa: F811
    assert log(CHANGED).counts.conflicts == 1
    assert ImportConflict.objects.count() == 1


def test_a_dry_run_counts_them_and_keeps_nothing(log, cast):  # noqa: F811
    log()
    services.void_interaction(public_id=row().public_id, by=cast.dana, reason="Counted twice", at=NOON)

    assert log(CHANGED, dry_run=True).counts.conflicts == 1
    assert not ImportConflict.objects.exists()


def test_a_row_that_only_imports_changed_is_changed_as_before(log):  # noqa: F811
    log()
    log(CHANGED)
    again = log([LINES[0].replace("Main & 3rd", "Main & 5th"), *LINES[1:]])

    assert (again.counts.changed, again.counts.conflicts) == (1, 0)
    assert row().place_text == "Main & 5th"


def test_the_correction_may_hold_and_the_same_file_does_not_ask_again(disputed, log, cast):  # noqa: F811
    conflicts.settle(public_id=ImportConflict.objects.get().public_id, take_file=False, by=cast.dana, at=NOON)

    again = log(CHANGED)

    assert (again.counts.conflicts, again.counts.same, row().status) == (0, 3, Status.VOID)
    assert AuditRecord.objects.filter(action="interactions.conflict_correction_kept").exists()
    assert log([LINES[0].replace("Main & 3rd", "Main & 9th"), *LINES[1:]]).counts.conflicts == 1


def test_the_file_may_hold_and_the_correction_stays_in_the_history(disputed, log, cast):  # noqa: F811
    before = row()

    conflicts.settle(public_id=ImportConflict.objects.get().public_id, take_file=True, by=cast.dana, at=NOON)

    after = row()
    assert (after.place_text, after.status, after.occurred_at) == ("Main & 4th", Status.RECORDED, before.occurred_at)
    assert (after.revision, after.sequence > before.sequence) == (before.revision + 1, True)
    assert Revision.objects.filter(interaction=after).latest("number").state["status"] == Status.VOID
    assert log(CHANGED).counts.same == 3


def test_only_the_director_of_the_same_organization_settles(disputed, cast):
    waiting = ImportConflict.objects.get()

    with pytest.raises(PermissionRefused):
        conflicts.settle(public_id=waiting.public_id, take_file=True, by=cast.bea, at=NOON)
    with pytest.raises(NotFound):
        conflicts.settle(public_id=waiting.public_id, take_file=True, by=cast.odile, at=NOON)


@pytest.mark.parametrize(("language", "words"), [("en", "As the file has it"), ("fr", "Selon le fichier")])
def test_the_page_shows_both_and_settles(disputed, cast, sign_in, language, words):
    cast.dana.language = language
    cast.dana.save()
    browser = sign_in(cast.dana)

    page = browser.get(reverse("interactions:import-conflicts")).content.decode()
    assert words in page
    assert "Main &amp; 4th" in page
    assert "Counted twice" in page
    address = reverse("interactions:import-settle", args=[ImportConflict.objects.get().public_id])
    browser.post(address, {"holds": "file"})

    assert row().place_text == "Main & 4th"
