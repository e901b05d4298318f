"""The proof of the audit: a million records verified against their seals, and every tampering found and located."""

from tuque.bench import ground
from tuque.bench.result import Figure, Result, Yardstick

ROWS, MUTATIONS = 1_000_000, 10_000


def run(*, quick: bool) -> Result:
    """Fill, seal and verify; tamper. On PostgreSQL where it answers, else on SQLite."""
    rows = 20_000 if quick else ROWS
    mutations = 90 if quick else MUTATIONS
    postgres = ground.postgres_address() is not None
    with (
        ground.scratch_database(postgres=postgres) as database,
        ground.environment_of(ground.as_administrator(database)) as environment,
    ):
        said = ground.run_module("tuque.bench.audit_site", str(rows), str(mutations), environment=environment)
    values = dict(line.split() for line in said.splitlines())
    number = {name: float(value) for name, value in values.items()}
    return Result(
        "audit",
        [
            Figure("verify_1m_s", number["verify_s"] / rows * ROWS, "s", 60),
            Figure("mutations_missed", number["missed"], "of " + str(mutations), 0),
            Figure("mutations", mutations, ""),
            Figure("seal_per_s", rows / number["seal_s"], "records/s"),
            Figure("bytes_per_look", number["bytes_per_look"], "bytes"),
            Figure("who_looked_ms", number["who_looked_ms"], "ms"),
            Figure("first_page_ms", number["first_page_ms"], "ms"),
        ],
        [Yardstick("bare_sha256_1m_s", number["bare_s"] / rows * ROWS, "s")],
        [
            f"{rows:,} records that saw twelve ids each, on {'PostgreSQL' if postgres else 'SQLite'}; verified by one process.",
            "bytes_per_look is the table with its indexes; its seal adds 40. The yardstick hashes the same canonical bytes.",
        ],
    )
