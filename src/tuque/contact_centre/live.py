"""The streams that the pages of the line follow."""

from tuque.accounts.api import Worker
from tuque.contact_centre import permissions
from tuque.contact_centre.desk import stream_of
from tuque.contact_centre.rescue.services import stream_of as stream_of_rescues
from tuque.core import streams


def find_stream(viewer: Worker, ref: str) -> str | None:
    """The line of the viewer's own organization, which pages name by its public id."""
    is_theirs = ref == str(viewer.organization.public_id) and viewer.holds(*permissions.READERS, *permissions.ANSWERERS)
    return stream_of(viewer.organization) if is_theirs else None


KIND = streams.Kind("line", find_stream, streams.read_last)


def find_rescues(viewer: Worker, ref: str) -> str | None:
    """That something happened in a rescue of the viewer's organization; which one, and what, each reads as themselves."""
    is_theirs = ref == str(viewer.organization.public_id) and permissions.can_respond(viewer)
    return stream_of_rescues(viewer.organization) if is_theirs else None


RESCUES = streams.Kind("rescues", find_rescues, streams.read_last)
