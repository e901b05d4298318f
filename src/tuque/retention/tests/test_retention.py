"""Rules, the night's look, the brake and the clock, with a clock of the tests' own."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.audit.models import AuditRecord
from tuque.core import outbox, wall
from tuque.core.problems import PermissionRefused
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories
from tuque.retention import brake, nightly, problems, services
from tuque.retention.brake import Reading
from tuque.retention.models import Rule, Run, SeenClock

OLD, NIGHT = NOON - timedelta(days=800), NOON + timedelta(hours=16)  # four in the morning in Winnipeg
WORDS = "interactions.words"


@pytest.fixture
def officer(cast):
    return cast.workers[Role.PRIVACY_OFFICER]


@pytest.fixture
def rule(officer):
    return services.set_rule(kind=WORDS, months=24, by=officer, at=NOON)


def records(cast, *, old: int, new: int) -> None:
    for number in range(old + new):
        at = OLD if number < old else NOON - timedelta(days=1)
        factories.interaction(cast.noor, at=at, occurred_at=at, note="Words")


def at_night(*, days: float = 0, ran: float | None = None, boot: str = "one") -> int:
    here = Reading(NIGHT + timedelta(days=days), boot, 86_400 * (days if ran is None else ran))
    return nightly.tend(at=here.wall, here=here)


def carried_out(run: Run) -> int:
    return services.carry_out(run, clock=lambda: NIGHT)


def with_words() -> int:
    return sum(bool(row.note) for row in Interaction.objects.all())


def test_a_little_goes_by_itself(cast, rule):
    records(cast, old=1, new=60)

    assert at_night() == 1
    outbox.deliver_due(clock=lambda: NIGHT + timedelta(minutes=1))

    assert with_words() == 60
    assert Run.objects.get().state == Run.State.DONE
    acts = AuditRecord.objects.filter(action__startswith="retention.").order_by("pk")
    assert [act.action for act in acts] == ["retention.rule_set", "retention.let_go", "retention.finished"]
    assert acts[1].seen == [Interaction.objects.get(words_erased_at__isnull=False).public_id]


def test_more_than_two_percent_waits_for_the_privacy_officer(cast, officer, rule):
    records(cast, old=2, new=60)

    at_night()
    run = Run.objects.get()
    assert (run.state, run.found, run.total, with_words()) == (Run.State.WAITING, 2, 62, 62)
    assert carried_out(run) == 0

    services.approve(run.public_id, shown=2, by=officer, at=NIGHT)
    assert carried_out(run) == 2

    assert with_words() == 60
    assert AuditRecord.objects.filter(action="retention.approved", worker=officer).count() == 1


def test_what_was_not_shown_is_not_approved(cast, officer, rule):
    records(cast, old=2, new=1)
    at_night()
    records(cast, old=1, new=0)  # an import of old calls, between the look and the approval

    with pytest.raises(problems.PreviewChanged):
        services.approve(Run.objects.get().public_id, shown=2, by=officer, at=NIGHT)

    assert with_words() == 4


def test_twice_in_a_night_is_no_way_around(cast, rule):
    records(cast, old=1, new=60)
    at_night()
    carried_out(Run.objects.get())
    records(cast, old=1, new=0)

    services.look(rule, at=NIGHT + timedelta(hours=2))

    assert [run.state for run in Run.objects.order_by("pk")] == [Run.State.DONE, Run.State.WAITING]


def test_no_more_goes_than_was_found(cast, rule):
    records(cast, old=1, new=60)
    at_night()
    records(cast, old=3, new=0)

    assert carried_out(Run.objects.get()) == 1


def test_a_worker_that_dies_leaves_the_rest_to_the_next(cast, officer, rule, monkeypatch):
    records(cast, old=5, new=0)
    monkeypatch.setattr(services, "ROWS_AT_ONCE", 2)
    at_night()
    run = Run.objects.get()
    services.approve(run.public_id, shown=5, by=officer, at=NIGHT)
    services._step(run.pk, at=NIGHT)  # and no further

    assert services.look(rule, at=NIGHT) is None  # it is going: nothing is counted twice
    assert carried_out(run) == 3
    assert with_words() == 0
    assert outbox.waiting(at=NIGHT).filter(topic=services.TOPIC).count() == 2


@pytest.mark.parametrize("days", [2, 3650, -2])
def test_nothing_goes_after_the_clock_jumped(cast, officer, rule, days):
    records(cast, old=1, new=60)
    services.note_clock(cast.downtown, here=Reading(NOON, "one", 0))

    assert nightly.tend(at=NIGHT + timedelta(days=days), here=Reading(NIGHT + timedelta(days=days), "one", 3600)) == 0
    assert not Run.objects.exists()
    assert AuditRecord.objects.filter(action="retention.clock_doubted", organization=cast.downtown).count() == 1

    # The next hours look like any others, and stay in doubt until a person has looked at the date.
    later = NIGHT + timedelta(days=days, hours=1)
    assert nightly.tend(at=later, here=Reading(later, "one", 7200)) == 0
    services.confirm_clock(by=officer, at=later)
    assert nightly.tend(at=later, here=Reading(later, "one", 7200)) == 1


def test_what_waited_is_not_approved_while_the_date_is_in_doubt(cast, officer, rule):
    records(cast, old=1, new=0)
    at_night()
    at_night(days=30, ran=1)

    with pytest.raises(problems.ClockInDoubt):
        services.approve(Run.objects.get().public_id, shown=1, by=officer, at=NIGHT)


def test_a_site_that_was_off_for_days_asks_before_it_goes_on(cast, rule):
    records(cast, old=1, new=60)
    services.note_clock(cast.downtown, here=Reading(NOON, "one", 0))

    assert at_night(days=4, boot="two", ran=0) == 0
    assert SeenClock.objects.get(organization=cast.downtown).doubt == brake.Doubt.LONG_AWAY


def test_each_night_looks_once(cast, rule):
    records(cast, old=1, new=60)

    at_night()
    looked = Rule.objects.get().looked_at
    at_night(days=1 / 24)

    assert Rule.objects.get().looked_at == looked


def test_before_three_in_the_morning_nothing_is_looked_for(cast, rule):
    at_night(days=-2 / 24)

    assert Rule.objects.get().looked_at is None


def test_a_changed_rule_keeps_its_history_and_drops_what_waited(cast, officer, rule):
    records(cast, old=1, new=0)
    at_night()

    services.set_rule(kind=WORDS, months=36, by=officer, at=NIGHT)
    services.set_rule(kind=WORDS, months=36, by=officer, at=NIGHT)

    assert list(Rule.objects.order_by("pk").values_list("months", "ended_at")) == [(24, NIGHT), (36, None)]
    assert Run.objects.get().state == Run.State.DROPPED
    with pytest.raises(problems.NothingWaits):
        services.approve(Run.objects.get().public_id, shown=1, by=officer, at=NIGHT)


def test_only_the_privacy_officer_decides(cast):
    with pytest.raises(PermissionRefused):
        services.set_rule(kind=WORDS, months=24, by=cast.dana, at=NOON)


def test_another_organizations_rule_touches_nothing_here(cast, officer):
    records(cast, old=3, new=0)
    with wall.within(cast.elsewhere.pk):
        services.set_rule(kind=WORDS, months=1, by=cast.odile, at=NOON)

    at_night()

    assert not Run.objects.exists()
    assert with_words() == 3


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_shows_what_would_go_and_takes_the_approval(cast, officer, rule, sign_in, language):
    records(cast, old=2, new=3)
    at_night()
    officer.language = language
    officer.save()
    browser = sign_in(officer)

    page = browser.get(reverse("retention:rules"))
    assert ("2 of 5" if language == "en" else "2 sur 5") in page.content.decode()
    run = Run.objects.get()
    browser.post(reverse("retention:approval", args=[run.public_id]), {"shown": 2})
    assert Run.objects.get().state == Run.State.WAITING  # the box was not ticked
    browser.post(reverse("retention:approval", args=[run.public_id]), {"shown": 2, "understood": "on"})

    assert Run.objects.get().state == Run.State.GOING
    assert "progress" in browser.get(reverse("retention:progress")).content.decode()


def test_a_number_that_is_none_is_said_beside_its_field(cast, officer, sign_in):
    answer = sign_in(officer).post(reverse("retention:rule"), {"kind": WORDS, "months": "soon"})

    assert answer.status_code == 422
    assert "whole number of months" in answer.content.decode()
