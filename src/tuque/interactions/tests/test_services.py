from datetime import timedelta

import pytest
from conftest import NOON

from tuque.audit.models import AuditRecord
from tuque.core import streams
from tuque.core.ids import new_id
from tuque.core.models import ConflictingWrite
from tuque.core.problems import NotFound, PermissionRefused
from tuque.core.repeat import AlreadySentDifferently
from tuque.geo.models import Place
from tuque.interactions import problems, services
from tuque.interactions.facts import Spot
from tuque.interactions.models import Interaction, Reminder
from tuque.interactions.services.records import stream_of
from tuque.interactions.tests import factories

pytestmark = pytest.mark.django_db


def test_a_record_has_a_number_in_the_stream_and_an_audit_record(cast):
    first, second = factories.interaction(cast.noor), factories.interaction(cast.noor)

    assert (first.sequence, second.sequence) == (1, 2)
    assert streams.last_sequence(stream_of(cast.downtown.pk)) == 2
    assert AuditRecord.objects.filter(action="interactions.recorded", worker=cast.noor).count() == 2
    assert first.team == cast.foot_patrol


def test_sending_twice_makes_one_record(cast):
    key = new_id()

    first = factories.interaction(cast.noor, key=key)
    again = factories.interaction(cast.noor, key=key, at=NOON + timedelta(minutes=2))

    assert first.pk == again.pk
    assert Interaction.objects.count() == 1


def test_the_same_id_with_other_words_is_refused_and_kept(cast):
    key = new_id()
    factories.interaction(cast.noor, key=key)

    with pytest.raises(AlreadySentDifferently):
        factories.interaction(cast.noor, key=key, outcome="refused")

    assert Interaction.objects.count() == 1
    assert ConflictingWrite.objects.count() == 1


def test_impossible_values_write_nothing(cast):
    with pytest.raises(problems.FactsImpossible) as found:
        factories.interaction(cast.noor, occurred_at=NOON + timedelta(days=1))

    assert "occurred_at" in found.value.errors
    assert not Interaction.objects.exists()
    assert streams.last_sequence(stream_of(cast.downtown.pk)) == 0


def test_who_may_not_record_is_refused(cast):
    with pytest.raises(PermissionRefused):
        factories.interaction(cast.luc)


def test_a_position_gets_its_cell_and_a_known_place_its_position(cast):
    corner = Place.objects.create(organization=cast.downtown, code="corner", name="Corner", lon=-97.14, lat=49.89)

    here = factories.interaction(cast.noor, spot=Spot(lon=-97.14, lat=49.89, accuracy_m=12))
    there = factories.interaction(cast.noor, spot=Spot(place_id=corner.pk))

    assert here.cell == there.cell
    assert (there.lon, there.lat, there.place) == (-97.14, 49.89, corner)


def test_a_place_of_another_organization_is_not_taken(cast):
    theirs = Place.objects.create(organization=cast.elsewhere, code="x", name="Theirs", lon=1, lat=1)

    assert factories.interaction(cast.noor, spot=Spot(place_id=theirs.pk)).place is None


def test_companions_and_items_are_kept_and_only_ones_own_colleagues(cast):
    row = factories.interaction(
        cast.noor, companions=(cast.bea.pk, cast.odile.pk, cast.noor.pk), items={"water": 2, "socks": 0}
    )

    assert [companion.worker for companion in row.companions.all()] == [cast.bea]
    assert [(given.item, given.quantity) for given in row.items.all()] == [("water", 2)]


def test_a_correction_keeps_the_former_state_who_and_why(cast):
    row = factories.interaction(cast.noor)

    corrected = services.correct_interaction(
        public_id=row.public_id,
        by=cast.bea,
        entry=factories.entry(outcome="refused"),
        reason="Wrong button",
        expected_revision=1,
        at=NOON,
    )

    (revision,) = corrected.revisions.all()
    assert (revision.state["outcome"], corrected.outcome) == ("helped", "refused")
    assert (revision.reason, revision.by, revision.number) == ("Wrong button", cast.bea, 1)
    assert (corrected.revision, corrected.sequence) == (2, 2)


