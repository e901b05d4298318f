"""Follow-ups: never outside what is safe without a reason, planned where shifts have room, erased when the person says so."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tuque.audit.models import AuditRecord
from tuque.contact_centre import letting_go
from tuque.contact_centre.followup import capacity, safety, selectors, services
from tuque.contact_centre.followup.capacity import Due, Slot
from tuque.contact_centre.followup.models import FollowUp, FollowUpOpening, Outcome, Result
from tuque.contact_centre.followup.safety import Window
from tuque.contact_centre.rescue import services as rescues
from tuque.contact_centre.rescue.steps import Kind
from tuque.contact_centre.tests import factories

WINNIPEG = ZoneInfo("America/Winnipeg")
HOURS = st.times().map(lambda one: one.replace(second=0, microsecond=0))
WINDOWS = st.lists(st.builds(Window, st.frozensets(st.integers(0, 6), min_size=1), HOURS, HOURS), max_size=3)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
database = pytest.mark.django_db


@given(WINDOWS, INSTANTS)
def test_the_next_safe_time_is_safe_and_nothing_before_it_is(windows, since):
    found = safety.next_safe(windows, since=since, zone=WINNIPEG)

    assert found >= since
    assert found - since <= timedelta(days=8)
    assert safety.is_safe(windows, at=found, zone=WINNIPEG)
    if found > since:
        between = since + (found - since) / 2
        assert not safety.is_safe(windows, at=between, zone=WINNIPEG)
    assert safety.from_data(safety.to_data(windows)) == tuple(windows)


def test_a_window_past_midnight_belongs_to_the_evening():
    evening = [Window(frozenset({2}), time(22), time(2))]  # Wednesday night

    def there(day, hour):
        return datetime(2026, 1, day, hour, tzinfo=WINNIPEG)

    assert safety.is_safe(evening, at=there(15, 1), zone=WINNIPEG)  # Thursday, one in the morning
    assert not safety.is_safe(evening, at=there(14, 1), zone=WINNIPEG)
    assert safety.next_safe(evening, since=there(15, 3), zone=WINNIPEG) == there(21, 22)


def slot(hour, *, room=1, hours=4, **languages):
    start = NOON + timedelta(hours=hour)
    return Slot(start, start + timedelta(hours=hours), room, languages or {"en": room})


def due(name, *, aim=72, language="en", opens=0, closes=300):
    return Due(
        name, NOON + timedelta(hours=aim), language, ((NOON + timedelta(hours=opens), NOON + timedelta(hours=closes)),)
    )


def test_whoever_has_the_least_time_left_has_the_first_room():
    planned = capacity.plan([due("late", aim=70), due("soon", aim=5)], [slot(2), slot(30)], now=NOON)

    assert [(one.due.id, one.slot.starts_at, one.in_time) for one in planned] == [
        ("soon", NOON + timedelta(hours=2), True),
        ("late", NOON + timedelta(hours=30), True),
    ]


def test_a_shift_that_speaks_another_language_or_comes_too_late_has_no_room():
    planned = capacity.plan(
        [due("french", language="fr"), due("after", aim=10, opens=11)], [slot(1), slot(12, en=1)], now=NOON
    )

    assert {one.due.id: (one.slot is None, one.in_time) for one in planned} == {
        "after": (False, False),
        "french": (True, False),
    }


@given(
    st.lists(st.tuples(st.integers(1, 100), st.integers(0, 80), st.sampled_from(["en", "fr"])), max_size=12),
    st.lists(st.tuples(st.integers(-3, 90), st.integers(0, 3), st.integers(0, 3)), max_size=6),
)
def test_no_shift_ever_takes_more_than_it_has_room_for(items, shifts):
    slots = [slot(hour, room=en + fr, en=en, fr=fr) for hour, en, fr in shifts]
    wanted = [
        due(str(n), aim=aim, opens=opens, closes=opens + 5, language=language)
        for n, (aim, opens, language) in enumerate(items)
    ]

    planned = capacity.plan(wanted, slots, now=NOON)

    assert sorted(one.due.id for one in planned) == sorted(one.id for one in wanted)
    for one in slots:
        assert len(one.taken) <= one.room
        assert all(count <= one.languages[language] for language, count in one.spoken.items())
    assert all(one.slot for one in planned if one.in_time)


def agreed(cast, **changes):
    return factories.follow_up(cast, **changes)


EVENINGS = (Window(frozenset(range(7)), time(18), time(21)),)
BODY = factories.FOLLOW_UP | {"days": ["0", "1"], "starts": "18:00", "ends": "21:00"}


@database
def test_a_follow_up_is_agreed_beside_a_conversation(cast, sign_in):
    address = reverse("contact_centre:conversation-follow-up", args=[factories.a_contact(cast.downtown)])
    browser = sign_in(cast.amina)

    without = browser.post(address, {name: text for name, text in BODY.items() if name != "consent"})
    wrong = browser.post(address, BODY | {"address": "12"})
    browser.post(address, BODY)
    browser.post(address, BODY | {"calling": "Nobody Sample"})

    assert "Without the person’s yes" in without.content.decode()
    assert "“12” is not a telephone number" in wrong.content.decode()
    row = FollowUp.objects.get()
    assert (row.address, row.calling, row.saying) == ("+1 204-555-0177", "Nobody Sample", "first_name")
    assert safety.from_data(row.windows) == (Window(frozenset({0, 1}), time(18), time(21)),)
    assert row.aim_at - row.agreed_at == timedelta(hours=72)


@database
def test_the_number_is_hidden_while_it_is_not_safe_unless_someone_says_why(cast, sign_in, monkeypatch):
    row = agreed(cast, windows=EVENINGS)
    monkeypatch.setattr("tuque.contact_centre.followup.views.now", lambda: NOON)
    browser, address = sign_in(cast.amina), reverse("contact_centre:follow-up", args=[row.public_id])

    hidden = browser.get(address).content.decode()
    unsaid = browser.post(reverse("contact_centre:follow-up-show", args=[row.public_id]), {"reason": " "})
    shown = browser.post(
        reverse("contact_centre:follow-up-show", args=[row.public_id]), {"reason": "Rang twice, hung up"}
    )
    monkeypatch.setattr("tuque.contact_centre.followup.views.now", lambda: NOON + timedelta(hours=7))
    evening = browser.get(address).content.decode()

    assert "555-0177" not in hidden
    assert unsaid.status_code == 422
    assert "555-0177" not in unsaid.content.decode()
    assert "555-0177" in shown.content.decode()
    assert "555-0177" in evening
    assert "Rang twice, hung up" in evening
    opening = row.openings.get()
    assert (opening.by, opening.at, opening.reason) == (cast.amina, NOON, "Rang twice, hung up")
    looks = AuditRecord.objects.filter(action="contact_centre.follow_up_opened").order_by("pk")
    assert [(one.details["shown"], one.details["outside"]) for one in looks] == [
        (False, False),
        (False, False),
        (True, True),
        (True, False),
    ]
    assert [one.details.get("opening") for one in looks] == [None, None, str(opening.public_id), None]
    assert "Rang twice" not in str([one.details for one in looks])


@database
def test_a_reason_where_none_is_needed_or_nothing_is_shown_is_not_kept(cast):
    safe, closed = agreed(cast), agreed(cast, windows=EVENINGS)
    attempt(closed, Result.REACHED, cast, NOON, Outcome.SAFER)

    for row in (safe, closed):
        selectors.open_one(row.public_id, viewer=cast.amina, at=NOON, reason="Words")

    assert not FollowUpOpening.objects.exists()


@database
def test_the_list_shows_neither_names_nor_numbers(cast, sign_in):
    agreed(cast)

    page = sign_in(cast.amina).get(reverse("contact_centre:follow-ups")).content.decode()

    assert "By telephone" in page
    assert "Nobody Example" not in page
    assert "0177" not in page


def attempt(row, result, cast, at, outcome=None):
    return services.attempt(
        row.public_id, result=result, outcome=outcome, note="Words", later_at=None, by=cast.amina, at=at
    )


@database
def test_three_attempts_that_reach_nobody_end_it(cast):
    row = agreed(cast)

    for number in range(3):
        row = attempt(row, Result.NO_ANSWER, cast, NOON + timedelta(hours=5 * number))

    assert row.state == "unreached"
    with pytest.raises(services.AlreadyClosed):
        attempt(row, Result.REACHED, cast, NOON + timedelta(days=2))


@database
def test_whoever_was_reached_in_time_counts(cast):
    rows = [agreed(cast) for _number in range(3)]
    attempt(rows[0], Result.REACHED, cast, NOON + timedelta(hours=20), Outcome.SAFER)
    attempt(rows[1], Result.REACHED, cast, NOON + timedelta(hours=80), Outcome.SAME)
    services.withdraw(rows[2].public_id, by=cast.amina, at=NOON)

    found = selectors.in_time(cast.bea, at=NOON + timedelta(hours=90))

    assert (found.reached, found.agreed, found.share) == (1, 2, 50)


@database
def test_an_attempt_outside_what_is_safe_is_marked(cast):
    row = attempt(agreed(cast, windows=EVENINGS), Result.NO_ANSWER, cast, NOON)

    assert not row.attempts.get().was_safe
    assert row.next_at == datetime(2026, 1, 14, 18, tzinfo=WINNIPEG)


@database
def test_who_wants_no_more_is_erased_at_once(cast):
    row = agreed(cast, windows=EVENINGS, words="Careful")
    attempt(row, Result.LATER, cast, NOON)
    selectors.open_one(row.public_id, viewer=cast.amina, at=NOON, reason="Words")

    services.withdraw(row.public_id, by=cast.amina, at=NOON)

    row = FollowUp.objects.get()
    assert (row.calling, row.address, row.words, row.saying, row.windows) == ("", "", "", "", [])
    assert row.attempts.get().note == ""
    assert row.openings.get().reason == ""


@database
def test_rules_of_retention_erase_what_is_closed_and_nothing_else(cast):
    closed, still_open = agreed(cast), agreed(cast)
    attempt(closed, Result.REACHED, cast, NOON, Outcome.SAFER)
    rescue = factories.rescue(cast)
    rescues.add(rescue.public_id, Kind.NOTED, by=cast.amina, at=NOON, words={"note": "Words"})
    type(rescue).objects.filter(pk=rescue.pk).update(closed_at=NOON)
    later = NOON + timedelta(days=1)

    for kind in (letting_go.FOLLOW_UPS, letting_go.RESCUES):
        rows = list(kind.due(cast.downtown.pk, later))
        assert len(rows) == 1
        kind.let_go(rows, later)
        assert not kind.due(cast.downtown.pk, later).exists()

    closed.refresh_from_db()
    still_open.refresh_from_db()
    assert (closed.address, still_open.address) == ("", "+1 204-555-0177")
    assert all(not fact.words for fact in rescue.facts.all())


@database
def test_the_list_plans_into_the_shifts(cast, sign_in, monkeypatch):
    monkeypatch.setattr("tuque.contact_centre.followup.views.now", lambda: NOON)
    factories.shift(cast.downtown, worker=cast.amina, languages=("en",))
    for _number in range(3):
        agreed(cast)

    page = sign_in(cast.bea).get(reverse("contact_centre:follow-ups")).content.decode()

    assert "1 follow-up finds no room in the planned shifts" in page
    assert page.count("Room: Thursday, 08:00 to 16:00.") == 2


@database
@pytest.mark.parametrize(("language", "said"), [("en", "Whom to reach, and how"), ("fr", "Qui joindre, et comment")])
def test_a_follow_up_is_read_in_both_languages(cast, sign_in, language, said):
    row = agreed(cast)
    type(cast.amina).objects.filter(pk=cast.amina.pk).update(language=language)

    assert said in sign_in(cast.amina).get(reverse("contact_centre:follow-up", args=[row.public_id])).content.decode()
