"""What waited in the reserve while the database took nothing."""

import logging

from tuque.channels import reserve
from tuque.channels.codes import Author
from tuque.channels.models import Conversation
from tuque.channels.problems import ConversationErased, IdTaken
from tuque.channels.reserve import Waiting
from tuque.channels.services import messages
from tuque.core.repeat import AlreadySentDifferently

logger = logging.getLogger(__name__)


def bring_in_reserve() -> int:
    """Bring what waits into its conversations, as if it came now, with the time at which it did; how many."""
    reserve.prepare()
    return reserve.replay(_bring)


def _bring(one: Waiting) -> None:
    row = Conversation.objects.select_related("organization").filter(public_id=one.conversation).first()
    if row is None:
        return
    try:
        messages.say(
            conversation=row,
            message_id=one.message_id,
            text=one.text,
            author=Author.PERSON,
            at=one.at,
            may_wait=False,
        )
    except (ConversationErased, AlreadySentDifferently, IdTaken) as refusal:
        logger.warning("channels.reserve_refused %s %s", one.message_id, refusal)
