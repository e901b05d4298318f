"""What each kind of the log lets go, and what it leaves."""

import json
from datetime import timedelta

import pytest
from conftest import NOON
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tuque.accounts.roles import Role
from tuque.audit.models import AuditRecord
from tuque.breakglass import services as emergencies
from tuque.breakglass.models import Opening, Review
from tuque.breakglass.tests.factories import opening
from tuque.insight import facts
from tuque.interactions import services
from tuque.interactions.letting_go import KINDS
from tuque.interactions.models import Interaction, Photo, Revision
from tuque.interactions.tests import factories
from tuque.people import erasing
from tuque.people.models import Consent, Person
from tuque.people.services import PersonErased, record_consent
from tuque.people.tests.factories import SPOKEN, person
from tuque.retention import services as retention

OLD = NOON - timedelta(days=800)
KIND = {kind.code: kind for kind in KINDS}


@pytest.fixture
def officer(cast):
    return cast.workers[Role.PRIVACY_OFFICER]


@pytest.fixture
def named(cast):
    return person("Nutmeg Imagined", by=cast.noor, at=OLD)


@pytest.fixture
def row(cast, named):
    """An old record with everything in it: words, a name, items, a photo, a correction."""
    made = factories.interaction(
        cast.noor, at=OLD, occurred_at=OLD, note="Secret words", person_id=named.pk, items={"socks": 2}
    )
    made.answers = {"who": str(named.public_id), "told": "Secret words"}
    made.save(update_fields=["answers"])
    picture = SimpleUploadedFile("x.jpg", factories.one_point_photo().read(), content_type="image/jpeg")
    services.add_photo(public_id=made.public_id, by=cast.noor, upload=picture, at=OLD)
    Revision.objects.create(
        organization=cast.downtown,
        interaction=made,
        number=1,
        state={"note": "Secret words", "person": str(named.public_id)},
        reason="Secret words",
        by=cast.noor,
        at=OLD,
    )
    return made


def let_go(code: str, officer, django_capture_on_commit_callbacks) -> Interaction:
    rule = retention.set_rule(kind=code, months=24, by=officer, at=NOON)
    run = retention.look(rule, at=NOON)
    retention.approve(run.public_id, shown=run.found, by=officer, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        retention.carry_out(run, clock=lambda: NOON)
    assert not KIND[code].due(officer.organization_id, NOON - timedelta(days=730)).exists() or code not in KIND
    return Interaction.objects.get()


def everything(row: Interaction) -> str:
    revisions = [(revision.state, revision.reason) for revision in row.revisions.all()]
    return json.dumps([row.note, row.place_text, row.answers, row.source_row, revisions])


def test_words_go_and_what_is_counted_stays(row, officer, django_capture_on_commit_callbacks):
    before = row.sequence

    after = let_go("interactions.words", officer, django_capture_on_commit_callbacks)

    assert "Secret" not in everything(after)
    assert (after.base_type, after.occurred_at, after.items.count()) == (row.base_type, OLD, 1)
    assert after.sequence > before  # programs and boards read it again


def test_the_link_to_a_person_goes_from_every_place(row, named, officer, django_capture_on_commit_callbacks):
    after = let_go("interactions.person", officer, django_capture_on_commit_callbacks)

    assert after.person is None
    assert str(named.public_id) not in everything(after)
    assert "Secret words" in everything(after)


def test_photos_go_with_their_files(row, officer, django_capture_on_commit_callbacks):
    name = Photo.objects.get().file.name

    let_go("interactions.photos", officer, django_capture_on_commit_callbacks)

    assert not Photo.objects.exists()
    assert not default_storage.exists(name)


def test_a_whole_record_leaves_an_empty_void_row_and_no_board_counts_it(
    cast, row, officer, django_capture_on_commit_callbacks
):
    facts.rebuild(cast.downtown)

    after = let_go("interactions.records", officer, django_capture_on_commit_callbacks)

    assert "Secret" not in everything(after)
    assert (after.status, after.person, after.team, after.recorded_by, after.lon) == ("void", None, None, None, None)
    assert not any(several.exists() for several in (after.items, after.photos, after.revisions))
    store = facts.facts_of(cast.downtown)
    assert store.rows("SELECT count(*) FROM facts") == [(0,)]
    assert not list(store.store.folder.glob("*.parquet"))  # nor does any file of the boards' own copy


def test_a_wait_that_is_still_running_is_left_alone(cast):
    factories.wait(cast.noor, at=OLD)

    assert not KIND["interactions.records"].due(cast.downtown.pk, NOON).exists()


def test_names_go_once_every_consent_has_long_ended(cast, named, officer):
    kind = erasing.NAMES
    standing = person("Clove Imagined", by=cast.noor, at=NOON - timedelta(days=200))

    due = kind.due(cast.downtown.pk, NOON - timedelta(days=365))  # 800 days ago, for a year
    assert list(due) == [named]
    kind.let_go(list(due), NOON)

    assert Person.objects.get(pk=named.pk).name == ""
    assert Person.objects.get(pk=standing.pk).name == "Clove Imagined"
    assert Consent.objects.filter(person=named).exists()


def test_erasing_a_person_erases_what_records_say_of_them(cast, row, officer, django_capture_on_commit_callbacks):
    someone = person("Clove Imagined", by=cast.noor, at=NOON)
    at = NOON + timedelta(minutes=1)
    mine = factories.interaction(cast.noor, at=NOON, occurred_at=NOON, note="Secret words", person_id=someone.pk)

    with django_capture_on_commit_callbacks(execute=True):
        counts = erasing.erase_person(person=someone, reason=erasing.Reason.ASKED, by=officer, at=at)

    gone = Person.objects.get(pk=someone.pk)
    assert (gone.name, gone.name_starts, gone.birth_year, gone.erased_at) == ("", "", None, at)
    assert not any(consent.is_in_force(at=at) for consent in gone.consents.all())
    mine.refresh_from_db()
    assert "Secret" not in everything(mine)
    assert mine.person is None
    assert counts == {"records": 1, "photos": 0, "openings": 0}
    assert "Secret words" in everything(Interaction.objects.get(pk=row.pk))  # another person's record
    kept = AuditRecord.objects.get(action="people.person_erased")
    assert kept.details == {"reason": "asked", "records": 1, "photos": 0, "openings": 0}
    with pytest.raises(PersonErased):
        record_consent(person=gone, agreement=SPOKEN, by=cast.noor, at=at)


def test_the_words_of_an_emergency_do_not_outlive_the_person(cast, row, named, officer):
    said = [opening(cast.amina, subject, at=NOON, words="Nutmeg, by the boathouse") for subject in (named.public_id, row.public_id)]  # fmt: skip
    emergencies.review(opening=said[1], judgement="justified", words="Nutmeg was found", by=officer, at=NOON)
    other = person("Clove Imagined", by=cast.noor, at=NOON)
    opening(cast.amina, other.public_id, at=NOON, words="Clove, at the station")

    counts = erasing.erase_person(person=named, reason=erasing.Reason.ASKED, by=officer, at=NOON)

    assert counts["openings"] == 2
    assert sorted(one.words for one in Opening.objects.all()) == ["", "", "Clove, at the station"]
    assert Review.objects.get().words == ""
    assert {one.reason for one in Opening.objects.all()} == {"danger"}  # that it was opened, and why as a code, stays
