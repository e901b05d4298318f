"""Changes of keys, each step recorded in the audit of its organization; the work itself is `core.crypto.rotation`."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from tuque.accounts.models import Organization
from tuque.audit import api as audit
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.crypto import keyring, recovery, rotation
from tuque.core.crypto.models import OrganizationKey
from tuque.core.crypto.recovery import Printed, Sheet
from tuque.core.crypto.roots import roots
from tuque.core.crypto.rotation import Done, Tell
from tuque.core.wall import Purpose


def begin(organization: Organization, *, at: datetime) -> bool:
    """A new key seals from now on; False where a change was under way, which goes on."""
    with wall.within(organization.pk), transaction.atomic():
        key, is_new = rotation.begin(organization.pk)
        if is_new:
            audit.record("keys.begun", organization=organization, at=at, details={"version": key.version})
    return is_new


def count(organization: Organization) -> int:
    with wall.within(organization.pk):
        return rotation.count(organization.pk)


def change(organization: Organization, *, tell: Tell = lambda _: None, pause: Callable[[float], None] = time.sleep) -> tuple[Done, bool]:  # fmt: skip
    """Seal everything anew, until nothing is left; whether that was so. Rows that are being written may come later."""
    with wall.within(organization.pk):
        done = rotation.seal_anew(organization.pk, tell=tell)
        pause(_seconds_of_doubt(organization.pk))
        again = rotation.seal_anew(organization.pk, tell=tell)
        is_over = note_emptied(organization, at=now())
    return Done(done.rows + again.rows, done.files + again.files, again.unreadable), is_over


def _seconds_of_doubt(organization_id: int) -> float:
    """How long another process may still seal with the former key."""
    began = OrganizationKey.objects.filter(organization_id=organization_id).order_by("-version").first()
    since = (now() - began.created_at).total_seconds() if began else 0.0
    return max(0.0, keyring.BELIEVED_SECONDS + 1 - since)


@transaction.atomic
def note_emptied(organization: Organization, *, at: datetime) -> bool:
    if not rotation.is_under_way(organization.pk):
        return True
    is_over = rotation.note_emptied(organization.pk, at=at)
    if is_over:
        audit.record("keys.emptied", organization=organization, at=at)
    return is_over


@transaction.atomic
def retire(organization: Organization, *, at: datetime, kept: timedelta = rotation.KEPT) -> int:
    destroyed = rotation.retire(organization.pk, at=at, kept=kept)
    if destroyed:
        audit.record("keys.destroyed", organization=organization, at=at, details={"keys": destroyed})
    return destroyed


def go_on(*, at: datetime, going: Callable[[], bool]) -> bool:
    """The work behind the pages: finish what was interrupted, destroy what has been empty long enough."""
    did_something = False
    for organization in with_former_keys():
        with wall.within(organization.pk):
            if rotation.is_under_way(organization.pk):
                done = rotation.seal_anew(organization.pk, going=going)
                is_over = going() and note_emptied(organization, at=at)
                did_something |= bool(done.rows or done.files or is_over)
            else:
                did_something |= retire(organization, at=at) > 0
    return did_something


def with_former_keys() -> list[Organization]:
    with wall.system(Purpose.KEYS):
        living = OrganizationKey.objects.filter(destroyed_at=None).order_by("organization_id")
        ids = list(living.values_list("organization_id", flat=True))
    with wall.system(Purpose.OPERATOR):
        return list(Organization.objects.filter(pk__in={one for one in ids if ids.count(one) > 1}).order_by("pk"))


def interrupted(*, at: datetime) -> list[Organization]:
    """Those whose change of keys was begun more than a day ago and is not over."""
    found = []
    for organization in with_former_keys():
        with wall.within(organization.pk):
            newest = OrganizationKey.objects.filter(organization=organization).latest("version")
            if at - newest.created_at > timedelta(days=1) and rotation.is_under_way(organization.pk):
                found.append(organization)
    return found


@transaction.atomic
def renew_root(*, at: datetime) -> int:
    """A new root key wraps every organization's key; how many. Within upkeep. Raises RootKeyTrouble."""
    if keyring.check():
        roots().renew()
    else:
        roots().begin()
    number = keyring.wrap_anew()
    audit.record("keys.root_renewed", at=at, details={"root": roots().current(), "keys": number})
    return number


@transaction.atomic
def print_set(*, needed: int, of: int, at: datetime) -> tuple[Printed, list[Sheet]]:
    """A recovery set of the root key, recorded. Within upkeep. Raises RootKeyTrouble, ValueError."""
    if not keyring.check():
        roots().begin()
    details = {"root": roots().current(), "needed": needed, "of": of}
    audit.record("keys.recovery_printed", at=at, details=details)
    return recovery.print_set(needed=needed, of=of, at=at)
