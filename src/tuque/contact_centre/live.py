"""The streams that the pages of the line follow."""

from tuque.accounts.api import Worker
from tuque.contact_centre import permissions
from tuque.contact_centre.desk import stream_of
from tuque.core import streams


def find_stream(viewer: Worker, ref: str) -> str | None:
    """The line of the viewer's own organization, which pages name by its public id."""
    is_theirs = ref == str(viewer.organization.public_id) and viewer.holds(*permissions.READERS, *permissions.ANSWERERS)
    return stream_of(viewer.organization) if is_theirs else None


KIND = streams.Kind("line", find_stream, streams.read_last)
