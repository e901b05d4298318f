"""An invitation brings in one person, once, within seven days."""

from datetime import timedelta

import pytest
from conftest import NOON

from tuque.accounts.models import Invitation, Worker
from tuque.accounts.roles import Role
from tuque.accounts.services import invitations
from tuque.accounts.tests.conftest import PASSWORD
from tuque.audit.models import AuditRecord
from tuque.core.clock import now


def invite(cast, *, at=None, email="new@downtown.example", **options):
    return invitations.invite(
        organization=cast.downtown,
        email=email,
        name="New Example",
        language="fr",
        roles=[Role.FIELD_WORKER, Role.SUPERVISOR],
        team=cast.van,
        by=cast.dana,
        at=at or now(),
        **options,
    )


def accept(client, token, **changes):
    values = {"name": "Rae Example", "language": "en", "password": PASSWORD, **changes}
    return client.post(f"/invitation/{token}", values)


def test_accepting_makes_a_worker_with_the_roles_and_signs_them_in(cast, client):
    _invitation, token = invite(cast)

    response = accept(client, token)

    worker = Worker.objects.get(email="new@downtown.example")
    assert response["Location"] == "/me/welcome"
    assert worker.roles == {Role.FIELD_WORKER, Role.SUPERVISOR}
    assert worker.teams == [cast.van]
    assert "Add a passkey" in client.get("/me/welcome").content.decode()
    assert set(AuditRecord.objects.values_list("action", flat=True)) == {
        "accounts.invitation_made",
        "accounts.invitation_accepted",
        "accounts.signed_in",
    }


def test_the_page_is_read_in_the_language_of_the_invitation(cast, client):
    _invitation, token = invite(cast)

    assert "Invitation de Downtown Team" in client.get(f"/invitation/{token}").content.decode()


def test_a_link_works_once(cast, client, sign_in):
    _invitation, token = invite(cast)
    accept(client, token)

    again = accept(sign_in(None), token)

    assert again.status_code == 410
    assert "already used" in again.content.decode()
    assert Worker.objects.filter(email="new@downtown.example").count() == 1


def test_an_expired_link_says_until_when_and_what_to_do(cast, client):
    _invitation, token = invite(cast, at=now() - timedelta(days=7, minutes=1))

    page = client.get(f"/invitation/{token}")

    assert page.status_code == 410
    assert "Ask the person who sent it for a new link" in page.content.decode()


def test_a_withdrawn_link_no_longer_works(cast, client, sign_in):
    invitation, token = invite(cast)

    sign_in(cast.dana).post(f"/workers/invitations/{invitation.public_id}/withdrawal")

    assert accept(client, token).status_code == 410


def test_a_newer_invitation_replaces_the_older(cast, client):
    _first, old = invite(cast)
    _second, new = invite(cast)

    assert client.get(f"/invitation/{old}").status_code == 410
    assert client.get(f"/invitation/{new}").status_code == 200


def test_an_unknown_link_says_to_check_the_address(cast, client):
    page = client.get("/invitation/not-a-token")

    assert page.status_code == 404
    assert "Check that the whole address was copied" in page.content.decode()


def test_only_the_hash_of_the_secret_is_kept(cast):
    invitation, token = invite(cast)

    kept = " ".join(str(value) for value in Invitation.objects.filter(pk=invitation.pk).values_list()[0])
    assert token not in kept
    assert token not in str(list(AuditRecord.objects.values_list("details", flat=True)))


def test_a_weak_password_is_refused_and_the_link_still_works(cast, client):
    _invitation, token = invite(cast)

    assert accept(client, token, password="password1234").status_code == 422
    assert accept(client, token).status_code == 302


def test_the_director_gets_a_link_that_works(cast, sign_in):
    page = sign_in(cast.dana).post(
        "/workers/invite",
        {"name": "Rae", "email": "rae@downtown.example", "language": "fr", "roles": ["field_worker"], "team": ""},
    )

    assert page.status_code == 201
    link = page.context["link"].removeprefix("http://testserver")
    assert sign_in(None).get(link).status_code == 200


def test_an_address_that_has_an_account_is_not_invited(cast, sign_in):
    page = sign_in(cast.dana).post(
        "/workers/invite", {"name": "Noor", "email": "NOOR@downtown.example", "language": "en", "roles": ["responder"]}
    )

    assert page.status_code == 422
    assert "already belongs to an account" in page.content.decode()


def test_a_team_of_another_organization_is_not_offered_nor_taken(cast, sign_in):
    theirs = cast.elsewhere.teams.get()

    page = sign_in(cast.dana).post(
        "/workers/invite",
        {"name": "R", "email": "r@x.example", "language": "en", "roles": ["responder"], "team": str(theirs.public_id)},
    )

    assert page.status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("minutes", [0, 7 * 24 * 60 - 1])
def test_a_link_is_good_for_seven_days(cast, minutes):
    _invitation, token = invite(cast, at=NOON)

    assert invitations.get_open(token, at=NOON + timedelta(minutes=minutes))
