"""What the reader is told when something fails: the right status, in their language, with what to do."""

import errno
import json

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tuque.accounts.access import public
from tuque.config import urls as real_urls
from tuque.core.problems import ChangedMeanwhile
from tuque.web import views


def failing(trouble: Exception):
    @public(reason="A test.")
    def view(request):
        raise trouble

    return view


@public(reason="A test.")
def echo(request):
    return HttpResponse(str(len(request.body)))


urlpatterns = [
    path("away", failing(OperationalError("connection refused"))),
    path("full", failing(OperationalError("database or disk is full"))),
    path("full-files", failing(OSError(errno.ENOSPC, "No space left on device"))),
    path("ours", failing(OperationalError("no such table: people"))),
    path("broken", failing(ZeroDivisionError())),
    path("changed", failing(ChangedMeanwhile())),
    path("echo", echo),
    *real_urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = views.bad_request, views.refused, views.not_found, views.broken

CASES = [
    ("/away", 503, "La base de données est hors d’atteinte"),
    ("/full", 503, "Le disque du serveur est plein"),
    ("/full-files", 503, "Le disque du serveur est plein"),
    ("/ours", 500, "Un problème est survenu de notre côté"),
    ("/broken", 500, "Un problème est survenu de notre côté"),
    ("/changed", 409, "Une autre personne a enregistré"),
    ("/nothing-here", 404, "Il n’y a rien ici"),
    ("/language", 405, "Cette adresse n’accepte pas"),
]


@pytest.fixture
def client(db) -> Client:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "words"), CASES)
def test_a_trouble_is_told_in_the_readers_language(client, address, status, words):
    response = client.get(address, headers={"Accept-Language": "fr-CA"})

    assert response.status_code == status
    assert words in response.content.decode()
    assert response["Content-Language"] == "fr" or status == 500
    assert "Content-Security-Policy" in response


def test_a_program_is_told_in_json(client):
    response = client.get("/away", headers={"Accept": "application/json"})

    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["code"] == "core.database_away"


def test_what_is_too_large_is_refused_before_it_is_read(client, settings):
    settings.LARGEST_BODY = 1000

    response = client.post("/echo", data=b"x" * 1001, content_type="application/octet-stream")

    assert response.status_code == 413


def test_a_form_that_is_too_large_is_refused(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = client.post("/echo", data=b"x" * 1001, content_type="application/octet-stream")

    assert response.status_code == 413


def test_a_database_away_while_the_session_is_read_is_told_too(client, monkeypatch):
    """The session is read before any view is reached."""
    from django.contrib.sessions.backends.db import SessionStore

    def away(self):
        raise OperationalError("connection refused")

    monkeypatch.setattr(SessionStore, "load", away)
    client.cookies["tuque_session"] = "some-session-key-of-a-worker"

    response = client.get("/", headers={"Accept-Language": "fr"})

    assert response.status_code == 503
    assert "hors d’atteinte" in response.content.decode()


def test_a_form_opened_too_long_ago_is_told(db):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/language", {"language": "fr"}, headers={"Accept-Language": "fr"})

    assert response.status_code == 403
    assert "restée ouverte trop longtemps" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "status"), [("/nothing", 404), ("/away", 503), ("/broken", 500), ("/changed", 409)]
)
@pytest.mark.parametrize(("language", "other"), [("en", "fr"), ("fr", "en")])
def test_a_page_of_trouble_can_be_read_in_the_other_language(db, address, status, language, other):
    client = Client(raise_request_exception=False, headers={"accept-language": language})

    with override_settings(ROOT_URLCONF=__name__):
        page = client.get(address)
        form = {"language": other, "next": address, "csrfmiddlewaretoken": client.cookies["tuque_csrf"].value}
        client.post("/language", form)
        again = client.get(address)

    assert (page.status_code, again.status_code) == (status, status)
    assert f'<button class="link" name="language" value="{other}"' in page.content.decode()
    assert f'<html lang="{other}">' in again.content.decode()


def test_the_other_language_of_a_refused_form_leads_back_to_its_page():
    client = Client(enforce_csrf_checks=True)
    at_home = {"referer": "http://testserver/log?x=1", "host": "testserver"}

    assert 'value="/log?x=1"' in client.post("/records", headers=at_home).content.decode()
    assert (
        'name="next" value="/"' in client.post("/records", headers={"referer": "http://else.example/"}).content.decode()
    )


def test_a_name_that_the_site_does_not_have_is_said(client):
    page = client.get("/", headers={"host": "typo.example"})

    assert page.status_code == 400
    assert "TUQUE_HOSTS" in page.content.decode()
    assert "typo.example" not in page.content.decode()
