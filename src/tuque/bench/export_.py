"""A wide table written out: 132,229 lines of 510 questions, the size at which a peer gave up after half an hour."""

import json
import sys
import time

from tuque.bench import ground
from tuque.bench.result import Figure, Result, Yardstick
from tuque.bench.wide import wide_answers
from tuque.core.tables import csv_lines

ROWS, QUICK_ROWS = 132_229, 10_000
QUESTIONS = 510


def run(*, quick: bool) -> Result:
    """Fill the log, export it line by line to a file, and write the same cells from memory beside it."""
    rows = QUICK_ROWS if quick else ROWS
    postgres = ground.postgres_address() is not None
    with ground.scratch_database(postgres=postgres) as database, ground.environment_of(database) as environment:
        ground.run_module("tuque", "database", "migrate", environment=environment)
        ground.run_module("tuque.bench.site", "prepare", str(QUESTIONS), environment=environment)
        ground.run_module("tuque.bench.export_", "fill", str(rows), environment=environment)
        told = json.loads(ground.run_module("tuque.bench.export_", "export", environment=environment))
    goal = 120 * rows / ROWS
    return Result(
        "export",
        [
            Figure("wide_s", told["seconds"], "s", goal),
            Figure("peak_mb", told["peak_mb"], "MB", 600),
            Figure("lines", told["lines"], "lines"),
        ],
        [Yardstick("same_csv_from_memory_s", from_memory(rows), "s")],
        [f"{rows:,} lines of {QUESTIONS} questions, on {'PostgreSQL' if postgres else 'SQLite'}."]
        + ([f"A short run: the goal is scaled to its {rows:,} lines."] if quick else []),
    )


def from_memory(rows: int) -> float:
    """Seconds to write as many lines whose cells are at hand."""
    samples = [list(wide_answers(QUESTIONS, seed=seed).values()) for seed in range(50)]
    header = [f"q{number}" for number in range(QUESTIONS)]
    started = time.perf_counter()
    for _line in csv_lines(header, (samples[number % 50] for number in range(rows))):
        pass
    return time.perf_counter() - started


def fill(rows: int) -> None:
    from django.db import transaction

    from tuque.accounts.api import Organization
    from tuque.core.clock import now
    from tuque.core.ids import new_id
    from tuque.forms.models import Version
    from tuque.interactions import bulk
    from tuque.interactions.models import Interaction

    organization = Organization.objects.get(code="bench")
    version = Version.objects.get(definition__code="wide")
    at = now()
    same = {
        "organization_id": organization.pk,
        "form_version_id": version.pk,
        "base_type": "other",
        "type_code": "wide",
    }
    same |= {"origin": "found", "recorded_at": at, "updated_at": at, "occurred_at": at}
    samples = [wide_answers(QUESTIONS, seed=seed) for seed in range(50)]
    own = ("public_id", "sequence", "answers")
    for start in range(0, rows, 1000):
        made = [
            {**same, "public_id": new_id(), "sequence": number + 1, "answers": samples[number % 50]}
            for number in range(start, min(start + 1000, rows))
        ]
        with transaction.atomic():
            bulk.insert(Interaction, made, fields=(*same, *own))


def export() -> None:
    """Export to nowhere, and say how long it took and how much memory this process held at most."""
    import resource

    from tuque.accounts.api import Worker
    from tuque.core.clock import now
    from tuque.releases import exports

    director = Worker.objects.get(email="director@bench.example")
    started = time.perf_counter()
    wanted = exports.Wanted(form_code="wide", questions=exports.questions_of("wide", viewer=director))
    lines = sum(1 for _line in exports.export_interactions(wanted, viewer=director, at=now()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.perf_counter() - started, "peak_mb": peak, "lines": lines}))


if __name__ == "__main__":
    import django

    from tuque.core import wall

    django.setup()
    with wall.system(wall.Purpose.UPKEEP):
        if sys.argv[1] == "fill":
            fill(int(sys.argv[2]))
        else:
            export()
