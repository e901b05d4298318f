"""Every answer carries the same safe headers: each address of the site, for everyone, and each page that tells of a problem.

What only a served site answers (streams, what is not HTTP) is in src/tuque/serving/tests/test_headers_served.py.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path

from headers import faults, faults_of
from project.test_access import TABLE, address_of, send
from tuque.accounts.access import public
from tuque.config import urls as real_urls
from tuque.core.problems import PermissionRefused
from tuque.web import views

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_address_answers_safely_whoever_asks(name, cast, sign_in):
    """A visitor, and methods that are not meant; answers to those who may and may not enter: tests/project/test_access.py."""
    address, visitor, dana = address_of(name, cast), sign_in(None), sign_in(cast.dana)

    answers = {f"{method} by a visitor": send(visitor, name, method, cast, address) for method in ("get", "post")}
    answers["put by Dana"] = dana.put(address)

    assert {what: found for what, answer in answers.items() if (found := faults_of(name, answer))} == {}


def failing(trouble: Exception):
    @public(reason="A test.")
    def view(request):
        raise trouble

    return view


urlpatterns = [
    path("broken", failing(ZeroDivisionError())),
    path("away", failing(OperationalError("connection refused"))),
    path("full", failing(OperationalError("database or disk is full"))),
    path("refused", failing(PermissionRefused())),
    *real_urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = views.bad_request, views.refused, views.not_found, views.broken

PROBLEMS = {
    "a failure": (500, {"path": "/broken"}),
    "the database away": (503, {"path": "/away"}),
    "the disk full": (503, {"path": "/full"}),
    "refused": (403, {"path": "/refused"}),
    "not there": (404, {"path": "/nothing"}),
    "not there, of the interface": (404, {"path": "/api/v1/nothing"}),
    "another host": (400, {"path": "/healthy", "headers": {"host": "elsewhere.example"}}),
    "a file that is not there": (404, {"path": "/static/nothing.js"}),
    "a file out of its folder": (404, {"path": "/static/..%2f..%2fsettings.py"}),
    "an address that is no text": (404, {"path": "/%ff%fe"}),
    "the history of the source": (404, {"path": "/.git/HEAD"}),
    "a folder of files": (404, {"path": "/static/"}),
    "not their method": (405, {"path": "/language"}),
    "a page without its last slash": (301, {"path": "/account/login"}),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_problem_is_told_safely(name, db):
    status, asked = PROBLEMS[name]

    with override_settings(ROOT_URLCONF=__name__):
        response = Client(raise_request_exception=False).get(**asked)

    assert response.status_code == status
    assert list(faults(response)) == []


def test_a_form_without_its_token_is_refused_safely(db):
    response = Client(enforce_csrf_checks=True).post("/language", {"language": "fr"})

    assert response.status_code == 403
    assert list(faults(response)) == []


def test_a_picture_of_the_site_is_served_safely_and_may_be_kept(client, db):
    response = client.get("/static/tuque.svg")

    assert response.status_code == 200
    assert list(faults(response, may_be_kept=True)) == []


def test_over_https_browsers_are_told_to_stay_there(db):
    with override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True):
        pages = ["/account/login/", "/nothing", "/static/tuque.svg", "/home", "/api/v1/me"]
        told = [Client().get(page, secure=True).headers.get("Strict-Transport-Security") for page in pages]

    assert told == ["max-age=31536000; includeSubDomains"] * len(pages)


def test_tracing_is_not_answered(db):
    answer = Client().trace("/healthy", headers={"x-secret": "canary"})

    assert answer.status_code == 405
    assert b"canary" not in answer.content


COOKIES = """
import json
from django.conf import settings as s
kinds = ("SESSION", "CSRF", "LANGUAGE")
print(json.dumps({k: [getattr(s, f"{k}_COOKIE_{w}") for w in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")] for k in kinds}))
"""


def test_over_https_every_cookie_is_ours_alone(tmp_path):
    told = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "tuque.config.settings",
        "TUQUE_HTTPS": "yes",
        "TUQUE_DATA_DIR": str(tmp_path),
    }

    said = subprocess.run([sys.executable, "-c", COOKIES], env=told, capture_output=True, text=True, check=True).stdout

    for name, secure, http_only, same_site in json.loads(said).values():
        assert name.startswith("__Host-")
        assert (secure, http_only, same_site) == (True, True, "Lax")
