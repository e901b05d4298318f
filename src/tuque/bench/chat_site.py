"""What `tuque bench chat` asks of a site's own code, in a process of its own: people in conversation, responders who hold them.

python -m tuque.bench.chat_site CONVERSATIONS PHONES      prints one JSON object, as `Made` names it
"""

import json
import secrets
import sys
from datetime import datetime, timedelta

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402

from tuque.accounts.api import Organization, Role, Worker  # noqa: E402
from tuque.accounts.models import RoleAssignment  # noqa: E402
from tuque.channels import api as channels  # noqa: E402
from tuque.channels.providers import accounts  # noqa: E402
from tuque.contact_centre import desk as desks  # noqa: E402
from tuque.contact_centre.routing import commands  # noqa: E402
from tuque.contact_centre.routing.facts import Fact  # noqa: E402
from tuque.contact_centre.routing.line import Line  # noqa: E402
from tuque.contact_centre.routing.values import Responder, profile  # noqa: E402
from tuque.core import streams, wall  # noqa: E402
from tuque.core.clock import now  # noqa: E402
from tuque.core.ids import new_id  # noqa: E402

CODE, TEXT_NUMBER, ORIGIN = "bench", "+12045550100", "https://bench.example"


def make(conversations: int, phones: int) -> dict[str, object]:
    """A line; people who chat with it, each with a responder; and phones that have written before."""
    at, key, token = now(), secrets.token_hex(32), secrets.token_hex(16)
    organization = Organization.objects.create(code=CODE, name="Bench", created_at=at)
    director = worker(organization, "director", Role.DIRECTOR, at=at)
    line = channels.add_line(
        code=CODE, name_en="Bench", name_fr="Banc", channels=["chat", "text"], languages=["en"], by=director, at=at
    )
    account = accounts.add_account(
        provider="twilio", line=line, address=TEXT_NUMBER, language="en",
        given={"account_sid": "AC" + "0" * 32, "auth_token": token}, origin=ORIGIN, by=director, at=at,
    )  # fmt: skip
    numbers = [f"+1204555{number:04}" for number in range(101, 101 + phones)]  # 555-01xx: nobody's
    chats = [
        channels.start(line, channel=channels.Channel.CHAT, language="en", at=at, token=key)
        for _ in range(conversations)
    ]
    texts = [
        channels.hear(
            line, channel=channels.Channel.TEXT, address=number, language="en", message_id=new_id(), text="Hello", at=at
        ).conversation
        for number in numbers
    ]
    sessions = answer(organization, [*chats, *texts], at=at)
    return {
        "line": CODE,
        "key": key,
        "token": token,
        "account": str(account.public_id),
        "number": TEXT_NUMBER,
        "webhook": account.webhook,
        "chats": [[str(one.public_id), sessions[str(one.public_id)]] for one in chats],
        "phones": [[number, str(one.public_id), sessions[str(one.public_id)]]
                   for number, one in zip(numbers, texts, strict=True)],
    }  # fmt: skip


def answer(organization: Organization, waiting: list[channels.Conversation], *, at: datetime) -> dict[str, str]:
    """Sign in as many responders as it takes, have the router offer and each accept. The session of whoever holds which."""
    found = {str(one.public_id): one for one in waiting}
    workers: dict[str, Worker] = {}
    new: list[Fact] = []
    with transaction.atomic():
        last = streams.allocate(desks.stream_of(organization), count=0, organization_id=organization.pk).start - 1
        state = desks.replay(organization, until=last)
        line = Line(state, keep=new.append)
        while state.waiting or state.offered:
            held = next(iter(state.offered.values()), None)
            if held is not None:
                line.do(commands.accept, held.offer, responder=held.responder, at=at.timestamp())
                continue
            one = worker(organization, f"responder{len(workers)}", Role.RESPONDER, at=at)
            workers[str(one.public_id)] = one
            who = Responder(str(one.public_id), profile(centres={"bench"}, languages={"en"}, skills={CODE: 1}), None)
            line.do(commands.sign_in, who, at=at.timestamp())
        desks.write_facts(organization, new)
        desks.keep_state(state, organization, new, at=at)
    keys = {name: session_of(one) for name, one in workers.items()}
    for name, conversation in found.items():
        channels.join(conversation=conversation, worker=workers[state.held[name].responder], at=at)
    return {name: keys[state.held[name].responder] for name in found}


def worker(organization: Organization, name: str, role: Role, *, at: datetime) -> Worker:
    made = Worker.objects.create(
        organization=organization, email=f"{name}@bench.example", name=f"Bench {name}", created_at=at
    )
    RoleAssignment.objects.create(
        worker=made, organization=organization, role=role, starts_at=at - timedelta(minutes=1)
    )
    return made


def session_of(worker: Worker) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(worker.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = worker.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    with wall.system(wall.Purpose.UPKEEP):
        print(json.dumps(make(int(sys.argv[1]), int(sys.argv[2]))))
