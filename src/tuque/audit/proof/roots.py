"""Each hour, one signed statement of the whole chain; and its way to whoever keeps it elsewhere."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tuque.accounts.models import Organization
from tuque.audit.models import Handing, Kept, Root, Seal, Witness
from tuque.audit.proof import hashing, keys, sealing
from tuque.core import outbox, wall
from tuque.core.clock import now

EVERY = timedelta(hours=1)
TOPIC = "audit.root"


def sign_due(*, at: datetime) -> int:
    """Sign a root for each chain that grew and whose last one is an hour old; how many. Raises KeyLost."""
    return sum(sign_chain(name, organization, at=at) is not None for name, organization in sealing.chains())


def sign_chain(chain: str, organization: Organization | None, *, at: datetime, early: bool = False) -> Root | None:
    """Sign what the chain has grown by, and have the root handed on. None when nothing is new, or `early` is not asked."""
    last = Root.objects.filter(chain=chain).order_by("-number").first()
    if last is not None and not early and at - last.signed_at < EVERY:
        return None
    tree = hashing.Tree(bytes(last.frontier), size=last.size) if last else hashing.Tree()
    seals = Seal.objects.filter(chain=chain, number__gt=last.seal if last else 0).order_by("number")
    newest = None
    for newest in seals.iterator(chunk_size=10):
        for _key, leaf in hashing.unpack(bytes(newest.entries)):
            tree.add(leaf)
    if newest is None:
        return None
    private, key = keys.current(at=at)
    root = Root(
        organization=organization,
        chain=chain,
        number=last.number + 1 if last else 1,
        size=tree.size,
        seal=newest.number,
        tree_hash=tree.root(),
        chain_hash=bytes(newest.hash),
        frontier=tree.frontier(),
        signed_at=at,
        key=key,
    )
    root.signature = private.sign(signed_bytes(statement_of(root)))
    try:
        with transaction.atomic():
            root.save(force_insert=True)
            _hand_on(root, at=at)
    except IntegrityError:  # another process signed it at the same instant
        return None
    return root


def statement_of(root: Root) -> dict[str, Any]:
    """What a second party keeps: numbers and hashes, nothing about anyone."""
    return {
        "tuque_audit_root": 1,
        "chain": root.chain,
        "number": root.number,
        "records": root.size,
        "tree": bytes(root.tree_hash).hex(),
        "seal": root.seal,
        "seal_hash": bytes(root.chain_hash).hex(),
        "signed_at": root.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "key": root.key.public_key,
    }


def signed_bytes(statement: Mapping[str, Any]) -> bytes:
    """What the signature covers: the statement without it, as JSON without spaces, keys sorted."""
    plain = {name: value for name, value in statement.items() if name != "signature"}
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


def as_text(root: Root) -> str:
    """One line, as it is sent, filed, printed, and read back by `tuque verify-audit --roots`."""
    return json.dumps({**statement_of(root), "signature": bytes(root.signature).hex()}, separators=(",", ":"))


def _hand_on(root: Root, *, at: datetime) -> None:
    ways: list[dict[str, str]] = []
    if settings.AUDIT_ROOTS_DIR:
        ways.append({"kind": Witness.Kind.FOLDER})
    willing = Q(accepted_at__isnull=False) | ~Q(kind=Witness.Kind.ORGANIZATION)
    for witness in Witness.objects.filter(willing, organization=root.organization, ended_at__isnull=True):
        ways.append({"kind": witness.kind, "witness": str(witness.public_id)})
    for way in ways:
        outbox.post(TOPIC, {"root": str(root.public_id), **way}, at=at)


def hand(payload: Mapping[str, object], message_id: UUID) -> None:
    """Give a root to one witness. A second time, after a crash, the same line comes twice: that harms nobody."""
    with wall.system(wall.Purpose.AUDIT):
        _hand(payload)


def _hand(payload: Mapping[str, object]) -> None:
    root = Root.objects.select_related("key", "organization").get(public_id=str(payload["root"]))
    witness = Witness.objects.filter(public_id=str(payload["witness"])).first() if "witness" in payload else None
    if "witness" in payload and (witness is None or witness.ended_at is not None):
        return
    kind = Witness.Kind(str(payload["kind"]))
    if kind == Witness.Kind.FOLDER:
        _file(root, Path(settings.AUDIT_ROOTS_DIR))
    elif kind == Witness.Kind.EMAIL and witness is not None:
        _mail(root, witness.email)
    elif kind == Witness.Kind.ORGANIZATION and witness is not None:
        _give(root, witness, at=now())
    note_handing(root, kind=kind, witness=witness, at=now())


def note_handing(root: Root, *, kind: Witness.Kind, witness: Witness | None, at: datetime) -> None:
    holder = witness.holder if witness else None
    Handing.objects.get_or_create(
        root=root,
        kind=kind,
        witness=witness,
        defaults={
            "organization": root.organization,
            "holder": holder,
            "at": at,
        },
    )


def _give(root: Root, witness: Witness, *, at: datetime) -> None:
    """The other organization's own copy: a row of its own, which nobody of the giver can reach."""
    Kept.objects.get_or_create(
        organization=witness.holder,
        giver=root.organization,
        number=root.number,
        defaults={"statement": json.loads(as_text(root)), "at": at},
    )


def _file(root: Root, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f"{root.chain}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, (as_text(root) + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _mail(root: Root, address: str) -> None:
    words = _(
        "Keep this message. Its last line is the signed root of an audit: it lets you show later that no record up to this hour was changed."
    )
    name = root.organization.name if root.organization else root.chain
    subject = _("Tuque: audit root %(number)s of %(organization)s") % {"number": root.number, "organization": name}
    send_mail(subject, f"{words}\n\n{as_text(root)}\n", None, [address])
