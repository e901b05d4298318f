"""A form left open past a sign-out: what was written is kept, for whoever wrote it and nobody else."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tuque.accounts import kept
from tuque.core.clock import now
from tuque.people.models import Person

pytestmark = pytest.mark.django_db
ADDRESS = "/people/add"


def written(page, **fields):
    by = re.search(r'name="_by" value="([^"]+)"', page.content.decode())[1]
    return {"name": "Ada Sample", "birth_year": "1980", "means": "spoken", "_by": by, **fields}


@pytest.fixture
def noor(cast, sign_in):
    return sign_in(cast.noor)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "What you wrote is kept"), ("fr", "Ce que vous avez écrit est gardé")]
)
def test_it_is_offered_after_signing_in_again_and_sent_as_it_was(cast, noor, language, words):
    sent = written(noor.get(ADDRESS), consent_language="en", agreed="on")
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(language=language)
    Session.objects.all().delete()

    led = noor.post(ADDRESS, sent)
    raw = "".join(row.session_data for row in Session.objects.all())
    noor.force_login(cast.noor)
    page = noor.get("/me/kept").content.decode()

    assert led["Location"] == "/account/login/?next=/me/kept"
    assert words in page
    assert f'action="{ADDRESS}"' in page
    again = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    assert again["name"] == "Ada Sample"
    assert "Ada" not in str(Session.objects.model(session_data=raw).get_decoded())
    assert noor.post(ADDRESS, again)["Location"].startswith("/people/")
    assert Person.objects.get().name == "Ada Sample"


def test_nobody_else_is_offered_it_and_it_is_forgotten(cast, noor):
    sent = written(noor.get(ADDRESS))
    Session.objects.all().delete()
    noor.post(ADDRESS, sent)

    for someone in (cast.odile, cast.noor):  # the first look by another forgets it
        noor.force_login(someone)
        assert noor.get("/me/kept")["Location"] == "/home"


def test_what_no_page_of_ours_sent_is_not_kept(cast, noor):
    forged = [written(noor.get(ADDRESS), _by="forged:1:x"), written(noor.get(ADDRESS), name="x" * kept.MOST_BYTES)]
    elsewhere = written(noor.get(ADDRESS))
    Session.objects.all().delete()

    led = [noor.post(ADDRESS, sent) for sent in forged]
    led.append(noor.post(ADDRESS, elsewhere, headers={"Origin": "https://elsewhere.example"}))

    assert {one["Location"] for one in led} == {f"/account/login/?next={ADDRESS}"}


def test_after_an_hour_it_is_gone(cast, noor, rf):
    request = rf.post(ADDRESS, written(noor.get(ADDRESS)))
    request.session = {}
    at = now()

    assert kept.keep(request, at=at)
    assert kept.find(request, worker=cast.noor, at=at).fields[0] == ("name", "Ada Sample")
    assert kept.find(request, worker=cast.noor, at=at + kept.KEPT_FOR + timedelta(seconds=1)) is None
    assert request.session == {}


def test_a_form_whose_token_is_stale_is_offered_again_to_its_writer_only(cast, sign_in):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.noor)
    sent = written(strict.get(ADDRESS), csrfmiddlewaretoken="a" * 64)

    mine = strict.post(ADDRESS, sent)
    strict.force_login(cast.dana)
    others = strict.post(ADDRESS, sent)

    assert (mine.status_code, others.status_code) == (403, 403)
    assert 'value="Ada Sample"' in mine.content.decode()
    assert "Ada Sample" not in others.content.decode()
