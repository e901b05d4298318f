"""Any order of acts against a simple model: the ledger loses nothing, makes nothing up, and never falls below zero."""

import pytest
from conftest import NOON
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tuque.core.ids import new_id
from tuque.stock import services
from tuque.stock.codes import BY_HAND, Reason
from tuque.stock.models import Act, Entry, Lot
from tuque.stock.problems import CannotUndo, NotEnough
from tuque.stock.services import Counted, Gone
from tuque.stock.services.writing import open_book
from tuque.stock.tests import factories
from tuque.stock.tests.factories import LATER, SOON, left

few = st.integers(1, 9)


def machine(cast):
    item = factories.item(cast, "naloxone", expires=True)
    stores = [factories.store(cast), factories.store(cast, "Van", team=cast.foot_patrol)]
    places = st.sampled_from([0, 1])

    class Ledger(RuleBasedStateMachine):
        """`real` is what a person with all the facts would say is on each shelf, whatever the lot."""

        def __init__(self) -> None:
            super().__init__()
            self.start = transaction.savepoint()  # each run begins with an empty ledger
            self.real = [0, 0]
            self.records: list[tuple[object, int]] = []
            self.by_hand: list[Act] = []

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.start)

        def lots(self, place):
            rows = open_book([item], organization_id=item.organization_id).left[item.pk]
            return {lot: quantity for (store, lot), quantity in rows.items() if store == stores[place].pk and quantity}

        @rule(place=places, quantity=few, day=st.sampled_from([SOON, LATER]))
        def receive(self, place, quantity, day):
            self.by_hand.append(factories.received(cast.bea, item, stores[place], quantity, expires_on=day))
            self.real[place] += quantity

        @rule(quantity=few)
        def give(self, quantity):
            row = factories.gave(cast.noor, naloxone=quantity)
            factories.follow(row)
            self.records.append((row, quantity))
            self.real[1] = max(0, self.real[1] - quantity)

        @precondition(lambda self: self.records)
        @rule(data=st.data(), wanted=st.integers(0, 9), is_void=st.booleans())
        def correct(self, data, wanted, is_void):
            place = data.draw(st.integers(0, len(self.records) - 1))
            row, _before = self.records[place]
            owned = Entry.objects.filter(act__interaction=row)
            short = sum(owned.filter(unexplained=True).values_list("quantity", flat=True))
            before = -sum(owned.filter(unexplained=False).values_list("quantity", flat=True))
            wanted = 0 if is_void else wanted
            row.items.all().delete()
            if wanted:
                row.items.create(organization=row.organization, item="naloxone", quantity=wanted)
            factories.follow(row)
            self.records[place] = (row, wanted)
            if wanted > before:
                self.real[1] = max(0, self.real[1] - (wanted - before))
            else:
                self.real[1] += max(0, before - wanted - short)

        @rule(place=places, quantity=few)
        def move(self, place, quantity):
            lots = self.lots(place)
            if not lots:
                return
            lot, there = next(iter(lots.items()))
            lines = [Gone(item, Lot.objects.filter(pk=lot).first() if lot else None, quantity)]
            try:
                act = services.move(
                    store=stores[place], to=stores[1 - place], lines=lines, by=cast.bea, key=new_id(), at=NOON
                )
            except NotEnough:
                assert quantity > there
                return
            assert quantity <= there
            self.by_hand.append(act)
            self.real[place] -= quantity
            self.real[1 - place] += quantity

        @rule(place=places, found=st.integers(0, 9))
        def count(self, place, found):
            lots = self.lots(place)
            if not lots:
                return
            lot, there = next(iter(lots.items()))
            lines = [Counted(item, Lot.objects.filter(pk=lot).first() if lot else None, found, there)]
            self.by_hand.append(services.count(store=stores[place], lines=lines, by=cast.bea, key=new_id(), at=NOON))
            self.real[place] += found - there

        @rule(place=places, quantity=few)
        def throw_away(self, place, quantity):
            lots = self.lots(place)
            if not lots:
                return
            lot, there = next(iter(lots.items()))
            quantity = min(quantity, there)
            lines = [Gone(item, Lot.objects.filter(pk=lot).first() if lot else None, quantity)]
            self.by_hand.append(
                services.throw_away(
                    store=stores[place], lines=lines, reason=Reason.LOST, by=cast.bea, key=new_id(), at=NOON
                )
            )
            self.real[place] -= quantity

        @precondition(lambda self: self.by_hand)
        @rule(data=st.data())
        def undo(self, data):
            act = self.by_hand[data.draw(st.integers(0, len(self.by_hand) - 1))]
            changes = [sum(act.entries.filter(store=store).values_list("quantity", flat=True)) for store in stores]
            try:
                services.undo(public_id=act.public_id, by=cast.bea, at=NOON)
            except (NotEnough, CannotUndo):
                return
            self.real = [real - change for real, change in zip(self.real, changes, strict=True)]

        @invariant()
        def the_ledger_says_what_is_there(self):
            assert [left(item, store) for store in stores] == self.real

        @invariant()
        def nothing_is_below_zero(self):
            book = open_book([item], organization_id=item.organization_id)
            assert all(quantity >= 0 for quantity in book.left[item.pk].values())

        @invariant()
        def every_line_has_its_act(self):
            acts = Act.objects.filter(organization=cast.downtown)
            assert all(act.entries.exists() for act in acts)
            assert {act.kind for act in acts if act.by_id and act.kind in BY_HAND} <= {str(kind) for kind in BY_HAND}

    return Ledger


@pytest.mark.once
def test_no_order_of_acts_loses_anything(cast):
    quick = settings(
        max_examples=25,
        stateful_step_count=18,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine(cast), settings=quick)
