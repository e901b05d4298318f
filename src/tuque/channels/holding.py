"""What the page of a person may open: its own conversation, by the secret it keeps in memory."""

import hmac
from uuid import UUID

from tuque.channels import reading
from tuque.channels.models import Conversation, Line
from tuque.channels.problems import NotYours
from tuque.channels.selectors import find_line_lately
from tuque.channels.services.conversations import token_hash
from tuque.core import streams, wall


def conversation_of(line: Line, public_id: UUID, token: str) -> Conversation:
    """Within the line's organization. Raises NotYours alike for what is not there and for what another key opens."""
    row = Conversation.objects.filter(line=line, public_id=public_id).first()
    if row is None or not token or not hmac.compare_digest(row.token_hash, token_hash(token)):
        raise NotYours
    row.line, row.organization = line, line.organization
    return row


def find_stream(ref: str, token: str) -> streams.Held | None:
    """`ref` is the line's code and the conversation's id. Asked on the doorstep, which knows lines alone."""
    code, _, ending = ref.partition(".")
    try:
        public_id = UUID(ending)
    except ValueError:
        return None
    line = find_line_lately(code)
    if line is None:
        return None

    def find() -> Conversation | None:
        with wall.within(line.organization_id):
            try:
                return conversation_of(line, public_id, token)
            except NotYours:
                return None

    row = find()
    if row is None:
        return None
    return streams.Held(row.stream, line.organization_id, lambda: find() is not None)


KIND = streams.OpenKind("chat", find_stream, reading.for_person)
