"""Hands in the database of a served site, from a process of their own: one JSON order a line, one JSON answer a line."""

import hashlib
import json
import sys

import django
from django.db import close_old_connections, transaction

from tuque.core import wall

ROLE_OF = {"noor": "field_worker", "dana": "director", "paz": "privacy_officer"}


def main() -> None:
    django.setup()
    for line in sys.stdin:
        order = json.loads(line)
        close_old_connections()
        with wall.system(wall.Purpose.UPKEEP):
            print(json.dumps(ORDERS[order.pop("do")](**order)), flush=True)
        close_old_connections()


def make() -> dict[str, str]:
    from tuque.accounts.tests.cast import make_cast
    from tuque.core.clock import now

    cast = make_cast(at=now())
    return {"downtown": str(cast.downtown.public_id), "elsewhere": str(cast.elsewhere.public_id)}


def sign_in(who: str) -> str:
    """A session, as signing in makes it; its key."""
    from django.contrib.sessions.backends.db import SessionStore

    worker = worker_called(who)
    session = SessionStore()
    session["_auth_user_id"] = str(worker.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = worker.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def worker_called(who: str):
    from tuque.accounts.models import Worker

    if who == "odile":
        return Worker.objects.get(organization__code="elsewhere")
    return Worker.objects.get(organization__code="downtown", role_assignments__role=ROLE_OF[who])


def change(times: int = 1) -> int:
    from tuque.core import streams

    number = 0
    for _ in range(times):
        with transaction.atomic():
            owner = worker_called("dana").organization_id
            number = streams.allocate(f"interactions:{owner}", organization_id=owner)[-1]
    return number


def line() -> str:
    """A line that chats; its code."""
    from tuque.accounts.tests.cast import make_cast
    from tuque.channels.tests import factories
    from tuque.core.clock import now

    return factories.line(make_cast(at=now())).code


@transaction.atomic
def disable(who: str) -> None:
    from tuque.accounts.models import SignOut
    from tuque.core.clock import now

    worker = worker_called(who)
    worker.is_active = False
    worker.save()
    SignOut.objects.create(worker=worker, at=now())


def give_password(who: str, password: str) -> str:
    """Their address, with which and the password they sign in on a page."""
    worker = worker_called(who)
    worker.set_password(password)
    worker.save()
    return worker.email


def end_session(who: str, key: str) -> None:
    from tuque.accounts.models import SignOut
    from tuque.core.clock import now

    hashed = hashlib.sha256(key.encode()).hexdigest()
    SignOut.objects.create(worker=worker_called(who), session_key_hash=hashed, at=now())


def take_role(who: str) -> None:
    from tuque.core.clock import now

    worker_called(who).role_assignments.update(ends_at=now())


def post(number: int) -> None:
    from tuque.core import outbox
    from tuque.core.clock import now

    with transaction.atomic():
        outbox.post("test.served", {"number": number}, at=now())


def delivered() -> int:
    from tuque.core.models import OutboxMessage

    return OutboxMessage.objects.filter(done_at__isnull=False).count()


ORDERS = {
    order.__name__: order
    for order in (make, sign_in, line, give_password, change, disable, end_session, take_role, post, delivered)
}

if __name__ == "__main__":
    main()
