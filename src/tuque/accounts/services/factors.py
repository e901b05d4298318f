"""Second factors that were lost: someone else takes them away, and the account is closed until it is protected again."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from tuque.accounts import permissions, trail
from tuque.accounts.models import FactorLost, Worker
from tuque.accounts.roles import ASKED_FOR_SECOND_FACTOR
from tuque.accounts.services import sessions
from tuque.accounts.services.people import WouldLockOneselfOut


@transaction.atomic
def remove_lost_factors(*, worker: Worker, reason: FactorLost, by: Worker, at: datetime) -> bool:
    """Take away every second factor of `worker`, recovery codes included, and end every session.

    Where a role asks for a second factor, the next sign-in opens nothing until a new one is added. Returns whether
    there was anything to take away. Raises WouldLockOneselfOut for one's own: that is done in one's account.
    """
    permissions.check_can_manage_people(by, of=worker.organization)
    if worker.pk == by.pk:
        raise WouldLockOneselfOut
    worker = Worker.objects.select_for_update().get(pk=worker.pk)
    found = list(Authenticator.objects.filter(user=worker))
    if not found:
        return False
    for factor in found:
        factor.taken_away = True  # one record for all of them, by whoever did it: see journal.py
        factor.delete()
    if worker.holds(*ASKED_FOR_SECOND_FACTOR):
        Worker.objects.filter(pk=worker.pk).update(factor_due_since=at)
    trail.record(
        "accounts.factors_taken_away",
        at=at,
        by=by,
        subject=worker,
        details={"reason": reason.value, "factors": sorted({str(factor.type) for factor in found})},
    )
    sessions.end_every_session(worker=worker, by=by, at=at)
    return True
