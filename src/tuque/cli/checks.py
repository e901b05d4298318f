"""What `tuque test` runs, in order: quick checks first, so that a slip is seen within seconds."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(os.environ.get("TUQUE_CHECKOUT", ".")).resolve()
PYTHON = sys.executable


def run_all(*, extra: list[str], browser: bool) -> int:
    """Run each check; 0 when all pass. `extra` goes to pytest: a path, `-k`, `-x`."""
    if extra:
        return run("tests", [PYTHON, "-m", "pytest", *extra])
    tools = Path(PYTHON).parent
    steps = [
        ("format", [str(tools / "ruff"), "format", "--check", "src", "tests"]),
        ("lint", [str(tools / "ruff"), "check", "src", "tests"]),
        ("layers", [str(tools / "lint-imports"), "--no-cache"]),
        ("types", [str(tools / "mypy")]),
        ("front end: types", ["npm", "--prefix", "frontend", "run", "--silent", "check"]),
        ("front end: tests", ["npm", "--prefix", "frontend", "run", "--silent", "test"]),
        ("tests", [PYTHON, "-m", "pytest", "-n", "2", "-m", "not browser"]),
    ]
    if browser:
        steps.append(
            (
                "browser journeys",
                [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-m", "browser", "tests/browser"],
            )
        )
    failed = [name for name, command in steps if run(name, command)]
    print(f"tuque test: {'failed: ' + ', '.join(failed) if failed else 'every check passed'}", flush=True)
    return 1 if failed else 0


def run(name: str, command: list[str]) -> int:
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    path = os.pathsep.join([str(Path(PYTHON).parent), os.environ.get("PATH", "")])
    program = shutil.which(command[0], path=path) or command[0]
    status = subprocess.run([program, *command[1:]], cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode
    print(f"== {name}: {'ok' if status == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)", flush=True)
    return status
