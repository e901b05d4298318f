"""What `tuque test` runs, in order: quick checks first, side by side, so that a slip is seen within seconds."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tuque.config.spoken import gettext as _

ROOT = Path(os.environ.get("TUQUE_CHECKOUT", ".")).resolve()
PYTHON = sys.executable


def run_all(*, extra: list[str], browser: bool) -> int:
    """Run each check; 0 when all pass. `extra` goes to pytest: a path, `-k`, `-x`."""
    if extra:
        return run(_("tests"), [PYTHON, "-m", "pytest", *extra])
    tools = Path(PYTHON).parent
    quick = [
        (_("format"), [str(tools / "ruff"), "format", "--check", "src", "tests"]),
        (_("lint"), [str(tools / "ruff"), "check", "src", "tests"]),
        (_("layers"), [str(tools / "lint-imports"), "--no-cache"]),
        (_("types"), [str(tools / "mypy")]),
        (_("front end: types"), ["npm", "--prefix", "frontend", "run", "--silent", "check"]),
        (_("front end: tests"), ["npm", "--prefix", "frontend", "run", "--silent", "test"]),
        # Made once for all tests; without it the first process of the tests would have the others wait.
        (_("tables for the tests"), [PYTHON, "-m", "tuque.core.tests.databases"]),
    ]
    # Three on two processors: tests of served sites wait, and so do journeys for what a page shows.
    tests = [(_("tests"), [PYTHON, "-m", "pytest", "-n", "3", "--dist", "worksteal", "-m", "not browser"])]
    if browser:
        tests.append(
            (
                _("browser journeys"),
                [PYTHON, "-m", "pytest", "-n", "3", "--dist", "loadfile", "-m", "browser", "tests/browser"],
            )
        )
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(lambda one: run(*one, told_at_once=True), quick))
    failed = [one[0] for one, status in zip(quick, statuses, strict=True) if status]
    failed += [name for name, command in tests if run(name, command)]
    said = (
        _("tuque test: failed: %(names)s") % {"names": ", ".join(failed)}
        if failed
        else _("tuque test: every check passed")
    )
    print(said, flush=True)
    return 1 if failed else 0


def run(name: str, command: list[str], *, told_at_once: bool = False) -> int:
    """The command's exit status. What it says is shown as it comes, or in one piece at its end."""
    if not told_at_once:
        print(f"\n== {name}", flush=True)
    started = time.monotonic()
    path = os.pathsep.join([str(Path(PYTHON).parent), os.environ.get("PATH", "")])
    program = shutil.which(command[0], path=path) or command[0]
    ended = subprocess.run(
        [program, *command[1:]],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        check=False,
        stdout=subprocess.PIPE if told_at_once else None,
        stderr=subprocess.STDOUT if told_at_once else None,
        text=True,
    )
    output = f"\n== {name}\n{ended.stdout}" if told_at_once else ""
    said = _("well") if ended.returncode == 0 else _("FAILED")
    print(f"{output}== {name}: {said} ({time.monotonic() - started:.0f} s)", flush=True)
    return ended.returncode
