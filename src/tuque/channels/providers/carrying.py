"""A message to a person on another network is put on its way in the very transaction that keeps it."""

from datetime import datetime

from tuque.channels.codes import Author, Channel, Said
from tuque.channels.models import Message
from tuque.channels.providers.models import Delivery
from tuque.core import outbox

TOPIC = "channels.delivery"
CARRIED = (Channel.TEXT, Channel.EMAIL)


def post(message: Message, *, at: datetime) -> None:
    """In the caller's transaction. What is said between colleagues goes nowhere; the web's own pages need no carrier."""
    conversation = message.conversation
    if message.author == Author.PERSON or message.kind == Said.WHISPER or conversation.channel not in CARRIED:
        return
    Delivery.objects.create(
        organization_id=message.organization_id, conversation=conversation, message=message, queued_at=at
    )
    payload = {"conversation": str(conversation.public_id)}
    outbox.post(TOPIC, payload, at=at, organization_id=message.organization_id)
