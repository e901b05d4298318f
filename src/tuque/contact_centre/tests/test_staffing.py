"""How many will call, how many people that takes: against what is known, and on the page."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse

from tuque.channels.api import add_line
from tuque.contact_centre.forms.staffing import usual
from tuque.contact_centre.models import ArrivalCount
from tuque.contact_centre.planning import example, forecasting, staffing
from tuque.contact_centre.planning.forecasting import History, forecast
from tuque.contact_centre.planning.holidays import is_holiday
from tuque.contact_centre.planning.staffing import Assumptions, need_for, offered_load, shifts_of
from tuque.contact_centre.routing.values import Channel
from tuque.contact_centre.selectors import staffing as selectors
from tuque.contact_centre.services import history as services
from tuque.contact_centre.simulator.day import QUARTERS
from tuque.contact_centre.simulator.peers import OURS
from tuque.contact_centre.simulator.tables import without_writing
from tuque.contact_centre.tests import factories
from tuque.core.clock import now

ROOT = Path(__file__).resolve().parents[4]
FIRST = date(2024, 1, 1)  # a Monday
VOICE_EN, VOICE_FR = (Channel.VOICE, "en"), (Channel.VOICE, "fr")


def drawn(days, mean_of, *, seed=1, first=FIRST, spread=0.0):
    """Days with `mean_of(day)` contacts, more in the evening; `spread` is how much whole days vary."""
    draw = np.random.default_rng(seed)
    shape = np.where(np.arange(QUARTERS) >= 72, 3.0, 1.0)
    shape /= shape.sum()
    dates = [first + timedelta(days=number) for number in range(days)]
    luck = draw.gamma(1 / spread**2, spread**2, days) if spread else np.ones(days)
    rows = [draw.poisson(mean_of(day) * luck[number] * shape) for number, day in enumerate(dates)]
    return History(first, {VOICE_EN: np.array(rows, float)})


def test_easter_and_the_days_that_move_are_known():
    assert [is_holiday(day) for day in (date(2024, 3, 29), date(2025, 4, 18), date(2026, 4, 3), date(2026, 5, 18))] == [
        True
    ] * 4
    assert is_holiday(date(2025, 10, 13))
    assert not is_holiday(date(2025, 10, 20))


def test_a_line_of_manitoba_keeps_the_days_of_manitoba():
    louis_riel, saint_jean, christmas_eve = date(2026, 2, 16), date(2026, 6, 24), date(2026, 12, 24)

    assert [is_holiday(day, ("CA-MB",)) for day in (louis_riel, saint_jean, christmas_eve)] == [True, False, True]
    assert [is_holiday(day, ("CA-MB", "CA-QC")) for day in (louis_riel, saint_jean)] == [True, True]


def test_the_forecast_of_quebec_knows_its_national_day():
    history = drawn(1000, lambda day: 400 if is_holiday(day, ("CA-QC",)) else 200)

    (there,), _quality = forecast(replace(history, regions=("CA-QC",)), [date(2027, 6, 24)])
    (elsewhere,), _quality = forecast(replace(history, regions=("CA-AB",)), [date(2027, 6, 24)])

    assert there.total > 1.5 * elsewhere.total


def test_weekdays_seasons_and_holidays_are_found_again():
    def mean_of(day):
        season = 1.4 if day.month in (11, 12, 1) else 1.0
        return 200 * (1.5 if day.weekday() >= 5 else 1.0) * season * (0.6 if is_holiday(day) else 1.0)

    made, quality = forecast(
        drawn(1000, mean_of), [date(2026, 11, 18), date(2026, 11, 21), date(2026, 6, 10), date(2026, 7, 1)]
    )

    for one in made:
        assert one.total == pytest.approx(mean_of(one.day), rel=0.08)
    assert quality.knows_seasons


def test_the_evening_is_forecast_in_the_evening():
    (one,), _quality = forecast(drawn(60, lambda day: 300), [date(2024, 3, 6)])

    evening = one.expected[VOICE_EN][74:94].mean()
    assert evening == pytest.approx(3 * one.expected[VOICE_EN][20:60].mean(), rel=0.15)


@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_four_days_in_five_fall_within_the_band(spread):
    """Days that the method never saw, drawn as its history was."""
    history = drawn(260, lambda day: 250, spread=spread)
    made, _quality = forecast(history.until(200), [FIRST + timedelta(days=number) for number in range(200, 260)])

    totals = history.counts[VOICE_EN][200:].sum(axis=1)
    inside = np.mean([one.low <= total <= one.high for one, total in zip(made, totals, strict=True)])
    assert 0.65 <= inside <= 0.95


def test_two_weeks_are_the_least():
    with pytest.raises(ValueError, match="13 days"):
        forecast(drawn(13, lambda day: 100), [date(2024, 2, 1)])

    _made, quality = forecast(drawn(forecasting.FEWEST_DAYS, lambda day: 100), [date(2024, 2, 1)])
    assert quality.tried_days == 0


def test_a_long_conversation_weighs_on_the_quarters_after_it():
    """The load of a steady line is Erlang's; one burst goes on for as long as it is spoken of."""
    steady = offered_load(np.full(QUARTERS, 75 / 4), 24.7 * 60)
    burst = np.zeros(QUARTERS)
    burst[40] = 10
    after = offered_load(burst, 1800.0)

    assert steady == pytest.approx(np.full(QUARTERS, 30.875), rel=1e-6)
    assert after.sum() * 900 == pytest.approx(10 * 1800, rel=1e-6)
    assert after[41] > after[40] > 0
    assert after[42] == pytest.approx(after[41] * np.exp(-0.5), rel=1e-6)


