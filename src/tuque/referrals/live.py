"""The stream that says that a referral of the organization moved; which one, each page reads for itself."""

from tuque.accounts.api import Organization, Worker
from tuque.core import streams
from tuque.referrals import permissions


def stream_of(organization_id: int) -> str:
    return f"referrals:{organization_id}"


def ring(organization_id: int) -> None:
    """Last in a transaction that moves something."""
    streams.allocate(stream_of(organization_id), organization_id=organization_id)


def sequence_of(organization: Organization) -> int:
    return streams.last_sequence(stream_of(organization.pk))


def find_stream(viewer: Worker, ref: str) -> str | None:
    is_theirs = ref == str(viewer.organization.public_id) and permissions.can_refer(viewer)
    return stream_of(viewer.organization_id) if is_theirs else None


KIND = streams.Kind("referrals", find_stream, streams.read_last)
