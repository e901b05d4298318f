"""Letting go of what reaches a person, and of their words. In the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

from tuque.referrals.models import Inquiry, Referral, ReferralEvent


def forget(row: Inquiry) -> None:
    """What reaches them goes, and with it the day to ask them what came of a referral: nobody could."""
    row.name = row.phone = row.email = ""
    row.may_share, row.consent_at, row.erase_at = False, None, None
    row.save(update_fields=["name", "phone", "email", "may_share", "consent_at", "erase_at"])
    Referral.objects.filter(need__inquiry=row, followed_up_at=None).update(follow_up_on=None)


def close(row: Inquiry, *, at: datetime) -> None:
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    forget(row)


def erase_words(rows: Iterable[Inquiry], *, at: datetime) -> None:
    """Leave codes and times."""
    for row in rows:
        forget(row)
        for need in row.needs.all():
            need.words = ""
            need.save(update_fields=["words"])
        for referral in Referral.objects.filter(need__inquiry=row):
            referral.note = ""
            referral.save(update_fields=["note"])
        for event in ReferralEvent.objects.filter(referral__need__inquiry=row):
            event.note = ""
            event.save(update_fields=["note"])
        row.erased_at = at
        row.save(update_fields=["erased_at"])
