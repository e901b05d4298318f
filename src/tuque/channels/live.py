"""The stream of a conversation, for the workers who may read it."""

from uuid import UUID

from tuque.accounts.api import Worker
from tuque.channels import permissions, reading
from tuque.channels.models import Conversation
from tuque.core import streams


def find_stream(viewer: Worker, ref: str) -> str | None:
    try:
        public_id = UUID(ref)
    except ValueError:
        return None
    row = Conversation.objects.filter(organization=viewer.organization, public_id=public_id).first()
    return row.stream if row and permissions.can_read(viewer, row) else None


KIND = streams.Kind("conversation", find_stream, reading.for_workers)
