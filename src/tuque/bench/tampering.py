"""A chain, and a superuser who changes it: every way, and where each must be found. For `tuque bench audit` and the tests."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tuque.accounts.models import Organization
from tuque.audit.models import AuditRecord, Root, Seal
from tuque.audit.proof import hashing, reading, roots, sealing, verifying
from tuque.core.ids import new_id

LOTS, LOT = 6, 15


def make_chain(organization: Organization, *, begun_at: datetime) -> list[dict[str, Any]]:
    """Six lots of fifteen records, and a signed root after every second one; the roots as a second party keeps them."""
    kept = []
    for lot in range(LOTS):
        at = begun_at + timedelta(minutes=lot * 40)
        AuditRecord.objects.bulk_create(
            AuditRecord(
                organization=organization,
                at=at,
                action="interactions.record_seen",
                actor_kind="system",
                subject_type="interactions.interaction",
                subject_id=new_id(),
                purpose="duty",
                seen=[new_id(), new_id()],
                details={"lot": lot, "number": number},
            )
            for number in range(LOT)
        )
        sealing.seal_chain(str(organization.public_id), organization, at=at)
        if lot % 2:
            root = roots.sign_chain(str(organization.public_id), organization, at=at, early=True)
            if root is not None:
                kept.append(json.loads(roots.as_text(root)))
    return kept


@dataclass(frozen=True)
class Ground:
    organization: Organization
    statements: list[dict[str, Any]]
    chance: random.Random

    def records(self, number: int) -> list[AuditRecord]:
        keys = sorted(AuditRecord.objects.filter(organization=self.organization).values_list("pk", flat=True))
        return list(AuditRecord.objects.filter(pk__in=self.chance.sample(keys, number)))


Where = tuple[set[verifying.Kind], set[int]]  # which faults, and the places of which at least one must be named


def change(ground: Ground) -> Where:
    (row,) = ground.records(1)
    ways: list[dict[str, object]] = [
        {"action": "accounts.signed_out"},
        {"at": row.at + timedelta(microseconds=1)},
        {"actor_kind": "public"},
        {"actor_ref": "x"},
        {"subject_id": new_id()},
        {"subject_type": "people.person"},
        {"purpose": "other"},
        {"agreement_ref": new_id()},
        {"seen": (row.seen or [])[:-1]},
        {"seen": None},
        {"details": {**row.details, "number": -1}},
        {"organization": None},
        {"public_id": new_id()},
    ]
    AuditRecord.objects.filter(pk=row.pk).update(**ground.chance.choice(ways))
    return {verifying.Kind.CHANGED}, {place_of(ground, row.pk)}


def delete(ground: Ground) -> Where:
    rows = ground.records(ground.chance.randint(1, 3))
    places = {place_of(ground, row.pk) for row in rows}
    AuditRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return {verifying.Kind.DELETED}, places


def insert(ground: Ground) -> Where:
    """A record put in afterwards, with an instant of the past."""
    (row,) = ground.records(1)
    at = row.at if row.at < first_seal_end(ground) else first_seal_end(ground)
    AuditRecord.objects.create(
        organization=ground.organization, at=at, action=row.action, actor_kind="system", details={}
    )
    return {verifying.Kind.INSERTED}, set()


def move(ground: Ground) -> Where:
    """Two records change places: each takes the other's key."""
    one, other = ground.records(2)
    places = {place_of(ground, one.pk), place_of(ground, other.pk)}
    first, second = one.pk, other.pk
    AuditRecord.objects.filter(pk__in=[first, second]).delete()
    one.pk, other.pk = second, first
    one.save(force_insert=True)
    other.save(force_insert=True)
    return {verifying.Kind.MOVED}, places


