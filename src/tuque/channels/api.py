"""What other rooms may call."""

from tuque.channels.afterwards import offer_after
from tuque.channels.codes import Author, Channel, Part, Said, State
from tuque.channels.erasing import also_erase
from tuque.channels.lines import place_names
from tuque.channels.listening import Listener, listen
from tuque.channels.models import Conversation, Joining, Line, Message
from tuque.channels.permissions import can_read, is_in
from tuque.channels.problems import (
    ConversationErased,
    ConversationOver,
    IdTaken,
    NothingSaid,
    WroteMeanwhile,
)
from tuque.channels.providers.email.polling import check_setting as check_mailbox_setting
from tuque.channels.providers.email.polling import last_look as mailbox_seen
from tuque.channels.providers.email.polling import poll as poll_mailbox
from tuque.channels.providers.health import odd_silences
from tuque.channels.selectors import get_conversation, get_line, list_lines, list_messages, open_conversation
from tuque.channels.services import (
    add_line,
    bring_in_reserve,
    end,
    erase,
    erase_due,
    hear,
    hold,
    join,
    leave,
    mark_delivered,
    mark_read,
    release,
    say,
    start,
    step_out,
)
from tuque.channels.telling import also_tell
from tuque.channels.voice.calls import tend as tend_calls

__all__ = [
    "Author",
    "Channel",
    "Conversation",
    "ConversationErased",
    "ConversationOver",
    "IdTaken",
    "Joining",
    "Line",
    "Listener",
    "Message",
    "NothingSaid",
    "Part",
    "Said",
    "State",
    "WroteMeanwhile",
    "add_line",
    "also_erase",
    "also_tell",
    "bring_in_reserve",
    "can_read",
    "check_mailbox_setting",
    "end",
    "erase",
    "erase_due",
    "get_conversation",
    "get_line",
    "hear",
    "hold",
    "is_in",
    "join",
    "leave",
    "list_lines",
    "list_messages",
    "listen",
    "mailbox_seen",
    "mark_delivered",
    "mark_read",
    "odd_silences",
    "offer_after",
    "open_conversation",
    "place_names",
    "poll_mailbox",
    "release",
    "say",
    "start",
    "step_out",
    "tend_calls",
]
