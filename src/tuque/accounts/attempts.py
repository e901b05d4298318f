"""How often signing in was tried of late: kept in the database, so that every process counts together."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings

from tuque.accounts.models import Attempts


def scrambled(key: str, key_prefix: str, version: int) -> str:
    """What a count is kept under. allauth's own keys hold a network address, which is kept nowhere."""
    plain = f"{key_prefix}:{version}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"attempts:" + plain, hashlib.sha256).hexdigest()


def forget_old(*, at: datetime) -> int:
    """Drop the counts whose time is over. Returns how many."""
    return Attempts.objects.filter(expires__lt=at).delete()[0]
