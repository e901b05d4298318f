"""Second factors: an app with codes, recovery codes; passkeys are in tests/browser/test_sign_in.py."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tuque.accounts.tests.test_sign_in import acts, enter


def code(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


@pytest.fixture
def protected(noor, client):
    """Noor with an app; the answer is its secret."""
    enter(client, noor.email)
    secret = client.get("/account/factors/app/add/").context["form"].secret
    client.post("/account/factors/app/add/", {"code": code(secret)})
    return secret


def test_an_app_is_added_and_recovery_codes_come_with_it(protected, noor, client):
    assert set(Authenticator.objects.filter(user=noor).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert "accounts.factor_added" in acts()
    assert len(client.get("/account/factors/codes/").context["unused_codes"]) == 10


def test_secrets_of_factors_are_not_readable_in_the_database(protected, noor):
    kept = str(list(Authenticator.objects.filter(user=noor).values_list("data", flat=True)))

    assert protected not in kept


def test_the_password_alone_no_longer_opens(protected, noor, sign_in):
    browser = sign_in(None)

    response = enter(browser, noor.email)

    assert response["Location"].startswith("/account/factors/authenticate/")
    assert browser.get("/me").status_code == 302


def test_a_wrong_code_is_refused_recorded_and_says_what_to_do(protected, noor, sign_in):
    browser = sign_in(None)
    enter(browser, noor.email)

    page = browser.post("/account/factors/authenticate/", {"code": "000000"})

    assert "Codes change every 30 seconds" in page.content.decode()
    assert "accounts.sign_in_failed" in acts()


def test_a_recovery_code_opens_once(protected, noor, client, sign_in):
    spare = client.get("/account/factors/codes/").context["unused_codes"][0]

    def with_spare():
        browser = sign_in(None)
        enter(browser, noor.email)
        browser.post("/account/factors/authenticate/", {"code": spare})
        return browser.get("/me").status_code

    assert [with_spare(), with_spare()] == [200, 302]


def test_removing_the_app_is_recorded(protected, noor, client):
    client.post("/account/factors/app/remove/")

    assert "accounts.factor_removed" in acts()
    assert not Authenticator.objects.filter(user=noor).exists()


def test_someone_elses_passkey_is_not_found(cast, noor, client):
    enter(client, noor.email)
    theirs = Authenticator.objects.create(user=cast.bea, type="webauthn", data={"name": "Bea’s"})

    assert client.get(f"/account/passkeys/{theirs.pk}/remove/").status_code == 404
    assert client.post(f"/account/passkeys/{theirs.pk}/name/", {"name": "Mine"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/me",
        "/me/welcome",
        "/account/factors/",
        "/account/factors/app/add/",
        "/account/passkeys/",
        "/account/passkeys/add/",
        "/account/password/change/",
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_of_ones_account_exist_in_both_languages(noor, client, address, language):
    noor.language = language
    noor.save()
    enter(client, noor.email)

    page = client.get(address)

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()
