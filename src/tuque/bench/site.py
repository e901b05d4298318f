"""What a benchmark asks of a site's own code, in a process of its own whose settings are the benchmark's.

python -m tuque.bench.site prepare QUESTIONS       an organization, a wide form; prints a key for programs
python -m tuque.bench.site chat CONVERSATIONS      a line and people on it; prints its code, their key, a director's session
"""

import json
import secrets
import sys
from datetime import timedelta

import django

django.setup()


def prepare(questions: int) -> str:
    """Make one organization with a director, and a published form; the secret of a token with every scope."""
    from tuque.accounts.api import Organization, Role, Worker
    from tuque.accounts.models import RoleAssignment
    from tuque.bench.wide import wide_form
    from tuque.core.clock import now
    from tuque.forms.models import Definition, Version
    from tuque.releases.scopes import Scope
    from tuque.releases.services import create_token

    at = now()
    organization = Organization.objects.create(code="bench", name="Bench", created_at=at)
    director = Worker.objects.create(
        organization=organization, email="director@bench.example", name="Bench Director", created_at=at
    )
    RoleAssignment.objects.create(worker=director, organization=organization, role=Role.DIRECTOR, starts_at=at)
    definition = Definition.objects.create(organization=organization, kind=Definition.Kind.FORM, code="wide")
    Version.objects.create(
        organization=organization,
        definition=definition,
        number=1,
        body=wide_form("wide", questions=questions),
        created_at=at,
        published_at=at,
    )
    _token, secret = create_token(
        name="Bench", scopes=list(Scope), expires_at=at + timedelta(days=1), by=director, at=at
    )
    return secret


def chat(conversations: int) -> str:
    """A line with so many conversations, all of one key, and a director who may read them."""
    from django.contrib.sessions.backends.db import SessionStore

    from tuque.accounts.api import Organization, Role, Worker
    from tuque.accounts.models import RoleAssignment
    from tuque.channels import api as channels
    from tuque.core.clock import now

    at, key = now(), secrets.token_hex(32)
    organization = Organization.objects.create(code="bench", name="Bench", created_at=at)
    director = Worker.objects.create(
        organization=organization, email="director@bench.example", name="Bench Director", created_at=at
    )
    RoleAssignment.objects.create(worker=director, organization=organization, role=Role.DIRECTOR, starts_at=at)
    line = channels.add_line(
        code="bench", name_en="Bench", name_fr="Banc", channels=["chat"], languages=["en"], by=director, at=at
    )
    names = [
        str(channels.start(line, channel=channels.Channel.CHAT, language="en", at=at, token=key).public_id)
        for _ in range(conversations)
    ]
    session = SessionStore()
    session["_auth_user_id"] = str(director.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = director.get_session_auth_hash()
    session.create()
    return json.dumps({"line": line.code, "key": key, "session": session.session_key, "conversations": names})


if __name__ == "__main__":
    from tuque.core import wall

    with wall.system(wall.Purpose.UPKEEP):
        print({"prepare": prepare, "chat": chat}[sys.argv[1]](int(sys.argv[2])))
