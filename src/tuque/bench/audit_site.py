"""What `tuque bench audit` does in a process whose database is its own.

python -m tuque.bench.audit_site RECORDS MUTATIONS       prints a figure to a line
"""

import hashlib
import random
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Q  # noqa: E402

from tuque.accounts.api import Organization  # noqa: E402
from tuque.audit.models import AuditRecord, Seal  # noqa: E402
from tuque.audit.proof import reading, sealing, verifying  # noqa: E402
from tuque.bench import tampering  # noqa: E402
from tuque.core.clock import now  # noqa: E402
from tuque.core.ids import new_id  # noqa: E402

SEEN = 12


def main(rows: int, mutations: int) -> None:
    call_command("migrate", verbosity=0)
    unlock()
    at = now() - timedelta(days=1)
    large = Organization.objects.create(code="large", name="Large", created_at=at)
    small = Organization.objects.create(code="small", name="Small", created_at=at)
    fill(large, rows)
    chain = str(large.public_id)
    tell("seal_s", timed(lambda: sealing.seal_chain(chain, large, at=at)))
    tell("verify_s", timed(lambda: check(verifying.verify_chain(chain, large))))
    keys = list(AuditRecord.objects.filter(organization=large).values_list("pk", flat=True))
    contents = [content for _key, content in reading.contents_of(keys[:50_000])]
    contents *= max(1, rows // len(contents))
    tell("bare_s", timed(lambda: [hashlib.sha256(content).digest() for content in contents]))
    tell("bytes_per_look", bytes_of_table() / rows)
    seen = AuditRecord.objects.filter(organization=large).order_by("pk")[rows // 2].seen or []
    looked = AuditRecord.objects.filter(Q(subject_id=seen[0]) | Q(seen__holds=seen[0]), organization=large)
    tell("who_looked_ms", 1000 * timed(lambda: list(looked.order_by("-pk")[:50])))
    page = AuditRecord.objects.filter(organization=large).order_by("-pk")[:51]
    tell("first_page_ms", 1000 * timed(lambda: list(page)))
    statements = tampering.make_chain(small, begun_at=at)
    plot = tampering.Ground(small, statements, random.Random(5))  # noqa: S311  chance, not a secret
    unseen = tampering.missed(plot, mutations=mutations)
    for line in unseen[:20]:
        print(line, file=sys.stderr)
    tell("missed", len(unseen))


def unlock() -> None:
    """As a superuser would: without the triggers that stop everyone else."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in (AuditRecord, Seal):
                cursor.execute(f"ALTER TABLE {table._meta.db_table} DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE audit_root DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


def fill(organization: Organization, rows: int) -> None:
    at = now() - timedelta(days=1)
    for start in range(0, rows, 5000):
        AuditRecord.objects.bulk_create(
            AuditRecord(
                organization=organization,
                at=at + timedelta(milliseconds=start + number),
                action="interactions.list_seen",
                actor_kind="worker",
                purpose="duty",
                seen=[new_id() for _ in range(SEEN)],
                details={"searched": False},
            )
            for number in range(min(5000, rows - start))
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_auditrecord")


def bytes_of_table() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('audit_auditrecord')")
        return int(cursor.fetchone()[0])


def check(report: verifying.Report) -> None:
    if not report.is_sound:
        raise RuntimeError(f"The untouched chain has faults: {report.faults[:3]}")


def timed(act: object) -> float:
    started = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - started


def tell(name: str, value: float) -> None:
    print(name, value, flush=True)


if __name__ == "__main__":
    from tuque.core import wall

    with wall.system(wall.Purpose.UPKEEP):
        main(int(sys.argv[1]), int(sys.argv[2]))
