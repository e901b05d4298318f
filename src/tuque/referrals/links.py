"""Links by which a service answers: only the hash of their secret is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from tuque.referrals.models import AnswerLink, Referral

LIFETIME = timedelta(days=45)


def make(row: Referral, *, email: str, at: datetime, is_reminder: bool = False) -> str:
    """A new link for one referral; its secret."""
    token = secrets.token_urlsafe(32)
    AnswerLink.objects.create(
        organization_id=row.organization_id,
        referral=row,
        email=email,
        language=row.asked_language,
        token_hash=hash_of(token),
        sent_at=at,
        expires_at=at + LIFETIME,
        is_reminder=is_reminder,
    )
    return token


def hash_of(token: str) -> str:
    """The token has 256 random bits: a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