def test_the_pooled_line_of_the_research_takes_39_people():
    expected = {VOICE_EN: np.full(QUARTERS, 75 / 4)}

    need = need_for(expected, without_writing(OURS), Assumptions())

    assert set(need.people) == {39}
    assert set(need.bilingual) == {0}


def test_shifts_are_the_people_of_each_quarter_again():
    need = staffing.Need(tuple([2] * 40 + [5] * 20 + [3] * 36), tuple([1] * 40 + [2] * 56))

    shifts = shifts_of(need)

    counts = [sum(shift.start <= quarter * 900 < shift.end for shift in shifts) for quarter in range(QUARTERS)]
    both = [
        sum(shift.start <= quarter * 900 < shift.end for shift in shifts if "fr" in shift.languages)
        for quarter in range(QUARTERS)
    ]
    assert (tuple(counts), tuple(both)) == (need.people, need.bilingual)


@pytest.mark.once
def test_the_router_meets_the_target_in_each_language_and_a_higher_one_costs_more():
    expected = {VOICE_EN: np.full(QUARTERS, 2.0), VOICE_FR: np.full(QUARTERS, 0.5)}

    lower, higher = staffing.curve(expected, without_writing(OURS), Assumptions(), (80.0, 95.0))

    assert min(higher.share("en"), higher.share("fr")) >= 94
    assert higher.cost > lower.cost
    assert higher.need.hours < 24 * 30


@pytest.mark.once
def test_a_higher_target_never_costs_less(monkeypatch):
    """A small line, in which one more person at every hour is a large step."""
    expected = {VOICE_EN: np.full(QUARTERS, 0.4), VOICE_FR: np.full(QUARTERS, 0.1)}
    monkeypatch.setattr(staffing, "DRAWN_CONTACTS", 200)

    made = staffing.curve(expected, OURS, Assumptions(), (80.0, 90.0, 95.0))

    assert [one.target for one in made] == [80.0, 90.0, 95.0]
    assert [one.cost for one in made] == sorted(one.cost for one in made)


def test_the_band_of_the_people_is_around_what_the_router_needed():
    theory, low, high = (staffing.Need((count,) * QUARTERS, (1,) * QUARTERS) for count in (4, 3, 6))

    fewer, more = (staffing.beside(theory.more(people=2), theory, other) for other in (low, high))

    assert (set(fewer.people), set(more.people)) == ({5}, {8})


# Contacts of before


def test_a_file_is_kept_and_a_row_given_again_is_replaced(cast):
    for count in (3, 5):
        lines = [factories.HEAD, f"2026-01-05T14:07,voice,en,{count}", "2026-01-05T20:15:00+00:00,text,fr,1"]
        services.keep_history(lines, by=cast.bea, at=NOON)

    kept = {
        (row.starts_at.astimezone(cast.downtown.zone).isoformat(), row.contacts) for row in ArrivalCount.objects.all()
    }
    assert kept == {("2026-01-05T14:00:00-06:00", 5), ("2026-01-05T14:15:00-06:00", 1)}


@pytest.mark.parametrize(
    "row",
    [
        "yesterday,voice,en,3",
        "2026-01-05T14:00,pigeon,en,3",
        "2026-01-05T14:00,voice,en,-1",
        "2026-01-05T14:00,voice,en,99999999999",
        "2026-01-05T14:00,voice,xx,3",
        "2026-01-05T14:00,voice",
    ],
)
def test_a_row_that_cannot_be_read_keeps_nothing(cast, sign_in, row):
    file = factories.history_file("2026-01-05T14:00,voice,en,3", row)

    page = sign_in(cast.bea).post(reverse("contact_centre:history"), {"file": file})

    assert page.status_code == 422
    assert "Row 3 cannot be read" in page.content.decode()
    assert not ArrivalCount.objects.exists()