def test_two_people_saving_at_once_do_not_overwrite_each_other(cast):
    row = factories.interaction(cast.noor)
    correction = {"public_id": row.public_id, "reason": "Typo", "expected_revision": 1, "at": NOON}
    services.correct_interaction(by=cast.bea, entry=factories.entry(outcome="refused"), **correction)

    with pytest.raises(problems.RecordChanged) as found:
        services.correct_interaction(by=cast.noor, entry=factories.entry(outcome="to_911"), **correction)

    assert found.value.current == 2
    row.refresh_from_db()
    assert row.outcome == "refused"


def test_a_correction_needs_a_reason(cast):
    row = factories.interaction(cast.noor)

    with pytest.raises(problems.ReasonMissing):
        services.correct_interaction(
            public_id=row.public_id,
            by=cast.noor,
            entry=factories.entry(),
            reason=" ",
            expected_revision=1,
            at=NOON + timedelta(hours=1),
        )


def test_adding_details_at_once_needs_no_reason(cast):
    row = factories.interaction(cast.noor)

    services.correct_interaction(
        public_id=row.public_id,
        by=cast.noor,
        entry=factories.entry(note="Blue tent"),
        reason="",
        expected_revision=1,
        at=NOON + timedelta(minutes=1),
    )

    assert row.revisions.get().reason == "detailed"


def test_a_void_record_stays_with_its_reason_and_cannot_be_corrected(cast):
    row = factories.interaction(cast.noor, remind_after=timedelta(hours=1))

    services.void_interaction(public_id=row.public_id, by=cast.bea, reason="Typed twice", at=NOON)

    row.refresh_from_db()
    assert (row.status, row.sequence) == ("void", 2)
    assert row.revisions.get().reason == "Typed twice"
    assert not Reminder.objects.filter(done_at__isnull=True).exists()
    with pytest.raises(problems.RecordVoid):
        services.correct_interaction(
            public_id=row.public_id,
            by=cast.noor,
            entry=factories.entry(),
            reason="x",
            expected_revision=2,
            at=NOON,
        )


def test_undoing_at_once_needs_no_reason_and_later_it_does(cast):
    early, late = factories.interaction(cast.noor), factories.interaction(cast.noor)

    services.void_interaction(public_id=early.public_id, by=cast.noor, reason="", at=NOON + timedelta(minutes=2))

    with pytest.raises(problems.ReasonMissing):
        services.void_interaction(public_id=late.public_id, by=cast.noor, reason="", at=NOON + timedelta(hours=2))


def test_who_may_change_what(cast):
    noors = factories.interaction(cast.noor)
    vans = factories.interaction(cast.dana, team=cast.van)

    services.void_interaction(public_id=noors.public_id, by=cast.dana, reason="Twice", at=NOON)

    with pytest.raises(NotFound):
        services.void_interaction(public_id=vans.public_id, by=cast.bea, reason="Not my team", at=NOON)
    with pytest.raises(NotFound):
        services.void_interaction(public_id=vans.public_id, by=cast.odile, reason="Not mine", at=NOON)
    with pytest.raises(PermissionRefused):
        services.void_interaction(public_id=vans.public_id, by=cast.luc, reason="I only read", at=NOON)


def test_a_wait_runs_on_the_server_until_it_is_finished_once(cast):
    waiting = factories.wait(cast.noor)
    ended = factories.entry(base_type="wait", type_code="wait", occurred_at=waiting.occurred_at, cleared_at=NOON)

    done = services.finish_interaction(public_id=waiting.public_id, by=cast.noor, entry=ended, at=NOON)

    assert (waiting.status, done.status, done.duration_seconds) == ("open", "recorded", 3600)
    with pytest.raises(problems.NotOpen):
        services.finish_interaction(public_id=waiting.public_id, by=cast.noor, entry=ended, at=NOON)


def test_a_reminder_is_counted_from_the_beginning_and_done_once(cast):
    factories.interaction(cast.noor, remind_after=timedelta(hours=1))
    reminder = Reminder.objects.get()

    done = services.finish_reminder(public_id=reminder.public_id, by=cast.noor, at=NOON + timedelta(hours=1))
    again = services.finish_reminder(public_id=reminder.public_id, by=cast.bea, at=NOON + timedelta(hours=2))

    assert reminder.due_at == NOON + timedelta(hours=1)
    assert done.done_at == again.done_at
    with pytest.raises(NotFound):
        services.finish_reminder(public_id=reminder.public_id, by=cast.odile, at=NOON)
