"""Calls made for a test."""

from conftest import NOON

from tuque.accounts.roles import Role
from tuque.channels import permissions
from tuque.channels.tests import factories
from tuque.channels.voice import calls
from tuque.channels.voice.hearing import Part


def line(cast):
    return factories.line(cast, code="voice", channels=["voice"])


def call(cast, *, at=NOON):
    """Someone calls and waits: the call, the caller's party, the secret of their page."""
    return calls.offered(line(cast), language="fr", at=at)


def call_with_all(cast):
    """One in which everyone who answers talks."""
    made, _party, _token = call(cast)
    for role in permissions.ANSWERERS:
        calls.connect(made, cast.workers[Role(role)], part=Part.TALKS, at=NOON)
    return made
