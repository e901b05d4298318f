"""The report of the stock: what it adds up to, and what its file does not tell."""

import csv
import io
from datetime import timedelta

import pytest
from conftest import NOON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuque.accounts.models import Worker
from tuque.core.ids import new_id
from tuque.geo.models import Area
from tuque.geo.tests import factories as geo
from tuque.insight import filters, stock
from tuque.interactions.models import Interaction
from tuque.stock import services
from tuque.stock.codes import Reason
from tuque.stock.services import Counted, Gone
from tuque.stock.tests import factories

DAY = {"period": "own", "from": "2026-01-14", "to": "2026-01-14"}


def report(viewer):
    asked = filters.read(DAY, today=NOON.date())
    return stock.get_stock_report(asked, viewer=viewer)


def an_area(cast):
    geo.layer_code(cast)
    return Area.objects.first()


def give(cast, times, area=None):
    for _time in range(times):
        row = factories.gave(cast.noor, socks=2)
        Interaction.objects.filter(pk=row.pk).update(area=area)
        factories.follow(row)


def test_every_item_adds_up_from_what_was_left_before_to_what_is_left_after(cast):
    room, socks = factories.store(cast), factories.item(cast)
    factories.received(cast.bea, socks, room, 20, at=NOON - timedelta(days=3))
    factories.received(cast.bea, socks, room, 10)
    undone = factories.received(cast.bea, socks, room, 7)
    services.undo(public_id=undone.public_id, by=cast.bea, at=NOON)
    give(cast, 2)
    gone = [Gone(socks, None, 3)]
    services.throw_away(store=room, lines=gone, reason=Reason.LOST, by=cast.bea, key=new_id(), at=NOON)
    services.count(store=room, lines=[Counted(socks, None, 21, 23)], by=cast.bea, key=new_id(), at=NOON)

    (line,) = report(cast.dana).items

    assert (line.before, line.came, line.given, line.thrown_away, line.differences) == (20, 10, 4, 3, -2)
    assert line.after == factories.left(socks, room) == 21


def test_what_was_given_is_told_by_area_and_small_counts_stay_out_of_the_file(cast, sign_in):
    room, socks, area = factories.store(cast), factories.item(cast), an_area(cast)
    factories.received(cast.bea, socks, room, 40)
    give(cast, 5, area)
    give(cast, 4)

    page = sign_in(cast.dana).get("/reports/stock", DAY)
    file = sign_in(cast.dana).get("/reports/stock/areas.csv", DAY)

    assert area.name in page.content.decode()
    rows = {row["area"]: row for row in csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))}
    assert (rows[area.name]["quantity"], rows[area.name]["records"]) == ("10", "5")
    assert (rows["No area"]["quantity"], rows["No area"]["records"]) == ("", "")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_and_the_picture_are_there_in_both_languages(cast, sign_in, language):
    factories.received(cast.bea, factories.item(cast), factories.store(cast), 4)
    Worker.objects.filter(pk=cast.dana.pk).update(language=language)
    browser = sign_in(cast.dana)

    page = browser.get("/reports/stock").content.decode()

    assert {"en": "Given, by item", "fr": "Articles remis, par article"}[language] in page
    assert browser.get("/reports/stock/items.png").content.startswith(b"\x89PNG")


@pytest.mark.once
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_the_areas_add_up_to_what_the_items_say_was_given(cast, amounts):
    room = factories.store(cast)
    socks = services.add_item(
        name_en="S",
        name_fr="S",
        unit="pair",
        expires=False,
        code=f"s{new_id().hex[-8:]}",
        by=cast.dana,
        at=factories.LONG_AGO,
    )
    factories.received(cast.bea, socks, room, 15)
    for amount in amounts:
        factories.follow(factories.gave(cast.noor, **{socks.code: amount}))

    made = report(cast.dana)

    given_of_it = next(line.given for line in made.items if line.item == socks)
    assert given_of_it == sum(amounts) == sum(line.quantity for line in made.areas if line.item == socks)
