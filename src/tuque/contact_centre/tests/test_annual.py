"""The figures of a year: its bounds, what counts, what is kept back."""

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tuque.audit.models import AuditRecord
from tuque.contact_centre.annual import counting
from tuque.contact_centre.annual.tallies import tally_of
from tuque.contact_centre.annual.years import Year, year_of, years_between
from tuque.contact_centre.console.measures import ALL, Measures
from tuque.contact_centre.models import FollowUp, MonthTally, Rescue, RoutingFact
from tuque.contact_centre.survey.selectors import Results, Share
from tuque.contact_centre.tests import factories
from tuque.core.suppression import FEWEST

database = pytest.mark.django_db
YEAR = Year(NOON.year)


@pytest.fixture(autouse=True)
def in_that_year(monkeypatch):
    monkeypatch.setattr("tuque.contact_centre.annual.views.now", lambda: NOON)


@pytest.mark.once
def test_a_fiscal_year_goes_from_april_to_march():
    assert year_of(date(2026, 3, 31), is_fiscal=True).code == "2025-26"
    assert year_of(date(2026, 4, 1), is_fiscal=True).code == "2026-27"
    assert Year(1999, is_fiscal=True).code == "1999-00"
    codes = [one.code for one in years_between(date(2025, 2, 1), date(2026, 5, 1))]
    assert codes == ["2026", "2025", "2026-27", "2025-26", "2024-25"]


def measured(**counts):
    """`en=(came, answered)`, all by chat."""
    return {f"chat {name}": tally_of(Measures(came, [3.0] * answered)) for name, (came, answered) in counts.items()}


def values_of(rows, code, channel=""):
    return next([cell.value for cell in row.cells] for row in rows if (row.code, row.channel) == (code, channel))


@pytest.mark.once
def test_contacts_are_told_by_channel_and_language():
    rows = counting.contact_rows(measured(en=(40, 30), fr=(20, 10)))

    assert values_of(rows, "came") == values_of(rows, "came", "chat") == [60, 40, 20]
    assert values_of(rows, "answered") == [40, 30, 10]
    assert values_of(rows, "came", "voice") == [0, 0, 0]
    assert values_of(rows, "service_level") == [100, 100, 100]


@pytest.mark.once
def test_few_in_one_language_do_not_follow_from_the_others():
    rows = counting.contact_rows(measured(en=(40, 30), fr=(3, 3)))

    assert values_of(rows, "came") == [43, None, None]
    assert values_of(rows, "speed_of_answer") == [3, 3, None]
    assert values_of(rows, "service_level") == [100, None, None]


@pytest.mark.once
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_no_count_of_few_is_shown_nor_left_out_alone(attempts, others, yes, no):
    answers = Results(0, 200, yes + no, [Share("cope", yes, 0, no)])
    rows = counting.care_rows(rescues=Counter({True: attempts, False: others}), follow_ups=Counter(), answers=answers)

    assert not any(
        0 < cell.value < FEWEST
        for row in rows
        if row.code in {"rescues", "attempts"}
        for cell in row.cells
        if cell.value
    )
    if 0 < others < FEWEST and attempts:
        assert None in (values_of(rows, "attempts")[0], values_of(rows, "rescues")[0])
    if 0 < no < FEWEST and yes:
        assert values_of(rows, "cope_yes") == [None]


@database
def test_a_contact_of_the_last_evening_is_answered_in_its_year_and_none_of_the_next_comes_in(cast):
    since, until = YEAR.bounds(cast.downtown.zone)
    for number, at in enumerate([until - timedelta(minutes=1), until], start=1):
        name = f"contact-{number}"
        contact = {"id": name, "channel": "text", "language": "fr"}
        data = {"contact": contact, "place": at.timestamp(), "repeats": ""}
        for step, (kind, later, kept) in enumerate([("Queued", 0, data), ("Accepted", 90, {"contact": name})]):
            RoutingFact.objects.create(
                organization=cast.downtown,
                sequence=2 * number + step,
                kind=kind,
                at=at + timedelta(seconds=later),
                data=kept,
            )

    parts = counting.measures.measure(counting._log(cast.downtown, since, until), part=counting._part)

    assert parts.keys() == {ALL, "text fr"}
    assert (parts["text fr"].came, parts["text fr"].waits) == (1, [90.0])


def came(cast, at, *, number, waited=5, repeats=""):
    """A chat in English, answered after some seconds and over ten minutes later."""
    name = f"contact-{number}"
    contact = {"id": name, "channel": "chat", "language": "en"}
    queued = {"contact": contact, "place": at.timestamp(), "repeats": repeats}
    said = [("Queued", 0, queued), ("Accepted", waited, {"contact": name}), ("Ended", 600, {"contact": name})]
    for step, (kind, later, data) in enumerate(said):
        RoutingFact.objects.create(
            organization=cast.downtown,
            sequence=10 * number + step,
            kind=kind,
            at=at + timedelta(seconds=later),
            data=data,
        )


