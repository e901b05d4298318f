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
from tuque.insight import charts, filters, stock
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


def give(cast, times, area=None, **items):
    for _time in range(times):
        row = factories.gave(cast.noor, **(items or {"socks": 2}))
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


def test_what_was_given_is_told_by_area_and_small_counts_stay_out_of_files_and_pictures(cast, sign_in, monkeypatch):
    room, socks, mitts = factories.store(cast), factories.item(cast), factories.item(cast, code="mitts")
    north, south = (an_area(cast), Area.objects.order_by("pk")[1])
    for item in (socks, mitts):
        factories.received(cast.bea, item, room, 60)
    give(cast, 7, north)
    give(cast, 5, south)
    give(cast, 4)
    give(cast, 6, north, mitts=1)
    drawn = []
    monkeypatch.setattr(charts, "as_png", lambda spec, *, title, caption: drawn.append((spec, caption)) or b"")

    page = sign_in(cast.dana).get("/reports/stock", DAY)
    file = sign_in(cast.dana).get("/reports/stock/areas.csv", DAY)
    sign_in(cast.dana).get("/reports/stock/areas.png", DAY)

    shown = [[cell.value for cell in row] for _url, row in page.context["panels"][1].rows]
    assert sorted(shown) == sorted(
        [
            [north.name, "Socks", 14, 7],
            [south.name, "Socks", 10, 5],
            ["No area", "Socks", 8, 4],
            [north.name, "Mitts", 6, 6],
        ]
    )
    rows = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
    told = {(row["code"], row["item_code"]): (row["quantity"], row["records"], row["hidden"]) for row in rows}
    # The four without an area could be had from what the items say was given: so the five beside them are kept back too.
    assert told == {
        (north.code, "socks"): ("14", "7", "False"),
        (south.code, "socks"): ("", "", "True"),
        ("", "socks"): ("", "", "True"),
        (north.code, "mitts"): ("6", "6", "False"),
    }
    ((spec, caption),) = drawn
    (bars,) = spec["datasets"].values()
    assert [(row["label"], row["quantity"]) for row in bars] == [(north.name, 20)]
    assert "2 lines with few left out" in caption


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
