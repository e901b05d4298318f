"""What other rooms may call."""

from tuque.accounts import kept, limits
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
    "kept",
    "limits",
    "public",
    "roles_allowed",
    "signed_in",
]