@database
def test_a_month_that_is_over_is_counted_once_and_gives_the_same_figures(cast):
    """Over months, kept or counted, a year is what its log says at once."""
    since, until = YEAR.bounds(cast.downtown.zone)
    for number in range(40):
        came(cast, since + timedelta(days=9 * number, hours=number), number=number + 1, waited=number)
    later = until + counting.AFTER

    at_once = counting.measures.measure(counting._log(cast.downtown, since, until), part=counting._part)
    first = counting.read(cast.downtown, YEAR, at=later)
    RoutingFact.objects.filter(kind="Queued").delete()
    again = counting.read(cast.downtown, YEAR, at=later)

    assert again == first
    assert counting.contact_rows({"chat en": tally_of(at_once["chat en"])}) == first.contacts
    assert MonthTally.objects.count() == 12
    assert counting.read(cast.elsewhere, YEAR, at=later).contacts != first.contacts


@database
def test_the_month_that_runs_and_the_one_that_may_still_change_are_counted_anew(cast):
    since, next_month = YEAR.months(cast.downtown.zone)[0]
    came(cast, since, number=1)
    first = counting.read(cast.downtown, YEAR, at=next_month + counting.AFTER - timedelta(seconds=1))
    for number in range(2, 12):
        came(cast, since + timedelta(hours=number), number=number)

    again = counting.read(cast.downtown, YEAR, at=next_month + counting.AFTER)

    assert (values_of(first.contacts, "came")[0], values_of(again.contacts, "came")[0]) == (None, 11)
    assert list(MonthTally.objects.values_list("starts_on", flat=True)) == [since.date()]


@pytest.mark.once
@pytest.mark.parametrize("is_fiscal", [False, True])
def test_the_months_of_a_year_are_twelve_and_leave_no_gap(is_fiscal):
    year = Year(2026, is_fiscal=is_fiscal)
    zone = ZoneInfo("America/Winnipeg")

    months = year.months(zone)

    assert len(months) == 12
    assert (months[0][0], months[-1][1]) == year.bounds(zone)
    assert all(end == start for (_, end), (start, _) in pairwise(months))


@database
def test_a_drill_is_no_rescue_and_what_was_begun_in_another_year_is_not_of_this_one(cast):
    _since, until = YEAR.bounds(cast.downtown.zone)
    for number in range(12):
        made = factories.rescue(cast, attempt=number < 6)
        Rescue.objects.filter(pk=made.pk).update(closed_at=NOON)
    factories.rescue(cast, drill=True)
    Rescue.objects.filter(pk=factories.rescue(cast).pk).update(began_at=until)

    rows = counting.read(cast.downtown, YEAR, at=until).care

    assert (values_of(rows, "rescues"), values_of(rows, "attempts")) == ([12], [6])
    assert values_of(counting.read(cast.elsewhere, YEAR, at=until).care, "rescues") == [0]


@database
@pytest.mark.parametrize(
    ("language", "said"), [("en", "Average speed of answer, min:s"), ("fr", "Délai moyen de réponse, min:s")]
)
def test_the_page_says_what_each_figure_is(cast, sign_in, language, said):
    type(cast.bea).objects.filter(pk=cast.bea.pk).update(language=language)
    for _number in range(5):
        FollowUp.objects.filter(pk=factories.follow_up(cast).pk).update(state="done")

    browser = sign_in(cast.bea)
    page = browser.get(
        reverse("contact_centre:year"), {"year": Year(NOON.year - (NOON.month < 4), is_fiscal=True).code}
    )

    assert said in page.content.decode()
    care = {row["code"]: [cell["text"] for cell in row["cells"]] for row in page.context["care"]}
    assert (care["follow_ups"], care["follow_ups_done"], care["cope_yes"]) == (["5"], ["5"], ["–"])
    assert browser.get(reverse("contact_centre:year"), {"year": "1066"}).status_code == 404


@database
def test_the_file_has_the_same_figures_with_their_definitions_and_is_recorded(cast, sign_in):
    for _number in range(3):
        factories.a_contact(cast.downtown)

    answer = sign_in(cast.bea).get(reverse("contact_centre:year-file"))

    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    came = {
        (row["channel"], row["language"]): (row["value"], row["kept_back"]) for row in rows if row["figure"] == "came"
    }
    assert came[("chat", "en")] == came[("", "")] == ("", "yes")
    assert came[("voice", "")] == ("0", "")
    assert all(row["definition"] for row in rows)
    assert AuditRecord.objects.filter(action="contact_centre.year_taken").count() == 1
