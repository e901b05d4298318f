"""What comes in, what records give, what is moved, counted and taken back; and the ledger that never changes."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.db import DatabaseError, connection, transaction

from tuque.accounts.models import Organization
from tuque.core import outbox
from tuque.core.ids import new_id
from tuque.core.problems import NotFound, PermissionRefused
from tuque.core.repeat import AlreadySentDifferently
from tuque.interactions import services as records
from tuque.interactions.tests import factories as interactions
from tuque.stock import alarms, services
from tuque.stock.codes import ActKind, Reason
from tuque.stock.models import Act, Entry, Lot
from tuque.stock.problems import CannotUndo, LeftSinceCounting, NotEnough, SameStore
from tuque.stock.services import Counted, Gone
from tuque.stock.tests import factories
from tuque.stock.tests.factories import LATER, SOON, left


@pytest.fixture
def room(cast):
    return factories.store(cast)


@pytest.fixture
def socks(cast):
    return factories.item(cast)


@pytest.fixture
def naloxone(cast):
    return factories.item(cast, "naloxone", expires=True)


def correct(row, by, **items):
    entry = interactions.entry(base_type="items", type_code="items", items=items)
    row.refresh_from_db()
    return records.correct_interaction(
        public_id=row.public_id, by=by, entry=entry, reason="Miscounted", expected_revision=row.revision, at=NOON
    )


def kinds(organization: Organization) -> list[str]:
    return list(Act.objects.filter(organization=organization).order_by("pk").values_list("kind", flat=True))


def test_what_came_in_is_there_once_however_often_it_is_sent(cast, room, socks):
    key = new_id()

    first = factories.received(cast.noor, socks, room, 12, key=key, donor="Testname Giver")
    again = factories.received(cast.noor, socks, room, 12, key=key, donor="Testname Giver")
    with pytest.raises(AlreadySentDifferently):
        factories.received(cast.noor, socks, room, 13, key=key, donor="Testname Giver")

    assert first == again
    assert left(socks, room) == 12
    assert Act.objects.get().donor == "Testname Giver"


def test_a_record_takes_what_it_gives_from_the_teams_store(cast, room, socks):
    van = factories.store(cast, "Van", team=cast.foot_patrol)
    factories.received(cast.bea, socks, room, 10)
    factories.received(cast.bea, socks, van, 10)

    row = factories.gave(cast.noor, socks=3)
    outbox.deliver_due()

    assert (left(socks, room), left(socks, van)) == (10, 7)
    assert Act.objects.get(kind=ActKind.GIVEN).interaction == row
    outbox.deliver_due()
    factories.follow(row)
    assert left(socks, van) == 7


def test_the_store_that_a_worker_chose_comes_before_the_teams(cast, room, socks):
    factories.store(cast, "Van", team=cast.foot_patrol)
    factories.received(cast.bea, socks, room, 10)
    services.choose_store(store=room, by=cast.noor, at=NOON)

    factories.follow(factories.gave(cast.noor, socks=3))

    assert left(socks, room) == 7


def test_the_first_to_expire_is_given_first(cast, room, naloxone):
    factories.received(cast.bea, naloxone, room, 5, expires_on=LATER)
    factories.received(cast.bea, naloxone, room, 2, expires_on=SOON)

    factories.follow(factories.gave(cast.noor, naloxone=3))

    sums = {
        lot.expires_on: sum(Entry.objects.filter(lot=lot).values_list("quantity", flat=True))
        for lot in Lot.objects.all()
    }
    assert sums == {SOON: 0, LATER: 4}


def test_a_correction_and_a_voiding_put_back_by_lines(cast, room, socks):
    factories.received(cast.bea, socks, room, 10)
    row = factories.gave(cast.noor, socks=6)
    outbox.deliver_due()

    correct(row, cast.noor, socks=2)
    outbox.deliver_due()
    assert left(socks, room) == 8
    records.void_interaction(public_id=row.public_id, by=cast.noor, reason="Twice", at=NOON)
    outbox.deliver_due()

    assert left(socks, room) == 10
    assert kinds(cast.downtown) == ["received", "given", "corrected", "corrected"]


def test_what_the_ledger_did_not_have_is_said_until_someone_counts(cast, room, socks):
    factories.received(cast.bea, socks, room, 2)

    factories.follow(factories.gave(cast.noor, socks=5))

    assert left(socks, room) == 0
    (alarm,) = alarms.list_alarms(cast.downtown, at=NOON)
    assert (alarm.kind, alarm.quantity) == (alarms.UNEXPLAINED, 3)
    services.count(store=room, lines=[Counted(socks, None, 0, 0)], by=cast.noor, key=new_id(), at=NOON)
    assert alarms.list_alarms(cast.downtown, at=NOON) == []


def test_a_record_of_before_an_item_was_followed_touches_nothing(cast, room, socks):
    socks.since = NOON + timedelta(hours=1)
    socks.save()
    factories.received(cast.bea, socks, room, 5)

    assert factories.follow(factories.gave(cast.noor, socks=5)) is None
    assert left(socks, room) == 5


def test_what_nobody_follows_writes_no_message(cast):
    factories.gave(cast.noor, socks=5)

    assert outbox.deliver_due() == 0


def test_moving_takes_no_more_than_there_is(cast, room, socks):
    van = factories.store(cast, "Van")
    factories.received(cast.bea, socks, room, 5)

    with pytest.raises(NotEnough) as refused:
        services.move(store=room, to=van, lines=[Gone(socks, None, 6)], by=cast.noor, key=new_id(), at=NOON)
    with pytest.raises(SameStore):
        services.move(store=room, to=room, lines=[Gone(socks, None, 1)], by=cast.noor, key=new_id(), at=NOON)
    services.move(store=room, to=van, lines=[Gone(socks, None, 5)], by=cast.noor, key=new_id(), at=NOON)

    assert refused.value.left == 5
    assert (left(socks, room), left(socks, van)) == (0, 5)


def test_a_count_writes_the_difference_and_refuses_one_of_before(cast, room, socks):
    factories.received(cast.bea, socks, room, 5)

    services.count(store=room, lines=[Counted(socks, None, 4, 5)], by=cast.noor, key=new_id(), at=NOON)
    with pytest.raises(LeftSinceCounting):
        services.count(store=room, lines=[Counted(socks, None, 4, 5)], by=cast.noor, key=new_id(), at=NOON)

    assert left(socks, room) == 4


def test_undoing_is_another_act_and_happens_once(cast, room, socks):
    act = factories.received(cast.noor, socks, room, 5)
    gone = services.throw_away(
        store=room, lines=[Gone(socks, None, 2)], reason=Reason.DAMAGED, by=cast.noor, key=new_id(), at=NOON
    )

    with pytest.raises(NotEnough):
        services.undo(public_id=act.public_id, by=cast.noor, at=NOON)
    services.undo(public_id=gone.public_id, by=cast.noor, at=NOON)
    services.undo(public_id=act.public_id, by=cast.noor, at=NOON)

    assert left(socks, room) == 0
    for done in (act, gone, Act.objects.get(undoes=act)):
        with pytest.raises(CannotUndo):
            services.undo(public_id=done.public_id, by=cast.bea, at=NOON)


def test_what_a_record_gave_is_undone_by_the_record_alone(cast, room, socks):
    factories.received(cast.bea, socks, room, 5)
    act = factories.follow(factories.gave(cast.noor, socks=1))

    with pytest.raises(CannotUndo):
        services.undo(public_id=act.public_id, by=cast.dana, at=NOON)


def test_a_field_worker_undoes_only_their_own_and_another_house_finds_nothing(cast, room, socks):
    act = factories.received(cast.bea, socks, room, 5)

    with pytest.raises(PermissionRefused):
        services.undo(public_id=act.public_id, by=cast.noor, at=NOON)
    with pytest.raises(NotFound):
        services.undo(public_id=act.public_id, by=cast.odile, at=NOON)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_entry SET quantity = 4",
        "DELETE FROM stock_entry",
        "UPDATE stock_act SET kind = 'moved'",
        "DELETE FROM stock_act",
    ],
)
def test_the_database_refuses_to_change_a_line(cast, room, socks, statement):
    factories.received(cast.bea, socks, room, 5, donor="Testname Giver")

    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(statement)

    act = Act.objects.get()
    act.donor = ""  # a name may be erased
    act.save(update_fields=["donor"])
    assert left(socks, room) == 5


def test_low_expiring_and_expired_raise_the_alarm_and_write_once(cast, room, naloxone, socks):
    factories.low(socks, room, 3)
    factories.received(cast.bea, socks, room, 5)
    factories.received(cast.bea, naloxone, room, 2, expires_on=SOON)

    assert [alarm.kind for alarm in alarms.list_alarms(cast.downtown, at=NOON)] == [alarms.EXPIRING]
    factories.follow(factories.gave(cast.noor, socks=2))
    factories.follow(factories.gave(cast.noor, socks=1))

    later = NOON + timedelta(days=40)
    assert [alarm.kind for alarm in alarms.list_alarms(cast.downtown, at=later)] == [alarms.EXPIRED, alarms.LOW]
    assert alarms.notice(cast.bea, later).level == "danger"
    assert alarms.notice(cast.luc, later) is None


def test_letters_go_to_those_who_lead(cast, room, socks, naloxone, settings, mailoutbox):
    settings.EMAIL_SETTINGS = {**settings.EMAIL_SETTINGS, "host": "mail.example"}
    room.team = cast.foot_patrol
    room.save()
    factories.low(socks, room, 3)
    factories.received(cast.bea, socks, room, 4)
    factories.received(cast.bea, naloxone, room, 2, expires_on=SOON)

    factories.follow(factories.gave(cast.noor, socks=2))
    outbox.deliver_due()

    assert {address for letter in mailoutbox for address in letter.to} == {cast.bea.email, cast.dana.email}
    assert {"low" in letter.subject for letter in mailoutbox} == {True, False}
