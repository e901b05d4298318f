"""Go back and look: a reminder follows its record, and whoever is in the team finds it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tuque.accounts.roles import Role
from tuque.accounts.tests import cast as people
from tuque.core.clock import now
from tuque.interactions.models import Reminder
from tuque.interactions.tests import factories

pytestmark = pytest.mark.django_db
SLEEPING, SPOKE = {"outcome": "sleeping", "people.adult": 1}, {"outcome": "spoke", "people.adult": 1}


def correct(client, row, sent):
    row.refresh_from_db()
    address = reverse("interactions:correct", kwargs={"public_id": row.public_id})
    answer = client.post(address, {**sent, "_revision": row.revision, "_reason": "Looked again"})
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()
    return row


def waiting():
    return list(Reminder.objects.filter(done_at__isnull=True))


def test_a_correction_sets_the_reminder_that_it_asks_for(cast, sign_in):
    row = factories.filled(cast)

    row = correct(sign_in(cast.noor), row, SLEEPING)

    assert [one.due_at for one in waiting()] == [row.occurred_at + timedelta(hours=1)]


def test_correcting_it_away_drops_the_reminder(cast, sign_in):
    noor, row = sign_in(cast.noor), factories.filled(cast)
    correct(noor, row, SLEEPING)

    correct(noor, row, SPOKE)

    assert waiting() == []
    assert Reminder.objects.get().done_by == cast.noor


def test_a_reminder_moves_with_the_beginning(cast, sign_in):
    noor, row = sign_in(cast.noor), factories.filled(cast)
    row = correct(noor, row, SLEEPING)
    earlier = (row.occurred_at - timedelta(minutes=30)).astimezone(cast.downtown.zone)

    row = correct(noor, row, {**SLEEPING, "occurred_at": f"{earlier:%Y-%m-%dT%H:%M}"})

    assert [one.due_at for one in waiting()] == [row.occurred_at + timedelta(hours=1)]


def test_details_added_after_someone_went_back_ask_for_nothing_again(cast, sign_in):
    noor, row = sign_in(cast.noor), factories.filled(cast)
    correct(noor, row, SLEEPING)
    noor.post(reverse("interactions:reminder-done", kwargs={"public_id": Reminder.objects.get().public_id}))

    correct(noor, row, {**SLEEPING, "note": "By the old oak"})

    assert waiting() == []
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "said", "by"),
    [("en", "Due since", "Asked for by Noor Example"), ("fr", "Prévu depuis", "Demandé par Noor Example")],
)
def test_a_colleague_of_the_team_finds_it_and_another_team_does_not(cast, sign_in, language, said, by):
    colleague, stranger = (
        people.worker(cast.downtown, name, at=now(), language=language) for name in ("Fern Example", "Gale Example")
    )
    people.give_role(colleague, Role.FIELD_WORKER, at=now(), team=cast.foot_patrol)
    people.give_role(stranger, Role.FIELD_WORKER, at=now(), team=cast.van)
    correct(sign_in(cast.noor), factories.filled(cast), SLEEPING)
    Reminder.objects.update(due_at=now() - timedelta(minutes=1))

    page = sign_in(colleague).get("/log").content.decode()

    assert by in page
    assert said in page
    assert 'class="card going is-due"' in page
    assert 'class="card going is-due"' not in sign_in(stranger).get("/log").content.decode()


def test_whoever_went_back_instead_closes_it_for_all(cast, sign_in):
    colleague = people.worker(cast.downtown, "Fern Example", at=now())
    people.give_role(colleague, Role.FIELD_WORKER, at=now(), team=cast.foot_patrol)
    noor = sign_in(cast.noor)
    correct(noor, factories.filled(cast), SLEEPING)

    sign_in(colleague).post(
        reverse("interactions:reminder-done", kwargs={"public_id": Reminder.objects.get().public_id})
    )

    assert 'class="card going' not in noor.get("/log").content.decode()
    assert Reminder.objects.get().done_by == colleague
