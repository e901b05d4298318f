"""How often the public may do what could harm others. Nothing here stands before beginning a conversation."""

import hashlib
import hmac
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from tuque.channels.models import Conversation, Line
from tuque.channels.problems import TooFast, TooManyTries
from tuque.core.limits import HOUR, LIMITS, Limit


def check_words(request: HttpRequest, line: Line) -> None:
    """Count one try of four words. Raises TooManyTries."""
    by_address, by_line = LIMITS["chat_words"]
    address = get_adapter().get_client_ip(request) or ""
    if not (_has_room(by_address, _scrambled(address)) and _has_room(by_line, str(line.public_id))):
        raise TooManyTries


def check_message(conversation: Conversation) -> None:
    """Count one message. Raises TooFast: the page keeps it, and sends it again."""
    (limit,) = LIMITS["crisis_chat"]
    if not _has_room(limit, str(conversation.public_id)):
        raise TooFast


def has_room_for_letter(sender: str) -> bool:
    """Count one letter of an address. What is too many stays in the mailbox, unread here."""
    (limit,) = LIMITS["letters"]
    return _has_room(limit, _scrambled(sender))


def _scrambled(address: str) -> str:
    """Under a key that changes each hour: nothing can be told of the address afterwards, nor two hours compared."""
    key = f"{settings.SECRET_KEY}:{int(time.time() // HOUR)}".encode()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]


def _has_room(limit: Limit, whose: str) -> bool:
    """Two at the same instant may count as one: it fails open."""
    key = f"limit:chat:{limit.per.value}:{whose}:{int(time.time() // limit.seconds)}"
    counted = int(caches["quick"].get(key, 0)) + 1
    caches["quick"].set(key, counted, limit.seconds)
    return counted <= limit.amount
