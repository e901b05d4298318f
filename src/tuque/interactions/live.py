"""The stream that boards and lists follow: it says that something changed, and they read again what they may see."""

from tuque.accounts.api import Role, Worker
from tuque.core import streams

FOLLOWERS = frozenset(
    {Role.FIELD_WORKER, Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR, Role.DISPATCHER, Role.ANALYST}
)


def find_stream(viewer: Worker, ref: str) -> str | None:
    """The stream of the viewer's own organization, which pages name by its public id."""
    is_theirs = ref == str(viewer.organization.public_id) and viewer.holds(*FOLLOWERS)
    return f"interactions:{viewer.organization_id}" if is_theirs else None


KIND = streams.Kind("interactions", find_stream, streams.read_last)
