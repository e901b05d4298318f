"""A real file of 99,492 calls for service read into the log: seconds, and the memory it took."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tuque.bench import ground
from tuque.bench.result import Figure, Result, Yardstick

FILE = Path("dispatch") / "montgomery_pa_911_2015-12_2016-08.csv.gz"
INVENTED_ROWS = 99_492


def run(*, quick: bool) -> Result:
    """Import the county's calls, or as many invented ones where that file is absent; beside it, Polars reads the same file."""
    postgres = ground.postgres_address() is not None
    with (
        ground.scratch_database(postgres=postgres) as database,
        ground.environment_of(database) as environment,
        ground.folder() as folder,
    ):
        file, is_real = the_file(folder)
        ground.run_module("tuque", "database", "migrate", environment=environment)
        ground.run_module("tuque.bench.site", "prepare", "5", environment=environment)
        command = [sys.executable, "-m", "tuque", "import", "interactions", str(file)]
        command += [
            "--mapping",
            "montgomery-911",
            "--organization",
            "bench",
            "--json",
            "--refused",
            str(folder / "no.csv"),
        ]
        started = time.perf_counter()
        status, peak, said = measured(command, environment=environment, folder=folder)
        seconds = time.perf_counter() - started
        if status:
            raise RuntimeError(said[-2000:])
        summary = json.loads(said.strip().splitlines()[-1])
        polars = float(ground.run_module("tuque.bench.import_", str(file), environment=environment))
    return Result(
        "import",
        [
            Figure("montgomery_s", seconds, "s", 15),
            Figure("peak_mb", peak, "MB", 400),
            Figure("rows_new", summary["new"], "rows"),
        ],
        [Yardstick("polars_reads_it_s", polars, "s")],
        [
            f"{'The county file' if is_real else 'An invented file of the same shape'}, on "
            f"{'PostgreSQL' if postgres else 'SQLite'}; the whole command, its start included."
        ],
    )


def measured(command: list[str], *, environment: dict[str, str], folder: Path) -> tuple[int, float, str]:
    """Run it: its exit code, its own peak memory in MB, and what it said. Other processes of the run do not count."""
    with (folder / "said.txt").open("w+") as said, (folder / "went_wrong.txt").open("w+") as wrong:
        started = subprocess.Popen(command, env=environment, stdout=said, stderr=wrong)
        _pid, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        told = wrong if started.returncode else said
        told.seek(0)
        return started.returncode, used.ru_maxrss / 1024, told.read()


def the_file(folder: Path) -> tuple[Path, bool]:
    """The real file where the data is at hand (TUQUE_BENCH_DATA, or `../shared/data`), else an invented one."""
    real = Path(os.environ.get("TUQUE_BENCH_DATA", "../shared/data")) / FILE
    if real.exists():
        return real.resolve(), True
    invented = folder / "invented.csv"
    with invented.open("w") as out:
        out.write("lat,lng,desc,zip,title,timeStamp,twp,addr,e\n")
        for number in range(INVENTED_ROWS):
            day, minute = number // 400 % 28 + 1, number % 1440
            stamp = f"2016-{number // 11200 % 8 + 1:02}-{day:02} {minute // 60:02}:{minute % 60:02}:00"
            lat, lon = 40.1 + number % 997 / 9970, -75.4 + number % 991 / 9910
            words = f"CORNER {number % 700} & EXAMPLE LN;  TOWN {number % 60}; Station 3{number % 90:02}; {stamp};"
            out.write(
                f"{lat:.6f},{lon:.6f},{words},19{number % 90:03},EMS: FALL VICTIM,{stamp},TOWN {number % 60},X,1\n"
            )
    return invented, False


if __name__ == "__main__":
    import gzip

    import polars

    started = time.perf_counter()
    source = Path(sys.argv[1])
    polars.read_csv(gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source, infer_schema=False)
    sys.stdout.write(str(time.perf_counter() - started))
