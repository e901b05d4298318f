"""Who may enter each address of the providers' drawer; the room's own table takes these lines in."""

from conftest import NOON

from access import EVERYONE, Route
from tuque.accounts.roles import Role
from tuque.channels import permissions, services
from tuque.channels.codes import Channel
from tuque.channels.models import Conversation
from tuque.channels.providers.models import Account, Reach, Stop
from tuque.channels.providers.pocket import network
from tuque.channels.providers.pocket.models import PocketPhone
from tuque.channels.providers.tests.factories import account
from tuque.channels.tests import factories
from tuque.core.ids import new_id

SETS_UP = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR})
PLAYS = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR, Role.SUPERVISOR, Role.RESPONDER})
ANSWERERS = frozenset(permissions.ANSWERERS)


def own_account(cast, provider="twilio"):
    return Account.objects.filter(organization=cast.downtown, provider=provider).first() or account(cast, provider)


def number(cast, provider="twilio"):
    return {"public_id": own_account(cast, provider).public_id}


def phone(cast):
    made = own_account(cast, "pocket")
    found = PocketPhone.objects.filter(account=made).first() or network.add_phone(made, by=cast.dana)
    return {"public_id": found.public_id}


def conversation(cast):
    """Everyone who answers is in it; a word to stop was said."""
    row = Conversation.objects.filter(organization=cast.downtown, channel="text").first()
    if row is None:
        values = {"channel": Channel.TEXT, "address": "+12045550123", "token": ""}
        row = factories.conversation(cast, **values)
        for role in sorted(ANSWERERS):
            services.join(conversation=row, worker=cast.workers[role], at=NOON)
        Reach.objects.create(
            organization=cast.downtown, conversation=row, account=own_account(cast), heard_at=NOON, stop=Stop.DOUBT
        )
    return {"public_id": row.public_id}


def with_another(cast):
    other = Account.objects.filter(provider="telnyx").first() or account(cast, "telnyx", address="+12045550102")
    return {"account": str(other.public_id)}


def a_new_number(cast):
    line = factories.line(cast)
    return {
        "line": str(line.public_id),
        "address": "204-555-0109",
        "language": "fr",
        "account_sid": "AC1",
        "auth_token": "example",
    }


ROUTES = {
    # Nothing of a provider proves itself here: it is refused, after its account was found.
    "channels:webhook": Route(
        get=EVERYONE,
        post=EVERYONE,
        public=True,
        names=lambda cast: {"path": own_account(cast).path},
        answers=frozenset({403}),
    ),
    "channels:numbers": Route(get=SETS_UP),
    "channels:add-number": Route(
        get=SETS_UP, post=SETS_UP, names=lambda cast: {"provider": "twilio"}, body=a_new_number, shared=True
    ),
    "channels:number": Route(get=SETS_UP, names=number),
    "channels:change-number": Route(post=SETS_UP, names=number, body=lambda cast: {"auth_token": "another"}),
    # The pocket network: no other is asked anything by a test.
    "channels:try-number": Route(post=SETS_UP, names=lambda cast: number(cast, "pocket")),
    "channels:retire-number": Route(post=SETS_UP, names=number),
    "channels:reach": Route(get=ANSWERERS, names=conversation),
    "channels:ask-stop": Route(post=ANSWERERS, names=conversation, audited=False),  # a message is its own record
    "channels:decide-stop": Route(post=ANSWERERS, names=conversation, body=lambda cast: {"meant": "no"}),
    "channels:other-number": Route(post=ANSWERERS, names=conversation, body=with_another),
    "channels:show-number": Route(post=ANSWERERS, names=conversation),
    # Invented phones: nothing about anyone.
    "channels:pocket": Route(get=PLAYS),
    "channels:add-phone": Route(
        post=PLAYS, audited=False, body=lambda cast: {"account": str(own_account(cast, "pocket").public_id)}
    ),
    "channels:phone-screen": Route(get=PLAYS, names=phone),
    "channels:phone-write": Route(
        post=PLAYS, names=phone, audited=False, body=lambda cast: {"text": "Hello", "_key": str(new_id())}
    ),
    "channels:phone-trick": Route(post=PLAYS, names=phone, audited=False, body=lambda cast: {"trick": "again"}),
    # Without the secret of an account it is refused.
    "channels:pocket-network": Route(post=EVERYONE, public=True, answers=frozenset({400})),
}
