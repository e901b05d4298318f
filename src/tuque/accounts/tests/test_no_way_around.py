"""Nobody gets in without all that is asked of them, by any way in; and no answer tells whether an account exists."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access import Route
from project.test_access import TABLE
from tuque.accounts.services import invitations
from tuque.accounts.tests.access import invitation
from tuque.accounts.tests.test_factors import code, protected  # noqa: F401  a fixture
from tuque.accounts.tests.test_sign_in import enter
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.models import OutboxMessage

NEW = "another four quiet boots"


def is_in(browser) -> bool:
    return browser.get("/me").status_code == 200


def closed_pages() -> list[str]:
    found: list[tuple[str, Route]] = [
        (name, route) for name, route in TABLE.items() if route.get and not route.by_token
    ]
    return [name for name, route in found if not route.public and not route.names]


def reset_link(client, email) -> str:
    client.post("/account/password/reset/", {"email": email})
    outbox.deliver_due()
    return client.get(urlsplit(re.search(r"https?://\S+", mail.outbox[-1].body)[0]).path, follow=True).redirect_chain[
        -1
    ][0]


def test_the_password_without_the_code_opens_no_page_at_all(protected, noor, sign_in):  # noqa: F811
    browser = sign_in(None)
    enter(browser, noor.email)

    answers = {name: browser.get(reverse(name)) for name in closed_pages()}

    assert {name: one.status_code for name, one in answers.items() if one.status_code not in {302, 401, 403, 405}} == {}
    assert all("/account/login/" in one["Location"] for one in answers.values() if one.status_code == 302)


def test_neither_does_a_new_password_by_a_link(protected, noor, sign_in):  # noqa: F811
    browser = sign_in(None)

    browser.post(reset_link(browser, noor.email), {"password1": NEW})

    assert not is_in(browser)
    assert enter(browser, noor.email, NEW)["Location"].startswith("/account/factors/authenticate/")
    assert not is_in(browser)


def test_nor_an_invitation_to_an_address_that_has_an_account(protected, noor, cast, client, sign_in):  # noqa: F811
    made, token = invitation(cast, email="later@downtown.example")
    made.email = noor.email  # the account came after the invitation
    made.save()
    browser = sign_in(None)

    answer = browser.post(f"/invitation/{token}", {"name": "Noor Example", "language": "en", "password": NEW})

    assert answer.status_code == 409
    assert not is_in(browser)
    noor.refresh_from_db()
    assert not noor.check_password(NEW)


def test_nor_an_invitation_accepted_twice(cast, client, sign_in):
    _made, token = invitation(cast)
    body = {"name": "New Example", "language": "en", "password": NEW}
    client.post(f"/invitation/{token}", body)
    second = sign_in(None)

    assert second.post(f"/invitation/{token}", body).status_code == 410
    assert not is_in(second)


def test_ten_codes_may_be_tried_in_an_hour_and_then_not_even_the_right_one(protected, noor, sign_in):  # noqa: F811
    for _ in range(10):
        browser = sign_in(None)
        enter(browser, noor.email)
        browser.post("/account/factors/authenticate/", {"code": "000000"})

    browser.post("/account/factors/authenticate/", {"code": code(protected, step=1)})

    assert not is_in(browser)


def test_a_code_works_once(protected, noor, sign_in):  # noqa: F811
    same = code(protected, step=1)

    def with_code() -> bool:
        browser = sign_in(None)
        enter(browser, noor.email)
        browser.post("/account/factors/authenticate/", {"code": same})
        return is_in(browser)

    assert [with_code(), with_code()] == [True, False]


def test_a_session_that_someone_else_chose_is_not_the_one_that_signs_in(noor, client, sign_in):
    client.get("/account/login/")
    client.session["planted"] = True
    client.session.save()
    planted = "a" * 32
    client.cookies["tuque_session"] = planted

    enter(client, noor.email)
    thief = sign_in(None)
    thief.cookies["tuque_session"] = planted

    assert is_in(client)
    assert client.cookies["tuque_session"].value != planted
    assert not is_in(thief)


def test_the_session_changes_its_name_when_the_code_is_given(protected, noor, sign_in):  # noqa: F811
    browser = sign_in(None)
    enter(browser, noor.email)
    before = browser.cookies["tuque_session"].value

    browser.post("/account/factors/authenticate/", {"code": code(protected, step=1)})
    thief = sign_in(None)
    thief.cookies["tuque_session"] = before

    assert is_in(browser)
    assert not is_in(thief)
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("value", ["", "x", "../../etc/passwd", "a" * 5000, "'; DROP TABLE accounts_worker; --"])
def test_a_session_that_is_not_ours_is_nobodys(db, client, value):
    client.cookies["tuque_session"] = value

    assert not is_in(client)


def test_the_way_back_after_signing_in_leads_nowhere_else(noor, client):
    body = {"login": noor.email, "password": "four quiet snowy boots", "next": "https://elsewhere.example/"}

    assert client.post("/account/login/", body)["Location"] == "/home"


# No guessing who has an account.


@pytest.fixture
def hashes(monkeypatch):
    """How often the slow hash is computed."""
    worked: list[int] = []
    for name in ("encode", "verify"):
        plain = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher, name, lambda *a, plain=plain, **k: (worked.append(1), plain(*a, **k))[1]
        )
    return worked


def words(answer) -> str:
    return re.sub(r'value="[^"]*"', "", answer.content.decode())


@pytest.mark.parametrize("state", ["known", "disabled"])
def test_signing_in_answers_alike_and_works_alike(noor, client, hashes, state):
    if state == "disabled":
        noor.is_active = False
        noor.save()
    answers = []
    for email in (noor.email, "nobody@downtown.example"):
        hashes.clear()
        answers.append((words(enter(client, email, "not the right one")), len(hashes)))

    assert answers[0] == answers[1]


def test_asking_for_a_new_password_answers_alike_and_works_alike(noor, client, sign_in):
    answers = []
    for email in (noor.email, "nobody@downtown.example", "gael@downtown.example"):
        browser = sign_in(None)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = browser.post("/account/password/reset/", {"email": email})
        page = words(browser.get(answer["Location"]))
        verbs = [query["sql"].split()[0] for query in asked.captured_queries]
        answers.append((answer.status_code, answer["Location"], page.replace(email, ""), verbs))

    assert answers[0] == answers[1] == answers[2]
    assert not mail.outbox, "a letter is sent afterwards, by another process"
    assert OutboxMessage.objects.count() == 3


def test_a_disabled_worker_gets_no_letter(noor, client):
    client.post("/account/password/reset/", {"email": noor.email})
    noor.is_active = False
    noor.save()

    outbox.deliver_due()

    assert not mail.outbox


def test_a_wrong_link_for_a_worker_and_for_nobody_answer_alike(noor, client):
    known = client.get("/account/password/reset/key/1-wrong-key/", follow=True)
    unknown = client.get("/account/password/reset/key/zzzz-wrong-key/", follow=True)

    assert words(known) == words(unknown)


def test_wrong_invitations_answer_alike(db, client):
    assert words(client.get("/invitation/" + "a" * 43)) == words(client.get("/invitation/" + "b" * 43))
    with pytest.raises(invitations.InvitationUnknown):
        invitations.get_open("a" * 43, at=now())
