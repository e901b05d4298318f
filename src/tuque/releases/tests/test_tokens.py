from datetime import timedelta

import pytest
from conftest import NOON

from tuque.audit.models import AuditRecord
from tuque.core import briefly
from tuque.core.problems import PermissionRefused
from tuque.releases import selectors, services
from tuque.releases.models import ApiToken
from tuque.releases.scopes import Scope


def make(cast, **changes):
    values = {"name": "Report", "scopes": [Scope.REFERENCE], "expires_at": NOON + timedelta(days=30), "by": cast.dana}
    return services.create_token(**{**values, **changes}, at=NOON)


def test_the_secret_is_kept_nowhere_and_opens_the_token(cast):
    token, secret = make(cast)

    assert selectors.find_token_by_secret(secret, at=NOON) == token
    assert secret not in str(ApiToken.objects.values().get())
    assert AuditRecord.objects.get(action="releases.token_created").subject_id == token.public_id


def test_a_token_ends_with_its_time(cast):
    _token, secret = make(cast)

    assert selectors.find_token_by_secret(secret, at=NOON + timedelta(days=30)) is None


def test_a_revoked_token_opens_nothing(cast):
    token, secret = make(cast)

    services.revoke_token(token, by=cast.dana, at=NOON)
    services.revoke_token(token, by=cast.dana, at=NOON)

    assert selectors.find_token_by_secret(secret, at=NOON) is None
    assert AuditRecord.objects.filter(action="releases.token_revoked").count() == 1


def test_what_another_process_takes_away_acts_within_a_second(cast, monkeypatch):
    token, secret = make(cast)
    before = selectors.find_token_by_secret(secret, at=NOON)
    assert before.created_by.roles

    ApiToken.objects.filter(pk=token.pk).update(revoked_at=NOON)
    later = briefly.time.monotonic() + 0.99
    monkeypatch.setattr(briefly.time, "monotonic", lambda: later)

    assert selectors.find_token_by_secret(secret, at=NOON) is None


def test_a_role_that_ended_writes_nothing_a_second_later(cast, monkeypatch):
    _token, secret = make(cast)
    assert selectors.find_token_by_secret(secret, at=NOON).created_by.roles

    cast.dana.role_assignments.update(ends_at=NOON)
    later = briefly.time.monotonic() + 0.99
    monkeypatch.setattr(briefly.time, "monotonic", lambda: later)

    assert not selectors.find_token_by_secret(secret, at=NOON).created_by.roles


@pytest.mark.parametrize("changes", [{"scopes": []}, {"expires_at": NOON}, {"expires_at": NOON + timedelta(days=400)}])
def test_a_token_needs_a_scope_and_an_end_within_a_year(cast, changes):
    with pytest.raises(services.TokenUnusable):
        make(cast, **changes)

    assert not ApiToken.objects.exists()


def test_a_field_worker_cannot_make_one(cast):
    with pytest.raises(PermissionRefused):
        make(cast, by=cast.noor)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_shows_the_secret_once(cast, sign_in, language):
    cast.dana.language = language
    cast.dana.save()
    client = sign_in(cast.dana)

    shown = client.post("/tokens/", {"name": "Report", "scopes": ["reference:read"], "days": "30"}).content.decode()
    later = client.get("/tokens/").content.decode()

    assert shown.count("tuque_") >= 2
    assert "Report" in later
    assert "Bearer tuque_" not in later
    assert ("Clés existantes" if language == "fr" else "Existing keys") in later
