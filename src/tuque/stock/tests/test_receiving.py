"""What a form says came in is in the ledger: added, corrected, made void with its record."""

import pytest
from conftest import NOON

from tuque.core import outbox
from tuque.core.ids import new_id
from tuque.forms import api as forms
from tuque.forms import services as publishing
from tuque.forms.models import Definition
from tuque.insight import filters
from tuque.insight.stock import get_stock_report
from tuque.interactions import entries, names
from tuque.interactions import services as records
from tuque.stock import services
from tuque.stock.codes import ActKind
from tuque.stock.models import Act, Entry
from tuque.stock.problems import CannotUndo
from tuque.stock.tests import factories
from tuque.stock.tests.factories import left

BOTH = {"en": "What came in", "fr": "Ce qui est arrivé"}
DONATION = {
    "language": 1,
    "code": "donation",
    "title": {"en": "Donation", "fr": "Don"},
    "base_type": "other",
    "origin": "desk",
    "fields": [
        {
            "code": "came",
            "type": "items",
            "fills": "items_received",
            "label": BOTH,
            "choices": [{"code": "socks", "label": {"en": "Socks", "fr": "Bas"}}],
        },
        {
            "code": "went",
            "type": "items",
            "fills": "items",
            "label": {"en": "What was given", "fr": "Ce qui a été remis"},
            "choices": [
                {"code": "socks", "label": {"en": "Socks", "fr": "Bas"}},
                {"code": "gloves", "label": {"en": "Gloves", "fr": "Gants"}},
            ],
        },
    ],
}


@pytest.fixture
def room(cast):
    return factories.store(cast)


@pytest.fixture
def socks(cast):
    return factories.item(cast)


@pytest.fixture
def donation(cast):
    made = publishing.create_definition(
        organization=cast.downtown, kind=Definition.Kind.FORM, code="donation", by=cast.dana, at=NOON
    )
    publishing.save_draft(definition=made, body=DONATION, by=cast.dana, at=NOON)
    publishing.publish(definition=made, by=cast.dana, at=NOON)
    return forms.get_form("donation", viewer=cast.noor)


def checked(form, answers, *, by):
    draft = entries.check(form, answers, viewer=by, at=NOON)
    assert draft.entry, (draft.errors, draft.troubles)
    return draft.entry


def recorded(cast, form, **answers):
    return records.record_interaction(
        by=cast.noor, team=cast.foot_patrol, entry=checked(form, answers, by=cast.noor), key=new_id(), at=NOON
    )


def corrected(cast, form, row, **answers):
    row.refresh_from_db()
    entry = checked(form, answers, by=cast.noor)
    return records.correct_interaction(
        public_id=row.public_id,
        by=cast.noor,
        entry=entry,
        reason="Miscounted",
        expected_revision=row.revision,
        at=NOON,
    )


def line_of(cast, item):
    day = Act.objects.order_by("at").last().at.astimezone(cast.downtown.zone).date()
    asked = filters.read({"period": "own", "from": str(day), "to": str(day)}, today=day)
    made = get_stock_report(asked, viewer=cast.dana)
    return next(line for line in made.items if line.item == item)


def test_what_a_form_says_came_in_is_in_the_ledger_once(cast, room, socks, donation):
    row = recorded(cast, donation, came={"socks": 12})
    outbox.deliver_due()
    factories.follow(row)

    act = Act.objects.get()
    assert left(socks, room) == 12
    assert (act.kind, act.interaction) == (ActKind.RECEIVED, row)
    assert names.other_answers(row, viewer=cast.noor) == [("What came in", "Socks × 12")]
    assert not row.items.exists()


def test_a_correction_changes_what_came_in_and_the_report_counts_it_there(cast, room, socks, donation):
    row = recorded(cast, donation, came={"socks": 12})
    outbox.deliver_due()

    corrected(cast, donation, row, came={"socks": 7})
    outbox.deliver_due()
    fewer = left(socks, room)
    corrected(cast, donation, row, came={"socks": 9})
    outbox.deliver_due()

    line = line_of(cast, socks)
    assert (fewer, left(socks, room)) == (7, 9)
    assert (line.came, line.given, line.differences) == (9, 0, 0)


def test_a_voiding_takes_off_what_came_in_and_says_what_was_given_since(cast, room, socks, donation):
    row = recorded(cast, donation, came={"socks": 5})
    outbox.deliver_due()
    factories.follow(factories.gave(cast.noor, socks=4))

    records.void_interaction(public_id=row.public_id, by=cast.noor, reason="Twice", at=NOON)
    outbox.deliver_due()

    assert left(socks, room) == 0
    assert sum(Entry.objects.filter(unexplained=True).values_list("quantity", flat=True)) == 4


def test_one_record_may_say_what_came_in_and_what_was_given(cast, room, socks, donation):
    gloves = factories.item(cast, "gloves")
    factories.received(cast.bea, gloves, room, 3)

    recorded(cast, donation, came={"socks": 6}, went={"gloves": 2})
    outbox.deliver_due()

    assert (left(socks, room), left(gloves, room)) == (6, 1)
    kinds = set(Act.objects.filter(interaction__isnull=False).values_list("kind", flat=True))
    assert kinds == {ActKind.RECEIVED, ActKind.GIVEN}


def test_what_a_record_brought_is_undone_by_the_record_alone(cast, room, socks, donation):
    recorded(cast, donation, came={"socks": 6})
    outbox.deliver_due()

    with pytest.raises(CannotUndo):
        services.undo(public_id=Act.objects.get().public_id, by=cast.bea, at=NOON)
    assert left(socks, room) == 6
