"""What other rooms may call."""

from tuque.accounts import limits
from tuque.accounts.access import public, roles_allowed, signed_in
from tuque.accounts.middleware import WorkerRequest
from tuque.accounts.models import Organization, Team, Worker
from tuque.accounts.roles import Role

__all__ = [
    "Organization",
    "Role",
    "Team",
    "Worker",
    "WorkerRequest",
    "limits",
    "public",
    "roles_allowed",
    "signed_in",
]
