"""Signing in by password: who gets in, what the others read, what is recorded."""

import re

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail

from tuque.accounts.models import SignOut
from tuque.accounts.tests.conftest import PASSWORD
from tuque.audit.models import AuditRecord
from tuque.core import outbox


def enter(client, email, password=PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def acts():
    return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


def test_the_right_password_opens_the_home_screen(noor, client):
    response = enter(client, noor.email.upper())

    assert response["Location"] == "/home"
    assert acts() == ["accounts.signed_in"]


def test_a_wrong_password_and_an_unknown_address_read_the_same(noor, client):
    def words(email):
        return re.sub(r'value="[^"]*"', "", enter(client, email, "not the right one").content.decode())

    assert words(noor.email) == words("nobody@downtown.example")
    assert "do not go together" in words(noor.email)


def test_an_unknown_address_costs_as_much_work_as_a_known_one(noor, client, monkeypatch):
    worked = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a, **k: (worked.append(1), encode(*a, **k))[1])
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a, **k: (worked.append(1), verify(*a, **k))[1])

    enter(client, noor.email, "not the right one")
    known, unknown = len(worked), worked.clear()
    enter(client, "nobody@downtown.example", "not the right one")

    assert known == len(worked) == 1
    assert unknown is None


def test_failures_are_recorded_by_worker_and_never_by_address(noor, client):
    enter(client, noor.email, "not the right one")
    enter(client, "nobody@downtown.example", "not the right one")

    known, unknown = AuditRecord.objects.filter(action="accounts.sign_in_failed").order_by("pk")
    assert (known.subject_id, known.organization_id) == (noor.public_id, noor.organization_id)
    assert (unknown.subject_id, unknown.organization_id) == (None, None)
    assert "nobody" not in str(unknown.details)


@pytest.mark.parametrize("email", ["noor@downtown.example", "nobody@downtown.example"])
def test_after_ten_failures_in_an_hour_even_the_right_password_waits(noor, client, email):
    for _ in range(10):
        enter(client, email, "not the right one")

    response = enter(client, email)

    assert response.status_code == 200
    assert "Too many attempts in an hour" in response.content.decode()


def test_a_disabled_worker_is_told_so_and_stays_out(noor, client):
    noor.is_active = False
    noor.save()

    response = enter(client, noor.email)

    assert response["Location"] == "/account/inactive/"
    assert client.get("/me").status_code == 302


def test_signing_out_closes_the_streams_of_that_session(noor, client):
    enter(client, noor.email)
    client.post("/account/logout/")

    assert client.get("/me").status_code == 302
    assert SignOut.objects.filter(worker=noor).count() == 1
    assert acts() == ["accounts.signed_in", "accounts.signed_out"]


def test_the_browser_is_told_to_forget_everything_on_the_way_out(noor, client):
    enter(client, noor.email)

    assert "Clear-Site-Data" not in client.get("/me")
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"cache", "storage"'


def test_and_when_it_comes_back_with_a_session_that_has_ended(noor, client):
    enter(client, noor.email)
    Session.objects.all().delete()

    assert client.get("/me")["Clear-Site-Data"] == '"cache", "storage"'


def test_a_visitor_who_was_never_signed_in_has_nothing_to_forget(client, db):
    assert "Clear-Site-Data" not in client.get("/me")


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(noor, client, sign_in):
    elsewhere = sign_in(noor)
    client.post("/account/password/reset/", {"email": noor.email})
    outbox.deliver_due()
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]

    page = client.get(link, follow=True)
    changed = client.post(page.redirect_chain[-1][0], {"password1": "another four quiet boots"})

    assert changed.status_code == 302
    assert enter(client, noor.email, "another four quiet boots")["Location"] == "/home"
    assert elsewhere.get("/me").status_code == 302
    assert "This link no longer works" in sign_in(None).get(link, follow=True).content.decode()
    assert "accounts.password_reset" in acts()


def test_a_link_for_a_new_password_speaks_the_language_of_the_worker(noor, client):
    noor.language = "fr"
    noor.save()

    client.post("/account/password/reset/", {"email": noor.email})
    outbox.deliver_due()

    assert mail.outbox[0].subject == "Choisissez un nouveau mot de passe pour Tuque"
    assert "Bonjour Noor Example," in mail.outbox[0].body


def test_nothing_is_sent_to_an_address_without_an_account(noor, client):
    response = client.post("/account/password/reset/", {"email": "nobody@downtown.example"})
    outbox.deliver_due()

    assert response["Location"] == "/account/password/reset/sent/"
    assert not mail.outbox


def test_pages_are_read_in_the_language_of_the_worker_whatever_the_browser_says(noor, client):
    noor.language = "fr"
    noor.save()
    enter(client, noor.email)

    page = client.get("/me", headers={"accept-language": "en-CA"})

    assert "Mon compte" in page.content.decode()
    assert page["Content-Language"] == "fr"


def test_changing_the_password_ends_the_other_sessions_and_not_this_one(noor, client, sign_in):
    enter(client, noor.email)
    elsewhere = sign_in(None)
    enter(elsewhere, noor.email)

    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "another four quiet boots"})

    assert client.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302
    assert SignOut.objects.filter(worker=noor).exclude(session_key_hash="").exists()
    assert "accounts.password_changed" in acts()
