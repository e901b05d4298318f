"""The shift plan: kept, refused where one person would be in two places, copied, seen by the check of the rules."""

from datetime import date, datetime, timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.accounts.models import Worker
from tuque.contact_centre.models import PlannedShift, PolicyVersion
from tuque.contact_centre.planning.rota import Planned, cover_on, shifts_on, there
from tuque.contact_centre.routing.checking import Trouble
from tuque.contact_centre.selectors import rota
from tuque.contact_centre.services import rules as rule_services
from tuque.contact_centre.services import shifts as services
from tuque.contact_centre.simulator.peers import OURS
from tuque.contact_centre.tests.factories import DAY, shift, shift_body

pytestmark = pytest.mark.django_db


def test_a_night_shift_is_kept_with_its_break(cast, sign_in):
    body = shift_body(
        worker=str(cast.amina.public_id), starts="22:00", ends="06:00", pause="02:00", languages=["en", "fr"]
    )

    sign_in(cast.bea).post(reverse("contact_centre:plan-shift"), body)

    kept = PlannedShift.objects.get()
    zone = cast.downtown.zone
    assert (kept.worker, kept.languages) == (cast.amina, ["en", "fr"])
    assert kept.ends_at - kept.starts_at == timedelta(hours=8)
    assert kept.pause_at.astimezone(zone) == datetime(2026, 1, 16, 2, tzinfo=zone)


def test_nobody_is_planned_in_two_centres_at_once(cast, sign_in):
    shift(cast.downtown, worker=cast.amina, centre="a")
    browser = sign_in(cast.bea)

    page = browser.post(
        reverse("contact_centre:plan-shift"),
        shift_body(worker=str(cast.amina.public_id), centre="b", starts="15:00", ends="20:00", pause=""),
    )

    assert page.status_code == 422
    assert "is already planned at a" in page.content.decode()
    assert PlannedShift.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts": "08:00", "ends": "04:00"}, "more than 16 hours"),
        ({"pause": "15:50"}, "not within the shift"),
        ({"languages": []}, "This field is required"),
    ],
)
def test_a_shift_that_makes_no_sense_is_sent_back(cast, sign_in, changes, said):
    page = sign_in(cast.bea).post(reverse("contact_centre:plan-shift"), shift_body(**changes))

    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_week_is_copied_at_the_same_hours_across_a_change_of_clocks(cast):
    before = date(2026, 3, 5)  # clocks go forward on the 8th
    shift(cast.downtown, day=before, starts=9)

    services.copy_week(date(2026, 3, 2), by=cast.bea, at=NOON)

    hours = [one.starts_at.astimezone(cast.downtown.zone).hour for one in PlannedShift.objects.order_by("starts_at")]
    assert hours == [9, 9]
    with pytest.raises(services.NothingToCopy):
        services.copy_week(date(2026, 3, 2), by=cast.bea, at=NOON)


def test_another_organization_neither_sees_nor_removes_a_shift(cast, sign_in):
    own = shift(cast.downtown, worker=cast.amina)
    browser = sign_in(cast.odile)

    page = browser.get(reverse("contact_centre:shifts"), {"week": DAY.isoformat()}).content.decode()
    refused = browser.post(reverse("contact_centre:remove-shift", args=[own.public_id]))

    assert cast.amina.name not in page
    assert refused.status_code == 404
    assert PlannedShift.objects.filter(pk=own.pk).exists()


def test_a_worker_of_elsewhere_cannot_be_planned(cast, sign_in):
    page = sign_in(cast.bea).post(reverse("contact_centre:plan-shift"), shift_body(worker=str(cast.odile.public_id)))

    assert page.status_code == 422


def test_the_page_reads_the_same_number_of_rows_whatever_the_week_holds(cast, sign_in, django_assert_max_num_queries):
    for hour in range(6, 18):
        shift(cast.downtown, worker=Worker.objects.order_by("pk")[hour % 3], starts=hour, hours=1)
    browser = sign_in(cast.bea)

    with django_assert_max_num_queries(20):
        browser.get(reverse("contact_centre:shifts"), {"week": DAY.isoformat()})


def test_the_table_has_local_times_and_no_formula(cast, sign_in):
    Worker.objects.filter(pk=cast.amina.pk).update(name="=Testname")
    shift(cast.downtown, worker=cast.amina)

    answer = sign_in(cast.bea).get(reverse("contact_centre:shifts-file"), {"week": DAY.isoformat()})
    table = b"".join(answer.streaming_content).decode()

    assert "'=Testname,a,en fr,,2026-01-15T08:00:00-06:00" in table


# What the plan says of the rules


def test_people_are_counted_without_those_who_rest(cast):
    zone = cast.downtown.zone
    begin = datetime(2026, 1, 15, 8, tzinfo=zone)
    one = Planned("a", frozenset({"en"}), begin, begin + timedelta(hours=8), begin + timedelta(hours=4), 30)

    counts = there(shifts_on([one], DAY, zone))

    assert [counts[quarter] for quarter in (31, 32, 47, 48, 49, 50, 63, 64)] == [0, 1, 1, 0, 0, 1, 1, 0]
    (cover,) = cover_on(shifts_on([one], DAY, zone))
    assert cover.by_hour[11:14] == [1, 0, 1]


def test_a_shift_over_midnight_counts_on_both_days(cast):
    zone = cast.downtown.zone
    begin = datetime(2026, 1, 15, 22, tzinfo=zone)
    night = Planned("a", frozenset({"en"}), begin, begin + timedelta(hours=8))

    assert sum(there(shifts_on([night], DAY, zone))) == 8
    assert sum(there(shifts_on([night], DAY + timedelta(days=1), zone))) == 24


def a_week_of_nights_without_french(organization):
    """Everyone speaks both by day; at night there is English alone."""
    first = NOON.astimezone(organization.zone).date()
    for number in range(-1, 8):
        day = first + timedelta(days=number)
        shift(organization, day=day, starts=6, hours=16)
        shift(organization, day=day, starts=22, hours=8, languages=("en",))


def test_a_night_without_french_is_found_before_the_rules_are_published(cast):
    a_week_of_nights_without_french(cast.downtown)
    rule_services.save_draft(OURS, by=cast.dana, at=NOON)

    found = rota.find_gaps(cast.downtown, OURS, at=NOON)
    with pytest.raises(rule_services.HoursUncovered):
        rule_services.publish(by=cast.dana, at=NOON)

    hours = {(one.values["start"], one.values["end"]) for one in found if one.trouble is Trouble.NOBODY_SPEAKS}
    assert hours == {(0, 6), (22, 24)}
    assert not PolicyVersion.objects.filter(status="in_force").exists()


def test_the_page_names_the_hours_and_a_director_may_publish_knowing_them(cast, sign_in):
    # The page looks at the seven days from now on, so the plan is of the present.
    first = datetime.now(tz=cast.downtown.zone).date()
    for number in range(8):
        shift(cast.downtown, day=first + timedelta(days=number), starts=6, hours=12)
    rule_services.save_draft(OURS, by=cast.dana, at=NOON)
    browser = sign_in(cast.dana)

    page = browser.get(reverse("contact_centre:rules")).content.decode()
    refused = browser.post(reverse("contact_centre:publish"))
    browser.post(reverse("contact_centre:publish"), {"knowing_gaps": "on"})

    assert "Nobody is there from 0 h to 6 h." in page
    assert refused.status_code == 409
    assert PolicyVersion.objects.filter(status="in_force").exists()


def test_without_any_plan_nothing_is_said_of_people(cast):
    assert rota.find_gaps(cast.downtown, OURS, at=NOON) == []
