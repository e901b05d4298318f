"""A conversation that is over ends its call, from whichever page it was ended."""

from tuque.channels.models import Conversation, Message
from tuque.channels.voice import calls
from tuque.channels.voice.models import Call
from tuque.core.clock import now


class Ending:
    """Hears of conversations, as `listening.Listener` says."""

    def arrived(self, conversation: Conversation) -> None:
        pass

    def said(self, message: Message) -> None:
        pass

    def left(self, conversation: Conversation) -> None:
        pass

    def ended(self, conversation: Conversation) -> None:
        for call in Call.objects.filter(conversation=conversation, ended_at__isnull=True).select_related(
            "conversation"
        ):
            calls.hang_up(call, at=now())
