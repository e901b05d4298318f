"""Links by which a service answers: only the hash of their secret is kept."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from tuque.core.tokens import hash_of, token_of
from tuque.referrals.models import AnswerLink, Referral

OF_LETTERS = "referrals.ask"

LIFETIME = timedelta(days=45)


def make(row: Referral, *, email: str, at: datetime, is_reminder: bool = False) -> str:
    """A new link for one referral; its secret."""
    token = secrets.token_urlsafe(32)
    _keep(row, token, email=email, at=at, is_reminder=is_reminder)
    return token


def of_letter(row: Referral, *, email: str, letter: UUID, at: datetime, is_reminder: bool) -> tuple[str, bool]:
    """The link of one letter, the same however often the letter is tried; its secret, and whether it was made just now."""
    token = token_of(OF_LETTERS, letter)
    if AnswerLink.objects.filter(referral=row, token_hash=hash_of(token)).exists():
        return token, False
    _keep(row, token, email=email, at=at, is_reminder=is_reminder)
    return token, True


def _keep(row: Referral, token: str, *, email: str, at: datetime, is_reminder: bool) -> None:
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
