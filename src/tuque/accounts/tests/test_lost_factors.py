"""A second factor that was lost: who may take it away, what follows, and what its owner reads."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from conftest import NOON
from django.core import mail

from tuque.accounts.models import FactorLost, SignOut, Worker
from tuque.accounts.roles import Role
from tuque.accounts.services import factors, people
from tuque.accounts.tests.conftest import PASSWORD
from tuque.accounts.tests.test_factors import code
from tuque.accounts.tests.test_sign_in import acts, enter
from tuque.audit.models import AuditRecord
from tuque.core.problems import NotFound, PermissionRefused


@pytest.fixture
def administrator(cast):
    """The organization's administrator, with a password and an app."""
    worker = cast.workers[Role.ADMINISTRATOR]
    worker.set_password(PASSWORD)
    worker.save()
    TOTP.activate(worker, "INVENTEDINVENTED")
    RecoveryCodes.activate(worker)
    return worker


def remove(worker, *, by):
    return factors.remove_lost_factors(worker=worker, reason=FactorLost.LOST_DEVICE, by=by, at=NOON)


def test_every_session_ends_with_it(cast, noor, client):
    enter(client, noor.email)
    TOTP.activate(noor, "INVENTEDINVENTED")

    remove(noor, by=cast.dana)

    assert client.get("/me").status_code == 302
    assert SignOut.objects.filter(worker=noor, session_key_hash="").exists()


def test_a_director_removes_them_with_a_reason(cast, administrator, sign_in):
    sign_in(cast.dana).post(f"/workers/{administrator.public_id}/factors/end", {"reason": "new_device"})

    assert not Authenticator.objects.filter(user=administrator).exists()
    record = AuditRecord.objects.get(action="accounts.factors_taken_away")
    assert record.details == {"reason": "new_device", "factors": ["recovery_codes", "totp"]}
    assert "accounts.factor_removed" not in acts()  # the worker removed nothing


def test_without_a_reason_nothing_is_removed(cast, administrator, sign_in):
    response = sign_in(cast.dana).post(f"/workers/{administrator.public_id}/factors/end", {})

    assert response.status_code == 422
    assert Authenticator.objects.filter(user=administrator).count() == 2


def test_a_role_that_asks_for_one_opens_nothing_before_a_new_one_is_added(cast, administrator, client):
    remove(administrator, by=cast.dana)

    enter(client, administrator.email)

    assert client.get("/workers")["Location"] == client.get("/home")["Location"] == "/me/welcome"
    page = client.get("/me/welcome").content.decode()
    assert "Your role asks for one" in page
    assert "take me to my work" not in page
    secret = client.get("/account/factors/app/add/").context["form"].secret
    client.post("/account/factors/app/add/", {"code": code(secret)})
    assert client.get("/workers").status_code == 200
    assert Worker.objects.get(pk=administrator.pk).factor_due_since is None


def test_another_role_works_on_with_the_password(cast, noor, client):
    TOTP.activate(noor, "INVENTEDINVENTED")
    remove(noor, by=cast.dana)

    enter(client, noor.email)

    assert client.get("/me").status_code == 200
    assert client.get("/home")["Location"] != "/me/welcome"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "ended every session"), ("fr", "mis fin à toutes les sessions")]
)
def test_the_worker_is_told_by_e_mail_in_their_language(cast, administrator, sign_in, settings, language, words):
    settings.EMAIL_SETTINGS = {"host": "mail.example"}
    Worker.objects.filter(pk=administrator.pk).update(language=language)

    sign_in(cast.dana).post(f"/workers/{administrator.public_id}/factors/end", {"reason": "broken"})

    assert mail.outbox[0].to == [administrator.email]
    assert words in mail.outbox[0].body
    assert cast.dana.name in mail.outbox[0].body


def test_who_removed_it_reads_whether_the_letter_left(cast, administrator, sign_in):
    address = f"/workers/{administrator.public_id}/factors/end"

    page = sign_in(cast.dana).post(address, {"reason": "broken"}, follow=True).content.decode()

    assert "No e-mail could be sent" in page
    assert "Remove a lost second factor" not in page


def test_nobody_removes_their_own_here_and_a_supervisor_nobodys(cast, administrator):
    with pytest.raises(people.WouldLockOneselfOut):
        remove(administrator, by=administrator)
    with pytest.raises(PermissionRefused):
        remove(administrator, by=cast.bea)
    with pytest.raises(NotFound):
        remove(administrator, by=cast.odile)

    assert Authenticator.objects.filter(user=administrator).count() == 2


def test_removing_from_someone_who_has_none_changes_nothing(cast):
    assert not remove(cast.noor, by=cast.dana)
    assert not AuditRecord.objects.exists()