def cut_tail(ground: Ground) -> Where:
    """The last records, with their seals and their roots: only what others kept tells."""
    chain = str(ground.organization.public_id)
    lots = ground.chance.randint(1, LOTS - 1)
    for cut in Seal.objects.filter(chain=chain, number__gt=LOTS - lots):
        AuditRecord.objects.filter(pk__in=[key for key, _leaf in hashing.unpack(bytes(cut.entries))]).delete()
        cut.delete()
    Root.objects.filter(chain=chain, seal__gt=LOTS - lots).delete()
    return {verifying.Kind.TAIL_CUT}, {(LOTS - lots) * LOT + 1}


def cut_records(ground: Ground) -> Where:
    """The last records alone: their seals still speak of them."""
    number = ground.chance.randint(1, LOT)
    keys = sorted(AuditRecord.objects.filter(organization=ground.organization).values_list("pk", flat=True))[-number:]
    AuditRecord.objects.filter(pk__in=keys).delete()
    return {verifying.Kind.DELETED}, set(range(LOTS * LOT - number + 1, LOTS * LOT + 1))


def change_seal(ground: Ground) -> Where:
    seal = ground.chance.choice(list(Seal.objects.filter(organization=ground.organization)))
    entries = bytearray(seal.entries)
    place = ground.chance.randrange(8, len(entries))
    entries[place] ^= 1
    Seal.objects.filter(pk=seal.pk).update(entries=bytes(entries))
    return {verifying.Kind.SEAL_CHANGED}, {seal.first_sequence}


def delete_seal(ground: Ground) -> Where:
    seal = ground.chance.choice(list(Seal.objects.filter(organization=ground.organization, number__lt=LOTS)))
    seal.delete()
    return {verifying.Kind.SEAL_MISSING}, {seal.first_sequence}


def chain_again(ground: Ground) -> Where:
    """The best attack: change a record and make every seal after it anew. Only what was signed tells."""
    (row,) = ground.records(1)
    place = place_of(ground, row.pk)
    AuditRecord.objects.filter(pk=row.pk).update(action="accounts.signed_out")
    previous = hashing.NOTHING
    for seal in Seal.objects.filter(organization=ground.organization).order_by("number"):
        keys = [key for key, _leaf in hashing.unpack(bytes(seal.entries))]
        leaves = reading.leaves_of(keys)
        seal.entries = hashing.pack((key, leaves[key]) for key in keys)
        seal.previous_hash = previous
        seal.hash = previous = hashing.seal(
            previous=previous,
            number=seal.number,
            first_sequence=seal.first_sequence,
            sealed_at=seal.sealed_at,
            entries=seal.entries,
        )
        seal.save()
    begins = (place - 1) // (2 * LOT) * 2 * LOT + 1
    return {verifying.Kind.ROOT_DIFFERS}, {begins}


WAYS: tuple[Callable[[Ground], Where], ...] = (
    change, delete, insert, move, cut_tail, cut_records, change_seal, delete_seal, chain_again,
)  # fmt: skip


def place_of(ground: Ground, key: int) -> int:
    for seal in Seal.objects.filter(organization=ground.organization).order_by("number"):
        for place, (one, _leaf) in enumerate(hashing.unpack(bytes(seal.entries)), start=seal.first_sequence):
            if one == key:
                return place
    raise AssertionError(key)


def first_seal_end(ground: Ground) -> datetime:
    return Seal.objects.get(organization=ground.organization, number=1).sealed_at


def missed(ground: Ground, *, mutations: int) -> list[str]:
    """Tamper `mutations` times, each time undone; the ways that were not found or not located."""
    chain = str(ground.organization.public_id)
    unseen = []
    for number in range(mutations):
        way = WAYS[number % len(WAYS)]
        with transaction.atomic():
            start = transaction.savepoint()
            kinds, places = way(ground)
            report = verifying.verify_chain(chain, ground.organization, statements=ground.statements)
            transaction.savepoint_rollback(start)
        found = {fault.kind for fault in report.faults}
        named = {fault.first for fault in report.faults}
        if not (kinds <= found and (not places or places & named)):
            unseen.append(f"{way.__name__}: expected {kinds} at {sorted(places)[:3]}, found {report.faults[:3]}")
    return unseen
