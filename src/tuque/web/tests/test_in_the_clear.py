"""On a site with TLS, pages lead a browser there; a program that speaks in the clear is refused, and learns why."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/api/v1/interactions", "/openrosa/formList"])
def test_a_program_in_the_clear_is_refused_and_not_led_on(address, client, settings):
    settings.SECURE_SSL_REDIRECT = True

    plain = client.get(address, headers={"Authorization": "Bearer x"})
    secure = client.get(address, headers={"Authorization": "Bearer x"}, secure=True)

    assert (plain.status_code, plain.json()["code"]) == (403, "web.in_the_clear")
    assert secure.status_code == 401


def test_a_page_in_the_clear_leads_to_its_secure_address(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/account/login/")

    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/account/login/")
