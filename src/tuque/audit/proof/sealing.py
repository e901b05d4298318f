"""Records taken into their organization's chain, within a minute of their commit."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tuque.accounts.models import Organization
from tuque.audit.models import AuditRecord, Seal
from tuque.audit.proof import hashing, reading

LOT = 5000
# Keys are given before the commit: a record may appear after higher ones. No transaction of ours lasts an hour; a record
# that came later still would be reported as outside the chain.
MAY_COME_LATE = timedelta(hours=1)
SITE = "site"


def chains() -> Iterator[tuple[str, Organization | None]]:
    """Each chain's name and organization; last, that of the acts of no organization."""
    for organization in Organization.objects.order_by("pk"):
        yield str(organization.public_id), organization
    yield SITE, None


def seal_all(*, at: datetime) -> int:
    """Take in every record that is in no seal yet; how many."""
    return sum(seal_chain(name, organization, at=at) for name, organization in chains())


def seal_chain(chain: str, organization: Organization | None, *, at: datetime) -> int:
    """Take the new records of one chain into lots. Two processes at once: one seals, the other leaves it at that."""
    waiting = list_waiting(chain, organization, at=at)
    sealed = 0
    for start in range(0, len(waiting), LOT):
        keys = waiting[start : start + LOT]
        try:
            with transaction.atomic():
                _seal(chain, organization, keys, at=at)
        except IntegrityError:
            break
        sealed += len(keys)
    return sealed


def list_waiting(chain: str, organization: Organization | None, *, at: datetime) -> list[int]:
    """The keys of the records that no seal has, in their order."""
    seals = Seal.objects.filter(chain=chain)
    settled = seals.filter(sealed_at__lt=at - MAY_COME_LATE).order_by("-number").values_list("last_record", flat=True)
    after = settled.first() or 0
    rows = AuditRecord.objects.filter(organization=organization, pk__gt=after).order_by("pk")
    waiting = list(rows.values_list("pk", flat=True))
    if not waiting:
        return []
    recent = seals.filter(sealed_at__gte=at - MAY_COME_LATE).values_list("entries", flat=True)
    known = {key for entries in recent.iterator(chunk_size=10) for key, _leaf in hashing.unpack(bytes(entries))}
    return [key for key in waiting if key not in known]


def _seal(chain: str, organization: Organization | None, keys: list[int], *, at: datetime) -> None:
    last = Seal.objects.filter(chain=chain).defer("entries").order_by("-number").first()
    leaves = reading.leaves_of(keys)
    number = last.number + 1 if last else 1
    first_sequence = last.first_sequence + last.count if last else 1
    previous = bytes(last.hash) if last else hashing.NOTHING
    entries = hashing.pack((key, leaves[key]) for key in keys)
    Seal.objects.create(
        organization=organization,
        chain=chain,
        number=number,
        first_sequence=first_sequence,
        count=len(keys),
        last_record=max(keys[-1], last.last_record if last else 0),
        entries=entries,
        previous_hash=previous,
        hash=hashing.seal(
            previous=previous, number=number, first_sequence=first_sequence, sealed_at=at, entries=entries
        ),
        sealed_at=at,
    )
