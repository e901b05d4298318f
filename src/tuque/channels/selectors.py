"""What is read of conversations and lines."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import permissions
from tuque.channels.models import Conversation, Line, LineClosure, Message
from tuque.core.briefly import Briefly
from tuque.core.problems import NotFound


@transaction.atomic
def open_conversation(public_id: UUID, *, viewer: Worker, at: datetime) -> Conversation:
    """A conversation whose words the viewer is about to read: audited. Its live stream may then be followed. Raises NotFound.

    Answering a person in crisis is not stopped by an audit that cannot be written.
    """
    row = get_conversation(public_id, viewer=viewer)
    audit.record_in_crisis("channels.read", by=viewer, subject=row, at=at, purpose="duty")
    return row


def get_conversation(public_id: UUID, *, viewer: Worker) -> Conversation:
    """Raises NotFound where the viewer may not read it."""
    row = (
        Conversation.objects.select_related("line")
        .filter(organization=viewer.organization, public_id=public_id)
        .first()
    )
    if row is None:
        raise NotFound
    permissions.check_can_read(viewer, row)
    return row


def list_messages(conversation: Conversation) -> QuerySet[Message]:
    """For a viewer who opened it, whispers included."""
    return conversation.messages.select_related("worker").order_by("sequence")


def list_lines(viewer: Worker) -> QuerySet[Line]:
    return Line.objects.filter(organization=viewer.organization).order_by("code")


def get_line(public_id: UUID, *, viewer: Worker) -> Line:
    line = Line.objects.filter(organization=viewer.organization, public_id=public_id).first()
    if line is None:
        raise NotFound
    return line


def get_closure(line_id: UUID, public_id: UUID, *, viewer: Worker) -> LineClosure:
    rows = LineClosure.objects.select_related("line").filter(organization=viewer.organization, line__public_id=line_id)
    closure = rows.filter(public_id=public_id).first()
    if closure is None:
        raise NotFound
    return closure


def find_line(code: str) -> Line | None:
    """By its public address, for anyone: asked on the doorstep."""
    return Line.objects.filter(code=code, is_in_use=True).select_related("organization").first()


def find_line_lately(code: str) -> Line | None:
    """As `find_line`, for what pages send again and again: what another process changes counts half a second later."""
    return lines_read.get(code, lambda: find_line(code))


def forget_lines() -> None:
    """Have lines and their pages read anew: called where a line changes, so that it shows here at once."""
    lines_read.forget()
    pages_read.forget()


lines_read: Briefly[Line] = Briefly()
pages_read: Briefly[bytes] = Briefly()  # the chat's page, which is the same for everyone
