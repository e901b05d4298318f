"""A stolen phone: what could have been reached with the roles held since, counted as the pages would show it."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.accounts.models import Worker
from tuque.accounts.roles import Role
from tuque.accounts.services.teams import retire_team
from tuque.accounts.tests.cast import give_role
from tuque.audit.reaching import within_reach
from tuque.core.clock import now
from tuque.interactions import permissions
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories
from tuque.people import services as people
from tuque.people.tests.factories import person

AT = NOON + timedelta(hours=3)


@pytest.fixture
def log(cast):
    """One record of each who writes: Noor and Bea in the foot patrol, Carl and Dana in no team."""
    for worker in (cast.noor, cast.bea, cast.carl, cast.dana):
        factories.interaction(worker, at=NOON)
    factories.interaction(cast.odile, at=NOON)


def counted(worker, cast, since=NOON):
    officer = cast.workers[Role.PRIVACY_OFFICER]
    return {str(one.what): one.count for one in within_reach(worker.public_id, viewer=officer, since=since, at=AT)}


@pytest.mark.parametrize("role", list(Role))
def test_as_many_records_are_counted_as_the_role_reaches(role, cast, log):
    worker = cast.workers[role]
    reach = permissions.reach_of(worker)

    reached = sum(reach.holds(row) for row in Interaction.objects.all())

    assert counted(worker, cast).get("Records", 0) == reached


def test_who_led_a_team_that_was_retired_does_not_lead_all_for_that(cast, log):
    retire_team(team=cast.foot_patrol, by=cast.dana, at=NOON)
    bea = Worker.objects.get(pk=cast.bea.pk)

    reach = permissions.reach_of(bea)

    assert [reach.holds(row) for row in Interaction.objects.order_by("pk")] == [False, True, False, False, False]


def test_a_role_that_ended_since_is_counted_and_one_that_ended_before_is_not(cast, log):
    cast.noor.role_assignments.update(ends_at=NOON + timedelta(hours=1))
    give_role(cast.noor, Role.DIRECTOR, at=NOON - timedelta(days=9))
    cast.noor.role_assignments.filter(role=Role.DIRECTOR).update(ends_at=NOON - timedelta(days=8))

    assert counted(cast.noor, cast) == {"Records": 2}
    assert counted(cast.noor, cast, since=NOON + timedelta(hours=2)) == {}


def test_a_role_held_for_an_hour_in_between_is_counted(cast, log):
    give_role(cast.amina, Role.DIRECTOR, at=NOON + timedelta(minutes=10))
    cast.amina.role_assignments.filter(role=Role.DIRECTOR).update(ends_at=NOON + timedelta(minutes=70))

    assert counted(cast.amina, cast)["Records"] == 4


def test_participants_are_counted_whose_consent_was_in_force_at_some_time_since(cast):
    _here, gone = (person(f"{name} Example", by=cast.noor, at=NOON - timedelta(days=2)) for name in ("Here", "Gone"))
    people.withdraw_consent(person=gone, by=cast.noor, at=NOON - timedelta(days=1))

    assert counted(cast.noor, cast)["Participants known by name"] == 1
    assert counted(cast.noor, cast, since=NOON - timedelta(days=3))["Participants known by name"] == 2
    assert counted(cast.workers[Role.PRIVACY_OFFICER], cast)["Participants known by name"] == 2
    assert "Participants known by name" not in counted(cast.luc, cast)


def test_an_analyst_reaches_neither_notes_nor_names(cast, log):
    officer = cast.workers[Role.PRIVACY_OFFICER]

    found = within_reach(cast.workers[Role.ANALYST].public_id, viewer=officer, since=NOON, at=AT)

    assert "Notes" not in [str(field) for one in found for field in one.fields]


def test_the_page_tells_what_could_be_reached_beside_what_was(cast, sign_in, log):
    page = sign_in(cast.workers[Role.PRIVACY_OFFICER]).get(
        reverse("audit:drill"), {"worker": cast.noor.public_id, "since": f"{now():%Y-%m-%dT00:00}"}
    )

    assert [one.count for one in page.context["reached"]] == [2]
    assert "What could be reached" in page.content.decode()
