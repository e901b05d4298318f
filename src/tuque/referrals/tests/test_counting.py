"""Needs counted by month, reason, topic and area; small counts kept back."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import NOON
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuque.audit.models import AuditRecord
from tuque.core.clock import now
from tuque.core.suppression import FEWEST, masked
from tuque.directory.models import SearchGap
from tuque.geo.tests import factories as geo_factories
from tuque.interactions import codes as interactions
from tuque.referrals import counting
from tuque.referrals.codes import AgeGroup, Handover, NeedState, Unmet, Way
from tuque.referrals.counting import Cell
from tuque.referrals.services import inquiries, referring
from tuque.referrals.tests import factories


@pytest.mark.once
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12))
def test_nothing_that_is_kept_back_follows_from_the_sum(counts):
    kept = masked(counts)

    hidden = [place for place, one in enumerate(kept) if one is None]
    assert all(one is None or one == 0 or one >= FEWEST for one in kept)
    # Alone it would be the sum less the others: then it is all there is, and the sum is kept back too.
    assert len(hidden) != 1 or sum(counts) == counts[hidden[0]]


@pytest.mark.once
def test_a_year_ends_with_this_month():
    assert counting.first_month(date(2026, 11, 28), span=12) == date(2025, 12, 1)
    assert counting.first_month(date(2026, 1, 5), span=3) == date(2025, 11, 1)


@pytest.mark.once
def test_searches_without_a_find_are_unmet_needs_and_say_so():
    month = date(2026, 1, 1)
    cells = [
        Cell(month, "R3B", "food", "unmet", counting.SEARCHED, 6),
        Cell(month, "R3B", "meals", "met", "", 7),
        Cell(month, "", "shelter", "unmet", "full", 9),
    ]

    found = counting.figures(cells, since=month, span=1, reader="en")

    assert (found.ends.heard, found.ends.met, found.ends.unmet, found.ends.searched) == (22, 7, 15, 6)
    assert [(line.code, line.heard, line.unmet) for line in found.topics] == [("food", 13, 6), ("shelter", 9, 9)]
    assert [(line.code, line.heard) for line in found.reasons] == [("full", 9), ("searched", 6)]
    assert [(line.code, line.share) for line in found.areas] == [("R3B", 46), ("", 100)]


def hear(cast, count, *, area, state=NeedState.OPEN, reason=None, at=NOON):
    for _ in range(count):
        row = factories.inquiry(cast.carl, area=area, at=at)
        if state != NeedState.OPEN:
            inquiries.settle(factories.need_of(row), state=state, reason=reason, by=cast.carl, at=at)


@pytest.mark.django_db
def test_every_need_of_the_organization_is_counted_in_its_own_month_and_area(cast):
    hear(cast, 6, area="R3B", state=NeedState.UNMET, reason=Unmet.FULL)
    hear(cast, 5, area="R2W", at=datetime(2026, 1, 1, 5, 30, tzinfo=UTC))  # still December in Winnipeg
    factories.inquiry(cast.odile)
    SearchGap.objects.create(month=date(2026, 1, 1), area="R3B", topic="food", language="en", times=5)

    found = counting.read(cast.downtown, span=3, at=NOON, reader="en")

    assert [(line.code, line.heard, line.unmet) for line in found.months] == [
        ("2025-11", 0, 0),
        ("2025-12", 5, 0),
        ("2026-01", 11, 11),
    ]
    assert [(line.code, line.heard) for line in found.areas] == [("R3B", 11), ("R2W", 5)]
    only = counting.read(cast.downtown, span=3, area="R2W", at=NOON, reader="en")
    assert only.ends.heard == 5


@pytest.mark.django_db
def test_the_unmet_need_is_on_the_page_of_its_area_and_a_few_are_kept_back(cast, sign_in):
    hear(cast, 7, area="R3B", state=NeedState.UNMET, reason=Unmet.NO_SERVICE, at=now() - timedelta(days=1))
    hear(cast, 2, area="R2W", at=now() - timedelta(days=1))
    browser = sign_in(cast.carl)

    page = browser.get(reverse("referrals:needs-of-area", args=["R3B"])).content.decode()
    few = browser.get(reverse("referrals:needs-of-area", args=["R2W"])).content.decode()
    taken = browser.get(reverse("referrals:needs-file")).content.decode("utf-8-sig")

    assert "No such service here" in page
    assert "never prevalence" in page
    assert 'soft">kept back' in few
    rows = {(row["by"], row["code"]): row for row in csv.DictReader(io.StringIO(taken))}
    assert rows["area", "R2W"]["heard"] == ""
    assert rows["area", "R3B"]["heard"] == ""  # or R2W would be the sum less this
    assert rows["reason", "no_service"]["heard"] == "7"
    assert browser.get(reverse("referrals:needs-of-area", args=["nowhere"])).status_code == 404


@pytest.mark.django_db
def test_a_file_of_one_area_has_that_area_alone(cast, sign_in):
    hear(cast, 7, area="R3B", at=now() - timedelta(days=1))
    hear(cast, 6, area="R2W", at=now() - timedelta(days=1))
    browser = sign_in(cast.carl)

    page = browser.get(reverse("referrals:needs-of-area", args=["R3B"])).text
    address = page.split("/needs.csv?")[1].split('"')[0].replace("&amp;", "&")
    answer = browser.get(f"{reverse('referrals:needs-file')}?{address}")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["code"], row["heard"]) for row in rows if row["by"] == "area"] == [("R3B", "7")]
    assert sum(int(row["heard"]) for row in rows if row["by"] == "topic") == 7
    assert 'filename="needs-heard-r3b-' in answer["Content-Disposition"]
    details = AuditRecord.objects.get(action="referrals.figures_taken").details
    assert details == {"months": 12, "topic": "", "area": "R3B"}


@pytest.mark.django_db
def test_hand_overs_are_counted_once_each_by_the_best_answer_of_their_calls(cast, sign_in):
    def hand_over(times, *results, area="R3B"):
        for _ in range(times):
            need = factories.need_of(factories.inquiry(cast.carl, area=area, at=now()))
            row = factories.referral(need, cast.carl, way=Way.HANDOFF, at=now())
            for result in results:
                referring.hand_over(row, result=result, note="", by=cast.carl, at=now())

    hand_over(6, Handover.NO_ANSWER, Handover.SPOKEN, Handover.TAKEN)
    hand_over(7, Handover.NO_ANSWER, Handover.SPOKEN)
    hand_over(5, Handover.NO_ANSWER, Handover.NO_ANSWER)
    hand_over(5)
    hand_over(2, Handover.TAKEN, area="R2W")
    factories.referral(factories.need_of(factories.inquiry(cast.carl, at=now())), cast.carl, at=now())

    found = counting.read(cast.downtown, span=3, area="R3B", at=now(), reader="en").handovers
    few = counting.read(cast.downtown, span=3, area="R2W", at=now(), reader="en").handovers
    page = sign_in(cast.carl).get(reverse("referrals:needs")).text

    assert found == counting.Handovers(23, 6, 7, 5, 5)
    assert few == counting.Handovers(None, None, 0, 0, 0)
    assert "Warm hand-overs" in page


def test_age_groups_are_those_of_the_log_of_interactions_so_that_figures_of_both_can_be_compared():
    """Two lists, as neither room may lean on the other; one order, one set of codes, one wording in each language."""
    for language in ("en", "fr"):
        with translation.override(language):
            assert [(code, str(label)) for code, label in AgeGroup.choices] == [
                (code, str(label)) for code, label in interactions.AgeGroup.choices
            ]


@pytest.mark.django_db
def test_an_area_is_drawn_in_its_own_shape_where_the_boundaries_have_its_code_and_a_few_without_a_shade(cast, sign_in):
    layer = geo_factories.layer("postal")
    for code, west in (("R3B", -97.1), ("R2W", -97.0)):
        geo_factories.area(layer, code, west, 49.8)
    hear(cast, 20, area="R3B", at=now() - timedelta(days=1))
    hear(cast, 2, area="R2W", at=now() - timedelta(days=1))
    hear(cast, 9, area="R2C", at=now() - timedelta(days=1))

    page = sign_in(cast.carl).get(reverse("referrals:needs")).text

    props = json.loads(page.split('id="needs-map-props" type="application/json">')[1].split("</script>")[0])
    told = {one["code"]: (one["shade"], one["name"]) for one in props["shapes"]}
    assert told == {"R3B": (5, "R3B: 20 heard, 0 unmet"), "R2W": (0, "R2W: few, so kept back")}
    assert props["shapes"][0]["geometry"]["type"] == "Polygon"
    assert "Heard, never prevalence. Darker" in page
