"""Sign-in with an organization's own service: a small one is served on loopback, with real keys and real tokens."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa

from tuque.accounts.models import Worker
from tuque.accounts.tests.test_sign_in import acts

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(BaseHTTPRequestHandler):
    """Knows one person: whoever `claims` describes."""

    claims: dict[str, object]
    improper: dict[str, object] = {}
    keys_at = token_at = ""

    def do_GET(self) -> None:
        base, path = f"http://127.0.0.1:{self.server.server_port}", urlsplit(self.path).path
        if path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "userinfo_endpoint": f"{base}/who",
                    "jwks_uri": self.keys_at or f"{base}/keys",
                    "token_endpoint": self.token_at or f"{base}/token",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif path == "/who":
            self.answer(self.claims)
        else:
            self.answer({"keys": [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))]})

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        base = f"http://127.0.0.1:{self.server.server_port}"
        assert form["code"] == ["one-code"]
        assert "code_verifier" in form
        proper = {"iss": base, "aud": "tuque", "iat": int(time.time()), "exp": int(time.time()) + 60}
        claims = {**self.claims, **proper, **self.improper}
        token = jwt.encode(claims, KEY, algorithm="RS256")
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def answer(self, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_words: object) -> None:
        return


@pytest.fixture
def provider(settings) -> Iterator[type[Provider]]:
    served = type("Served", (Provider,), {"claims": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), served)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SOCIALACCOUNT_PROVIDERS = configured(f"http://127.0.0.1:{server.server_port}")
    yield served
    server.shutdown()
    server.server_close()


def configured(url: str) -> dict[str, object]:
    application = {
        "provider_id": "oidc",
        "name": "City account",
        "client_id": "tuque",
        "secret": "shared",
        "settings": {"server_url": url, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [application]}}


def come_back(client, process="login"):
    """Leave for the provider, which sends the browser back with a code."""
    gone = client.post(f"/account/single-sign-on/oidc/?process={process}")
    asked = parse_qs(urlsplit(gone["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    answer = urlencode({"code": "one-code", "state": asked["state"][0]})
    return client.get(f"/account/single-sign-on/oidc/back/?{answer}")


def test_the_sign_in_page_offers_it_only_when_it_is_set(client, db, provider, settings):
    assert "Sign in with City account" in client.get("/account/login/").content.decode()

    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert "City account" not in client.get("/account/login/").content.decode()


def test_a_verified_address_signs_its_worker_in(noor, client, provider):
    provider.claims = {"sub": "77", "email": "Noor@Downtown.example", "email_verified": True}

    response = come_back(client)

    assert response["Location"] == "/home"
    assert client.get("/me").context["worker"] == noor
    assert acts() == ["accounts.signed_in"]
    noor.refresh_from_db()
    assert noor.has_usable_password()


@pytest.mark.parametrize(
    "improper", [{"aud": "another"}, {"iss": "https://elsewhere.example"}, {"exp": 1_700_000_000}, {"aud": None}]
)
def test_a_token_for_someone_else_from_elsewhere_or_of_another_time_opens_nothing(noor, client, provider, improper):
    provider.claims = {"sub": "77", "email": noor.email, "email_verified": True}
    provider.improper = improper

    come_back(client)

    assert client.get("/me").status_code == 302


def test_an_answer_that_another_browser_asked_for_opens_nothing(noor, client, sign_in, provider):
    provider.claims = {"sub": "77", "email": noor.email, "email_verified": True}
    gone = client.post("/account/single-sign-on/oidc/?process=login")
    state = parse_qs(urlsplit(gone["Location"]).query)["state"][0]
    thief = sign_in(None)

    thief.get(f"/account/single-sign-on/oidc/back/?{urlencode({'code': 'one-code', 'state': state})}")

    assert thief.get("/me").status_code == 302


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_opens_nothing(noor, client, provider, verified):
    provider.claims = {"sub": "77", "email": noor.email, "email_verified": verified}

    page = come_back(client)

    assert "No account for you here yet" in page.content.decode()
    assert client.get("/me").status_code == 302
    assert acts() == ["accounts.sign_in_failed"]


def test_no_account_is_ever_made_nor_linked(noor, client, provider):
    before = Worker.objects.count()
    provider.claims = {"sub": "78", "email": "stranger@city.example", "email_verified": True}

    come_back(client)

    assert Worker.objects.count() == before
    assert not SocialAccount.objects.exists()
    assert client.get("/me").status_code == 302


def test_a_disabled_worker_stays_out(noor, client, provider):
    Worker.objects.filter(pk=noor.pk).update(is_active=False)
    provider.claims = {"sub": "77", "email": noor.email, "email_verified": True}

    assert come_back(client)["Location"] == "/account/inactive/"
    assert client.get("/me").status_code == 302


def test_someone_signed_in_cannot_link_another_identity(noor, sign_in, provider):
    provider.claims = {"sub": "79", "email": "stranger@city.example", "email_verified": True}

    come_back(sign_in(noor), process="connect")

    assert not SocialAccount.objects.exists()


def test_a_service_that_is_away_is_said_with_what_to_do(client, db, settings):
    settings.SOCIALACCOUNT_PROVIDERS = configured("http://127.0.0.1:9")

    page = client.post("/account/single-sign-on/oidc/?process=login")

    assert page.status_code == 503
    assert "does not answer just now" in page.content.decode()


def test_a_refusal_over_there_comes_back_to_a_page_of_ours(client, db, provider):
    gone = client.post("/account/single-sign-on/oidc/?process=login")
    state = parse_qs(urlsplit(gone["Location"]).query)["state"][0]

    page = client.get(f"/account/single-sign-on/oidc/back/?error=access_denied&state={state}", follow=True)

    assert "Sign-in cancelled" in page.content.decode()


def test_a_service_that_points_into_the_network_of_the_server_leads_nowhere(noor, client, provider):
    """Its description comes from elsewhere: what it names is asked only where it is public, or its own."""
    hits = []

    class Inside(Provider):
        def do_POST(self) -> None:
            hits.append(self.path)
            super().do_POST()

    inside = ThreadingHTTPServer(("127.0.0.1", 0), Inside)
    threading.Thread(target=inside.serve_forever, daemon=True).start()
    provider.token_at = f"http://127.0.0.1:{inside.server_port}/token"
    provider.claims = {"sub": "1", "email": noor.email, "email_verified": True}

    answer = come_back(client)
    inside.shutdown()
    inside.server_close()

    assert answer.status_code in {401, 503}
    assert hits == []
    assert client.get("/me").status_code == 302
