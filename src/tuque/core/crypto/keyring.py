"""The organizations' keys: wrapped in the database, unwrapped once in each process.

A key's number is random and never given again, so that a number always means the same secret, whatever was rolled back.
"""

import secrets
import time
from collections.abc import Sequence

from django.db import connection, transaction

from tuque.config.spoken import gettext as _
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.crypto.models import OrganizationKey
from tuque.core.crypto.roots import RootKeyTrouble, roots
from tuque.core.crypto.sealing import KEY_BYTES, Key, Place, Unreadable, key_number, seal, unseal
from tuque.core.wall import Purpose

# For this long a process may go on sealing with a key that another process has just replaced.
BELIEVED_SECONDS = 30.0

_opened: dict[int, Key] = {}
_current: dict[int, tuple[Key, float]] = {}
_uncommitted: set[int] = set()


def current(organization_id: int) -> Key:
    """The key that seals for this organization; its first one is made when it is first needed."""
    believed = _current.get(organization_id)
    if believed is not None and time.monotonic() < believed[1]:
        return believed[0]
    key = newest(organization_id) or create(organization_id)
    if key.number not in _uncommitted:
        _believe(key)
    return key


def _believe(key: Key) -> None:
    """Another thread may have read before a newer key was there, and answer after it."""
    believed = _current.get(key.organization_id)
    if believed is None or believed[0].version <= key.version:
        _current[key.organization_id] = (key, time.monotonic() + BELIEVED_SECONDS)


def living(organization_id: int) -> list[Key]:
    """Every key that values of this organization may still be sealed with, the current one first."""
    first = current(organization_id)
    rows = OrganizationKey.objects.filter(organization_id=organization_id, destroyed_at=None).exclude(
        number=first.number
    )
    return [first, *(_open(row) for row in rows.order_by("-version"))]


def find(number: int) -> Key | None:
    """The key with this number; None when there is none any more."""
    known = _opened.get(number)
    if known is not None:
        return known
    row = OrganizationKey.objects.filter(number=number, destroyed_at=None).first()
    return _open(row) if row is not None else None


def create(organization_id: int) -> Key:
    """The next key of an organization, current from the commit on. Raises RootKeyTrouble."""
    with transaction.atomic():
        with wall.system(Purpose.KEYS):
            some = OrganizationKey.objects.filter(destroyed_at=None).first()
        if some is None:
            roots().begin()
        else:
            _unwrap(some)  # another site's root key must not wrap anything here
        last = _newest(organization_id)
        version = last.version + 1 if last else 1
        number, secret = secrets.randbits(32), secrets.token_bytes(KEY_BYTES)
        root, wrapped = roots().wrap(secret, about=about(organization_id, version, number))
        row, is_ours = OrganizationKey.objects.get_or_create(
            organization_id=organization_id,
            version=version,
            defaults={"number": number, "root": root, "wrapped": wrapped, "created_at": now()},
        )
        if is_ours and connection.in_atomic_block:
            _uncommitted.add(number)
            transaction.on_commit(lambda: _uncommitted.discard(number))
    return _open(row)


def newest(organization_id: int) -> Key | None:
    """The newest key, asked of the database: what another process began counts at once. None before the first one."""
    row = _newest(organization_id)
    return _open(row) if row is not None else None


def seal_at(text: bytes, place: Place) -> bytes:
    return seal(text, current(place.organization_id), place)


def unseal_at(sealed: bytes, place: Place) -> bytes:
    """Raises Unreadable."""
    key = find(key_number(sealed, place))
    if key is None:
        raise Unreadable(str(place))
    return unseal(sealed, key, place)


def check() -> int:
    """Unwrap every key, as a start does; how many there are. Raises RootKeyTrouble, and writes nothing."""
    with wall.system(Purpose.KEYS):
        if OrganizationKey._meta.db_table not in connection.introspection.table_names():
            return 0  # a site that has not begun
        rows: Sequence[OrganizationKey] = list(OrganizationKey.objects.filter(destroyed_at=None))
    for row in rows:
        _unwrap(row)
    return len(rows)


@transaction.atomic
def wrap_anew() -> int:
    """Wrap with the current root key whatever a former one wraps; how many keys were. Raises RootKeyTrouble.

    For upkeep; what a process has opened stays open. What sealed rows hold does not change.
    """
    rows = OrganizationKey.objects.filter(destroyed_at=None).exclude(root=roots().current()).select_for_update()
    for row in rows:
        row.root, row.wrapped = roots().wrap(_unwrap(row), about=about(row.organization_id, row.version, row.number))
        row.save(update_fields=["root", "wrapped"])
    return len(rows)


def about(organization_id: int, version: int, number: int) -> str:
    return f"organization {organization_id} version {version} key {number}"


def forget() -> None:
    """Unlearn every key: for tests, and after the root keys changed."""
    _opened.clear()
    _current.clear()


def _newest(organization_id: int) -> OrganizationKey | None:
    return OrganizationKey.objects.filter(organization_id=organization_id).order_by("-version").first()


def _open(row: OrganizationKey) -> Key:
    if row.number not in _opened:
        _opened[row.number] = Key(row.number, row.organization_id, row.version, _unwrap(row))
    return _opened[row.number]


def _unwrap(row: OrganizationKey) -> bytes:
    if row.destroyed_at is not None:
        raise RootKeyTrouble(
            _("The newest key of organization %(organization_id)s was destroyed.")
            % {"organization_id": row.organization_id}
        )
    return roots().unwrap(row.root, bytes(row.wrapped), about=about(row.organization_id, row.version, row.number))
