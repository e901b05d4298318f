from datetime import timedelta

from allauth.mfa.models import Authenticator

from access import EVERYONE, Route
from tuque.accounts.models import Team
from tuque.accounts.permissions import MAY_MANAGE_PEOPLE
from tuque.accounts.roles import Role
from tuque.accounts.services import invitations
from tuque.accounts.tests.cast import worker
from tuque.core.clock import now

MANAGERS = frozenset(MAY_MANAGE_PEOPLE)
WAYS_IN = Route(get=EVERYONE, public=True)
# One’s own sessions, codes and passkeys: nobody of the cast has any, so everyone gets in and finds nothing.
NOTHING_THERE = frozenset({404})


def no_provider(cast):
    return {"provider_id": "oidc"}


# None is set in the tests’ own settings; with one, test_single_sign_on.py goes all the way.
SINGLE_SIGN_ON = Route(
    get=EVERYONE, post=EVERYONE, public=True, audited=False, names=no_provider, answers=NOTHING_THERE
)


def someone(cast):
    return {"public_id": cast.noor.public_id}


def someone_disabled(cast):
    gone = worker(cast.downtown, "Gael Example", at=now())
    gone.is_active, gone.disabled_at = False, now()
    gone.save()
    return {"public_id": gone.public_id}


def someone_with_an_app(cast):
    Authenticator.objects.get_or_create(user=cast.noor, type="totp", defaults={"data": {}})
    return someone(cast)


def own_team(cast):
    return {"public_id": cast.van.public_id}


def own_retired_team(cast):
    Team.objects.filter(pk=cast.van.pk).update(is_active=False)
    return {"public_id": cast.van.public_id}


def invitation(cast, email="new@downtown.example"):
    return invitations.invite(
        organization=cast.downtown,
        email=email,
        name="New Example",
        language="en",
        roles=[Role.FIELD_WORKER],
        team=cast.van,
        by=cast.dana,
        at=now() - timedelta(minutes=1),
    )


def own_invitation(cast):
    return {"public_id": invitation(cast)[0].public_id}


def link(cast):
    return {"token": invitation(cast)[1]}


def new_worker(cast):
    return {
        "name": "Rae Example",
        "email": "rae@downtown.example",
        "language": "fr",
        "roles": ["field_worker"],
        "team": "",
    }


def acceptance(cast):
    return {"name": "New Example", "language": "fr", "password": "four quiet snowy boots"}


ROUTES = {
    # Posting keeps what is looked for out of the address; what is then shown is no record of anyone served.
    "accounts:workers": Route(get=MANAGERS, post=MANAGERS, body=lambda cast: {"search": "noor"}, audited=False),
    "accounts:invite": Route(get=MANAGERS, post=MANAGERS, body=new_worker),
    "accounts:withdraw": Route(post=MANAGERS, names=own_invitation),
    "accounts:worker": Route(get=MANAGERS, names=someone),
    "accounts:give-role": Route(post=MANAGERS, names=someone, body=lambda cast: {"role": "supervisor", "team": ""}),
    "accounts:end-role": Route(
        post=MANAGERS,
        names=someone,
        body=lambda cast: {"role": "field_worker", "team": str(cast.foot_patrol.public_id)},
    ),
    "accounts:disable": Route(post=MANAGERS, names=someone, body=lambda cast: {"reason": "left"}),
    "accounts:enable": Route(post=MANAGERS, names=someone_disabled),
    "accounts:end-sessions": Route(post=MANAGERS, names=someone),
    "accounts:take-factors-away": Route(
        post=MANAGERS, names=someone_with_an_app, body=lambda cast: {"reason": "lost_device"}
    ),
    "accounts:teams": Route(
        get=MANAGERS, post=MANAGERS, body=lambda cast: {"name_en": "Night walk", "name_fr": "Marche de nuit"}
    ),
    "accounts:team": Route(
        get=MANAGERS, post=MANAGERS, names=own_team, body=lambda cast: {"name_en": "Bus", "name_fr": "Autobus"}
    ),
    "accounts:retire-team": Route(post=MANAGERS, names=own_team),
    "accounts:restore-team": Route(post=MANAGERS, names=own_retired_team),
    "accounts:accept": Route(get=EVERYONE, post=EVERYONE, public=True, names=link, body=acceptance),
    "accounts:me": Route(get=EVERYONE),
    "accounts:kept": Route(get=EVERYONE),
    "accounts:welcome": Route(get=EVERYONE),
    "accounts:end-session": Route(post=EVERYONE, answers=NOTHING_THERE),
    "accounts:end-other-sessions": Route(post=EVERYONE),
    # The ways in and out. What each POST does, and its audit record, is in test_sign_in.py, test_factors.py and
    # test_single_sign_on.py: an empty one is answered with the form again and writes nothing.
    "account_login": Route(get=EVERYONE, post=EVERYONE, public=True, audited=False),
    "account_logout": Route(get=EVERYONE, post=EVERYONE, public=True, audited=False),
    "account_inactive": WAYS_IN,
    "account_reauthenticate": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "account_change_password": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "account_set_password": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "account_reset_password": Route(
        get=EVERYONE, post=EVERYONE, public=True, audited=False, body=lambda cast: {"email": "no@one.example"}
    ),
    "account_reset_password_done": WAYS_IN,
    "account_reset_password_from_key": Route(
        get=EVERYONE, post=EVERYONE, public=True, audited=False, names=lambda cast: {"uidb36": "1", "key": "not-one"}
    ),
    "account_reset_password_from_key_done": WAYS_IN,
    "mfa_index": Route(get=EVERYONE),
    "mfa_authenticate": Route(get=EVERYONE, post=EVERYONE, public=True, audited=False),
    "mfa_reauthenticate": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "mfa_activate_totp": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "mfa_generate_recovery_codes": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "mfa_list_webauthn": Route(get=EVERYONE),
    "mfa_add_webauthn": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "mfa_reauthenticate_webauthn": Route(get=EVERYONE, post=EVERYONE, audited=False),
    "mfa_deactivate_totp": Route(get=EVERYONE, post=EVERYONE, answers=NOTHING_THERE),
    "mfa_view_recovery_codes": Route(get=EVERYONE, answers=NOTHING_THERE),
    "mfa_download_recovery_codes": Route(get=EVERYONE, answers=NOTHING_THERE),
    # A passkey of the worker themself: someone else’s is not found, see test_factors.py.
    "mfa_remove_webauthn": Route(get=EVERYONE, post=EVERYONE, audited=False, names=lambda cast: {"pk": 1}, shared=True),
    "mfa_edit_webauthn": Route(get=EVERYONE, post=EVERYONE, audited=False, names=lambda cast: {"pk": 1}, shared=True),
    "openid_connect_login": SINGLE_SIGN_ON,
    "openid_connect_callback": Route(get=EVERYONE, public=True, names=no_provider, answers=NOTHING_THERE),
    "socialaccount_login_cancelled": WAYS_IN,
    "socialaccount_login_error": Route(get=EVERYONE, public=True, answers=frozenset({401})),
    "mfa_login_webauthn": Route(get=EVERYONE, post=EVERYONE, public=True, audited=False),
}
