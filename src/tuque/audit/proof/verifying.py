"""Whether the audit is as it was sealed and signed; and where it is not, which record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from tuque.accounts.models import Organization
from tuque.audit.models import AuditRecord, Root, Seal
from tuque.audit.proof import hashing, keys, reading, roots

# A record that bears an instant this much before the last seal, and is in no seal, was not written at that instant.
LATE = timedelta(minutes=10)
MOST_NAMED = 10_000  # records outside the chain; more are not told one by one


class Kind(StrEnum):
    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    MOVED = "moved"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    TAIL_CUT = "tail_cut"
    ROOT_DIFFERS = "root_differs"
    ROOT_MISSING = "root_missing"
    SIGNATURE_WRONG = "signature_wrong"
    STATEMENT_UNREADABLE = "statement_unreadable"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a chain, and where: places in it from `first` to `last`, and the key of a record when one is meant."""

    kind: Kind
    chain: str
    first: int = 0
    last: int = 0
    record: int | None = None


@dataclass
class Report:
    chain: str
    name: str
    records: int = 0
    waiting: int = 0
    seals: int = 0
    roots: int = 0
    statements: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults


@dataclass
class _Walk:
    """What is known of a chain while its seals are read in their order."""

    report: Report
    tree: hashing.Tree = field(default_factory=hashing.Tree)
    place_of: dict[int, int] = field(default_factory=dict)
    leaf_of: dict[int, bytes] = field(default_factory=dict)
    odd: list[tuple[int, int, bytes]] = field(default_factory=list)  # place, key, hash as found
    checked_until: int = 0

    def fault(self, kind: Kind, first: int = 0, last: int = 0, record: int | None = None) -> None:
        self.report.faults.append(Fault(kind, self.report.chain, first, last or first, record))


def verify_chain(
    chain: str,
    organization: Organization | None,
    *,
    statements: Sequence[Mapping[str, Any]] = (),
    tell: Callable[[int], None] = lambda done: None,
) -> Report:
    """Read one chain whole. `statements` are roots that others kept; `tell` is told how many records were read."""
    walk = _Walk(Report(chain=chain, name=organization.name if organization else chain))
    signed = _signed(walk, statements)
    last = _read_seals(walk, signed, tell=tell)
    _name_odd_ones(walk)
    _look_outside(walk, organization, last)
    _look_beyond(walk, signed)
    return walk.report


def _signed(walk: _Walk, statements: Sequence[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    """Number of records -> what was signed of them: the roots here, and those that others kept."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    expected = 1
    for root in Root.objects.filter(chain=walk.report.chain).select_related("key").order_by("number"):
        if root.number != expected:
            walk.fault(Kind.ROOT_MISSING, expected, root.number - 1)
        expected = root.number + 1
        walk.report.roots += 1
        here = roots.statement_of(root)
        _check_signature(walk, here, bytes(root.signature))
        found.setdefault(root.size, []).append(here)
    for statement in statements:
        if statement.get("chain") != walk.report.chain:
            continue
        walk.report.statements += 1
        try:
            _check_signature(walk, statement, bytes.fromhex(str(statement["signature"])))
            found.setdefault(int(statement["records"]), []).append(statement)
            if int(statement["number"]) >= expected:
                walk.fault(Kind.ROOT_MISSING, int(statement["number"]))
        except (KeyError, ValueError):
            walk.fault(Kind.STATEMENT_UNREADABLE)
    return found


def _check_signature(walk: _Walk, statement: Mapping[str, Any], signature: bytes) -> None:
    if not keys.is_signed(signature, roots.signed_bytes(statement), public_key=str(statement["key"])):
        walk.fault(Kind.SIGNATURE_WRONG, int(statement["number"]))


def _read_seals(
    walk: _Walk, signed: Mapping[int, list[Mapping[str, Any]]], *, tell: Callable[[int], None]
) -> Seal | None:
    previous, expected, last = hashing.NOTHING, 1, None
    for seal in Seal.objects.filter(chain=walk.report.chain).order_by("number").iterator(chunk_size=10):
        if seal.number != expected:
            walk.fault(Kind.SEAL_MISSING, walk.tree.size + 1, seal.first_sequence - 1)
            previous = bytes(seal.previous_hash)
        entries = bytes(seal.entries)
        calculated = hashing.seal(
            previous=previous,
            number=seal.number,
            first_sequence=walk.tree.size + 1 if seal.number == expected else seal.first_sequence,
            sealed_at=seal.sealed_at,
            entries=entries,
        )
        if (
            calculated != bytes(seal.hash)
            or previous != bytes(seal.previous_hash)
            or seal.count * hashing.ENTRY != len(entries)
        ):
            walk.fault(Kind.SEAL_CHANGED, seal.first_sequence, seal.first_sequence + seal.count - 1)
        _read_entries(walk, entries, bytes(seal.hash), signed)
        previous, expected, last = bytes(seal.hash), seal.number + 1, seal
        walk.report.seals += 1
        tell(len(entries) // hashing.ENTRY)
    walk.report.records = walk.tree.size
    return last


def _read_entries(walk: _Walk, entries: bytes, seal_hash: bytes, signed: Mapping[int, list[Mapping[str, Any]]]) -> None:
    listed = list(hashing.unpack(entries))
    found = reading.leaves_of([key for key, _leaf in listed])
    for key, leaf in listed:
        walk.tree.add(leaf)
        place = walk.tree.size
        walk.place_of[key] = place
        there = found.get(key)
        if there is None:
            walk.fault(Kind.DELETED, place, record=key)
        elif there != leaf:
            walk.odd.append((place, key, there))
        walk.leaf_of[place] = leaf
        if place in signed:
            _compare(walk, signed[place], seal_hash)


def _compare(walk: _Walk, statements: Iterable[Mapping[str, Any]], seal_hash: bytes) -> None:
    """What was signed of the chain up to here must be what the seals say: else it was changed since the root before."""
    tree = walk.tree.root().hex()
    if any(said["tree"] != tree or said["seal_hash"] != seal_hash.hex() for said in statements):
        walk.fault(Kind.ROOT_DIFFERS, walk.checked_until + 1, walk.tree.size)
    walk.checked_until = walk.tree.size


def _name_odd_ones(walk: _Walk) -> None:
    """A record whose content belongs to another place was moved there; any other was changed."""
    at_home = {leaf: place for place, leaf in walk.leaf_of.items()} if walk.odd else {}
    for place, key, found in walk.odd:
        walk.fault(Kind.MOVED if found in at_home else Kind.CHANGED, place, record=key)


def _look_outside(walk: _Walk, organization: Organization | None, last: Seal | None) -> None:
    """Records that no seal has: they wait for the next one, or were put in afterwards."""
    rows = AuditRecord.objects.filter(organization=organization).order_by("pk")
    every = rows.values_list("pk", flat=True).iterator(chunk_size=20_000)
    outside = [key for key in every if key not in walk.place_of]
    for key, at in rows.filter(pk__in=outside[:MOST_NAMED]).values_list("pk", "at"):
        if last is not None and at < last.sealed_at - LATE:
            walk.fault(Kind.INSERTED, walk.report.records, record=key)
        else:
            walk.report.waiting += 1


def _look_beyond(walk: _Walk, signed: Mapping[int, list[Mapping[str, Any]]]) -> None:
    """A root of more records than there are: the end of the chain was cut."""
    longest = max(signed, default=0)
    if longest > walk.report.records:
        walk.fault(Kind.TAIL_CUT, walk.report.records + 1, longest)