def test_a_file_without_its_columns_is_refused(cast):
    with pytest.raises(services.HistoryUnreadable):
        services.keep_history(["when,what", "a,b"], by=cast.bea, at=NOON)


# The page


@pytest.mark.parametrize(("language", "said"), [("en", "What each point costs"), ("fr", "Ce que coûte chaque point")])
def test_the_page_counts_people_and_shows_what_the_plan_lacks(cast, sign_in, language, said):
    today = now().astimezone(cast.downtown.zone).date()
    day = today + timedelta(days=1)
    factories.history(cast.downtown, until=today, days=21, a_day=40.0)
    factories.shift(cast.downtown, day=day, starts=8, hours=8)
    type(cast.bea).objects.filter(pk=cast.bea.pk).update(language=language)
    browser = sign_in(cast.bea)
    asked = usual() | {"day": day.isoformat(), "target_share": 80}

    page = browser.get(reverse("contact_centre:staffing"), asked).content.decode()
    picture = browser.get(reverse("contact_centre:staffing-picture"), asked)
    table = browser.get(reverse("contact_centre:staffing-file"), asked)

    assert said in page
    assert "0 h " in page
    assert picture["Content-Type"] == "image/svg+xml"
    lines = b"".join(table.streaming_content).decode().splitlines()
    assert len(lines) == 97
    assert lines[33].split(",")[0] == "08:00"
    assert lines[40].split(",")[6:] == ["1", "1"]


def test_contacts_of_the_log_count_for_their_own_days(cast):
    today = NOON.astimezone(cast.downtown.zone).date()
    factories.history(cast.downtown, until=today, days=15)
    names = {"name_en": "Line", "name_fr": "Ligne", "channels": ["chat"], "languages": ["en", "fr"]}
    add_line(code="of-manitoba", holidays_of="CA-MB", by=cast.dana, at=NOON, **names)

    history = selectors.history_of(cast.downtown, at=NOON)

    assert history.days == 15
    assert history.regions == ("CA-MB",)
    assert {kind[1] for kind in history.counts} == {"en", "fr"}


def test_another_organization_forecasts_from_its_own_contacts(cast, sign_in):
    factories.history(cast.downtown, until=now().date(), days=21)

    page = sign_in(cast.odile).get(reverse("contact_centre:staffing")).content.decode()

    assert "Two weeks of contacts are needed" in page


def test_the_day_on_which_the_log_begins_counts_as_the_file_has_it(cast):
    today = NOON.astimezone(cast.downtown.zone).date()
    factories.history(cast.downtown, until=today + timedelta(days=1), days=15, a_day=60.0)
    before = selectors.history_of(cast.downtown, at=NOON + timedelta(days=1))
    factories.an_offer(cast.downtown)

    after = selectors.history_of(cast.downtown, at=NOON + timedelta(days=1))

    assert {kind: count.sum() for kind, count in after.counts.items()} == {
        kind: count.sum() for kind, count in before.counts.items()
    }


def test_a_day_that_the_log_knows_better_counts_as_the_log_has_it(cast):
    today = NOON.astimezone(cast.downtown.zone).date()
    factories.history(cast.downtown, until=today, days=15, a_day=60.0)
    factories.an_offer(cast.downtown)

    after = selectors.history_of(cast.downtown, at=NOON + timedelta(days=1))

    assert after.days == 16
    assert sum(count[-1].sum() for count in after.counts.values()) == 1


def test_the_example_is_a_file_that_the_page_reads(cast, sign_in):
    browser = sign_in(cast.bea)
    file = b"".join(browser.get(reverse("contact_centre:history-example")).streaming_content)

    given = SimpleUploadedFile("example.csv", file, content_type="text/csv")
    page = browser.post(reverse("contact_centre:history"), {"file": given}, follow=True).content.decode()

    assert "From 84 days of contacts." in page
    assert 150 < ArrivalCount.objects.aggregate(all=Sum("contacts"))["all"] / 84 < 260


def test_the_example_has_the_hours_of_the_national_day():
    national = json.loads((ROOT / "docs" / "data" / "national-day" / "national-day.json").read_text())

    assert list(example.BY_HOUR) == national["shape_by_hour"]
    assert sum(example.SHARES.values()) == pytest.approx(1)
