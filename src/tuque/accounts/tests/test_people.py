"""Roles, teams and accounts: who may change them, and how fast a change is felt."""

import pytest
from conftest import NOON

from tuque.accounts.models import SignOut, Worker
from tuque.accounts.roles import Role
from tuque.accounts.services import people, sessions, teams
from tuque.audit.models import AuditRecord
from tuque.core import bell
from tuque.core.problems import NotFound, PermissionRefused


def test_a_disabled_worker_is_out_at_the_next_request_and_the_bell_rings(
    cast, sign_in, django_capture_on_commit_callbacks
):
    browser, rung = sign_in(cast.noor), []
    stop = bell.listen(sessions.BELL, lambda: rung.append(True))

    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.dana).post(f"/workers/{cast.noor.public_id}/disabling", {"reason": "lost_device"})
    stop()

    assert browser.get("/me").status_code == 302
    assert rung
    assert SignOut.objects.get().session_key_hash == ""
    assert AuditRecord.objects.get(action="accounts.worker_disabled").details == {"reason": "lost_device"}


def test_an_enabled_worker_may_come_back(cast, sign_in):
    people.disable_worker(worker=cast.noor, reason="away", by=cast.dana, at=NOON)

    sign_in(cast.dana).post(f"/workers/{cast.noor.public_id}/enabling")

    cast.noor.refresh_from_db()
    assert cast.noor.is_active
    assert cast.noor.disabled_reason == ""


def test_nobody_disables_themselves(cast):
    with pytest.raises(people.WouldLockOneselfOut):
        people.disable_worker(worker=cast.dana, reason="left", by=cast.dana, at=NOON)


def test_nobody_takes_away_their_own_last_managing_role(cast):
    with pytest.raises(people.WouldLockOneselfOut):
        people.end_role(worker=cast.dana, role=Role.DIRECTOR, team=None, by=cast.dana, at=NOON)

    assert Worker.objects.get(pk=cast.dana.pk).roles == {Role.DIRECTOR}


def test_a_role_ends_at_once(cast, sign_in):
    supervisor = sign_in(cast.bea)
    people.give_role(worker=cast.bea, role=Role.DIRECTOR, team=None, by=cast.dana, at=NOON)
    assert supervisor.get("/workers").status_code == 200

    people.end_role(worker=cast.bea, role=Role.DIRECTOR, team=None, by=cast.dana, at=NOON)

    assert supervisor.get("/workers").status_code == 403
    assert SignOut.objects.filter(worker=cast.bea).exists()


def test_a_role_is_held_once_in_each_team(cast):
    with pytest.raises(people.RoleAlreadyHeld):
        people.give_role(worker=cast.noor, role=Role.FIELD_WORKER, team=cast.foot_patrol, by=cast.dana, at=NOON)

    people.give_role(worker=cast.noor, role=Role.FIELD_WORKER, team=cast.van, by=cast.dana, at=NOON)

    assert set(Worker.objects.get(pk=cast.noor.pk).teams) == {cast.foot_patrol, cast.van}


@pytest.mark.parametrize("name", ["bea", "noor"])
def test_only_directors_and_administrators_change_roles(cast, name):
    with pytest.raises(PermissionRefused):
        people.give_role(worker=cast.carl, role=Role.DIRECTOR, team=None, by=getattr(cast, name), at=NOON)


def test_another_organization_can_change_nothing_here(cast):
    for change in (
        lambda: people.give_role(worker=cast.noor, role=Role.DIRECTOR, team=None, by=cast.odile, at=NOON),
        lambda: people.disable_worker(worker=cast.noor, reason="left", by=cast.odile, at=NOON),
        lambda: teams.rename_team(team=cast.van, name_en="X", name_fr="X", by=cast.odile, at=NOON),
    ):
        with pytest.raises(NotFound):
            change()


def test_two_teams_never_share_a_name(cast):
    with pytest.raises(teams.TeamNameTaken):
        teams.add_team(name_en="VAN", name_fr="Autre", by=cast.dana, at=NOON)


def test_a_retired_team_is_offered_no_more_and_can_come_back(cast, sign_in):
    browser = sign_in(cast.dana)
    browser.post(f"/teams/{cast.van.public_id}/retirement")
    assert "Van</option>" not in browser.get("/workers/invite").content.decode()

    browser.post(f"/teams/{cast.van.public_id}/return")

    assert "Van</option>" in browser.get("/workers/invite").content.decode()


def test_people_are_found_by_name_and_by_address(cast, sign_in):
    browser = sign_in(cast.dana)

    asked = browser.post("/workers", {"search": "noor"})
    page = browser.get(asked["Location"]).content.decode()

    assert "noor" not in asked["Location"]
    assert "Noor Example" in page
    assert "Bea Example" not in page
    assert "Bea Example" in sign_in(cast.dana).get(asked["Location"]).content.decode()  # another session has no words


def test_the_list_shows_nobody_of_another_organization(cast, sign_in):
    assert "Odile" not in sign_in(cast.dana).get("/workers").content.decode()


def test_the_list_of_people_takes_few_queries(cast, sign_in, django_assert_max_num_queries):
    browser = sign_in(cast.dana)

    with django_assert_max_num_queries(10):
        browser.get("/workers")


@pytest.mark.parametrize(("language", "words"), [("en", "People and roles"), ("fr", "Équipe et rôles")])
def test_the_page_exists_in_both_languages(cast, sign_in, language, words):
    Worker.objects.filter(pk=cast.dana.pk).update(language=language)

    assert words in sign_in(cast.dana).get("/workers").content.decode()
